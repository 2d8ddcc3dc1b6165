using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The product's reports and book beside those of its naive twin.</summary>
internal static class Compare
{
    /// <summary>Both said the same since they were last asked, and show the same.</summary>
    public static void Same(NaiveVenue expected, SimulatedVenue actual, Func<string> about)
    {
        if (!AreSame(expected.Reports, actual.Reports))
            Assert.Fail($"expected {string.Join("; ", expected.Reports.Select(Detail))}\ngot      {string.Join("; ", actual.Reports.Select(Detail))}\n{about()}");
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            if (!AreSame(expected.Levels(side), actual.Book, side))
                Assert.Fail($"{side}: expected {string.Join(", ", expected.Levels(side))}\ngot {string.Join(", ", actual.Book.Snapshot(side))}\n{about()}");
        }
    }

    public static string Text(OrderReport r) => r.Kind switch
    {
        ReportKind.Fill => $"fill {r.Id} at {r.Price} x {r.Quantity} {(r.IsMaker ? "maker" : "taker")}",
        ReportKind.Amended => $"amended {r.Id} to {r.Price} x {r.Quantity}",
        ReportKind.Acknowledged => $"ack {r.Id}",
        ReportKind.CancelRejected => $"cancel-rejected {r.Id}",
        ReportKind.AmendRejected => $"amend-rejected {r.Id}",
        _ => $"{r.Kind.ToString().ToLowerInvariant()} {r.Id}",
    };

    private static string Detail(OrderReport r) => $"{Text(r)} (#{r.TradeId}, at {r.ExchangeNs}, fee {r.Fee}, instrument {r.Instrument})";

    private static bool AreSame(List<OrderReport> expected, List<OrderReport> actual)
    {
        if (expected.Count != actual.Count)
            return false;
        for (int i = 0; i < expected.Count; i++)
        {
            OrderReport a = expected[i], b = actual[i];
            bool isSame = a.Kind == b.Kind && a.Id == b.Id && a.Instrument == b.Instrument && a.ExchangeNs == b.ExchangeNs && a.LocalNs == b.LocalNs
                && a.Price == b.Price && a.Quantity == b.Quantity && a.TradeId == b.TradeId && a.Fee == b.Fee && a.IsMaker == b.IsMaker;
            if (!isSame)
                return false;
        }

        return true;
    }

    private static bool AreSame(SortedDictionary<long, long> expected, OrderBook actual, Side side)
    {
        if (actual.LevelCount(side) != expected.Count)
            return false;
        foreach ((long price, long quantity) in expected)
        {
            if (actual.QuantityAt(side, new Price(price)).Units != quantity)
                return false;
        }

        return true;
    }
}
