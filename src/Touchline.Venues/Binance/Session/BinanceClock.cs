namespace Touchline.Venues.Binance;

/// <summary>
/// The venue's clock as seen from ours. An answer of /fapi/v1/time says what the venue's clock showed somewhere between sending and receiving; the one with the least round trip
/// of a handful is taken, and how the offset moves from one handful to the next is carried on.
/// </summary>
internal sealed class BinanceClock
{
    public const int SamplesPerRound = 5;

    private const long NsPerMs = 1_000_000;
    private const long NsPerSecond = 1_000_000_000;

    // What a clock may run wrong beyond what has been measured; and what it may at most.
    private const double UnknownDrift = 50e-6, MaxDrift = 500e-6;
    private const long ShortestDriftNs = 30 * NsPerSecond;

    // Worse than this and a request's time stamp may fall out of what the venue takes.
    private const long WorstErrorNs = 700 * NsPerMs;

    private long _offsetNs, _errorNs, _atNs;
    private double _drift;
    private long _bestOffsetNs, _bestRoundTripNs, _bestAtNs;
    private int _samples;
    private bool _isKnown, _isDoubted;

    /// <summary>What the venue's clock is ahead of ours, in nanoseconds.</summary>
    public long OffsetNs => _offsetNs;

    /// <summary>Of the sample in force.</summary>
    public long RoundTripNs => 2 * _errorNs;

    /// <summary>Parts of a second that the offset changes in a second.</summary>
    public double Drift => _drift;

    /// <summary>How wrong <see cref="VenueNs"/> may be.</summary>
    public long ErrorNs(long nowNs) => !_isKnown ? long.MaxValue / 4 : _errorNs + NsPerMs + (long)(Math.Max(0, nowNs - _atNs) * UnknownDrift);

    public bool IsSynchronised(long nowNs) => _isKnown && !_isDoubted && ErrorNs(nowNs) <= WorstErrorNs;

    public long VenueNs(long localNs) => localNs + _offsetNs + (long)((localNs - _atNs) * _drift);

    public long VenueMs(long localNs) => VenueNs(localNs) / NsPerMs;

    /// <summary>The local time at which the venue's clock shows a time.</summary>
    public long LocalNs(long venueMs) => venueMs * NsPerMs - _offsetNs;

    /// <summary>One answer.</summary>
    /// <returns>True: it was the round's last, and the clock is set anew.</returns>
    public bool Add(long sentNs, long receivedNs, long venueMs)
    {
        long roundTrip = Math.Max(0, receivedNs - sentNs), middle = sentNs + roundTrip / 2;
        // A millisecond that is told has begun up to a millisecond ago.
        long offset = venueMs * NsPerMs + NsPerMs / 2 - middle;
        if (_samples++ == 0 || roundTrip < _bestRoundTripNs)
            (_bestOffsetNs, _bestRoundTripNs, _bestAtNs) = (offset, roundTrip, middle);
        // The very first answer counts at once: nothing can be asked without a time.
        if (!_isKnown || _isDoubted)
            Take();
        if (_samples < SamplesPerRound)
            return false;
        Take();
        _samples = 0;
        return true;
    }

    /// <summary>The venue's clock isn't what it was: not synchronised before the next answer.</summary>
    public void Restart()
    {
        _samples = 0;
        _isDoubted = true;
    }

    private void Take()
    {
        long age = _bestAtNs - _atNs;
        long moved = _bestOffsetNs - _offsetNs;
        // A jump is no drift, and less than both errors no movement.
        if (_isDoubted)
            _drift = 0;
        else if (_isKnown && age >= ShortestDriftNs && Math.Abs(moved) > _errorNs + _bestRoundTripNs / 2)
            _drift = Math.Clamp(moved / (double)age, -MaxDrift, MaxDrift);
        else if (_isKnown && age >= ShortestDriftNs)
            _drift /= 2;
        (_offsetNs, _errorNs, _atNs, _isKnown, _isDoubted) = (_bestOffsetNs, _bestRoundTripNs / 2, _bestAtNs, true, false);
    }
}
