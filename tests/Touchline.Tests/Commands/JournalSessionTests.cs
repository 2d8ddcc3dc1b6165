using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Tests.Configuration;
using Touchline.Trading;

namespace Touchline.Tests.Commands;

public sealed class JournalSessionTests : IDisposable
{
    private const string Strategy = "class Mine : Strategy { private readonly WholeParameter _a = new(\"a\", 1, 0, 9, \"\", \"a number\"); }";

    private static readonly Instrument Traded = Instrument.Linear("venue", "X", DecimalUnit.Parse("0.5", "tick"), DecimalUnit.Parse("0.001", "lot")) with
    {
        TickUnits = 2,
        LotUnits = 5,
        Version = 3,
        Multiplier = 0.01m,
    };

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_session_comes_back_as_it_was_chosen()
    {
        string text = Text("--param", "levels=3", "--risk", "order_rate=5/1s", "--risk", "max_order=0.5", "--seed", "18446744073709551615");
        (Engine engine, IReadOnlyList<Instrument> instruments) = JournalSession.Restore(text, "J", 1, "it");
        Assert.Equal([Traded], instruments);
        Assert.Equal([Traded], engine.Instruments);
        Assert.Equal("market-making", engine.Strategies[0].Name);
    }

    [Fact]
    public void The_source_that_was_compiled_is_kept_even_if_the_file_changes_then()
    {
        _place.Write("mine.cs", Strategy);
        TradingSettings chosen = TradingSettings.Of(_place.Read("--strategy", _place["mine.cs"], "--param", "a=2"));
        _place.Write("mine.cs", "no strategy any more");
        string text = JournalSession.Of(chosen, [Traded], [], 1, "", "tl0");
        Assert.Equal(Strategy, (string)JsonNode.Parse(text)!["source"]!);
        File.Delete(_place["mine.cs"]);
        Assert.Equal(_place["mine.cs"], JournalSession.Restore(text, "J", 1, "it").Engine.Strategies[0].Name);
    }

    [Fact]
    public void The_assets_of_fees_are_kept_in_their_order_and_none_are_those_of_a_journal_without_them()
    {
        TradingSettings chosen = TradingSettings.Of(_place.Read());
        Assert.Equal(["BNB", "USDC"], JournalSession.Restore(JournalSession.Of(chosen, [Traded], ["BNB", "USDC"], 1, "", "tl0"), "J", 1, "it").Engine.FeeAssets);
        JsonNode old = JsonNode.Parse(Text())!;
        old.AsObject().Remove("fee_assets");
        Assert.Empty(JournalSession.Restore(old.ToJsonString(), "J", 1, "it").Engine.FeeAssets);
    }

    [Theory]
    [InlineData("strategy", "null")]
    [InlineData("strategy", "\"magic\"")]
    [InlineData("source", "5")]
    [InlineData("parameters", "[]")]
    [InlineData("parameters", "null")]
    [InlineData("parameters.levels", "3")]
    [InlineData("file", "\"a\"")]
    [InlineData("seed", "-1")]
    [InlineData("seed", "1e99")]
    [InlineData("risk", "null")]
    [InlineData("risk.max_order", "1")]
    [InlineData("risk.max_order", "\"1e99\"")]
    [InlineData("risk.max_order", "\"0\"")]
    [InlineData("risk.max_live_orders", "\"4294967296\"")]
    [InlineData("risk.max_live_orders", "\"0\"")]
    [InlineData("risk.max_live_orders", "\"1.5\"")]
    [InlineData("risk.order_rate", "\"99999999999999999999/1s\"")]
    [InlineData("risk.order_rate", "\"3/-1s\"")]
    [InlineData("risk.max_leverage", "\"3\"")]
    [InlineData("instruments.0.min_notional", "-5")]
    [InlineData("instruments", "[]")]
    [InlineData("instruments", "{}")]
    [InlineData("instruments.0", "null")]
    [InlineData("instruments.0.version", "70000")]
    [InlineData("instruments.0.tick_units", "0")]
    [InlineData("instruments.0.price_unit", "\"-1\"")]
    [InlineData("instruments.0.multiplier", "true")]
    [InlineData("instruments.0.symbol", "[\"X\"]")]
    [InlineData("fee_assets", "\"BNB\"")]
    [InlineData("fee_assets", "[1]")]
    public void A_wrong_field_is_named(string path, string value)
    {
        JsonNode session = JsonNode.Parse(Text())!, at = session;
        string[] parts = path.Split('.');
        foreach (string part in parts[..^1])
            at = int.TryParse(part, out int index) ? at[index]! : at[part]!;
        if (int.TryParse(parts[^1], out int last))
            at[last] = JsonNode.Parse(value);
        else
            at[parts[^1]] = JsonNode.Parse(value);
        string message = Assert.Throws<BadInputException>(() => JournalSession.Restore(session.ToJsonString(), "J", 1, "it")).Message;
        Assert.StartsWith("it: " + path.Replace(".0", "[0]", StringComparison.Ordinal), message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void A_text_that_is_no_session_is_refused(string text) =>
        Assert.Contains("it", Assert.Throws<BadInputException>(() => JournalSession.Restore(text, "J", 1, "it")).Message);

    private string Text(params string[] arguments) => JournalSession.Of(TradingSettings.Of(_place.Read(arguments)), [Traded], [], 1, "", "tl0");
}
