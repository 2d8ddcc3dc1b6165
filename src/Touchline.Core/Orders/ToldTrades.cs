namespace Touchline.Core;

/// <summary>
/// Numbers of an instrument's fills that belong to no order of ours, so that one that is told twice counts once. Venues' numbers grow with time: the newest are remembered, and once there is no more
/// room whatever is older than all of them counts as told.
/// </summary>
public sealed class ToldTrades
{
    /// <summary>Fills that are remembered.</summary>
    public const int Kept = 1024;

    // Orders of one account may meet: the trade is told of both sides then.
    private readonly SortedSet<(long Number, Side Side)> _newest = [];

    /// <summary>What is remembered, oldest first; a sell's number is negative.</summary>
    public long[] Numbers => [.. _newest.Select(t => t.Side == Side.Sell ? -t.Number : t.Number)];

    /// <summary>False: it was told before.</summary>
    /// <param name="number">The venue's, above 0.</param>
    /// <param name="side">Of the order that traded.</param>
    public bool IsNew(long number, Side side)
    {
        // What numbers can say.
        side = side == Side.Sell ? Side.Sell : Side.Buy;
        if (_newest.Contains((number, side)))
            return false;
        if (_newest.Count == Kept)
        {
            if (number < _newest.Min.Number)
                return false;
            _newest.Remove(_newest.Min);
        }

        _newest.Add((number, side));
        return true;
    }

    /// <summary>Takes over what another remembered: <see cref="Numbers"/>.</summary>
    public void Add(IEnumerable<long> numbers)
    {
        foreach (long number in numbers)
            IsNew(Math.Abs(number), number < 0 ? Side.Sell : Side.Buy);
    }
}
