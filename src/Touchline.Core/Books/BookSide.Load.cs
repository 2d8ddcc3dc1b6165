using System.Numerics;

namespace Touchline.Core;

/// <content>Emptying a side and filling it anew.</content>
internal sealed partial class BookSide
{
    public void Clear()
    {
        for (int s = 0; s < _summary.Length; s++)
        {
            for (ulong words = _summary[s]; words != 0; words &= words - 1)
            {
                int word = s * 64 + BitOperations.TrailingZeroCount(words);
                ulong bits = _occupied[word];
                if (BitOperations.PopCount(bits) > CrowdedWord)
                {
                    _quantity.AsSpan(word * 64, 64).Clear();
                    bits = 0;
                }

                for (; bits != 0; bits &= bits - 1)
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

    /// <summary>Replaces all levels; of two at one price the later holds.</summary>
    public void Load(ReadOnlySpan<BookLevel> levels)
    {
        Clear();
        long best = NoKey;
        foreach (BookLevel level in levels)
        {
            long key = level.Price.Units ^ _flip;
            if (level.Quantity.Units != 0 && key < best)
                best = key;
        }

        if (best == NoKey)
            return;
        MoveWindow(best);
        LoadWindow(levels);
        FindBest(_low - 1);
        LoseTop();
    }

    // Levels come side by side: a word's bits are gathered in a register and stored when the next word begins.
    private void LoadWindow(ReadOnlySpan<BookLevel> levels)
    {
        int word = 0;
        ulong bits = 0;
        foreach (BookLevel level in levels)
        {
            long key = level.Price.Units ^ _flip, quantity = level.Quantity.Units;
            ref long slot = ref Slot(key);
            if (!InWindow(key) || quantity == 0 || slot != 0)
            {
                Store(word, bits);
                bits = 0;
                LoadRare(key, quantity);
                continue;
            }

            slot = quantity;
            if (WordOf(key) != word)
            {
                Store(word, bits);
                word = WordOf(key);
                bits = 0;
            }

            bits |= 1UL << (int)(key & 63);
        }

        Store(word, bits);
    }

    private void Store(int word, ulong bits)
    {
        if (bits == 0)
            return;
        _occupied[word] |= bits;
        _summary[word >> 6] |= 1UL << (word & 63);
        _windowCount += BitOperations.PopCount(bits);
    }

    // A far level, a price that comes twice, or a removal.
    private void LoadRare(long key, long quantity)
    {
        if (InWindow(key))
        {
            if (quantity != 0)
                Slot(key) = quantity;
            else if (Slot(key) != 0)
                Erase(key);
        }
        else if (key > _low)
        {
            _far.Set(key, quantity);
        }
    }
}
