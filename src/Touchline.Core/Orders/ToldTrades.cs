namespace Touchline.Core;

/// <summary>
/// Numbers of an instrument's fills that were told, so that one that is told twice counts once. Venues' numbers grow with time: the highest are remembered, and once there is no more room whatever is
/// lower than all of them counts as told. Nothing is allocated as it goes on.
/// </summary>
public sealed class ToldTrades
{
    /// <summary>Fills that are remembered.</summary>
    public const int Kept = 1024;

    // Sorted, from _first on. Orders of one account may meet: the trade is told of both sides then.
    private readonly long[] _keys = new long[2 * Kept];
    private int _first;
    private int _count;

    /// <summary>What is remembered, oldest first; a sell's number is negative.</summary>
    public long[] Numbers
    {
        get
        {
            long[] numbers = Remembered.ToArray();
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = (numbers[i] & 1) != 0 ? -(numbers[i] >> 1) : numbers[i] >> 1;
            return numbers;
        }
    }

    private ReadOnlySpan<long> Remembered => _keys.AsSpan(_first, _count);

    /// <summary>Takes note of a fill. False: it was told before.</summary>
    /// <param name="number">The venue's, above 0 and at most 2^62 - 1.</param>
    /// <param name="side">Of the order that traded.</param>
    public bool IsNew(long number, Side side)
    {
        long key = Key(number, side);
        int at = Remembered.BinarySearch(key);
        if (at >= 0 || (_count == Kept && ~at == 0))
            return false;
        Insert(~at, key);
        return true;
    }

    /// <summary>This very fill is remembered.</summary>
    public bool Contains(long number, Side side) => Remembered.BinarySearch(Key(number, side)) >= 0;

    /// <summary>It is remembered, or older than all that is.</summary>
    public bool WasTold(long number, Side side)
    {
        int at = Remembered.BinarySearch(Key(number, side));
        return at >= 0 || (_count == Kept && ~at == 0);
    }

    /// <summary>Takes over what another remembered: <see cref="Numbers"/>.</summary>
    public void Add(IEnumerable<long> numbers)
    {
        foreach (long number in numbers)
            IsNew(Math.Abs(number), number < 0 ? Side.Sell : Side.Buy);
    }

    // What numbers can say.
    private static long Key(long number, Side side) => (number << 1) | (side == Side.Sell ? 1L : 0L);

    // The newest mostly comes last: there is room behind the last, and the lowest leaves by moving the first.
    private void Insert(int at, long key)
    {
        if (_count == Kept)
        {
            _first++;
            _count--;
            at--;
        }

        if (_first + _count == _keys.Length)
        {
            Remembered.CopyTo(_keys);
            _first = 0;
        }

        Span<long> moved = _keys.AsSpan(_first + at, _count - at);
        moved.CopyTo(_keys.AsSpan(_first + at + 1));
        _keys[_first + at] = key;
        _count++;
    }
}
