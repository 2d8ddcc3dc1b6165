namespace Touchline.Trading;

/// <summary>
/// Orders by what became of them. Sent: passed the risk gate. Acknowledged: rested at the venue. Filled: had at least one fill.
/// Refused: stopped by the risk gate, never sent.
/// </summary>
public readonly record struct OrderCounts(
    long Sent, long Acknowledged, long Cancelled, long Rejected, long Expired, long Filled, long Refused);
