using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Touchline.Trading;

/// <summary>
/// Numbers of an order's fills, to tell one that comes twice from one that comes late: fills may come in any order, and hundreds of an order after newer ones. Few take no memory of their own. Venues'
/// numbers grow with time: should there be more than <see cref="Most"/>, the highest are remembered, and what is lower than all of them counts as told.
/// </summary>
internal struct TradeNumbers
{
    /// <summary>Numbers without memory of their own, as most orders have.</summary>
    public const int Few = 16;

    /// <summary>Numbers that are remembered.</summary>
    public const int Most = 65_536;

    private Numbers _few;

    // Sorted, once there are more than a few; then all of them.
    private long[]? _all;
    private int _count;

    /// <summary>How many are remembered.</summary>
    public readonly int Count => _count;

    /// <summary>There were more than are remembered: what is lower than all of them was told.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Those that are remembered, in no order.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<long> Remembered => _all is { } all ? all.AsSpan(0, _count) : ((ReadOnlySpan<long>)_few)[.._count];

    /// <summary>False: it was told before.</summary>
    public bool TryAdd(long number)
    {
        if (_all is null && _count == Few)
            Spill();
        if (_all is not null)
            return TryInsert(ref _all, number);
        if (Remembered.Contains(number) || (IsCut && IsLowest(number)))
            return false;
        _few[_count++] = number;
        return true;
    }

    /// <summary>There had been more than those added so far.</summary>
    public void Cut() => IsCut = true;

    /// <summary>Nothing was told yet.</summary>
    public void Clear() => (_count, IsCut, _all) = (0, false, null);

    /// <summary>The same numbers, which stay as they are.</summary>
    public readonly TradeNumbers Copy()
    {
        TradeNumbers copy = this;
        copy._all = (long[]?)_all?.Clone();
        return copy;
    }

    /// <summary>The highest few; the others count as told.</summary>
    public readonly TradeNumbers Highest()
    {
        if (_all is null)
            return this;
        var highest = new TradeNumbers();
        foreach (long number in Remembered[^Few..])
            highest._few[highest._count++] = number;
        highest.Cut();
        return highest;
    }

    private readonly bool IsLowest(long number)
    {
        foreach (long known in Remembered)
        {
            if (known < number)
                return false;
        }

        return true;
    }

    private void Spill()
    {
        _all = new long[4 * Few];
        ((ReadOnlySpan<long>)_few)[.._count].CopyTo(_all);
        _all.AsSpan(0, _count).Sort();
    }

    private bool TryInsert(ref long[] all, long number)
    {
        int at = Remembered.BinarySearch(number);
        if (at >= 0)
            return false;
        at = ~at;
        bool isFull = _count == Most;
        if (at == 0 && (IsCut || isFull))
            return false;
        if (isFull)
        {
            // The lowest leaves.
            all.AsSpan(1, --at).CopyTo(all);
            IsCut = true;
        }
        else
        {
            if (_count == all.Length)
                Array.Resize(ref all, 2 * _count);
            all.AsSpan(at, _count - at).CopyTo(all.AsSpan(at + 1));
            _count++;
        }

        all[at] = number;
        return true;
    }

    [InlineArray(Few)]
    private struct Numbers
    {
        private long _first;
    }
}
