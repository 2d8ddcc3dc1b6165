using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>A backtest's result for programs. Fields: docs/results.md.</summary>
internal static class BacktestJson
{
    private const long NsPerSecond = 1_000_000_000;

    // Own orders in the market itself: no model of either.
    private const string Impact = "impact";

    /// <param name="parameters">As <see cref="Parameters"/> gave them before the run: commands in a recording may change them.</param>
    public static JsonObject Of(TradingSettings chosen, JsonObject parameters, Backtest backtest, BacktestResult result)
    {
        JsonObject json = new()
        {
            ["strategy"] = chosen.Name,
            ["parameters"] = parameters.DeepClone(),
            ["seed"] = chosen.Seed,
            ["rows"] = result.Rows,
            ["models"] = Models(chosen),
        };
        FigureFields.Add(json, result.Figures);
        json["metrics"] = new JsonObject(backtest.Engine.Strategies[0].Metrics.Select(m => KeyValuePair.Create(m.Key, FigureFields.Number(m.Value))));
        json["curve_seconds"] = backtest.Course.StepNs / NsPerSecond;
        json["curve"] = Curve(backtest.Course);
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
        ["feed_offset"] = Duration.Format(chosen.FeedOffsetNs),
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
        JsonObject json = new()
        {
            ["instrument"] = result.Instrument.Symbol,
            ["venue"] = result.Instrument.Venue,
            ["rows"] = result.Rows,
            ["from_ns"] = result.FromNs,
            ["to_ns"] = result.ToNs,
        };
        FigureFields.Add(json, result.Figures);
        return json;
    }

    // Begin of a stretch in Unix seconds; equity at its end, and its lowest and highest point.
    private static JsonNode Curve(EquityCourse course) => new CompactJson(new JsonArray([.. course.Points.Select(p =>
        new JsonArray(p.TimeNs / NsPerSecond, p.Last, p.Low, p.High))])).ToNode();
}
