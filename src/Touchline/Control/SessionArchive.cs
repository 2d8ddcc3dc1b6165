using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Control;

/// <summary>
/// What a session did so far, in memory, for those who ask: all that is open, and the newest of what has ended; it begins with the orders that the session took up. For any thread.
/// </summary>
/// <param name="time">By which it says when an entry of the audit log was written down: a session's own clock may be that of a market long ago.</param>
internal sealed class SessionArchive(TimeProvider? time = null) : ISessionListener
{
    public const int MostOrders = 10_000;
    public const int MostTrades = 10_000;
    public const int MostSignals = 1_000;
    public const int MostPositions = 1_000;

    /// <summary>Of orders, and as many of all else.</summary>
    public const int MostAudit = 10_000;

    private const string OfOrders = "order";

    private readonly Lock _lock = new();
    private readonly Dictionary<long, OrderFile> _orders = [];

    // Of strategies and of people: what somebody brought by hand he closes by its order, however many a strategy has ended since.
    private readonly Queue<long> _ended = new(), _endedByHand = new();
    private readonly Newest<TradeRow> _trades = new(MostTrades);
    private readonly Newest<SignalRow> _signals = new(MostSignals);
    private readonly Newest<PositionRow> _closed = new(MostPositions);

    // Orders make so many entries that what people did would soon be gone with them.
    private readonly Newest<(long Number, AuditNote Note)> _orderAudit = new(MostAudit), _audit = new(MostAudit);
    private long _audited;

    public void OnRows(SessionRows rows)
    {
        lock (_lock)
        {
            foreach (OrderRow order in rows.TakenUp.Concat(rows.Orders))
                Take(order);
            foreach (TransitionRow step in rows.Transitions)
                _orders.GetValueOrDefault(step.OrderId)?.Steps.Add(step);
            foreach (TradeRow trade in rows.Trades)
            {
                _trades.Add(trade);
                if (trade.OrderId is { } order)
                    _orders.GetValueOrDefault(order)?.Trades.Add(trade);
            }

            foreach (PositionRow position in rows.Positions)
            {
                if (position.ClosedAt is not null)
                    _closed.Add(position);
            }

            foreach (SignalRow signal in rows.Signals)
                _signals.Add(signal);
            long recordedNs = rows.Audit.Count > 0 ? ((time ?? TimeProvider.System).GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100 : 0;
            foreach (AuditEntry entry in rows.Audit)
                (entry.EntityType == OfOrders ? _orderAudit : _audit).Add((_audited++, new AuditNote(entry, recordedNs)));
        }
    }

    public void OnPortrait(SessionPortrait portrait)
    {
    }

    /// <summary>Those that match, newest first, and how many there are in all.</summary>
    public (IReadOnlyList<OrderRow> Orders, int Total) Orders(Func<OrderRow, bool> matches, int offset, int limit)
    {
        lock (_lock)
        {
            OrderRow[] found = [.. _orders.Values.Select(f => f.Order).Where(matches).OrderByDescending(o => o.OrderId)];
            return ([.. found.Skip(offset).Take(limit)], found.Length);
        }
    }

    /// <summary>An order with all that happened to it and its fills, oldest first. Null: it isn't known, or ended too long ago.</summary>
    public (OrderRow Order, IReadOnlyList<TransitionRow> Steps, IReadOnlyList<TradeRow> Trades)? Order(long id)
    {
        lock (_lock)
            return _orders.TryGetValue(id, out OrderFile? file) ? (file.Order, [.. file.Steps], [.. file.Trades]) : null;
    }

    /// <summary>The orders that were sent by hand to close what an order brought, oldest first.</summary>
    public IReadOnlyList<OrderRow> Closings(long id)
    {
        lock (_lock)
            return _orders.TryGetValue(id, out OrderFile? file) ? [.. file.Closings.Select(c => c.Order)] : [];
    }

    public (IReadOnlyList<TradeRow> Rows, int Total) Trades(Func<TradeRow, bool> matches, int offset, int limit) => Page(_trades, matches, offset, limit);

    public (IReadOnlyList<SignalRow> Rows, int Total) Signals(Func<SignalRow, bool> matches, int offset, int limit) => Page(_signals, matches, offset, limit);

    public (IReadOnlyList<PositionRow> Rows, int Total) ClosedPositions(Func<PositionRow, bool> matches, int offset, int limit) => Page(_closed, matches, offset, limit);

    public (IReadOnlyList<AuditNote> Rows, int Total) Audit(Func<AuditNote, bool> matches, int offset, int limit)
    {
        lock (_lock)
        {
            AuditNote[] found = [.. _orderAudit.NewestFirst().Concat(_audit.NewestFirst()).Where(e => matches(e.Note)).OrderByDescending(e => e.Number).Select(e => e.Note)];
            return ([.. found.Skip(offset).Take(limit)], found.Length);
        }
    }

    private (IReadOnlyList<T> Rows, int Total) Page<T>(Newest<T> rows, Func<T, bool> matches, int offset, int limit)
    {
        lock (_lock)
        {
            T[] found = [.. rows.NewestFirst().Where(matches)];
            return ([.. found.Skip(offset).Take(limit)], found.Length);
        }
    }

    private void Take(OrderRow order)
    {
        if (!_orders.TryGetValue(order.OrderId, out OrderFile? file))
        {
            _orders[order.OrderId] = file = new OrderFile(order);
            if (order.Closes is { } closed)
                _orders.GetValueOrDefault(closed)?.Closings.Add(file);
        }

        file.Order = order;
        if (order.EndedNs is null || file.IsFiled)
            return;
        file.IsFiled = true;
        Queue<long> ended = order.Strategy == Operator.Name ? _endedByHand : _ended;
        ended.Enqueue(order.OrderId);
        if (ended.Count > MostOrders)
            _orders.Remove(ended.Dequeue());
    }

    private sealed class OrderFile(OrderRow order)
    {
        public OrderRow Order { get; set; } = order;

        public List<TransitionRow> Steps { get; } = [];

        public List<TradeRow> Trades { get; } = [];

        public List<OrderFile> Closings { get; } = [];

        /// <summary>It stands among those that ended.</summary>
        public bool IsFiled { get; set; }
    }

    // The newest so many.
    private sealed class Newest<T>(int most)
    {
        private readonly Queue<T> _rows = new();

        public void Add(T row)
        {
            _rows.Enqueue(row);
            if (_rows.Count > most)
                _rows.Dequeue();
        }

        public IEnumerable<T> NewestFirst() => _rows.Reverse();
    }
}

/// <param name="RecordedNs">When it was written down, by the clock on the wall, ns since the Unix epoch.</param>
internal readonly record struct AuditNote(AuditEntry Entry, long RecordedNs);
