namespace Touchline.Storage;

/// <summary>What a session did since the last look, as rows that nobody changes any more. An order or position stands there once, as it is now.</summary>
public sealed record SessionRows(
    IReadOnlyList<OrderRow> Orders, IReadOnlyList<TransitionRow> Transitions, IReadOnlyList<TradeRow> Trades, IReadOnlyList<PositionRow> Positions,
    IReadOnlyList<AuditEntry> Audit, IReadOnlyList<SignalRow> Signals);

/// <summary>Reads a session's entries from the queue for those who look on: the rows that a database would get. For one thread.</summary>
public sealed class SessionReader(StorageQueue queue, SessionDescription session)
{
    private readonly SessionBooks _books = new(session);
    private readonly RowBatch _batch = new();

    /// <summary>Entries that found no room in the queue.</summary>
    public long Lost => queue.Lost;

    /// <summary>Null: there is nothing new.</summary>
    /// <param name="most">Entries that are taken at most, above 0.</param>
    public SessionRows? Read(int most)
    {
        int taken = 0;
        while (taken < most && queue.TryTake(out SessionEntry entry))
        {
            _books.Take(entry, _batch);
            taken++;
        }

        if (taken == 0)
            return null;
        var rows = new SessionRows(
            [.. _batch.Orders.Select(o => o.Copy())], [.. _batch.Transitions], [.. _batch.Trades], [.. _batch.Positions.Select(p => p.Copy())], [.. _batch.Audit], [.. _batch.Signals]);
        _batch.Clear();
        return rows;
    }
}
