using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>A backtest's result for programs. Fields: docs/simulation.md, "Figures".</summary>
internal static class BacktestJson
{
    // Own orders in the market itself: no model of either.
    private const string Impact = "impact";

    public static JsonObject Of(TradingSettings chosen, Backtest backtest, BacktestResult result)
    {
        JsonObject json = new()
        {
            ["strategy"] = chosen.Name,
            ["parameters"] = Parameters(chosen.Strategy),
            ["seed"] = chosen.Seed,
            ["rows"] = result.Rows,
            ["models"] = Models(chosen),
        };
        AddFigures(json, result.Figures);
        json["metrics"] = new JsonObject(backtest.Engine.Strategies[0].Metrics.Select(m => KeyValuePair.Create(m.Key, Number(m.Value))));
        json["instruments"] = new JsonArray([.. result.Instruments.Select(OfInstrument)]);
        json["timing"] = new JsonObject { ["seconds"] = result.Seconds, ["rows_per_second"] = result.Rows / result.Seconds };
        return json;
    }

    public static JsonObject Orders(OrderCounts orders) => new()
    {
        ["sent"] = orders.Sent,
        ["acknowledged"] = orders.Acknowledged,
        ["cancelled"] = orders.Cancelled,
        ["rejected"] = orders.Rejected,
        ["expired"] = orders.Expired,
        ["filled"] = orders.Filled,
        ["amended"] = orders.Amended,
        ["refused"] = orders.Refused,
    };

    public static JsonObject Parameters(Strategy strategy) =>
        new(strategy.Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.ValueText)));

    public static JsonObject Models(TradingSettings chosen) => new()
    {
        ["queue"] = chosen.Run.Impact ? Impact : chosen.Models.Queue.ToString(),
        ["exchange"] = chosen.Run.Impact ? Impact : chosen.Models.Exchange.Name(),
        ["latency"] = chosen.Models.Latency.ToString(),
        ["fees"] = Fees(chosen.Models.Fees),
        ["margin"] = Margin(chosen.Models.Margin),
    };

    private static JsonObject Fees(FeeRates fees)
    {
        var json = new JsonObject { ["maker"] = fees.Maker, ["taker"] = fees.Taker };
        if (fees.Tiers.Count > 0)
            json["tiers"] = new JsonArray([.. fees.Tiers.Select(t => new JsonObject { ["from"] = t.FromValue, ["maker"] = t.Maker, ["taker"] = t.Taker })]);
        return json;
    }

    private static JsonObject? Margin(MarginTerms margin) => !margin.IsLimited ? null : new JsonObject
    {
        ["deposit"] = margin.Deposit,
        ["leverage"] = margin.Leverage,
        ["maintenance"] = new JsonArray([.. margin.Maintenance.Select(b => new JsonObject { ["from"] = b.FromValue, ["rate"] = b.Rate })]),
        ["liquidation_fee"] = margin.LiquidationFee,
    };

    private static JsonNode OfInstrument(InstrumentResult result)
    {
        var json = new JsonObject { ["instrument"] = result.Instrument.Symbol, ["venue"] = result.Instrument.Venue, ["rows"] = result.Rows };
        AddFigures(json, result.Figures);
        return json;
    }

    private static void AddFigures(JsonObject json, BacktestFigures f)
    {
        json["orders"] = Orders(f.Orders);
        json["fills"] = f.Fills;
        json["position"] = f.Position is { } position ? DecimalsText.Trim(position) : null;
        json["balance"] = DecimalsText.Trim(f.Balance);
        json["realised"] = DecimalsText.Trim(f.Realised);
        json["unrealised"] = DecimalsText.Trim(f.Unrealised);
        json["fees"] = DecimalsText.Trim(f.Fees);
        json["funding"] = DecimalsText.Trim(f.Funding);
        json["equity"] = DecimalsText.Trim(f.Equity);
        json["max_drawdown"] = DecimalsText.Trim(f.MaxDrawdown);
        json["turnover"] = DecimalsText.Trim(f.Turnover);
        json["fill_ratio"] = (double)f.FillRatio;
        json["last_mid"] = f.LastMid is { } mid ? DecimalsText.Trim(mid) : null;
    }

    // JSON has no infinity and no "not a number".
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
