using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>
/// Looks at every book that is told, all along: as long as an adapter says that a book is in step, its best levels must be those that the exchange had at that update id. What the
/// exchange had is remembered when it sends the message with that id.
/// </summary>
internal sealed class BookWatch
{
    private const int Levels = 50;
    private const int Remembered = 4_096;

    private readonly IVenueSight _stage;
    private readonly Dictionary<long, BookLevel[]>[] _had;
    private readonly Queue<long>[] _order;
    private readonly Dictionary<(int Instrument, long UpdateId), (BookLevel[] Bids, BookLevel[] Asks)> _whole = [];
    private readonly BookLevel[] _top = new BookLevel[Levels];

    public BookWatch(VenueStage stage) : this((IVenueSight)stage)
    {
        stage.Network.OnExchangeSends = (_, message) => Remember(message);
        stage.Session.AfterBatch = Look;
    }

    /// <summary>Whoever makes it calls <see cref="Remember"/> and <see cref="Look"/>, and never both at once.</summary>
    public BookWatch(IVenueSight stage)
    {
        _stage = stage;
        _had = [.. stage.Symbols.Select(_ => new Dictionary<long, BookLevel[]>())];
        _order = [.. stage.Symbols.Select(_ => new Queue<long>())];
    }

    /// <summary>Books compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Books whose like at the exchange wasn't seen: their message was sent late.</summary>
    public long Unseen { get; private set; }

    /// <summary>From now on whole books are remembered.</summary>
    public bool RemembersWhole { get; set; }

    /// <summary>What the exchange had when it sent the newest that was told; null: not remembered.</summary>
    public (BookLevel[] Bids, BookLevel[] Asks)? WholeAt(int instrument) =>
        _stage.Session.Books[instrument].IsInStep && _whole.TryGetValue((instrument, _stage.Session.Books[instrument].UpdateId), out (BookLevel[], BookLevel[]) had) ? had : null;

    /// <summary>The exchange sends a message.</summary>
    public void Remember(ReadOnlySpan<byte> message)
    {
        if (_stage.BookChange(message) is not { } change || change.UpdateId != _stage.UpdateId(change.Symbol))
            return;
        int instrument = _stage.Symbols.ToList().IndexOf(change.Symbol);
        if (instrument < 0 || !_had[instrument].TryAdd(change.UpdateId, Both(_stage.MarketBook(change.Symbol))))
            return;
        if (RemembersWhole)
            _whole.Add((instrument, change.UpdateId), (_stage.MarketBook(change.Symbol).Snapshot(Side.Buy), _stage.MarketBook(change.Symbol).Snapshot(Side.Sell)));
        _order[instrument].Enqueue(change.UpdateId);
        if (_order[instrument].Count > Remembered)
            _had[instrument].Remove(_order[instrument].Dequeue());
    }

    /// <summary>The session was told of an instrument's market.</summary>
    public void Look(int instrument)
    {
        SessionBook told = _stage.Session.Books[instrument];
        if (!told.IsInStep || !told.HasChanged)
            return;
        if (!_had[instrument].TryGetValue(told.UpdateId, out BookLevel[]? had))
        {
            Unseen++;
            return;
        }

        Compared++;
        BookLevel[] shown = Both(told.Book);
        for (int i = 0; i < had.Length; i++)
        {
            if (i >= shown.Length || shown[i] != had[i])
                Assert.Fail($"{_stage.Symbols[instrument]} at {told.UpdateId}: level {i} of the best {Levels} a side was told as {(i < shown.Length ? shown[i] : null)}, the exchange had {had[i]}\n{_stage.Story()}");
        }
    }

    private BookLevel[] Both(OrderBook book)
    {
        int bids = book.CopyTop(Side.Buy, _top);
        BookLevel[] both = new BookLevel[2 * Levels];
        _top.AsSpan(0, bids).CopyTo(both);
        int asks = book.CopyTop(Side.Sell, _top);
        _top.AsSpan(0, asks).CopyTo(both.AsSpan(Levels));
        return both;
    }
}
