using System.Diagnostics;

namespace Touchline.Conformance.Tests;

/// <summary>The stock WebSocket server of tests/clients in a process of its own, as <c>./test --long clients</c> has installed it.</summary>
internal sealed class NodeServer : IDisposable
{
    private readonly Process _process;

    public NodeServer()
    {
        string script = Path.Combine(Repository(), "artifacts", "clients", "server.mjs");
        var info = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = Path.GetDirectoryName(script) };
        info.ArgumentList.Add(script);
        _process = Process.Start(info)!;
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{script} said nothing");
        Url = line["listening ".Length..];
    }

    public string Url { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static string Repository()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Touchline.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
