namespace Touchline.Trading;

/// <summary>A quantity that came into a position at one price.</summary>
/// <param name="Units">What is left of it, in quantity units; above 0.</param>
/// <param name="Value">What that cost: price × quantity × multiplier, signed like the position.</param>
/// <param name="UnitValue">Of one unit; 0 where lots of several prices were joined.</param>
public readonly record struct PositionLot(long Units, decimal Value, decimal UnitValue)
{
    /// <summary>Lots of several prices, joined for want of room.</summary>
    public bool IsJoined => UnitValue == 0;
}

/// <summary>
/// The lots of an open position, oldest first: what closes a position closes the oldest of it. A ring that grows to <see cref="Most"/>. Fills at
/// one price in a row are one lot, which loses nothing. Where there is no room for another, the fill joins the newest lot; what a part of that
/// releases is its share of the cost, rounded to 12 decimals, and the rest stays with the lot: the sum of all lots is exact at any time.
/// </summary>
internal sealed class LotQueue
{
    public const int Most = 1024;

    private const int First = 16;
    private const int CostDecimals = 12;

    private PositionLot[] _ring = new PositionLot[First];
    private int _head;

    public int Count { get; private set; }

    /// <summary>Σ value of the lots: signed like the position.</summary>
    public decimal Cost { get; private set; }

    /// <summary>Fills that joined a lot of another price for want of room.</summary>
    public long Joined { get; private set; }

    /// <param name="age">0: the oldest.</param>
    public PositionLot this[int age] => _ring[(_head + age) & (_ring.Length - 1)];

    /// <summary>A fill.</summary>
    /// <param name="before">Signed position before it, in units.</param>
    /// <param name="change">What it changed, not 0.</param>
    /// <param name="signedValue">Price × quantity × multiplier, signed like the change.</param>
    public void Apply(long before, long change, decimal signedValue)
    {
        long units = Math.Abs(change);
        long closing = before != 0 && Math.Sign(before) != Math.Sign(change) ? Math.Min(Math.Abs(before), units) : 0;
        if (closing > 0)
            Close(closing);
        if (units == closing)
            return;
        decimal unitValue = signedValue / units;
        Open(units - closing, closing == 0 ? signedValue : unitValue * (units - closing), unitValue);
    }

    /// <summary>As they were; of none before.</summary>
    public void Restore(ReadOnlySpan<PositionLot> lots, long joined)
    {
        foreach (PositionLot lot in lots)
        {
            Cost += lot.Value;
            Append(lot);
        }

        Joined = joined;
    }

    private void Open(long units, decimal value, decimal unitValue)
    {
        Cost += value;
        if (Count > 0)
        {
            ref PositionLot newest = ref _ring[(_head + Count - 1) & (_ring.Length - 1)];
            bool isSame = newest.UnitValue == unitValue && unitValue != 0;
            if (isSame || Count == Most)
            {
                Joined += isSame ? 0 : 1;
                newest = new PositionLot(newest.Units + units, newest.Value + value, isSame ? unitValue : 0);
                return;
            }
        }

        Append(new PositionLot(units, value, unitValue));
    }

    private void Append(in PositionLot lot)
    {
        if (Count == _ring.Length)
            Grow();
        _ring[(_head + Count++) & (_ring.Length - 1)] = lot;
    }

    private void Close(long units)
    {
        while (units > 0)
        {
            ref PositionLot oldest = ref _ring[_head];
            if (oldest.Units <= units)
            {
                units -= oldest.Units;
                Cost -= oldest.Value;
                _head = (_head + 1) & (_ring.Length - 1);
                Count--;
                continue;
            }

            decimal released = oldest.IsJoined
                ? Math.Round(oldest.Value * ((decimal)units / oldest.Units), CostDecimals, MidpointRounding.AwayFromZero)
                : oldest.UnitValue * units;
            oldest = oldest with { Units = oldest.Units - units, Value = oldest.Value - released };
            Cost -= released;
            return;
        }
    }

    private void Grow()
    {
        var larger = new PositionLot[_ring.Length * 2];
        for (int i = 0; i < Count; i++)
            larger[i] = this[i];
        _ring = larger;
        _head = 0;
    }
}
