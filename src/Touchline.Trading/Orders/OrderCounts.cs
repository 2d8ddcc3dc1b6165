namespace Touchline.Trading;

/// <summary>
/// Orders by what became of them. Sent: passed the risk gate. Acknowledged: rested at the venue. Filled: had at least one fill.
/// Refused: orders and amends stopped by the risk gate, never sent. Amended: amends that the venue carried out.
/// </summary>
public readonly record struct OrderCounts(
    long Sent, long Acknowledged, long Cancelled, long Rejected, long Expired, long Filled, long Refused)
{
    public long Amended { get; init; }

    public static OrderCounts operator +(OrderCounts a, OrderCounts b) => new(
        a.Sent + b.Sent, a.Acknowledged + b.Acknowledged, a.Cancelled + b.Cancelled, a.Rejected + b.Rejected, a.Expired + b.Expired,
        a.Filled + b.Filled, a.Refused + b.Refused)
    {
        Amended = a.Amended + b.Amended,
    };
}

/// <summary>The same, being counted.</summary>
internal sealed class OrderTally
{
    public long Sent;
    public long Acknowledged;
    public long Cancelled;
    public long Rejected;
    public long Expired;
    public long Filled;
    public long Refused;
    public long Amended;

    public OrderCounts Counts => new(Sent, Acknowledged, Cancelled, Rejected, Expired, Filled, Refused) { Amended = Amended };
}

/// <summary>Reports that didn't fit, each passed over after what it said about money was taken in.</summary>
/// <param name="Illegal">Said that an order went where its state can't go; not applied.</param>
/// <param name="Stray">About an order that isn't known, or ended too long ago.</param>
/// <param name="DuplicateFills">A trade number that the order had already; not counted again.</param>
/// <param name="LateFills">Fills of an order that had ended: counted, and told to the strategy.</param>
/// <param name="Overfills">Fills beyond the order's quantity: counted as the venue says.</param>
public readonly record struct ReportAnomalies(long Illegal, long Stray, long DuplicateFills, long LateFills, long Overfills)
{
    /// <summary>Requests whose outcome the venue's adapter couldn't find out within its bound.</summary>
    public long Unresolved { get; init; }
}
