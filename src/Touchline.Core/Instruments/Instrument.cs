namespace Touchline.Core;

/// <summary>
/// One version of a tradable contract on one venue. Units are fixed for the version; a new version starts when a price or quantity
/// no longer fits them. Immutable.
/// </summary>
public sealed record Instrument
{
    /// <summary>Where it trades, in lower case with dashes, e.g. <c>binance-usdm</c>.</summary>
    public required string Venue { get; init; }

    /// <summary>The venue's own symbol, e.g. <c>BTCUSDT</c>.</summary>
    public required string Symbol { get; init; }

    /// <summary>Counts from 1 within a recording or session.</summary>
    public int Version { get; init; } = 1;

    public required PriceUnit PriceUnit { get; init; }

    public required QuantityUnit QuantityUnit { get; init; }

    /// <summary>The smallest price step of an order, in price units. At least 1.</summary>
    public long TickUnits { get; init; } = 1;

    /// <summary>The smallest quantity step of an order, in quantity units. At least 1.</summary>
    public long LotUnits { get; init; } = 1;

    /// <summary>Base currency for each unit of quantity "1" (contract size). 1 where quantity is in base currency.</summary>
    public decimal Multiplier { get; init; } = 1;

    /// <summary>What an order must at least be worth, in quote currency; those that may only reduce are free of it. 0: nothing is said.</summary>
    public decimal MinNotional { get; init; }

    /// <summary>A buy's limit may be at most the mark price times this (PERCENT_PRICE multiplierUp). 0: nothing is said.</summary>
    public decimal PriceBandUp { get; init; }

    /// <summary>A sell's limit must be at least the mark price times this (PERCENT_PRICE multiplierDown). 0: nothing is said.</summary>
    public decimal PriceBandDown { get; init; }

    public decimal Tick => PriceUnit.ToDecimal(new Price(TickUnits));

    public decimal Lot => QuantityUnit.ToDecimal(new Quantity(LotUnits));

    /// <summary>No price of it can be larger.</summary>
    public decimal MostPrice => PriceUnit.ToDecimal(new Price(DecimalUnit.MaxCount));

    /// <summary>No quantity of it can be larger.</summary>
    public decimal MostQuantity => QuantityUnit.ToDecimal(new Quantity(DecimalUnit.MaxCount));

    /// <summary>What a quantity is worth at a price, in quote currency: price × quantity × multiplier, exact.</summary>
    public decimal Value(Price price, Quantity quantity) =>
        PriceUnit.ToDecimal(price) * QuantityUnit.ToDecimal(quantity) * Multiplier;

    /// <summary>The nearest price on the tick at or below a price in units. Range as for <see cref="Core.Price"/>.</summary>
    public Price TickAtOrBelow(double priceUnits) => new((long)Math.Floor(priceUnits / TickUnits) * TickUnits);

    /// <summary>The nearest price on the tick at or above a price in units.</summary>
    public Price TickAtOrAbove(double priceUnits) => new((long)Math.Ceiling(priceUnits / TickUnits) * TickUnits);

    /// <summary>The whole lots within a quantity that isn't negative, in quantity units.</summary>
    public Quantity WholeLots(decimal quantity)
    {
        long units = QuantityUnit.Step.CountDown(quantity);
        return new Quantity(units - units % LotUnits);
    }

    /// <summary>A linear instrument whose units are the given tick and lot.</summary>
    public static Instrument Linear(string venue, string symbol, DecimalUnit tick, DecimalUnit lot) => new()
    {
        Venue = venue,
        Symbol = symbol,
        PriceUnit = new PriceUnit(tick),
        QuantityUnit = new QuantityUnit(lot),
    };

    public override string ToString() => $"{Symbol}@{Venue}";
}
