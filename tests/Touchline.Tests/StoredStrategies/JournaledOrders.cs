using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Tests.StoredStrategies;

/// <summary>A strategy's orders as a session's journal has them, input by input.</summary>
internal static class JournaledOrders
{
    /// <summary>The most that could trade on a side at once in the first instrument, at the worst: with each order from its intent until its end is told, amends at the larger of both. In units. Those at the market are left out.</summary>
    public static long MostOnASide(string journal, int strategy)
    {
        Dictionary<OrderId, (Side Side, long Whole, long Asked, long Filled)> live = [];
        long most = 0;
        foreach (JournalRecord record in OrderJournalFile.Read(journal).Records())
        {
            if (record.Kind == JournalRecordKind.Intent)
                Count(live, record.Intent, strategy);
            else if (record.Kind == JournalRecordKind.Report)
                Count(live, record.Report);
            foreach (Side side in (Side[])[Side.Buy, Side.Sell])
                most = Math.Max(most, live.Values.Where(o => o.Side == side).Sum(o => Math.Max(o.Whole, o.Asked) - o.Filled));
        }

        return most;
    }

    private static void Count(Dictionary<OrderId, (Side Side, long Whole, long Asked, long Filled)> live, in JournalIntent intent, int strategy)
    {
        if (intent.Strategy != strategy || intent.Terms.Instrument != 0 || intent.Terms.Type == OrderType.Market)
            return;
        long units = intent.Terms.Quantity.Units;
        if (intent.Kind == IntentKind.Place)
            live[intent.Id] = (intent.Terms.Side, units, 0, 0);
        else if (intent.Kind == IntentKind.Amend && live.TryGetValue(intent.Id, out (Side Side, long Whole, long Asked, long Filled) order))
            live[intent.Id] = order with { Asked = units };
    }

    private static void Count(Dictionary<OrderId, (Side Side, long Whole, long Asked, long Filled)> live, in OrderReport report)
    {
        if (!live.TryGetValue(report.Id, out (Side Side, long Whole, long Asked, long Filled) order))
            return;
        switch (report.Kind)
        {
            case ReportKind.Fill:
                order.Filled += report.Quantity.Units;
                break;
            case ReportKind.Amended:
                (order.Whole, order.Asked) = (report.Quantity.Units, 0);
                break;
            case ReportKind.AmendRejected:
                order.Asked = 0;
                break;
            case ReportKind.Cancelled or ReportKind.Rejected or ReportKind.Expired:
                order.Filled = order.Whole = order.Asked = 0;
                break;
        }

        if (order.Filled >= Math.Max(order.Whole, order.Asked))
            live.Remove(report.Id);
        else
            live[report.Id] = order;
    }
}
