namespace Touchline.Plugins;

/// <summary>
/// A bounded queue from one producer to one consumer in memory that both map, maybe in two processes: 384 bytes of cursors, then the items. Not Core's <c>SpscRing</c>, whose items live on the managed heap. Each end keeps its own cursor
/// in its own memory and only writes it to the block, so nothing that the other side writes there can lead it out of the block; a cursor that can't be is told by <c>IsBroken</c>.
/// </summary>
internal static class BlockRing
{
    // Each on cache lines of its own, 128 bytes because processors fetch lines in pairs.
    public const int GateAt = 0, PublishedAt = 128, TakenAt = 256, ItemsAt = 384;

    /// <param name="capacity">A power of two.</param>
    public static unsafe int Bytes<T>(int capacity) where T : unmanaged => ItemsAt + capacity * sizeof(T);
}

/// <summary>The end that items go in; of one thread at a time. Nothing is allocated after construction.</summary>
internal sealed unsafe class BlockProducer<T> where T : unmanaged
{
    private readonly int* _gate;
    private readonly long* _published;
    private readonly long* _taken;
    private readonly T* _items;
    private readonly int _capacity;
    private long _at;
    private long _takenSeen;

    /// <param name="at">A ring that is fresh, or that only this end was used of.</param>
    public BlockProducer(byte* at, int capacity)
    {
        _gate = (int*)(at + BlockRing.GateAt);
        _published = (long*)(at + BlockRing.PublishedAt);
        _taken = (long*)(at + BlockRing.TakenAt);
        _items = (T*)(at + BlockRing.ItemsAt);
        _capacity = capacity;
    }

    /// <summary>The consumer has taken more than there was, or gone back.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Items that the consumer hasn't taken, as far as it has said.</summary>
    public int Count => (int)Math.Clamp(_at - Volatile.Read(ref *_taken), 0, _capacity);

    /// <summary>Where the next item goes, to be written and then <see cref="Publish"/>ed; null when the ring is full or broken.</summary>
    public T* Claim() => _at - _takenSeen < _capacity || HasRoom() ? _items + (_at & (_capacity - 1)) : null;

    /// <summary>Makes the claimed item seen, and wakes a consumer that sleeps.</summary>
    public void Publish()
    {
        Volatile.Write(ref *_published, ++_at);
        BlockGate.Wake(_gate);
    }

    private bool HasRoom()
    {
        long taken = Volatile.Read(ref *_taken);
        if (taken < _takenSeen || taken > _at)
            IsBroken = true;
        if (IsBroken)
            return false;
        _takenSeen = taken;
        return _at - taken < _capacity;
    }
}

/// <summary>The end that items come out of; of one thread at a time. Nothing is allocated after construction.</summary>
internal sealed unsafe class BlockConsumer<T> where T : unmanaged
{
    private readonly int* _gate;
    private readonly long* _published;
    private readonly long* _taken;
    private readonly T* _items;
    private readonly int _capacity;
    private long _at;
    private long _publishedSeen;

    /// <param name="at">A ring that nothing was taken of.</param>
    public BlockConsumer(byte* at, int capacity)
    {
        _gate = (int*)(at + BlockRing.GateAt);
        _published = (long*)(at + BlockRing.PublishedAt);
        _taken = (long*)(at + BlockRing.TakenAt);
        _items = (T*)(at + BlockRing.ItemsAt);
        _capacity = capacity;
    }

    /// <summary>The producer has published more than fits, or gone back.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the oldest item; false when the ring is empty or broken.</summary>
    public bool TryTake(out T item)
    {
        if (_at == _publishedSeen && !HasItem())
        {
            item = default;
            return false;
        }

        item = _items[_at & (_capacity - 1)];
        Volatile.Write(ref *_taken, ++_at);
        return true;
    }

    /// <summary>The same, to where the item is wanted.</summary>
    public bool TryTakeTo(T* into)
    {
        if (_at == _publishedSeen && !HasItem())
            return false;
        *into = _items[_at & (_capacity - 1)];
        Volatile.Write(ref *_taken, ++_at);
        return true;
    }

    /// <summary>There is something to take.</summary>
    public bool HasItem()
    {
        long published = Volatile.Read(ref *_published);
        if (published < _publishedSeen || published - _at > _capacity)
            IsBroken = true;
        if (IsBroken)
            return false;
        _publishedSeen = published;
        return published != _at;
    }

    /// <summary>Sleeps until an item comes or it is woken, at most so long, maybe less; not at all if there is one.</summary>
    /// <param name="unless">Not at all either when this isn't 0; who sets it wakes afterwards.</param>
    public void Sleep(int ms, int* unless)
    {
        BlockGate.Announce(_gate);
        if (!HasItem() && Volatile.Read(ref *unless) == 0)
            BlockGate.Sleep(_gate, ms);
        BlockGate.Withdraw(_gate);
    }
}
