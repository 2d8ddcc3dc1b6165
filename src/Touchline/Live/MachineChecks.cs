using System.Globalization;

namespace Touchline.Live;

/// <summary>What docs/deployment.md says of the machine, looked at: what is there, what would be right, and the command that makes it so. A file that isn't there can't be told from.</summary>
internal static class MachineChecks
{
    /// <summary>Bytes of a socket's buffers.</summary>
    public const long SocketBytes = 134_217_728;

    /// <summary>Least, usual and most bytes of a TCP connection's buffer.</summary>
    public const string TcpBytes = "4096 65536 134217728";

    public const int Cores = 4;
    public const int OpenFiles = 65_536;

    // What is sold as 8 GB holds some less.
    private const long MemoryBytes = 7_500_000_000;
    private const long Kib = 1024;
    private const string Keep = "deploy/sysctl/99-touchline.conf in /etc/sysctl.d keeps it";

    public static IEnumerable<DoctorCheck> Of(MachineFacts machine)
    {
        yield return OfCores(machine.Cores);
        yield return OfMemory(machine);
        yield return OfSocketBuffer(machine, "rmem_max");
        yield return OfSocketBuffer(machine, "wmem_max");
        yield return OfTcpBuffer(machine, "tcp_rmem");
        yield return OfTcpBuffer(machine, "tcp_wmem");
        yield return OfOpenFiles(machine);
        yield return OfGovernor(machine);
        yield return OfHugePages(machine);
        yield return OfClock(machine.IsClockInStep());
        yield return OfGc(machine.IsServerGc, machine.IsConcurrentGc);
    }

    private static DoctorCheck OfCores(int cores) => cores >= Cores
        ? DoctorCheck.Ok("machine: cores", $"{cores}")
        : DoctorCheck.Warn("machine: cores", $"{cores}; right is {Cores} or more fast ones", "take a larger machine; until then no --wait spin, which keeps a core busy");

    private static DoctorCheck OfMemory(MachineFacts machine)
    {
        const string Name = "machine: memory";
        string? line = machine.Read("/proc/meminfo")?.Split('\n').FirstOrDefault(l => l.StartsWith("MemTotal:", StringComparison.Ordinal));
        if (line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, var text, ..] || !TryNumber(text, out long kib))
            return Unknown(Name, "/proc/meminfo");
        long bytes = Math.Min(kib * Kib, machine.MemoryBytes);
        string found = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
        return bytes >= MemoryBytes ? DoctorCheck.Ok(Name, found) : DoctorCheck.Warn(Name, $"{found}; right is 8 GB or more", "take a larger machine, or give the container more (docker run --memory)");
    }

    private static DoctorCheck OfSocketBuffer(MachineFacts machine, string name)
    {
        string path = $"/proc/sys/net/core/{name}";
        if (!TryNumber(machine.Read(path)?.Trim(), out long bytes))
            return Unknown($"machine: {name}", path);
        return bytes >= SocketBytes
            ? DoctorCheck.Ok($"machine: {name}", $"{bytes}")
            : DoctorCheck.Warn($"machine: {name}", $"{bytes} bytes; right is {SocketBytes}", $"sudo sysctl -w net.core.{name}={SocketBytes}; {Keep}");
    }

    private static DoctorCheck OfTcpBuffer(MachineFacts machine, string name)
    {
        string path = $"/proc/sys/net/ipv4/{name}";
        if (machine.Read(path)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [_, _, var text] || !TryNumber(text, out long most))
            return Unknown($"machine: {name}", path);
        return most >= SocketBytes
            ? DoctorCheck.Ok($"machine: {name}", $"up to {most}")
            : DoctorCheck.Warn($"machine: {name}", $"up to {most} bytes; right is {TcpBytes}", $"sudo sysctl -w net.ipv4.{name}=\"{TcpBytes}\"; {Keep}");
    }

    private static DoctorCheck OfOpenFiles(MachineFacts machine)
    {
        const string Name = "machine: open files", Path = "/proc/self/limits";
        string? line = machine.Read(Path)?.Split('\n').FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        if (line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var text, ..] || (text != "unlimited" && !TryNumber(text, out _)))
            return Unknown(Name, Path);
        return text == "unlimited" || (TryNumber(text, out long most) && most >= OpenFiles)
            ? DoctorCheck.Ok(Name, $"up to {text}")
            : DoctorCheck.Warn(Name, $"up to {text}; right is {OpenFiles}", $"ulimit -n {OpenFiles} before the start; LimitNOFILE={OpenFiles} in a unit of systemd, --ulimit nofile={OpenFiles} for docker run");
    }

    private static DoctorCheck OfGovernor(MachineFacts machine)
    {
        const string Name = "machine: CPU governor", Folder = "/sys/devices/system/cpu";
        string[] governors = [.. machine.Folders(Folder).Select(f => machine.Read($"{Folder}/{f}/cpufreq/scaling_governor")?.Trim()).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return governors switch
        {
            [] => Unknown(Name, $"{Folder}/cpu*/cpufreq/scaling_governor", "; virtual machines leave it to their host"),
            ["performance"] => DoctorCheck.Ok(Name, "performance"),
            _ => DoctorCheck.Warn(Name, $"{string.Join(", ", governors)}; right is performance: a core that slows down between two messages wakes up slow", "sudo cpupower frequency-set -g performance"),
        };
    }

    private static DoctorCheck OfHugePages(MachineFacts machine)
    {
        const string Name = "machine: transparent huge pages", Path = "/sys/kernel/mm/transparent_hugepage/enabled";
        string[] words = machine.Read(Path)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (Array.Find(words, w => w.StartsWith('[')) is not { } chosen)
            return Unknown(Name, Path);
        return chosen is "[madvise]" or "[never]"
            ? DoctorCheck.Ok(Name, chosen.Trim('[', ']'))
            : DoctorCheck.Warn(Name, $"{chosen.Trim('[', ']')}; right is madvise: the kernel stops a thread to put its pages together", $"echo madvise | sudo tee {Path}");
    }

    private static DoctorCheck OfClock(bool? isInStep) => isInStep switch
    {
        null => new DoctorCheck("machine: clock", Verdict.Unknown, "can't tell whether it is kept in step: the system doesn't answer adjtimex"),
        true => DoctorCheck.Ok("machine: clock", "kept in step"),
        false => DoctorCheck.Warn("machine: clock", "nothing keeps it in step; right is a time service", "sudo apt-get install chrony, or sudo timedatectl set-ntp true"),
    };

    private static DoctorCheck OfGc(bool isServer, bool isConcurrent) => isServer || isConcurrent
        ? DoctorCheck.Warn("machine: garbage collection", $"{(isServer ? "server" : "workstation")}, {(isConcurrent ? "concurrent" : "not concurrent")}; right is workstation, not concurrent, as the program comes", "unset DOTNET_gcServer DOTNET_gcConcurrent, and leave touchline.runtimeconfig.json as it came")
        : DoctorCheck.Ok("machine: garbage collection", "workstation, not concurrent");

    private static DoctorCheck Unknown(string name, string path, string why = "") => new(name, Verdict.Unknown, $"can't tell: {path} isn't there or isn't understood{why}");

    private static bool TryNumber(string? text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
