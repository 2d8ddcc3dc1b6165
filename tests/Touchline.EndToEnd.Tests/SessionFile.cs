namespace Touchline.EndToEnd.Tests;

/// <summary>The recording of twenty seconds on paper, made once for all tests of a class, which only read it.</summary>
public sealed class SessionFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SessionFile() => TouchlineProgram.Run("run", "--for", "20s", "--speed", "max", "--json", "--record", Path).AssertDone();

    public string Path => _folder["m.tlr"];

    public void Dispose() => _folder.Dispose();
}
