using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Touchline.Core;

/// <content>Reading levels from the touch outwards.</content>
internal sealed partial class BookSide
{
    /// <summary>Copies the best levels, best first, and returns how many there were room and levels for.</summary>
    public int CopyTop(Span<BookLevel> levels)
    {
        int n = 0;
        long key = _best;
        if (key == NoKey || levels.Length == 0)
            return 0;
        for (long start = key & ~63L; start != NoKey; start = NextOccupiedWord(start + 64))
        {
            ulong bits = LowestBits(_occupied[WordOf(start)] & From(key, start), levels.Length - n);
            n += CopyWord(start, bits, ref levels[n]);
            if (n == levels.Length)
                return n;
        }

        for (int i = 0; i < _far.Count && n < levels.Length; i++)
        {
            (long at, long quantity) = _far[i];
            levels[n++] = new BookLevel(new Price(at ^ _flip), new Quantity(quantity));
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

    /// <summary>Quantity and Σ distance·quantity over the best levels, exact as long as it fits a double's 53 bits.</summary>
    public (long Quantity, double Weighted) SweepLevels(int levels)
    {
        long key = _best;
        if (key == NoKey || levels > MaxExactLevels || levels <= 0)
            return Sweep(long.MaxValue, levels);
        int left = levels;
        long taken = 0, weighted = 0, all = 0;
        for (long start = key & ~63L; start != NoKey; start = NextOccupiedWord(start + 64))
        {
            ulong bits = LowestBits(_occupied[WordOf(start)] & From(key, start), left);
            left -= BitOperations.PopCount(bits);
            int last = 63 - BitOperations.LeadingZeroCount(bits);
            ref long slots = ref Slot(start);
            // Empty slots hold 0 and add nothing: going over them is quicker than finding the next level.
            for (int at = BitOperations.TrailingZeroCount(bits); at <= last; at++)
            {
                long quantity = Unsafe.Add(ref slots, at);
                taken += quantity;
                all |= quantity;
                weighted += (start - key + at) * quantity;
            }

            if (left == 0)
                break;
        }

        bool isWhole = (left == 0 || _far.Count == 0) && all < MaxExactQuantity;
        return isWhole ? (taken, weighted) : Sweep(long.MaxValue, levels);
    }

    // There is room for all the levels of the word.
    private int CopyWord(long start, ulong bits, ref BookLevel to)
    {
        long flip = _flip;
        ref long slots = ref Slot(start);
        int count = BitOperations.PopCount(bits), first = BitOperations.TrailingZeroCount(bits);
        if (64 - BitOperations.LeadingZeroCount(bits) - first == count)
        {
            // Level beside level, as near the touch of most markets.
            for (int i = 0; i < count; i++)
                Unsafe.Add(ref to, i) = new BookLevel(new Price((start + first + i) ^ flip), new Quantity(Unsafe.Add(ref slots, first + i)));
            return count;
        }

        for (int i = 0; bits != 0; bits &= bits - 1, i++)
        {
            int at = BitOperations.TrailingZeroCount(bits);
            Unsafe.Add(ref to, i) = new BookLevel(new Price((start + at) ^ flip), new Quantity(Unsafe.Add(ref slots, at)));
        }

        return count;
    }

    // All bits, but for the word of the best level those from that level on.
    private static ulong From(long key, long start) => start <= key ? ulong.MaxValue << (int)(key & 63) : ulong.MaxValue;

    private static ulong LowestBits(ulong bits, int count)
    {
        if (BitOperations.PopCount(bits) <= count)
            return bits;
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.ParallelBitDeposit((1UL << count) - 1, bits);
        ulong rest = bits;
        while (count-- > 0)
            rest &= rest - 1;
        return bits ^ rest;
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
