namespace Touchline.Core;

/// <summary>
/// Compares the touch after each depth event with the venue's own best bid/ask message of the largest update id that isn't above
/// the event's, wherever it stands in the file. Ids of either stream grow within that stream; the streams may lead or lag each
/// other by <see cref="Bound"/> messages.
/// </summary>
public sealed class TouchAgreement
{
    /// <summary>Depth events that wait for their message, and messages kept for depth events to come.</summary>
    public const int Bound = 1 << 20;

    private readonly Queue<(long UpdateId, Touch Touch)> _waiting = new();
    private readonly Queue<(long UpdateId, Touch Touch)> _quotes = new();
    private (long UpdateId, Touch Touch)? _last;

    /// <summary>Depth events that had a message to compare with.</summary>
    public long Compared { get; private set; }

    public long Agreed { get; private set; }

    /// <summary>The first disagreement, for the user to look at: update id, book's touch, message's touch.</summary>
    public (long UpdateId, Touch Book, Touch Message)? FirstDifference { get; private set; }

    /// <summary>Agreeing share in percent; null when nothing could be compared.</summary>
    public double? Percent => Compared == 0 ? null : 100.0 * Agreed / Compared;

    /// <summary>The book's touch after a depth event, by the event's last update id.</summary>
    public void AddBook(long updateId, Touch touch)
    {
        if (_waiting.Count < Bound)
            _waiting.Enqueue((updateId, touch));
        Settle();
    }

    /// <summary>A best bid/ask message.</summary>
    public void AddQuote(long updateId, Touch touch)
    {
        if (_quotes.Count == Bound)
            _last = _quotes.Dequeue();
        _quotes.Enqueue((updateId, touch));
        Settle();
    }

    /// <summary>The end of the file: what still waits is compared with what there is.</summary>
    public void Finish()
    {
        while (_waiting.TryDequeue(out var book))
        {
            while (_quotes.TryPeek(out var quote) && quote.UpdateId <= book.UpdateId)
                _last = _quotes.Dequeue();
            Compare(book.UpdateId, book.Touch);
        }
    }

    internal void Rescale(UnitChange change)
    {
        Rescale(_waiting, change);
        Rescale(_quotes, change);
        if (_last is { } last)
            _last = (last.UpdateId, Rescaled(last.Touch, change));
    }

    private static void Rescale(Queue<(long, Touch)> queue, UnitChange change)
    {
        for (int i = queue.Count; i > 0; i--)
        {
            (long id, Touch touch) = queue.Dequeue();
            queue.Enqueue((id, Rescaled(touch, change)));
        }
    }

    private static Touch Rescaled(Touch touch, UnitChange change) => new(
        touch.HasBid ? change.Apply(touch.BidPrice) : Touch.NoBid, change.Apply(touch.BidQuantity),
        touch.HasAsk ? change.Apply(touch.AskPrice) : Touch.NoAsk, change.Apply(touch.AskQuantity));

    // A depth event is settled once a message with a larger id shows that no better one is to come.
    private void Settle()
    {
        while (_waiting.TryPeek(out var book))
        {
            while (_quotes.TryPeek(out var quote) && quote.UpdateId <= book.UpdateId)
                _last = _quotes.Dequeue();
            if (_quotes.Count == 0)
                return;
            _waiting.Dequeue();
            Compare(book.UpdateId, book.Touch);
        }
    }

    private void Compare(long updateId, Touch book)
    {
        if (_last is not { } message)
            return;
        Compared++;
        if (book == message.Touch)
            Agreed++;
        else
            FirstDifference ??= (updateId, book, message.Touch);
    }
}
