using Touchline.Live;
using Touchline.Tests.Configuration;

namespace Touchline.Tests.Live;

/// <summary>What the doctor makes of a machine, in a folder that stands for its root.</summary>
public sealed class MachineChecksTests : IDisposable
{
    private const string Limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max open files            65536                1048576              files
        """;

    private readonly Workplace _root = new();
    private bool? _isInStep = true;
    private bool _isServerGc, _isConcurrentGc;
    private int _cores = 4;
    private long _memory = 64_000_000_000;

    public MachineChecksTests()
    {
        Write("proc/meminfo", "MemTotal:        7940000 kB\nMemFree:          100 kB\n");
        Write("proc/self/limits", Limits);
        Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        Write("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n");
        Write("sys/devices/system/cpu/cpuidle/current_driver", "x\n");
        Write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        foreach (string line in File.ReadLines(Path.Combine(Repository(), "deploy/sysctl/99-touchline.conf")).Where(l => l.Contains('=', StringComparison.Ordinal) && l[0] != '#'))
        {
            string[] parts = line.Split('=', StringSplitOptions.TrimEntries);
            Write($"proc/sys/{parts[0].Replace('.', '/')}", parts[1].Replace(' ', '\t') + "\n");
        }
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_machine_as_the_guide_and_its_files_have_it_is_ok_throughout()
    {
        DoctorCheck[] found = [.. Checks()];
        Assert.Equal(11, found.Length);
        Assert.All(found, c => Assert.Equal((Verdict.Ok, null), (c.Verdict, c.Fix)));
        Assert.All(found, c => Assert.StartsWith("machine: ", c.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("proc/meminfo", "MemTotal:  4000000 kB", "memory", "4.1 GB; right is 8 GB or more", "take a larger machine")]
    [InlineData("proc/sys/net/core/rmem_max", "212992", "rmem_max", "212992 bytes; right is 134217728", "sudo sysctl -w net.core.rmem_max=134217728")]
    [InlineData("proc/sys/net/core/wmem_max", "212992", "wmem_max", "212992 bytes; right is 134217728", "sudo sysctl -w net.core.wmem_max=134217728")]
    [InlineData("proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456", "tcp_rmem", "up to 6291456 bytes; right is 4096 65536 134217728", "sudo sysctl -w net.ipv4.tcp_rmem=\"4096 65536 134217728\"")]
    [InlineData("proc/sys/net/ipv4/tcp_wmem", "4096\t16384\t4194304", "tcp_wmem", "up to 4194304 bytes; right is 4096 65536 134217728", "sudo sysctl -w net.ipv4.tcp_wmem=\"4096 65536 134217728\"")]
    [InlineData("proc/self/limits", "Max open files            1024                 4096                 files", "open files", "up to 1024; right is 65536", "ulimit -n 65536")]
    [InlineData("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave", "CPU governor", "performance, powersave; right is performance", "sudo cpupower frequency-set -g performance")]
    [InlineData("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never", "transparent huge pages", "always; right is madvise", "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled")]
    public void What_isnt_as_it_should_be_is_told_with_the_command_that_makes_it_so(string path, string text, string name, string found, string fix)
    {
        Write(path, text);
        DoctorCheck check = Assert.Single(Checks(), c => c.Verdict != Verdict.Ok);
        Assert.Equal((Verdict.Warn, $"machine: {name}"), (check.Verdict, check.Name));
        Assert.StartsWith(found, check.Text, StringComparison.Ordinal);
        Assert.StartsWith(fix, check.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proc/self/limits", "Max open files            unlimited            unlimited            files")]
    [InlineData("sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]")]
    public void Other_ways_of_being_right_are_right(string path, string text)
    {
        Write(path, text);
        Assert.All(Checks(), c => Assert.Equal(Verdict.Ok, c.Verdict));
    }

    [Theory]
    [InlineData("proc/meminfo", "memory")]
    [InlineData("proc/self/limits", "open files")]
    [InlineData("proc/sys/net/core/rmem_max", "rmem_max")]
    [InlineData("proc/sys/net/ipv4/tcp_wmem", "tcp_wmem")]
    [InlineData("sys/kernel/mm/transparent_hugepage/enabled", "transparent huge pages")]
    public void What_isnt_understood_cant_be_told(string path, string name)
    {
        foreach (string text in (string[])["", "\n", "nonsense", "MemTotal:", "Max open files", "1 2", "99999999999999999999"])
        {
            Write(path, text);
            DoctorCheck check = Assert.Single(Checks(), c => c.Verdict != Verdict.Ok);
            Assert.Equal((Verdict.Unknown, $"machine: {name}"), (check.Verdict, check.Name));
            Assert.StartsWith("can't tell: /", check.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_a_machine_without_such_files_nothing_but_itself_can_be_told()
    {
        _isInStep = null;
        DoctorCheck[] found = [.. MachineChecks.Of(Facts() with { Root = _root["nowhere"] })];
        Assert.Equal(["machine: cores", "machine: garbage collection"], found.Where(c => c.Verdict == Verdict.Ok).Select(c => c.Name));
        Assert.Equal(9, found.Count(c => c.Verdict == Verdict.Unknown && c.Text.StartsWith("can't tell", StringComparison.Ordinal)));
    }

    [Fact]
    public void Cores_memory_of_a_container_clock_and_collector_count_as_the_process_has_them()
    {
        (_cores, _memory, _isInStep, _isServerGc, _isConcurrentGc) = (2, 2_000_000_000, false, true, true);
        Assert.Equal(
            ["machine: cores 2; right is 4 or more fast ones", "machine: memory 2.0 GB; right is 8 GB or more", "machine: clock nothing keeps it in step; right is a time service", "machine: garbage collection server, concurrent; right is workstation, not concurrent, as the program comes"],
            Checks().Where(c => c.Verdict == Verdict.Warn).Select(c => $"{c.Name} {c.Text}"));
    }

    [Fact]
    public void The_machine_at_hand_is_looked_at_without_trouble()
    {
        DoctorCheck[] found = [.. MachineChecks.Of(MachineFacts.Current())];
        Assert.Equal(11, found.Length);
        Assert.DoesNotContain(found, c => c.Verdict == Verdict.Fail);
        Assert.All(found, c => Assert.Equal(c.Verdict == Verdict.Warn, c.Fix is not null));
    }

    private IEnumerable<DoctorCheck> Checks() => MachineChecks.Of(Facts());

    private MachineFacts Facts() => new() { Root = _root["."], Cores = _cores, MemoryBytes = _memory, IsServerGc = _isServerGc, IsConcurrentGc = _isConcurrentGc, IsClockInStep = () => _isInStep };

    private void Write(string path, string text) => _root.Write(path, text);

    private static string Repository()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Touchline.slnx")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }
}
