using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class FaultScriptTests
{
    [Fact]
    public void Faults_begin_at_their_second_and_are_cleared_at_theirs()
    {
        const string script = """
            {"at":2.5,"clear":true}

            {"at":1,"kind":"status","scope":"rest","status":503}
            """;
        using var scene = new ExchangeScene(new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = ExchangeScene.StartNs, FaultScript = script });
        var statuses = new List<int>();
        for (int i = 0; i < 7; i++)
        {
            statuses.Add(scene.Call("GET", "/fapi/v1/time").Status);
            scene.Run(500 * ExchangeScene.Ms);
        }

        Assert.Equal([200, 200, 503, 503, 503, 200, 200], statuses);
    }

    [Fact]
    public void A_hundred_faults_without_clearing_are_the_most()
    {
        string faults = string.Concat(Enumerable.Range(1, ActiveFaults.Most).Select(i => $"{{\"at\":{i},\"kind\":\"lose\"}}\n"));
        _ = new FaultScript(faults, 0);
        _ = new FaultScript(faults + "{\"at\":50.5,\"clear\":true}\n{\"at\":101,\"kind\":\"lose\"}", 0);
        BadInputException e = Assert.Throws<BadInputException>(() => new FaultScript(faults + "{\"at\":101,\"kind\":\"lose\"}", 0));
        Assert.Contains("by second 101", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "line 1 of the fault script is no JSON")]
    [InlineData("\n{\"kind\":\"drop\"}", "line 2 of the fault script lacks 'at'")]
    [InlineData("{\"at\":-1,\"kind\":\"drop\"}", "lacks 'at'")]
    [InlineData("{\"at\":1,\"kind\":\"dorp\"}", "line 1 of the fault script: field 'kind': 'dorp' is unknown")]
    [InlineData("{\"at\":1,\"clear\":1}", "line 1 of the fault script is wrong")]
    public void A_wrong_line_is_named(string script, string text)
    {
        BadInputException e = Assert.Throws<BadInputException>(() => new FaultScript(script, 0));
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
    }
}
