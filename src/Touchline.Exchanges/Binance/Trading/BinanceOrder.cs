using Touchline.Core;

namespace Touchline.Exchanges.Binance;

internal enum BinanceOrderStatus { New, PartiallyFilled, Filled, Canceled, Expired, ExpiredInMatch, Rejected }

internal enum PositionSide { Both, Long, Short }

internal enum SelfTradePrevention { None, ExpireTaker, ExpireMaker, ExpireBoth }

/// <summary>What a client asked for, checked by nobody yet. Absent values are null.</summary>
internal sealed record BinanceOrderTerms
{
    public required string Symbol { get; init; }
    public required Side Side { get; init; }
    /// <summary>LIMIT or MARKET; on the algo path the conditional types too.</summary>
    public required string Type { get; init; }
    public PositionSide PositionSide { get; init; } = PositionSide.Both;
    /// <summary>GTC, IOC, FOK, GTX, GTD.</summary>
    public string? TimeInForce { get; init; }
    public decimal? Quantity { get; init; }
    public decimal? Price { get; init; }
    public bool ReduceOnly { get; init; }
    public string? ClientOrderId { get; init; }
    public SelfTradePrevention SelfTradePrevention { get; init; } = SelfTradePrevention.ExpireMaker;
    public string PriceMatch { get; init; } = "NONE";
    public long GoodTillMs { get; init; }

    // Algo orders alone.
    public decimal? TriggerPrice { get; init; }
    public decimal? ActivatePrice { get; init; }
    public decimal? CallbackRate { get; init; }
    /// <summary>CONTRACT_PRICE or MARK_PRICE.</summary>
    public string WorkingType { get; init; } = "CONTRACT_PRICE";
    public bool ClosePosition { get; init; }
    public bool PriceProtect { get; init; }
}

/// <summary>An order, live or ended, as the account's endpoints tell it. Changed by trading alone; all others read.</summary>
internal sealed class BinanceOrder
{
    public required BinanceAccount Account { get; init; }
    public required long OrderId { get; init; }
    public required string ClientOrderId { get; init; }
    public required BinanceSymbol Symbol { get; init; }
    public required Side Side { get; init; }
    public required PositionSide PositionSide { get; init; }
    /// <summary>LIMIT or MARKET.</summary>
    public required string Type { get; init; }
    /// <summary>Of an order that a conditional one became: that one's type; else <see cref="Type"/>.</summary>
    public required string OriginalType { get; init; }
    public required string TimeInForce { get; init; }
    public decimal Price { get; set; }
    public decimal StopPrice { get; init; }
    public decimal Quantity { get; set; }
    public decimal Executed { get; set; }
    /// <summary>Sum of price × quantity of its fills.</summary>
    public decimal ExecutedValue { get; set; }
    public decimal Left => Quantity - Executed;
    public decimal AveragePrice => Executed == 0 ? 0 : ExecutedValue / Executed;
    public bool ReduceOnly { get; init; }
    public bool ClosePosition { get; init; }
    /// <summary>The exchange's own order that closes a position which has lost its margin.</summary>
    public bool IsLiquidation { get; init; }
    public string WorkingType { get; init; } = "CONTRACT_PRICE";
    public bool PriceProtect { get; init; }
    public string PriceMatch { get; init; } = "NONE";
    public SelfTradePrevention SelfTradePrevention { get; set; }
    public long GoodTillMs { get; init; }
    public BinanceOrderStatus Status { get; set; }
    /// <summary>The event's er: 0 none, 1 STP, 2 IOC remainder, 4 reduce-only removed, 5 liquidation, 9 market remainder, ...</summary>
    public int ExpiryReason { get; set; }
    public required long TimeMs { get; init; }
    public long UpdateMs { get; set; }
    public int Amendments { get; set; }
    public bool IsLive => Status is BinanceOrderStatus.New or BinanceOrderStatus.PartiallyFilled;
}

/// <summary>A conditional order of the algo service.</summary>
internal sealed class BinanceAlgoOrder
{
    public required long AlgoId { get; init; }
    public required string ClientAlgoId { get; init; }
    public required BinanceSymbol Symbol { get; init; }
    public required BinanceOrderTerms Terms { get; init; }
    /// <summary>NEW, TRIGGERING, TRIGGERED, FINISHED, CANCELED, REJECTED, EXPIRED.</summary>
    public string Status { get; set; } = "NEW";
    /// <summary>Id of the order it became; 0 before.</summary>
    public long OrderId { get; set; }
    public string RejectReason { get; set; } = "";
    /// <summary>What it sends when it is set off; 0 with closePosition: whatever there is to close.</summary>
    public decimal Quantity => Terms.Quantity ?? 0;
    /// <summary>Of a trailing stop: it trails.</summary>
    public bool IsActivated { get; set; }
    /// <summary>Of a trailing stop that trails: the best price so far.</summary>
    public decimal Extreme { get; set; }
    public required BinanceAccount Account { get; init; }
    public bool IsLive => Status == "NEW";
    public required long TimeMs { get; init; }
    public long UpdateMs { get; set; }
    public long TriggerMs { get; set; }
}

/// <summary>One fill of an account's order.</summary>
internal sealed record BinanceFill(
    long TradeId, BinanceOrder Order, decimal Price, decimal Quantity, decimal Commission, string CommissionAsset, decimal RealizedPnl, bool IsMaker, long TimeMs);

/// <summary>A line of the income history.</summary>
internal sealed record BinanceIncome(long Id, string Symbol, string Type, decimal Amount, string Asset, string Info, long TimeMs, long TradeId);
