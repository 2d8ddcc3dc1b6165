using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>The recordings to trade on, open and fit for it.</summary>
internal sealed class TradingData : IDisposable
{
    /// <param name="feedOffsetNs">By how much later than recorded our side sees every row.</param>
    /// <exception cref="BadInputException">A file is no recording, or can't be traded on.</exception>
    public TradingData(IReadOnlyList<string> paths, long feedOffsetNs)
    {
        var recordings = new List<Recording>();
        Recordings = recordings;
        try
        {
            foreach (string path in paths)
                recordings.Add(Open(path, feedOffsetNs));
            if (recordings.Count > 0 && !recordings.Exists(HasMarket))
                throw new BadInputException($"{string.Join(", ", paths)}: no market data; the session recorded there ended before its market began");
            Instruments = [.. recordings.Select(MarketSimulation.InstrumentOf)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<Recording> Recordings { get; }

    public IReadOnlyList<Instrument> Instruments { get; } = [];

    /// <summary>Rows of market data in all of them.</summary>
    public long Rows => Recordings.Sum(r => r.MarketRowCount);

    /// <summary>Local time of the first row that we see.</summary>
    public long FirstLocalNs => Recordings.Min(r => r.FirstLocalNs);

    /// <summary>Local time of the last row that we see.</summary>
    public long LastLocalNs => Recordings.Max(r => r.LastLocalNs);

    /// <summary>Local time from the first row to the last.</summary>
    public long SpanNs => LastLocalNs - FirstLocalNs;

    /// <exception cref="BadInputException">Nothing to trade on lies within a range.</exception>
    public void CheckRange(TimeRange range)
    {
        bool hasRows = false;
        foreach (Recording recording in Recordings)
        {
            for (var rows = new LocalTimeline(recording); rows.NextNs <= range.EndNs; rows.Advance())
            {
                if (rows.NextNs < range.StartNs)
                    continue;
                hasRows = true;
                if (rows.Row.Kind is EventKind.Trade or EventKind.OrderExecute)
                    return;
            }
        }

        throw new BadInputException($"the range from --from to --to holds no {(hasRows ? "trades" : "rows")}; without trades no resting order can be filled: take a longer one");
    }

    /// <exception cref="BadInputException">A session was given commands while it was recorded.</exception>
    public void CheckWithoutCommands()
    {
        foreach (Recording recording in Recordings)
        {
            if (Has(recording, kind => kind == EventKind.Command))
                throw new BadInputException($"{recording.Path} holds the commands of the session recorded there, which would overrule the values of a sweep; export it with --format events-csv and import that: the market alone is left");
        }
    }

    public void Dispose()
    {
        foreach (Recording recording in Recordings)
            recording.Dispose();
    }

    private static Recording Open(string path, long feedOffsetNs)
    {
        Recording recording = Recording.Open(path, feedOffsetNs);
        if (!recording.IsComplete)
            Console.Error.WriteLine($"warning: {path} wasn't closed by its writer; {recording.LostBytes:N0} bytes behind its last whole block are left out");
        if (recording.HoldsOwnOrders)
            Console.Error.WriteLine($"warning: {path} was recorded with --impact: the orders of that session are part of the market in it, so a backtest meets them again and doesn't come to the session's fills");
        if (HasTrades(recording))
            return recording;
        recording.Dispose();
        throw new BadInputException($"{path} holds no trades, and without trades no resting order can be filled as it would have been; record or import the trades too");
    }

    // What a session traded on had trades, even if it ended before the first one or before its market began.
    private static bool HasTrades(Recording recording) => Has(recording, kind => kind is EventKind.Trade or EventKind.SessionEnd);

    private static bool HasMarket(Recording recording) => Has(recording, kind => kind is not (EventKind.SessionEnd or EventKind.Command or EventKind.Definition));

    private static bool Has(Recording recording, Func<EventKind, bool> isMeant)
    {
        for (var rows = new LocalTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
        {
            if (isMeant(rows.Row.Kind))
                return true;
        }

        return false;
    }
}
