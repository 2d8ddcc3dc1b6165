using Touchline.Control;
using Touchline.Storage;

namespace Touchline.Monitoring;

/// <summary>
/// What a session does, as lines of a log. Each line has the trace of the input that it is of; one about an order also has its origin, the trace of the input that placed it. On the hub's
/// thread.
/// </summary>
internal sealed class TradingLog(LogFiles files, TimeProvider clock) : ISessionListener, IAlertListener
{
    private readonly OrderOrigins _orders = new();

    // The newest's trace, one for each strategy and instrument of the session.
    private readonly Dictionary<(string Strategy, string Venue, string Symbol), string> _signals = [];
    private readonly StateLog _states = new(files, clock);

    public void OnPortrait(SessionPortrait portrait) => _states.Take(portrait);

    public void OnAlert(AlertNotice notice) => files.Write(Line(LevelOf(notice), $"alert.{notice.StateName}")
        .Add("alert", notice.Alert).Add("severity", notice.SeverityName).Add("subject", notice.Subject).Add("text", notice.Text));

    /// <summary>Something of the program's own.</summary>
    /// <param name="name">Of the event, e.g. <c>session.note</c>.</param>
    public void Say(LogLevel level, string name, string text) => files.Write(Line(level, name).Add("text", text));

    public void OnRows(SessionRows rows)
    {
        _orders.Take(rows);
        var fills = new FillTrades(rows.Trades);
        ILookup<(string, string), AuditEntry> audit = rows.Audit.ToLookup(a => (a.TraceId, a.Action));
        var told = new HashSet<AuditEntry>(ReferenceEqualityComparer.Instance);
        Dictionary<string, string?> origins = OriginsOfFills(rows);
        var lines = new List<(long AtNs, Action Write)>();
        foreach (SignalRow signal in rows.Signals)
            lines.Add((signal.AtNs, () => Write(signal)));
        foreach (TransitionRow row in rows.Transitions)
        {
            KnownOrder order = _orders.Find(row.Journal, row.OrderId);
            AuditEntry? entry = audit[(OrderOrigins.Trace(row), $"order.{row.Event}")].FirstOrDefault(a => IsOf(a, row, order));
            TradeRow? trade = row.Event == "fill" ? fills.Next(row.OrderId) : null;
            if (entry is not null)
                told.Add(entry);
            lines.Add((row.AtNs, () => Write(row, order, entry, trade)));
        }

        foreach (TradeRow trade in rows.Trades.Where(t => t.Kind != TradeRow.Fill))
            lines.Add((trade.AtNs, () => Write(trade)));
        foreach (AuditEntry entry in rows.Audit.Where(a => !told.Contains(a)))
            lines.Add((entry.AtNs, () => Write(entry, origins.GetValueOrDefault(entry.TraceId))));
        // What happened at once stands in the order of the way: signal, order, fill, position.
        foreach ((_, Action write) in lines.OrderBy(l => l.AtNs))
            write();
    }

    private void Write(SignalRow signal)
    {
        _signals[(signal.Strategy, signal.Venue, signal.Symbol)] = signal.Trace;
        files.Write(Line(LogLevel.Info, "signal").Add("trace", signal.Trace).Add("origin", signal.Trace).At(signal.AtNs)
            .Add("strategy", signal.Strategy).Add("venue", signal.Venue).Add("symbol", signal.Symbol).Add("side", signal.Side)
            .Add("confidence", signal.Confidence).Add("source", signal.Source).Add("reason", signal.Reason));
    }

    private void Write(TransitionRow row, KnownOrder order, AuditEntry? entry, TradeRow? trade)
    {
        LogLine line = Line(LevelOf(row.Event), $"order.{row.Event}").Add("trace", OrderOrigins.Trace(row)).Add("origin", order.Origin).At(row.AtNs)
            .Add("order", order.Order).Add("strategy", order.Strategy).Add("venue", order.Venue).Add("symbol", order.Symbol).Add("side", order.Side)
            .Add("from", row.FromState).Add("state", row.ToState).Add("price", row.Price).Add("quantity", row.Quantity).Add("filled", row.Filled);
        if (row.Event == "place")
            line.Add("signal_trace", _signals.GetValueOrDefault((order.Strategy, order.Venue, order.Symbol)));
        if (trade is not null)
            line.Add("fee", trade.Fee).Add("realised_pnl", trade.RealisedPnl).Add("maker", trade.IsMaker).Add("trade_id", trade.TradeId).Add("position", trade.PositionKey);
        if (entry is not null)
            line.Add("actor", entry.Actor).Add("reason", entry.Reason).Add("error", entry.ErrorMessage).AddJson("signal", entry.SignalData).AddJson("market", entry.Market);
        files.Write(line);
    }

    // A liquidation, or what others traded on the account.
    private void Write(TradeRow trade) => files.Write(Line(LogLevel.Warning, $"trade.{trade.Kind}").At(trade.AtNs)
        .Add("strategy", trade.Strategy).Add("venue", trade.Venue).Add("symbol", trade.Symbol).Add("side", trade.Side).Add("price", trade.Price).Add("quantity", trade.Quantity)
        .Add("fee", trade.Fee).Add("realised_pnl", trade.RealisedPnl).Add("trade_id", trade.TradeId).Add("position", trade.PositionKey).Add("fill", trade.FillKey));

    private void Write(AuditEntry entry, string? origin) => files.Write(Line(LevelOf(entry), entry.Action).Add("trace", entry.TraceId).Add("origin", origin).At(entry.AtNs)
        .Add("actor", entry.Actor).Add("entity", entry.EntityType).Add("id", entry.EntityId).Add("reason", entry.Reason).Add("error", entry.ErrorMessage)
        .AddJson("old", entry.OldValue).AddJson("new", entry.NewValue).AddJson("signal", entry.SignalData).AddJson("indicators", entry.Indicators).AddJson("market", entry.Market));

    private LogLine Line(LogLevel level, string name) => new(clock.GetUtcNow(), level, name);

    // Positions are opened and closed by fills, which are of orders.
    private Dictionary<string, string?> OriginsOfFills(SessionRows rows)
    {
        var origins = new Dictionary<string, string?>();
        foreach (TransitionRow fill in rows.Transitions.Where(t => t.Event == "fill"))
            origins[OrderOrigins.Trace(fill)] = _orders.Find(fill.Journal, fill.OrderId).Origin;
        return origins;
    }

    // Of an order that an earlier session placed only the end of its id is known until a report tells more.
    private static bool IsOf(AuditEntry entry, TransitionRow row, KnownOrder order) =>
        entry.EntityId == order.Order || (order.Symbol.Length == 0 && entry.EntityId.EndsWith($"-{row.OrderId}", StringComparison.Ordinal));

    private static LogLevel LevelOf(string transition) => transition switch
    {
        "unresolved" => LogLevel.Error,
        "rejected" or "amend_rejected" or "cancel_rejected" or "unknown" or "duplicate_fill" => LogLevel.Warning,
        _ => LogLevel.Info,
    };

    private static LogLevel LevelOf(AuditEntry entry) => entry switch
    {
        { Success: true } => LogLevel.Info,
        { Action: "session.recover" or "order.unresolved" } => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    private static LogLevel LevelOf(AlertNotice notice) => notice switch
    {
        { State: AlertState.Resolved } or { Severity: AlertSeverity.Info } => LogLevel.Info,
        { Severity: AlertSeverity.Warning } => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    // A fill of an order has one row of each kind, in the same order.
    private sealed class FillTrades(IEnumerable<TradeRow> trades)
    {
        private readonly Dictionary<long, Queue<TradeRow>> _byOrder = trades.Where(t => t is { Kind: TradeRow.Fill, OrderId: not null })
            .GroupBy(t => t.OrderId!.Value).ToDictionary(g => g.Key, g => new Queue<TradeRow>(g));

        public TradeRow? Next(long order) => _byOrder.TryGetValue(order, out Queue<TradeRow>? left) && left.TryDequeue(out TradeRow? trade) ? trade : null;
    }
}
