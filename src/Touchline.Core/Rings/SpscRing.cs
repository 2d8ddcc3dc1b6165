using System.Numerics;
using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// A bounded queue from one producer thread to one consumer thread. Items are copied into an array of fixed size; nothing is allocated
/// after construction, save for an exception when a blocked wait is cancelled. Items leave in the order they came.
/// </summary>
/// <remarks>
/// <see cref="TryPublish(in T)"/> and <see cref="Publish"/> are for the producer, <see cref="TryTake"/>, <see cref="Take"/> and
/// <see cref="Drain"/> for the consumer, the properties for any thread. Dispose it after both threads have stopped.
/// </remarks>
public sealed class SpscRing<T> : IDisposable where T : struct
{
    private readonly T[] _items;
    private readonly long _mask;
    private readonly RingWaiting _waiting;

    // Null unless waiting blocks: the other ways never sleep and pay no fence.
    private readonly RingSignal? _itemCame;
    private readonly RingSignal? _roomCame;

    private RingCursors _cursors;

    /// <param name="capacity">A power of two, from 1 to 2^30.</param>
    /// <param name="waiting">How both ends wait.</param>
    public SpscRing(int capacity, RingWaiting waiting)
    {
        if (capacity < 1 || !BitOperations.IsPow2(capacity))
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "the capacity of a ring is a power of two");
        if (waiting is < RingWaiting.Spin or > RingWaiting.Block)
            throw new ArgumentOutOfRangeException(nameof(waiting), waiting, "a ring waits by spin, yield or block");
        _items = new T[capacity];
        _mask = capacity - 1;
        _waiting = waiting;
        if (waiting == RingWaiting.Block)
        {
            _itemCame = new RingSignal();
            _roomCame = new RingSignal();
        }
    }

    public int Capacity => _items.Length;

    public RingWaiting Waiting => _waiting;

    /// <summary>Items published and not yet taken. Seen from a third thread, a value that held a moment ago at best.</summary>
    public int Count
    {
        get
        {
            long taken = Volatile.Read(ref _cursors.Taken);
            return (int)Math.Min(Volatile.Read(ref _cursors.Published) - taken, _items.Length);
        }
    }

    /// <summary>Producer: appends an item; false when the ring is full.</summary>
    public bool TryPublish(in T item)
    {
        long at = _cursors.Published;
        if (at - _cursors.TakenSeen > _mask && !HasRoom(at, 1))
            return false;
        _items[at & _mask] = item;
        Volatile.Write(ref _cursors.Published, at + 1);
        _itemCame?.Wake();
        return true;
    }

    /// <summary>Producer: appends all items, which the consumer sees at once, or none when they don't all fit.</summary>
    public bool TryPublish(ReadOnlySpan<T> items)
    {
        long at = _cursors.Published;
        if (!HasRoom(at, items.Length))
            return false;
        int start = (int)(at & _mask);
        int first = Math.Min(items.Length, _items.Length - start);
        items[..first].CopyTo(_items.AsSpan(start));
        items[first..].CopyTo(_items);
        Volatile.Write(ref _cursors.Published, at + items.Length);
        _itemCame?.Wake();
        return true;
    }

    /// <summary>Producer: appends an item, waiting for room; false when cancelled while the ring is full.</summary>
    public bool Publish(in T item, CancellationToken cancellation)
    {
        while (!TryPublish(item))
        {
            if (cancellation.IsCancellationRequested)
                return false;
            WaitForRoom(cancellation);
        }

        return true;
    }

    /// <summary>Consumer: takes the oldest item; false when the ring is empty.</summary>
    public bool TryTake(out T item)
    {
        long at = _cursors.Taken;
        if (at == _cursors.PublishedSeen && !HasItem(at))
        {
            Unsafe.SkipInit(out item);
            return false;
        }

        item = _items[at & _mask];
        Volatile.Write(ref _cursors.Taken, at + 1);
        _roomCame?.Wake();
        return true;
    }

    /// <summary>Consumer: takes the oldest item, waiting for one; false when cancelled while the ring is empty.</summary>
    public bool Take(out T item, CancellationToken cancellation)
    {
        while (!TryTake(out item))
        {
            if (cancellation.IsCancellationRequested)
                return false;
            WaitForItem(cancellation);
        }

        return true;
    }

    /// <summary>Consumer: takes the oldest items, as many as there are and fit; returns how many.</summary>
    public int Drain(Span<T> into)
    {
        long at = _cursors.Taken;
        if (_cursors.PublishedSeen - at < into.Length)
            _cursors.PublishedSeen = Volatile.Read(ref _cursors.Published);
        int count = (int)Math.Min(_cursors.PublishedSeen - at, into.Length);
        if (count == 0)
            return 0;
        int start = (int)(at & _mask);
        int first = Math.Min(count, _items.Length - start);
        _items.AsSpan(start, first).CopyTo(into);
        _items.AsSpan(0, count - first).CopyTo(into[first..]);
        Volatile.Write(ref _cursors.Taken, at + count);
        _roomCame?.Wake();
        return count;
    }

    public void Dispose()
    {
        _itemCame?.Dispose();
        _roomCame?.Dispose();
    }

    private bool HasRoom(long at, int count)
    {
        if (at + count - _cursors.TakenSeen > _items.Length)
            _cursors.TakenSeen = Volatile.Read(ref _cursors.Taken);
        return at + count - _cursors.TakenSeen <= _items.Length;
    }

    private bool HasItem(long at)
    {
        _cursors.PublishedSeen = Volatile.Read(ref _cursors.Published);
        return at != _cursors.PublishedSeen;
    }

    private void WaitForRoom(CancellationToken cancellation)
    {
        if (_roomCame is null)
        {
            Pause();
            return;
        }

        _roomCame.Announce();
        if (HasRoom(_cursors.Published, 1))
            _roomCame.Withdraw();
        else
            _roomCame.Sleep(cancellation);
    }

    private void WaitForItem(CancellationToken cancellation)
    {
        if (_itemCame is null)
        {
            Pause();
            return;
        }

        _itemCame.Announce();
        if (HasItem(_cursors.Taken))
            _itemCame.Withdraw();
        else
            _itemCame.Sleep(cancellation);
    }

    private void Pause()
    {
        if (_waiting == RingWaiting.Spin)
            Thread.SpinWait(1);
        else
            Thread.Yield();
    }
}
