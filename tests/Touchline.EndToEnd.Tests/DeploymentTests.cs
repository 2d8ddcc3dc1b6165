using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Touchline.EndToEnd.Tests;

/// <summary>The files under <c>deploy/</c>, as far as they can be tried without a service or a container.</summary>
public sealed partial class DeploymentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SystemdFact]
    public void Systemd_takes_the_unit_as_it_is()
    {
        // But for the program, which isn't installed here.
        string unit = File.ReadAllText(Deploy("touchline.service"));
        string own = string.Join('\n', unit.Split('\n').Select(l => l.StartsWith("ExecStart=", StringComparison.Ordinal) ? "ExecStart=/bin/true" : l));
        Assert.Equal((0, ""), Verify(own));
        (int code, string said) = Verify(own.Replace("Restart=on-failure", "Restart=on-failures\nNoSuchSetting=1", StringComparison.Ordinal));
        Assert.Contains("NoSuchSetting", said, StringComparison.Ordinal);
        Assert.Contains("on-failures", $"{code} {said}", StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_image_is_built_from_is_there_and_what_the_unit_and_the_image_start_is_understood()
    {
        string[] copied = [.. File.ReadLines(Deploy("Dockerfile")).Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')[1..^1]).Distinct()];
        Assert.Contains("src", copied);
        string[] allowed = [.. File.ReadLines(Deploy("Dockerfile.dockerignore")).Where(l => l.StartsWith('!')).Select(l => l[1..])];
        Assert.Equal(copied.Order(), allowed.Order());
        Assert.All(copied, c => Assert.True(Path.Exists(Path.Combine(Root(), c)), c));
        // What the projects take from elsewhere is copied too.
        string[] outside = [.. Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories).SelectMany(p => Elsewhere().Matches(File.ReadAllText(p))).Select(m => m.Groups["path"].Value)];
        Assert.NotEmpty(outside);
        Assert.All(outside, o => Assert.Contains(copied, c => o == c || o.StartsWith(c + '/', StringComparison.Ordinal)));
        Assert.Equal(["run", "-c", "/etc/touchline/touchline.json"], File.ReadLines(Deploy("touchline.service")).Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal)).Split(' ')[1..]);
        Assert.Contains("touchline.json", TouchlineProgram.Run("run", "-c", _folder["touchline.json"]).Error);
    }

    [Fact]
    public void A_session_says_that_it_trades_to_the_supervisor_that_asks()
    {
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = Patience.MostMs };
        systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        Outcome run = TouchlineProgram.RunIn(_folder.Path, new() { ["NOTIFY_SOCKET"] = _folder["notify"] }, "run", "--for", "1s", "--json");
        run.AssertDone();
        byte[] told = new byte[100];
        Assert.Equal("READY=1", Encoding.UTF8.GetString(told, 0, systemd.Receive(told)));
        Assert.Equal(0, systemd.Available);
    }

    [GeneratedRegex("""Include="\.\./\.\./(?<path>[^"*]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Elsewhere();

    private (int Code, string Said) Verify(string unit)
    {
        string path = _folder.Write("touchline.service", unit);
        using Process process = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", path]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, said.Trim());
    }

    private static string Deploy(string file) => Path.Combine(Root(), "deploy", file);

    private static string Root()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Touchline.slnx")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }
}

/// <summary>Skipped, visibly, where systemd isn't installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SystemdFactAttribute : FactAttribute
{
    public SystemdFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(f => File.Exists(Path.Combine(f, "systemd-analyze"))))
            Skip = "systemd-analyze isn't installed";
    }
}
