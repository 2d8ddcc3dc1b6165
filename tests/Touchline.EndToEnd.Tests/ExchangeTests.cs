namespace Touchline.EndToEnd.Tests;

public sealed class ExchangeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Wrong_input_is_named_before_anything_listens()
    {
        string script = _folder.Write("faults", "{\"at\":1,\"kind\":\"dorp\"}");
        Run("--port", "70000").AssertWrongInput("--port '70000' is no port");
        Run("--symbols", "BTCEUR").AssertWrongInput("symbol 'BTCEUR'");
        Run("--account", "key:secret").AssertWrongInput("--account 'key:secret' is wrong; right is KEY:SECRET:BALANCE");
        Run("--account", $"key:ed25519:{_folder["none.pem"]}:1000").AssertWrongInput("none.pem can't be read");
        Run("--account", "key:dsa:x:1000").AssertWrongInput("'dsa' is no kind of key");
        Run("--data", _folder["none.tlr"]).AssertWrongInput("none.tlr: no such file");
        Run("--faults", script).AssertWrongInput("line 1 of the fault script: field 'kind': 'dorp' is unknown");
        Run("--routes", "some").AssertWrongInput("--routes 'some' is unknown; right are any and split");
        Run("--connection-life", "soon").AssertWrongInput("--connection-life 'soon'");
        Run("--pace", "0").AssertWrongInput("--pace '0' is wrong");
        Run("--certificate", _folder["x.pem"]).AssertWrongInput("--certificate writes the certificate of --tls");
        Assert.Equal(["faults"], _folder.Names);
    }

    private static Outcome Run(params string[] options) => TouchlineProgram.Run(["exchange", "binance", .. options]);
}
