namespace Touchline.Core;

/// <summary>The exact step that an instrument version's prices count, in quote currency (for linear contracts).</summary>
public readonly record struct PriceUnit(DecimalUnit Step)
{
    public bool TryCount(DecimalText value, out Price price)
    {
        bool fits = Step.TryCount(value, out long count);
        price = new Price(count);
        return fits;
    }

    public decimal ToDecimal(Price price) => Step.ToDecimal(price.Units);

    public double ToDouble(Price price) => Step.ToDouble(price.Units);

    public override string ToString() => Step.ToString();
}

/// <summary>The exact step that an instrument version's quantities count, in contracts or base currency as the venue has it.</summary>
public readonly record struct QuantityUnit(DecimalUnit Step)
{
    public bool TryCount(DecimalText value, out Quantity quantity)
    {
        bool fits = Step.TryCount(value, out long count);
        quantity = new Quantity(count);
        return fits;
    }

    public decimal ToDecimal(Quantity quantity) => Step.ToDecimal(quantity.Units);

    public double ToDouble(Quantity quantity) => Step.ToDouble(quantity.Units);

    public override string ToString() => Step.ToString();
}
