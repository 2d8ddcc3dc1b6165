using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>The middle of a venue's book at times of its clock, from the recording: before the rows of that very time, and the last where the book has no two sides.</summary>
internal static class VenueMids
{
    /// <param name="times">In any order.</param>
    /// <returns>By time; null where there was no mid yet.</returns>
    public static Dictionary<long, decimal?> Of(RowSource source, Instrument instrument, IEnumerable<long> times)
    {
        var mids = new Dictionary<long, decimal?>();
        long[] sorted = [.. times.Distinct().Order()];
        if (sorted.Length == 0)
            return mids;
        var rows = new ExchangeTimeline(source);
        var units = new UnitHistory(source, instrument);
        var book = new OrderBook();
        decimal? mid = null;
        foreach (long ns in sorted)
        {
            for (; rows.NextNs < ns; rows.Advance())
            {
                if (rows.Row.Kind >= EventKind.SessionEnd)
                    continue;
                book.Apply(units.Take(rows.Row));
                if (rows.Row.EndsBatch && book.IsTwoSided)
                    mid = instrument.PriceUnit.Step.ToDecimal(book.Touch.BidPrice.Units + book.Touch.AskPrice.Units) / 2;
            }

            mids[ns] = mid;
        }

        return mids;
    }
}
