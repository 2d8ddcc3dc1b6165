using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>What a session did since the last look, as rows that nobody changes any more. An order or position stands there once, as it is now.</summary>
public sealed record SessionRows(
    IReadOnlyList<OrderRow> Orders, IReadOnlyList<TransitionRow> Transitions, IReadOnlyList<TradeRow> Trades, IReadOnlyList<PositionRow> Positions,
    IReadOnlyList<AuditEntry> Audit, IReadOnlyList<SignalRow> Signals)
{
    /// <summary>Orders of earlier sessions that the session began with, as they stood then; told once, before anything else.</summary>
    public IReadOnlyList<OrderRow> TakenUp { get; init; } = [];
}

/// <summary>Reads a session's entries from the queue for those who look on: the rows that a database would get. For one thread.</summary>
public sealed class SessionReader
{
    private readonly StorageQueue _queue;
    private readonly SessionBooks _books;
    private readonly RowBatch _batch = new();
    private OrderRow[] _takenUp;

    /// <param name="begin">What the session's engine began with; null: nothing.</param>
    public SessionReader(StorageQueue queue, SessionDescription session, EngineCheckpoint? begin = null)
    {
        _queue = queue;
        _books = new SessionBooks(session);
        _takenUp = begin is null ? [] : [.. _books.TakeUp(begin).Select(o => o.Copy())];
    }

    /// <summary>Entries that found no room in the queue.</summary>
    public long Lost => _queue.Lost;

    /// <summary>Null: there is nothing new.</summary>
    /// <param name="most">Entries that are taken at most, above 0.</param>
    public SessionRows? Read(int most)
    {
        int taken = 0;
        while (taken < most && _queue.TryTake(out SessionEntry entry))
        {
            _books.Take(entry, _batch);
            taken++;
        }

        if (taken == 0 && _takenUp.Length == 0)
            return null;
        var rows = new SessionRows(
            [.. _batch.Orders.Select(o => o.Copy())], [.. _batch.Transitions], [.. _batch.Trades], [.. _batch.Positions.Select(p => p.Copy())], [.. _batch.Audit], [.. _batch.Signals])
        {
            TakenUp = _takenUp,
        };
        _takenUp = [];
        _batch.Clear();
        return rows;
    }
}
