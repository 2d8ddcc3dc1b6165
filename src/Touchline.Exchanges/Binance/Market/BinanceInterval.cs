namespace Touchline.Exchanges.Binance;

/// <summary>A candle's length as the venue names it. Days begin at midnight UTC, weeks on Monday, months on the first.</summary>
internal sealed record BinanceInterval(string Name, long Ms)
{
    private const long Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour, Week = 7 * Day;

    // The Unix epoch is a Thursday.
    private const long FirstMonday = 4 * Day;

    private static readonly BinanceInterval Month = new("1M", 0);

    public static IReadOnlyList<BinanceInterval> All { get; } =
    [
        new("1m", Minute), new("3m", 3 * Minute), new("5m", 5 * Minute), new("15m", 15 * Minute), new("30m", 30 * Minute),
        new("1h", Hour), new("2h", 2 * Hour), new("4h", 4 * Hour), new("6h", 6 * Hour), new("8h", 8 * Hour), new("12h", 12 * Hour),
        new("1d", Day), new("3d", 3 * Day), new("1w", Week), Month,
    ];

    public static int IndexOf(string? name)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
                return i;
        }

        return -1;
    }

    /// <summary>When the candle that a time lies in began, in milliseconds.</summary>
    public long OpenOf(long ms)
    {
        if (ReferenceEquals(this, Month))
        {
            DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            return new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        }

        long shift = Ms == Week ? FirstMonday : 0;
        return ms - (ms - shift) % Ms;
    }

    /// <summary>When the next one begins.</summary>
    public long Next(long openMs) => ReferenceEquals(this, Month)
        ? DateTimeOffset.FromUnixTimeMilliseconds(openMs).AddMonths(1).ToUnixTimeMilliseconds()
        : openMs + Ms;
}
