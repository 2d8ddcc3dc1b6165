namespace Touchline.Storage;

/// <summary>Rows that are to be written together. Orders and positions stand as they are now, however often they changed.</summary>
internal sealed class RowBatch
{
    public HashSet<OrderRow> Orders { get; } = [];

    public HashSet<PositionRow> Positions { get; } = [];

    public List<TransitionRow> Transitions { get; } = [];

    public List<TradeRow> Trades { get; } = [];

    public List<AuditEntry> Audit { get; } = [];

    public List<MarketRow> Markets { get; } = [];

    public List<EquityRow> Equity { get; } = [];

    /// <summary>No table has them: a position keeps the one that it is put down to.</summary>
    public List<SignalRow> Signals { get; } = [];

    public long? StartedNs { get; set; }

    public long? EndedNs { get; set; }

    public int Count => Orders.Count + Positions.Count + Transitions.Count + Trades.Count + Audit.Count + Markets.Count + Equity.Count
        + (StartedNs is null ? 0 : 1) + (EndedNs is null ? 0 : 1);

    public void Clear()
    {
        Orders.Clear();
        Positions.Clear();
        Transitions.Clear();
        Trades.Clear();
        Audit.Clear();
        Markets.Clear();
        Equity.Clear();
        Signals.Clear();
        StartedNs = EndedNs = null;
    }
}
