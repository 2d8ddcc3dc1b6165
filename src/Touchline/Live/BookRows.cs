using Touchline.Core;

namespace Touchline.Live;

/// <summary>A book told as a snapshot: both sides cleared, then every level, one batch.</summary>
internal static class BookRows
{
    /// <param name="instrument">Its index within the session.</param>
    public static MarketEvent[] Of(OrderBook book, ushort instrument, long exchangeNs, long localNs)
    {
        BookLevel[] bids = book.Snapshot(Side.Buy), asks = book.Snapshot(Side.Sell);
        var rows = new MarketEvent[1 + bids.Length + asks.Length];
        rows[0] = new MarketEvent { Kind = EventKind.Clear };
        for (int i = 0; i < bids.Length; i++)
            rows[1 + i] = Level(Side.Buy, bids[i]);
        for (int i = 0; i < asks.Length; i++)
            rows[1 + bids.Length + i] = Level(Side.Sell, asks[i]);
        foreach (ref MarketEvent row in rows.AsSpan())
            (row.ExchangeNs, row.LocalNs, row.Instrument) = (exchangeNs, localNs, instrument);
        rows[^1].Flags = EventFlags.EndOfBatch;
        return rows;
    }

    private static MarketEvent Level(Side side, BookLevel level) =>
        new() { Kind = EventKind.Snapshot, Side = side, Price = level.Price, Quantity = level.Quantity };
}
