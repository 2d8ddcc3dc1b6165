using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>A contract's reference data, as exchangeInfo tells it. Its market counts prices in ticks and quantities in steps.</summary>
internal sealed record BinanceSymbol
{
    public required string Name { get; init; }

    public required string BaseAsset { get; init; }

    public string QuoteAsset { get; init; } = "USDT";

    public required DecimalUnit TickSize { get; init; }

    public required DecimalUnit StepSize { get; init; }

    /// <summary>Places after the point that a price may have in a request; finer than the tick for some symbols.</summary>
    public required int PricePrecision { get; init; }

    /// <summary>Likewise of a quantity.</summary>
    public required int QuantityPrecision { get; init; }

    public required decimal MinPrice { get; init; }

    public required decimal MaxPrice { get; init; }

    public required decimal MinQuantity { get; init; }

    public required decimal MaxQuantity { get; init; }

    public required decimal MarketMaxQuantity { get; init; }

    public required decimal MinNotional { get; init; }

    public decimal MultiplierUp { get; init; } = 1.05m;

    public decimal MultiplierDown { get; init; } = 0.95m;

    public decimal MarketTakeBound { get; init; } = 0.05m;

    /// <summary>Orders with priceProtect aren't set off while last and mark price are further apart, as a share of the mark price.</summary>
    public decimal TriggerProtect { get; init; } = 0.05m;

    public decimal LiquidationFee { get; init; } = 0.0125m;

    public int MaxOrders { get; init; } = 200;

    public int FundingHours { get; init; } = 8;

    /// <summary>By notional, the smallest first; the last one has no end.</summary>
    public required IReadOnlyList<BinanceBracket> Brackets { get; init; }

    // An exchange has one of each name.
    public bool Equals(BinanceSymbol? other) => Name == other?.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public int MaxLeverage => Brackets[0].Leverage;

    public decimal Money(Price price) => TickSize.ToDecimal(price.Units);

    public decimal Amount(Quantity quantity) => StepSize.ToDecimal(quantity.Units);

    /// <summary>Of a price on the tick.</summary>
    public Price Ticks(decimal price) => new((long)(price / TickSize.ToDecimal()));

    /// <summary>Of a quantity on the step.</summary>
    public Quantity Steps(decimal quantity) => new((long)(quantity / StepSize.ToDecimal()));

    public Price TicksAtOrBelow(decimal price) => new((long)Math.Floor(price / TickSize.ToDecimal()));

    public Price TicksAtOrAbove(decimal price) => new((long)Math.Ceiling(price / TickSize.ToDecimal()));

    public BinanceBracket BracketOf(decimal notional)
    {
        int i = 0;
        while (i < Brackets.Count - 1 && notional > Brackets[i].Cap)
            i++;
        return Brackets[i];
    }

    /// <summary>The largest position that a leverage allows.</summary>
    public decimal CapAt(int leverage)
    {
        decimal cap = 0;
        foreach (BinanceBracket bracket in Brackets)
        {
            if (bracket.Leverage >= leverage)
                cap = bracket.Cap;
        }

        return cap;
    }

    /// <summary>Maintenance margin of a position of a notional.</summary>
    public decimal MaintenanceOf(decimal notional)
    {
        BinanceBracket bracket = BracketOf(notional);
        return Math.Max(0, notional * bracket.Maintenance - bracket.Cumulative);
    }
}

/// <summary>A leverage bracket: up to a notional, what leverage and which maintenance.</summary>
internal sealed record BinanceBracket(int Number, int Leverage, decimal Floor, decimal Cap, decimal Maintenance, decimal Cumulative);
