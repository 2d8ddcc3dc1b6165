namespace Touchline.Core;

/// <summary>
/// One instrument's local book and how long it was in which state. Rows of equal local time count as one change: what stands
/// between them lasts no time. Times are as recorded.
/// </summary>
internal sealed class BookTimes
{
    private readonly OrderBook _book = new();
    private long _since = MarketEvent.Unseen;
    private long _firstRow;

    /// <summary>Rows of the instrument.</summary>
    public long Rows { get; set; }

    public long CrossedNs { get; private set; }

    public long OneSidedNs { get; private set; }

    public long EmptyNs { get; private set; }

    public long StaleNs { get; private set; }

    public void Apply(in MarketEvent row)
    {
        if (row.Kind is not (EventKind.Depth or EventKind.Snapshot or EventKind.Clear or EventKind.Gap or EventKind.Definition) && !row.Kind.IsOrder())
            return;
        // The span begins with the first market row; a definition before it is no part of it.
        if (row.Kind != EventKind.Definition || _since != MarketEvent.Unseen)
            Count(row.LocalNs);
        _book.Apply(row);
    }

    /// <summary>Counts up to the recording's end, and as empty what was before the instrument's first row.</summary>
    public void Finish(long firstLocalNs, long lastLocalNs)
    {
        if (firstLocalNs == MarketEvent.Unseen)
            return;
        if (_since == MarketEvent.Unseen)
            _since = _firstRow = firstLocalNs;
        Count(lastLocalNs);
        EmptyNs += Math.Max(0, _firstRow - firstLocalNs);
    }

    private void Count(long localNs)
    {
        if (_since == MarketEvent.Unseen)
            _since = _firstRow = localNs;
        long passed = localNs - _since;
        _since = localNs;
        if (passed <= 0)
            return;
        Touch touch = _book.Touch;
        if (touch.IsCrossed)
            CrossedNs += passed;
        if (touch.HasBid != touch.HasAsk)
            OneSidedNs += passed;
        if (!touch.HasBid && !touch.HasAsk)
            EmptyNs += passed;
        if (_book.IsStale)
            StaleNs += passed;
    }
}
