using System.Text.Json.Nodes;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>What the account, nobody and each strategy made, as JSON. Definitions: docs/ledger.md.</summary>
internal static class LedgerFields
{
    public static JsonArray Of(Engine engine) => new([.. engine.SnapshotLedgers().Select(s => Of(engine, s))]);

    private static JsonNode Of(Engine engine, LedgerSnapshot s) => new JsonObject
    {
        ["owner"] = s.Strategy switch { LedgerSnapshot.Account => "account", LedgerSnapshot.Nobody => "nobody", _ => "strategy" },
        ["strategy"] = s.Strategy < 0 ? null : engine.Strategies[s.Strategy].Name,
        ["instrument"] = engine.Instruments[s.Instrument].Symbol,
        ["position"] = DecimalsText.Trim(s.Position),
        ["average_price"] = DecimalsText.Trim(s.AveragePrice),
        ["realised"] = DecimalsText.Trim(s.Realised),
        ["unrealised"] = DecimalsText.Trim(s.Unrealised),
        ["realised_fifo"] = DecimalsText.Trim(s.RealisedFifo),
        ["unrealised_fifo"] = DecimalsText.Trim(s.UnrealisedFifo),
        ["fees"] = DecimalsText.Trim(s.Fees),
        ["fees_by_asset"] = new JsonArray([.. s.FeesByAsset.Select(f => Of(engine, f))]),
        ["unpriced_fees"] = s.UnpricedFees,
        ["funding"] = DecimalsText.Trim(s.Funding),
        ["net"] = DecimalsText.Trim(s.Net),
        ["turnover"] = DecimalsText.Trim(s.Turnover),
        ["fills"] = s.Fills,
    };

    private static JsonNode Of(Engine engine, in AssetFees fees) => new JsonObject
    {
        ["asset"] = NameOf(engine, fees.Asset),
        ["amount"] = DecimalsText.Trim(fees.Amount),
        ["in_quote"] = DecimalsText.Trim(fees.InQuote),
        ["unpriced"] = DecimalsText.Trim(fees.Unpriced),
    };

    // Null is the quote currency. A report with a number that the session has no name for is told by it.
    private static string? NameOf(Engine engine, int asset) =>
        asset == 0 ? null : asset <= engine.FeeAssets.Count ? engine.FeeAssets[asset - 1] : $"asset {asset}";
}
