using System.Globalization;
using System.Text;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>A drift report for people.</summary>
internal static class DriftTable
{
    // Of many orders the first ones say enough; the JSON has all.
    private const int MostOrders = 20;
    private const string Undefined = "-";

    public static string Of(DriftReport drift, SimulationOptions models, DriftTolerance tolerance)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{drift.Orders:N0} orders sent in {drift.Intents:N0} requests within {drift.SpanNs / 1e9:N1} s, played again in time (open loop)");
        text.AppendLine(Models(models, tolerance));
        if (drift.Stop is { } stop)
            text.AppendLine($"only as far as both logs go: {stop}");
        text.AppendLine().AppendLine(TextColumns.Of(Fills(drift)));
        text.AppendLine().AppendLine(TextColumns.Of([.. Profit(drift).Select(r => (string[])[r.Name, Money(r.Value)])]));
        text.AppendLine().AppendLine(TextColumns.Of(Times(drift)));
        text.AppendLine().AppendLine(Queue(drift.Queue));
        string[][] orders = Orders(drift, MostOrders);
        if (orders.Length > 1)
            text.AppendLine().AppendLine(TextColumns.Of(orders));
        int left = drift.ByOrder.Count(o => o.Differs) - MostOrders;
        if (left > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"and {left:N0} more orders; --json lists all");
        return text.ToString().TrimEnd();
    }

    public static string Models(SimulationOptions models, DriftTolerance tolerance) => string.Create(
        CultureInfo.InvariantCulture,
        $"models: queue {models.Queue}, exchange {models.Exchange.Name()}, latency {models.Latency}; fills are the same within {Duration.Format(tolerance.TimeNs)} and {tolerance.PriceShare} of the price");

    public static string[][] Fills(DriftReport drift) =>
    [
        ["fills", "real", "simulated", "matched", "missed", "extra"],
        ["", Count(drift.Instruments.Sum(i => i.RealFills)), Count(drift.Instruments.Sum(i => i.SimulatedFills)), Count(drift.Count(FillMatch.Matched)), Count(drift.Count(FillMatch.Missed)), Count(drift.Count(FillMatch.Extra))],
    ];

    /// <summary>What was earned, then the parts of the difference, which add up to it.</summary>
    public static IReadOnlyList<(string Name, decimal Value)> Profit(DriftReport drift)
    {
        ProfitDrift p = drift.Profit;
        return
        [
            ("real profit", p.Real), ("simulated profit", p.Simulated), ("difference", p.Difference),
            ("  extra fills", p.Extra), ("  missed fills", p.Missed), ("  prices of matched fills", p.Prices), ("  marking to the end", p.Marking), ("  fees", p.Fees), ("  funding", p.Funding), ("  rest", p.Rest),
        ];
    }

    public static string[][] Times(DriftReport drift) =>
    [
        ["order to answer, ms", "orders", "median", "p90", "KS distance"],
        ["  real", Count(drift.Latency.Real.Count), Ms(drift.Latency.Real.Median), Ms(drift.Latency.Real.P90), ""],
        ["  simulated", Count(drift.Latency.Simulated.Count), Ms(drift.Latency.Simulated.Median), Ms(drift.Latency.Simulated.P90), drift.Latency.Distance?.ToString("0.000", CultureInfo.InvariantCulture) ?? Undefined],
    ];

    public static string Queue(QueueError q) => q.Orders + q.OnlyReal + q.OnlySimulated == 0
        ? "no resting order was filled in either"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"resting orders filled in both: {q.Orders:N0}, first filled later in the simulation by {Ms(q.Median)} ms (median; 10 % {Ms(q.P10)}, 90 % {Ms(q.P90)}); only really: {q.OnlyReal:N0}, only simulated: {q.OnlySimulated:N0}");

    /// <summary>Those whose fills differ, under their heads.</summary>
    public static string[][] Orders(DriftReport drift, int most) =>
    [
        ["order", "instrument", "side", "matched", "missed", "extra"],
        .. drift.ByOrder.Where(o => o.Differs).Take(most).Select(o => Row(o, drift.Instruments[o.Instrument].Instrument)),
    ];

    public static string Money(decimal value) => value.ToString("N4", CultureInfo.InvariantCulture);

    private static string[] Row(OrderDrift o, Instrument instrument)
    {
        string Units(long units) => DecimalsText.Plain(instrument.QuantityUnit.ToDecimal(new Quantity(units)));
        string name = o.Order.IsNone ? "of the venue" : o.Order.ToString();
        return [name, instrument.Symbol, o.Side == Side.Buy ? "buy" : "sell", Units(o.MatchedUnits), Units(o.MissedUnits), Units(o.ExtraUnits)];
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ms(long? ns) => ns is { } value ? (value / 1e6).ToString("0.###", CultureInfo.InvariantCulture) : Undefined;
}
