using System.Globalization;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Values as Binance writes them.</summary>
internal static class BinanceText
{
    /// <summary>With the symbol's decimals, at least two.</summary>
    public static string Price(BinanceSymbol symbol, decimal value) => Fixed(value, Math.Max(2, symbol.TickSize.Decimals));

    public static string AveragePrice(BinanceSymbol symbol, decimal value) => Fixed(value, Math.Max(5, symbol.TickSize.Decimals));

    public static string Quantity(BinanceSymbol symbol, decimal value) => Fixed(value, Math.Max(0, symbol.StepSize.Decimals));

    /// <summary>Money, with eight decimals.</summary>
    public static string Amount(decimal value) => Fixed(value, 8);

    /// <summary>At most eight decimals and no zeros behind them.</summary>
    public static string Short(decimal value) => Rounded(value, 8).ToString("0.########", CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Short"/>, but 0 is 0.0.</summary>
    public static string Entry(decimal value) => Rounded(value, 8).ToString("0.0#######", CultureInfo.InvariantCulture);

    public static string Of(Side side) => side == Side.Buy ? "BUY" : "SELL";

    public static string Of(PositionSide side) => side switch
    {
        PositionSide.Long => "LONG",
        PositionSide.Short => "SHORT",
        _ => "BOTH",
    };

    public static string Of(SelfTradePrevention mode) => mode switch
    {
        SelfTradePrevention.ExpireTaker => "EXPIRE_TAKER",
        SelfTradePrevention.ExpireMaker => "EXPIRE_MAKER",
        SelfTradePrevention.ExpireBoth => "EXPIRE_BOTH",
        _ => "NONE",
    };

    public static string Of(BinanceOrderStatus status) => status switch
    {
        BinanceOrderStatus.New => "NEW",
        BinanceOrderStatus.PartiallyFilled => "PARTIALLY_FILLED",
        BinanceOrderStatus.Filled => "FILLED",
        BinanceOrderStatus.Canceled => "CANCELED",
        BinanceOrderStatus.Expired => "EXPIRED",
        BinanceOrderStatus.ExpiredInMatch => "EXPIRED_IN_MATCH",
        _ => "REJECTED",
    };

    private static string Fixed(decimal value, int decimals) => Rounded(value, decimals).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static decimal Rounded(decimal value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);
}
