using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// One side of a book. Levels live under a key that grows from the touch outwards (the price for asks, its complement for bids).
/// A window of 2^n keys around the touch is an array used as a ring, with two layers of bitmaps over it; what lies further out is
/// kept sorted in <see cref="FarLevels"/>. The best level is always inside the window, and no far level is better than the window.
/// </summary>
internal sealed partial class BookSide
{
    public const long NoKey = long.MaxValue;
    public const int DefaultWindowBits = 14;

    // From so many levels in a word on, clearing all 64 slots is quicker than one by one.
    private const int CrowdedWord = 8;

    // Within these bounds Σ distance·quantity over a window can't leave 64 bits: 2^8 levels of at most 2^20 ticks and 2^34 units.
    private const int MaxExactLevels = 1 << 8;
    private const long MaxExactQuantity = 1L << 34;

    private readonly long _flip;
    private readonly long _window;
    private readonly long _mask;
    private readonly long[] _quantity;
    private readonly ulong[] _occupied;
    private readonly ulong[] _summary;
    private readonly FarLevels _far = new();
    private readonly int _topSize;

    private long _low;
    private long _best = NoKey;
    private long _bestQuantity;
    private int _windowCount;

    // Sum over the best _topSize levels and the key of the last of them (NoKey while there are fewer levels). Kept up to date by
    // every change; a change that would need a far level marks it stale and the next reader walks.
    private long _topSum;
    private long _topEdge = NoKey;
    private bool _topStale;

    /// <param name="windowBits">The window holds 2^bits price units; 12 at least, so that the summary has whole words.</param>
    public BookSide(Side side, int topSize, int windowBits)
    {
        _flip = side == Side.Buy ? -1 : 0;
        _topSize = topSize;
        _window = 1L << windowBits;
        _mask = _window - 1;
        _quantity = new long[_window];
        _occupied = new ulong[_window / 64];
        _summary = new ulong[_window / 4096];
    }

    public int Count => _windowCount + _far.Count;

    /// <summary>The best price; for an empty side the price that no order reaches.</summary>
    public long BestPrice
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _best ^ _flip;
    }

    public long BestQuantity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bestQuantity;
    }

    /// <summary>The quantity over the best levels, as many as were chosen at construction.</summary>
    public long TopSum
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _topStale ? RecountTop() : _topSum;
    }

    /// <summary>Sets the level at a price and returns the quantity it showed before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Set(long price, long quantity)
    {
        long key = price ^ _flip;
        if ((ulong)(key - _low) >= (ulong)_window)
            return SetOutside(key, quantity);
        ref long slot = ref Slot(key);
        long previous = slot;
        slot = quantity;
        if ((previous != 0) != (quantity != 0))
        {
            if (previous == 0)
                Insert(key, quantity);
            else
                Remove(key, previous);
        }
        else if (key <= _topEdge)
        {
            _topSum += quantity - previous;
            if (key == _best)
                _bestQuantity = quantity;
        }

        return previous;
    }

    public long QuantityAt(long price)
    {
        long key = price ^ _flip;
        return (ulong)(key - _low) < (ulong)_window ? Slot(key) : _far.QuantityAt(key);
    }

    private void Insert(long key, long quantity)
    {
        int word = WordOf(key);
        _occupied[word] |= 1UL << (int)(key & 63);
        _summary[word >> 6] |= 1UL << (word & 63);
        _windowCount++;
        if (key < _best)
        {
            _best = key;
            _bestQuantity = quantity;
        }

        if (key < _topEdge)
            InsertIntoTop(quantity);
    }

    private void InsertIntoTop(long quantity)
    {
        int count = Count;
        if (count < _topSize)
            _topSum += quantity;
        else if (_topEdge == NoKey || !InWindow(_topEdge))
            LoseTop();
        else
        {
            _topSum += quantity - Slot(_topEdge);
            _topEdge = PreviousOccupied(_topEdge);
        }
    }

    private void Remove(long key, long previous)
    {
        int word = WordOf(key);
        if ((_occupied[word] &= ~(1UL << (int)(key & 63))) == 0)
            _summary[word >> 6] &= ~(1UL << (word & 63));
        _windowCount--;
        if (key <= _topEdge)
            RemoveFromTop(previous);
        if (key == _best)
            FindBest(key);
    }

    // Without an edge every change counts as one of the best levels, so that the best quantity keeps being followed.
    private void LoseTop()
    {
        _topStale = true;
        _topEdge = NoKey;
    }

    private void RemoveFromTop(long previous)
    {
        _topSum -= previous;
        if (_topEdge == NoKey)
            return;
        if (Count < _topSize)
        {
            _topEdge = NoKey;
            return;
        }

        long next = InWindow(_topEdge) ? NextOccupied(_topEdge) : NoKey;
        if (next == NoKey)
        {
            LoseTop();
            return;
        }

        _topEdge = next;
        _topSum += Slot(next);
    }

    private void FindBest(long removed)
    {
        long next = NextOccupied(removed);
        if (next == NoKey)
        {
            if (_far.Count == 0)
            {
                _best = NoKey;
                _bestQuantity = 0;
                return;
            }

            next = _far[0].Key;
            MoveWindow(next);
        }
        else if (next - _low > _window / 4 * 3)
        {
            MoveWindow(next);
        }

        _best = next;
        _bestQuantity = Slot(next);
    }

    private long SetOutside(long key, long quantity)
    {
        if (quantity != 0 && (Count == 0 || key < _low))
        {
            MoveWindow(key);
            Slot(key) = quantity;
            Insert(key, quantity);
            return 0;
        }

        if (key < _low)
            return 0;
        long previous = _far.Set(key, quantity);
        if (key <= _topEdge && (previous != 0 || quantity != 0))
            LoseTop();
        return previous;
    }

    private long RecountTop()
    {
        _topSum = 0;
        _topEdge = NoKey;
        var walk = LevelWalk.Start;
        int n = 0;
        while (n < _topSize && TryNext(ref walk))
        {
            _topSum += walk.Quantity;
            if (++n == _topSize)
                _topEdge = walk.Price ^ _flip;
        }

        _topStale = false;
        return _topSum;
    }

}
