using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Touchline.Trading;

/// <summary>
/// Numbers of an order's fills, to tell one that comes twice. Venues' numbers grow with time, but fills may come in any order: the highest are remembered, and once there is no more room whatever is
/// lower than all of them counts as told.
/// </summary>
internal struct TradeNumbers
{
    /// <summary>Numbers that are remembered.</summary>
    public const int Kept = 16;

    private Numbers _numbers;
    private int _count;

    /// <summary>How many are remembered.</summary>
    public readonly int Count => _count;

    /// <summary>There were more than are remembered.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Those that are remembered, in no order.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<long> Remembered => ((ReadOnlySpan<long>)_numbers)[.._count];

    /// <summary>False: it was told before.</summary>
    public bool TryAdd(long number)
    {
        if (Remembered.Contains(number))
            return false;
        if (_count < Kept)
        {
            _numbers[_count++] = number;
            return true;
        }

        int lowest = 0;
        for (int i = 1; i < Kept; i++)
        {
            if (_numbers[i] < _numbers[lowest])
                lowest = i;
        }

        if (number < _numbers[lowest])
            return false;
        _numbers[lowest] = number;
        IsCut = true;
        return true;
    }

    /// <summary>There had been more than those added so far.</summary>
    public void Cut() => IsCut = true;

    /// <summary>Nothing was told yet.</summary>
    public void Clear() => (_count, IsCut) = (0, false);

    [InlineArray(Kept)]
    private struct Numbers
    {
        private long _first;
    }
}
