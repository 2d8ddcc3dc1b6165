using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <summary>
/// One side of a book. Levels live under a key that grows from the touch outwards (the price for asks, its complement for bids).
/// A window of 2^n keys around the touch is an array used as a ring, with two layers of bitmaps over it; what lies further out is
/// kept sorted in <see cref="FarLevels"/>. The best level is always inside the window, and no far level is better than the window.
/// </summary>
internal sealed class BookSide
{
    public const long NoKey = long.MaxValue;
    public const int DefaultWindowBits = 14;

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

    public void Clear()
    {
        for (int s = 0; s < _summary.Length; s++)
        {
            for (ulong words = _summary[s]; words != 0; words &= words - 1)
            {
                int word = s * 64 + BitOperations.TrailingZeroCount(words);
                for (ulong bits = _occupied[word]; bits != 0; bits &= bits - 1)
                    _quantity[word * 64 + BitOperations.TrailingZeroCount(bits)] = 0;
                _occupied[word] = 0;
            }

            _summary[s] = 0;
        }

        _far.Clear();
        _windowCount = 0;
        _best = NoKey;
        _bestQuantity = 0;
        _topSum = 0;
        _topEdge = NoKey;
        _topStale = false;
    }

    /// <summary>Copies the best levels, best first, and returns how many there were room and levels for.</summary>
    public int CopyTop(Span<BookLevel> levels)
    {
        int n = 0;
        long key = _best;
        if (key == NoKey || levels.Length == 0)
            return 0;
        long flip = _flip;
        int word = WordOf(key);
        long start = key & ~63L;
        ulong bits = _occupied[word] & (ulong.MaxValue << (int)(key & 63));
        while (true)
        {
            for (; bits != 0; bits &= bits - 1)
            {
                long at = start + BitOperations.TrailingZeroCount(bits);
                levels[n++] = new BookLevel(new Price(at ^ flip), new Quantity(Slot(at)));
                if (n == levels.Length)
                    return n;
            }

            start = NextOccupiedWord(start + 64);
            if (start == NoKey)
                break;
            bits = _occupied[WordOf(start)];
        }

        for (int i = 0; i < _far.Count && n < levels.Length; i++)
        {
            (long at, long quantity) = _far[i];
            levels[n++] = new BookLevel(new Price(at ^ flip), new Quantity(quantity));
        }

        return n;
    }

    /// <summary>The level after a key, outwards; <see cref="NoKey"/> at the end. Start with the key before the best.</summary>
    public bool TryNext(ref LevelWalk walk)
    {
        if (walk.FarIndex < 0)
        {
            long next = walk.Key == NoKey ? _best : NextOccupied(walk.Key);
            if (next != NoKey)
            {
                walk.Key = next;
                walk.Price = next ^ _flip;
                walk.Quantity = Slot(next);
                return true;
            }

            walk.FarIndex = 0;
        }

        if (walk.FarIndex >= _far.Count)
            return false;
        (long key, walk.Quantity) = _far[walk.FarIndex++];
        walk.Price = key ^ _flip;
        return true;
    }

    /// <summary>Quantity and Σ distance·quantity over the best levels, until a size or a number of levels is reached.</summary>
    public (long Quantity, double Weighted) Sweep(long size, int levels)
    {
        long taken = 0;
        double weighted = 0;
        long key = _best;
        if (key == NoKey)
            return default;
        long best = key;
        long start = key & ~63L;
        ulong bits = _occupied[WordOf(key)] & (ulong.MaxValue << (int)(key & 63));
        while (true)
        {
            for (; bits != 0; bits &= bits - 1)
            {
                if (levels-- == 0)
                    return (taken, weighted);
                long at = start + BitOperations.TrailingZeroCount(bits);
                long quantity = Math.Min(Slot(at), size - taken);
                taken += quantity;
                weighted += (double)(at - best) * quantity;
                if (taken == size)
                    return (taken, weighted);
            }

            start = NextOccupiedWord(start + 64);
            if (start == NoKey)
                break;
            bits = _occupied[WordOf(start)];
        }

        for (int i = 0; i < _far.Count && taken < size && levels-- > 0; i++)
        {
            (long at, long shown) = _far[i];
            long quantity = Math.Min(shown, size - taken);
            taken += quantity;
            weighted += (double)(at - best) * quantity;
        }

        return (taken, weighted);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref long Slot(long key) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_quantity), (nint)(key & _mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WordOf(long key) => (int)((key & _mask) >> 6);

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
            _topStale = true;
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
            _topStale = true;
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
            _topStale = true;
        return previous;
    }

    // Puts a key at a quarter of the window: three quarters look outwards. Moving inwards pushes the outer levels to the far store;
    // moving outwards leaves nothing behind, because all levels are at the key or beyond it.
    private void MoveWindow(long key)
    {
        long low = (key - _window / 4) & ~63L;
        long end = low + _window;
        if (low < _low)
        {
            long last = LastOccupied();
            while (last != NoKey && last >= end)
            {
                _far.AddFirst(last, Slot(last));
                long before = last;
                last = _windowCount > 1 ? PreviousOccupied(before) : NoKey;
                Erase(before);
            }
        }

        _low = low;
        while (_far.Count > 0 && _far[0].Key < end)
        {
            (long at, long quantity) = _far[0];
            _far.RemoveFirst();
            Slot(at) = quantity;
            int word = WordOf(at);
            _occupied[word] |= 1UL << (int)(at & 63);
            _summary[word >> 6] |= 1UL << (word & 63);
            _windowCount++;
        }
    }

    private void Erase(long key)
    {
        Slot(key) = 0;
        int word = WordOf(key);
        if ((_occupied[word] &= ~(1UL << (int)(key & 63))) == 0)
            _summary[word >> 6] &= ~(1UL << (word & 63));
        _windowCount--;
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

    private bool InWindow(long key) => (ulong)(key - _low) < (ulong)_window;

    private long NextOccupied(long key)
    {
        long at = key + 1;
        if (at - _low >= _window)
            return NoKey;
        ulong bits = _occupied[WordOf(at)] & (ulong.MaxValue << (int)(at & 63));
        if (bits != 0)
            return (at & ~63L) + BitOperations.TrailingZeroCount(bits);
        long start = NextOccupiedWord((at & ~63L) + 64);
        return start == NoKey ? NoKey : start + BitOperations.TrailingZeroCount(_occupied[WordOf(start)]);
    }

    // The first key of the next word with a level, from a word's first key on.
    private long NextOccupiedWord(long start)
    {
        while (start - _low < _window)
        {
            int word = WordOf(start);
            ulong words = _summary[word >> 6] & (ulong.MaxValue << (word & 63));
            if (words != 0)
            {
                start += (long)(BitOperations.TrailingZeroCount(words) - (word & 63)) * 64;
                return start - _low < _window ? start : NoKey;
            }

            start += (long)(64 - (word & 63)) * 64;
        }

        return NoKey;
    }

    // The nearest level better than a key; there must be one.
    private long PreviousOccupied(long key)
    {
        long at = key - 1;
        ulong bits = _occupied[WordOf(at)] & (ulong.MaxValue >> (63 - (int)(at & 63)));
        long start = at & ~63L;
        while (bits == 0)
        {
            start -= 64;
            int word = WordOf(start);
            ulong words = _summary[word >> 6] & (ulong.MaxValue >> (63 - (word & 63)));
            if (words == 0)
            {
                start -= (long)(word & 63) * 64;
                continue;
            }

            start -= (long)((word & 63) - (63 - BitOperations.LeadingZeroCount(words))) * 64;
            bits = _occupied[WordOf(start)];
        }

        return start + 63 - BitOperations.LeadingZeroCount(bits);
    }

    private long LastOccupied() => _windowCount == 0 ? NoKey : PreviousOccupied(_low + _window);
}

/// <summary>A place in a walk over a side's levels from the touch outwards.</summary>
internal struct LevelWalk
{
    public long Key;
    public int FarIndex;
    public long Price;
    public long Quantity;

    public static LevelWalk Start => new() { Key = BookSide.NoKey, FarIndex = -1 };
}
