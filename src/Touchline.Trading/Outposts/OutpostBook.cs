using Touchline.Core;

namespace Touchline.Trading;

/// <summary>A whole book as the rows that make it.</summary>
internal static class OutpostBook
{
    /// <summary>One batch.</summary>
    public static MarketEvent[] Rows(OrderBook book, int instrument, long localNs)
    {
        var rows = new List<MarketEvent> { new() { Kind = EventKind.Clear } };
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            if (book.Orders is { } orders)
                rows.AddRange(orders.Snapshot(side).Select(o => new MarketEvent { Kind = EventKind.OrderAdd, Side = side, Price = o.Price, Quantity = o.Quantity, Reference = o.Id }));
            else
                rows.AddRange(book.Snapshot(side).Select(l => new MarketEvent { Kind = EventKind.Snapshot, Side = side, Price = l.Price, Quantity = l.Quantity }));
        }

        if (book.IsStale)
            rows.Add(new MarketEvent { Kind = EventKind.Gap });
        return [.. rows.Select((row, i) => row with
        {
            Instrument = (ushort)instrument,
            LocalNs = localNs,
            ExchangeNs = localNs,
            Flags = i == rows.Count - 1 ? EventFlags.EndOfBatch : EventFlags.None,
        })];
    }
}
