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

    public required decimal MinPrice { get; init; }

    public required decimal MaxPrice { get; init; }

    public required decimal MinQuantity { get; init; }

    public required decimal MaxQuantity { get; init; }

    public required decimal MarketMaxQuantity { get; init; }

    public required decimal MinNotional { get; init; }

    public decimal MultiplierUp { get; init; } = 1.05m;

    public decimal MultiplierDown { get; init; } = 0.95m;

    public decimal MarketTakeBound { get; init; } = 0.05m;

    public decimal LiquidationFee { get; init; } = 0.0125m;

    public int MaxOrders { get; init; } = 200;

    public int FundingHours { get; init; } = 8;

    public required IReadOnlyList<BinanceBracket> Brackets { get; init; }
}

/// <summary>A leverage bracket: up to a notional, what leverage and which maintenance.</summary>
internal sealed record BinanceBracket(int Number, int Leverage, decimal Floor, decimal Cap, decimal Maintenance, decimal Cumulative);
