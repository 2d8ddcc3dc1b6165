using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>A drift report for programs. Fields: docs/drift.md.</summary>
internal static class DriftJson
{
    private const double NsPerMs = 1e6;

    public static JsonObject Of(DriftReport drift, SimulationOptions models, DriftTolerance tolerance) => new()
    {
        ["models"] = new JsonObject
        {
            ["queue"] = models.Queue.ToString(),
            ["exchange"] = models.Exchange.Name(),
            ["latency"] = models.Latency.ToString(),
        },
        ["tolerance"] = new JsonObject { ["time_ms"] = tolerance.TimeNs / NsPerMs, ["price"] = tolerance.PriceShare },
        ["orders"] = drift.Orders,
        ["intents"] = drift.Intents,
        ["seconds"] = drift.SpanNs / 1e9,
        ["none"] = drift.IsNone,
        ["fills"] = new JsonObject
        {
            ["real"] = drift.Instruments.Sum(i => i.RealFills),
            ["simulated"] = drift.Instruments.Sum(i => i.SimulatedFills),
            ["matched"] = drift.Count(FillMatch.Matched),
            ["missed"] = drift.Count(FillMatch.Missed),
            ["extra"] = drift.Count(FillMatch.Extra),
        },
        ["profit"] = Of(drift.Profit),
        ["latency_ms"] = new JsonObject { ["real"] = Of(drift.Latency.Real), ["simulated"] = Of(drift.Latency.Simulated), ["ks_distance"] = drift.Latency.Distance },
        ["queue_ms"] = Of(drift.Queue),
        ["instruments"] = new JsonArray([.. drift.Instruments.Select(Of)]),
        ["differences"] = new JsonArray([.. drift.ByOrder.Where(o => o.Differs).Select(o => Of(o, drift))]),
        ["stop"] = drift.Stop,
    };

    private static JsonObject Of(ProfitDrift p) => new()
    {
        ["real"] = DecimalsText.Trim(p.Real),
        ["simulated"] = DecimalsText.Trim(p.Simulated),
        ["difference"] = DecimalsText.Trim(p.Difference),
        ["extra_fills"] = DecimalsText.Trim(p.Extra),
        ["missed_fills"] = DecimalsText.Trim(p.Missed),
        ["prices"] = DecimalsText.Trim(p.Prices),
        ["marking"] = DecimalsText.Trim(p.Marking),
        ["fees"] = DecimalsText.Trim(p.Fees),
        ["funding"] = DecimalsText.Trim(p.Funding),
        ["rest"] = DecimalsText.Trim(p.Rest),
    };

    private static JsonObject Of(TimeFigures t) => new() { ["count"] = t.Count, ["median"] = Ms(t.Median), ["p90"] = Ms(t.P90) };

    private static JsonObject Of(QueueError q) => new()
    {
        ["orders"] = q.Orders,
        ["only_real"] = q.OnlyReal,
        ["only_simulated"] = q.OnlySimulated,
        ["p10"] = Ms(q.P10),
        ["median"] = Ms(q.Median),
        ["p90"] = Ms(q.P90),
        ["mean"] = q.Mean / NsPerMs,
    };

    private static JsonNode Of(InstrumentDrift i) => new JsonObject
    {
        ["instrument"] = i.Instrument.Symbol,
        ["venue"] = i.Instrument.Venue,
        ["real_fills"] = i.RealFills,
        ["simulated_fills"] = i.SimulatedFills,
        ["profit"] = Of(i.Profit),
    };

    private static JsonNode Of(OrderDrift o, DriftReport drift)
    {
        Instrument instrument = drift.Instruments[o.Instrument].Instrument;
        JsonNode Units(long units) => DecimalsText.Trim(instrument.QuantityUnit.ToDecimal(new Quantity(units)));
        return new JsonObject
        {
            ["order"] = o.Order.Number,
            ["instrument"] = instrument.Symbol,
            ["side"] = o.Side.Sign(),
            ["matched"] = Units(o.MatchedUnits),
            ["missed"] = Units(o.MissedUnits),
            ["extra"] = Units(o.ExtraUnits),
        };
    }

    private static double? Ms(long? ns) => ns / NsPerMs;
}
