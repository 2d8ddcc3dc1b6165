namespace Touchline.Venues.Binance;

/// <summary>Funding payments since the account was last known as it was, by the list of income. Each becomes a report unless it was one already.</summary>
internal sealed class BinanceMissedFunding(BinanceSession session, BinanceAccount account, BinanceLook look)
{
    // Funding is paid at whole hours, and listed a while later.
    private const long HourMs = 3_600_000, FundingMs = 60_000;

    // A payment's line comes up to a minute after it.
    private const long IncomeOverlapMs = 120_000;
    private const int MaxRows = 1_000;

    /// <summary>A payment may have been made and isn't listed yet.</summary>
    public static bool IsTime(long venueMs) => venueMs % HourMs < FundingMs;

    /// <summary>It moves neither orders nor positions, by which a look in passing sees that nothing was missed.</summary>
    public static bool MayHaveBeen(long sinceMs, long untilMs) => IsTime(untilMs) || (sinceMs - FundingMs) / HourMs != (untilMs - FundingMs) / HourMs;

    /// <summary>A position may have come and gone while nothing was told. A payment that is listed late belongs to an hour that was looked at before.</summary>
    /// <param name="firstMs">Before that time the account is nobody's business here.</param>
    /// <param name="asksAll">Whatever was traded here.</param>
    public void Ask(long sinceMs, long firstMs, bool asksAll, long nowNs)
    {
        if (!asksAll && !session.Instruments.Exists(i => i.Position != 0 || i.Traded is not null))
            return;
        long hourMs = Math.Max(firstMs, sinceMs - sinceMs % HourMs) - BinanceMissedFills.OverlapMs;
        Ask(BinanceMissedFills.Listed(session, Math.Min(sinceMs - IncomeOverlapMs, hourMs), nowNs), nowNs);
    }

    private void Ask(long fromMs, long nowNs) =>
        look.Ask("/fapi/v1/income", BinanceAccount.IncomeQuery(fromMs), BinanceAccount.IncomeWeight, BinanceUrgency.Needed, (reply, at) =>
        {
            (int payments, long lastMs) = account.ReadIncome(reply.Http.Body, at);
            if (payments < 0)
                look.Fail("a list of funding payments that isn't understood");
            else if (payments == MaxRows)
                Ask(Math.Max(lastMs, fromMs + 1), at);
        }, nowNs);
}
