using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <content>The window: where it lies, and finding levels in its bitmaps.</content>
internal sealed partial class BookSide
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref long Slot(long key) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_quantity), (nint)(key & _mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WordOf(long key) => (int)((key & _mask) >> 6);

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
