namespace Touchline.Venues.Binance;

/// <summary>When an instrument's funding was paid, so that a payment that is told twice counts once. The newest are remembered; whatever is older than all of them counts as told.</summary>
internal sealed class FundingTimes
{
    private const int Remembered = 64;

    // Funding is paid at whole hours; the event and the line of income tell the same payment with slightly different times.
    private const long SamePaymentMs = 60_000;

    private readonly List<long> _newest = new(Remembered);
    private long _toldUntilMs = long.MinValue;

    /// <summary>An earlier session told everything up to and including a payment.</summary>
    public void TellUntil(long venueMs) => _toldUntilMs = venueMs;

    /// <summary>False: it was told before.</summary>
    public bool IsNew(long venueMs)
    {
        if (venueMs - SamePaymentMs < _toldUntilMs)
            return false;
        foreach (long told in _newest)
        {
            if (Math.Abs(venueMs - told) < SamePaymentMs)
                return false;
        }

        if (_newest.Count == Remembered)
        {
            long oldest = _newest.Min();
            if (venueMs < oldest)
                return false;
            _newest.Remove(oldest);
        }

        _newest.Add(venueMs);
        return true;
    }
}
