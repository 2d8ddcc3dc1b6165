namespace Touchline.Exchanges.Binance;

/// <summary>How long queries find an order after it was placed: 90 days, and 3 days when it ended without a fill.</summary>
internal static class BinanceOrderMemory
{
    private const long DayMs = 24L * 3600 * 1000;
    private const long FilledMs = 90 * DayMs;
    private const long UnfilledMs = 3 * DayMs;

    public static bool Holds(BinanceOrder order, long nowMs) => order.IsLive || nowMs - order.TimeMs <= (order.Executed == 0 ? UnfilledMs : FilledMs);
}
