namespace Touchline.Exchanges.Binance;

/// <summary>The time that a history is asked for: at most seven days, the last seven where nothing is said.</summary>
internal readonly record struct BinanceSpan(long FromMs, long ToMs, bool IsAsked)
{
    private const int MostDays = 7;
    private const long MostMs = MostDays * 24L * 3600 * 1000;

    public static BinanceSpan Of(BinanceForm form, long nowMs)
    {
        long? from = form.OptionalInteger("startTime");
        long? to = form.OptionalInteger("endTime");
        if (from > to)
            form.Refuse(ProtocolErrors.Invalid("startTime"));
        if (from is not null && to is not null && to.Value - from.Value > MostMs)
            form.Refuse(ProtocolErrors.LongInterval(MostDays));
        long end = to ?? (from is { } start ? Sum(start, MostMs) : long.MaxValue);
        return new BinanceSpan(from ?? (to ?? nowMs) - MostMs, end, from is not null);
    }

    public bool Holds(long timeMs) => timeMs >= FromMs && timeMs <= ToMs;

    /// <summary>The oldest rows where a beginning was asked for, else the newest; oldest first.</summary>
    public IEnumerable<T> Page<T>(IEnumerable<T> found, int limit, long page = 0, bool isFromStart = false)
    {
        T[] all = found.ToArray();
        long skipped = page <= 1 ? 0 : (page - 1 > int.MaxValue ? int.MaxValue : page - 1) * limit;
        if (isFromStart || IsAsked || page > 0)
            return all.Skip((int)Math.Min(skipped, all.Length)).Take(limit);
        return all.TakeLast(limit);
    }

    private static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
