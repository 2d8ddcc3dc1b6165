namespace Touchline.Core;

/// <summary>
/// The best levels of a book for readers on other threads. The book's writer calls <see cref="Publish"/> at a batch end and never
/// waits; any number of readers copy the newest published state. A reader whose buffer was overwritten while it copied (the writer
/// went through all the buffers meanwhile) takes the newer state and copies again.
/// </summary>
public sealed class PublishedBook
{
    private const int Buffers = 8;

    private readonly BookLevel[][] _bids = new BookLevel[Buffers][];
    private readonly BookLevel[][] _asks = new BookLevel[Buffers][];
    private readonly (int Bids, int Asks, long LocalNs, bool Stale)[] _heads = new (int, int, long, bool)[Buffers];
    private readonly long[] _writing = new long[Buffers];
    private long _published;

    public PublishedBook(int levels)
    {
        for (int i = 0; i < Buffers; i++)
        {
            _bids[i] = new BookLevel[levels];
            _asks[i] = new BookLevel[levels];
        }
    }

    /// <summary>Counts the states published so far.</summary>
    public long Version => Volatile.Read(ref _published);

    /// <summary>Writer's thread only.</summary>
    public void Publish(OrderBook book, long localNs)
    {
        long version = _published + 1;
        int i = (int)(version % Buffers);
        Volatile.Write(ref _writing[i], -version);
        Interlocked.MemoryBarrier();
        _heads[i] = (book.CopyTop(Side.Buy, _bids[i]), book.CopyTop(Side.Sell, _asks[i]), localNs, book.IsStale);
        Volatile.Write(ref _writing[i], version);
        Volatile.Write(ref _published, version);
    }

    /// <summary>Copies the newest state; false when nothing was published yet. Any thread.</summary>
    public bool TryRead(Span<BookLevel> bids, Span<BookLevel> asks, out PublishedTouch state)
    {
        while (true)
        {
            long version = Volatile.Read(ref _published);
            state = default;
            if (version == 0)
                return false;
            int i = (int)(version % Buffers);
            if (Volatile.Read(ref _writing[i]) != version)
                continue;
            (int bidCount, int askCount, long localNs, bool stale) = _heads[i];
            bidCount = Math.Clamp(bidCount, 0, Math.Min(bids.Length, _bids[i].Length));
            askCount = Math.Clamp(askCount, 0, Math.Min(asks.Length, _asks[i].Length));
            _bids[i].AsSpan(0, bidCount).CopyTo(bids);
            _asks[i].AsSpan(0, askCount).CopyTo(asks);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _writing[i]) != version)
                continue;
            state = new PublishedTouch(version, localNs, bidCount, askCount, stale);
            return true;
        }
    }
}

/// <summary>What a reader of a <see cref="PublishedBook"/> got: which state, from when, and how many levels a side.</summary>
public readonly record struct PublishedTouch(long Version, long LocalNs, int Bids, int Asks, bool IsStale);
