namespace Touchline.Core;

/// <summary>What a count has to be multiplied by when an instrument goes from one version's units to a finer one's.</summary>
public readonly record struct UnitChange(long PriceFactor, long QuantityFactor)
{
    /// <summary>The units stay the same.</summary>
    public static UnitChange None => new(1, 1);

    /// <exception cref="InvalidOperationException">The later units don't divide the earlier ones.</exception>
    public static UnitChange Between(Instrument from, Instrument to) => new(
        Factor(from.PriceUnit.Step, to.PriceUnit.Step), Factor(from.QuantityUnit.Step, to.QuantityUnit.Step));

    /// <exception cref="OverflowException">The count would leave the range; so in every overload.</exception>
    public Price Apply(Price price) => new(Scaled(price.Units, PriceFactor));

    public Quantity Apply(Quantity quantity) => new(Scaled(quantity.Units, QuantityFactor));

    public BookLevel[] Apply(BookLevel[] levels)
    {
        for (int i = 0; i < levels.Length; i++)
            levels[i] = new BookLevel(Apply(levels[i].Price), Apply(levels[i].Quantity));
        return levels;
    }

    /// <summary>The row in the new units; rows whose price counts something fixed (mark price, funding) stay as they are.</summary>
    public MarketEvent Apply(MarketEvent row)
    {
        if (row.Kind is EventKind.MarkPrice or EventKind.Funding)
            return row;
        row.Price = Apply(row.Price);
        row.Quantity = Apply(row.Quantity);
        return row;
    }

    private static long Scaled(long units, long factor)
    {
        long scaled = unchecked(units * factor);
        return Math.BigMul(units, factor) == scaled && scaled is >= -DecimalUnit.MaxCount and <= DecimalUnit.MaxCount
            ? scaled
            : throw new OverflowException($"{units} × {factor} is beyond ±2^60");
    }

    private static long Factor(DecimalUnit from, DecimalUnit to) =>
        to.TryCount(new DecimalText(from.Mantissa, from.Decimals), out long count)
            ? count
            : throw new InvalidOperationException($"unit {to} doesn't divide {from}");
}
