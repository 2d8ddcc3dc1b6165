using Touchline.Storage;

namespace Touchline.Control;

/// <summary>
/// What a session did so far, in memory, for those who ask: all that is open, and the newest of what has ended; it begins with the orders that the session took up. For any thread.
/// </summary>
internal sealed class SessionArchive : ISessionListener
{
    public const int MostOrders = 10_000;
    public const int MostTrades = 10_000;
    public const int MostSignals = 1_000;
    public const int MostPositions = 1_000;
    public const int MostAudit = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, OrderFile> _orders = [];
    private readonly Queue<long> _ended = new();
    private readonly Newest<TradeRow> _trades = new(MostTrades);
    private readonly Newest<SignalRow> _signals = new(MostSignals);
    private readonly Newest<PositionRow> _closed = new(MostPositions);
    private readonly Newest<AuditEntry> _audit = new(MostAudit);

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
            foreach (AuditEntry entry in rows.Audit)
                _audit.Add(entry);
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

    public (IReadOnlyList<AuditEntry> Rows, int Total) Audit(Func<AuditEntry, bool> matches, int offset, int limit) => Page(_audit, matches, offset, limit);

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
        _ended.Enqueue(order.OrderId);
        if (_ended.Count > MostOrders)
            _orders.Remove(_ended.Dequeue());
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
