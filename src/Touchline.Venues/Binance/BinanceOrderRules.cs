using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// What the venue publishes of its order limits and quantitative rules (docs/binance.md). It names the ratios by letters: UFR, GCR (now ICR), IFER, DR. Ratios are looked at over ten minutes,
/// by symbol.
/// </summary>
internal static class BinanceOrderRules
{
    private const long SecondNs = 1_000_000_000;
    private const long CycleNs = 600 * SecondNs;

    public static VenueRules Published { get; } = new(BinanceInstrument.Venue)
    {
        // Cancels use the weight of the address, not the account's orders.
        Orders = [new(300, 10 * SecondNs), new(1_200, 60 * SecondNs)],
        Ratios =
        [
            new("UFR", OrderRatioKind.Unfilled, CycleNs, 10_000, 0.99, 0.995),
            new("GCR", OrderRatioKind.QuickCancels, CycleNs, 5_000, 0.98, 0.99) { QuickNs = 5 * SecondNs },
            new("IFER", OrderRatioKind.ExpiredAtOnce, CycleNs, 5_000, 0.98, 0.99),
            new("DR", OrderRatioKind.Small, CycleNs, 10_000, 0.85, 0.9) { SmallValue = 50 },
        ],
    };
}
