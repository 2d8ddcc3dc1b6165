namespace Touchline.EndToEnd.Tests;

/// <summary>Ninety seconds of a market, imported once for all tests of a class, which only read it.</summary>
public sealed class MarketFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MarketFile()
    {
        TouchlineProgram.Run("generate", "--for", "90s", "-o", _folder["a.gz"]).AssertDone();
        TouchlineProgram.Run("import", "--format", "binance-usdm-raw", "--symbol", "BTCUSDT", "-o", Path, _folder["a.gz"]).AssertDone();
    }

    public string Path => _folder["a.tlr"];

    public void Dispose() => _folder.Dispose();
}
