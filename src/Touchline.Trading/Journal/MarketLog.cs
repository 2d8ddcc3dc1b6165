using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// The market events of a session in the order in which its engine took them in: the rows that our side saw of every recording, by
/// local time, at equal times by instrument.
/// </summary>
public sealed class MarketLog
{
    private readonly LocalTimeline[] _rows;
    private readonly UnitHistory[] _units;
    private readonly long[] _coveredNs;

    /// <param name="recordings">One an instrument, in the engine's order. Stay open as long as the log is used.</param>
    public MarketLog(IReadOnlyList<RowSource> recordings, IReadOnlyList<Instrument> instruments)
    {
        _rows = [.. recordings.Select(r => new LocalTimeline(r))];
        // The recorders of a killed session kept step with each other: of none more is lost than since a time shortly before the others' end.
        long lastNs = recordings.Max(r => (r as Recording)?.LastLocalNs ?? long.MinValue);
        _coveredNs = [.. recordings.Select(r => r is Recording { IsComplete: false } ? lastNs - SessionRecorder.MostLostNs : long.MaxValue)];
        _units = [.. recordings.Select((r, i) => new UnitHistory(r, instruments[i]))];
    }

    /// <summary>The event that was given last, in the session's units; the default value before the first.</summary>
    public MarketEvent Last { get; private set; }

    /// <summary>Gives an engine the next event; false when there is none.</summary>
    public bool Feed(Engine engine)
    {
        int next = 0;
        for (int i = 0; i < _rows.Length; i++)
        {
            if (_rows[i].NextNs < _rows[next].NextNs)
                next = i;
        }

        long localNs = _rows[next].NextNs;
        if (localNs == long.MaxValue || IsLost(localNs))
            return false;
        if (_rows[next].Row.Kind is EventKind.SessionEnd or EventKind.Command)
        {
            _rows[next].Advance(); // stops and commands stand in the journal as inputs of their own
            return Feed(engine);
        }

        MarketEvent row = _units[next].Take(_rows[next].Row);
        row.Instrument = (ushort)next;
        row.LocalNs = localNs;
        Last = row;
        engine.OnMarket(row, localNs);
        _rows[next].Advance();
        return true;
    }

    // What a killed session lost of one market stood among the other markets' rows: nobody knows where.
    private bool IsLost(long localNs)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            if (_rows[i].NextNs == long.MaxValue && localNs > _coveredNs[i])
                return true;
        }

        return false;
    }
}
