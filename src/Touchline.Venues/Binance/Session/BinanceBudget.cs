namespace Touchline.Venues.Binance;

/// <summary>How much a request matters when there is little weight left.</summary>
internal enum BinanceUrgency
{
    /// <summary>Book snapshots and looks that can wait.</summary>
    Background,

    /// <summary>What the session needs to begin or go on.</summary>
    Needed,

    /// <summary>What became of orders, and which fills they had: leaves the last of the weight to cancels.</summary>
    Query,

    /// <summary>Cancels, keeping things alive: may use the reserve.</summary>
    Urgent,
}

/// <summary>
/// The venue's limits by its own count: request weight by address and minute, orders by account, in 10 s and in a minute. All windows are the venue's clock's. What the venue tells
/// in headers and replies corrects what was counted here; its word to stop is obeyed.
/// </summary>
internal sealed class BinanceBudget(BinanceClock clock)
{
    private const long NsPerMs = 1_000_000;
    private const long MinuteMs = 60_000, TenSecondsMs = 10_000;

    // Of an allowance: so much more than was sent from here isn't a matter of which window a reply is counted in.
    private const double OthersShare = 0.05;

    // Shares of the weight that the less urgent may use; the rest is kept for cancels and for keeping things alive.
    private const double BackgroundShare = 0.75, NeededShare = 0.88, QueryShare = 0.95;

    private int _weightLimit = 2400, _ordersIn10S = 300, _ordersInMinute = 1200;
    private long _minute, _tenSeconds;
    private int _weight, _orders10S, _ordersMinute;
    private long _stoppedUntilNs;

    public int Weight => _weight;

    public int WeightLimit => _weightLimit;

    public int Orders10S => _orders10S;

    public int OrdersMinute => _ordersMinute;

    /// <summary>The venue said to send nothing before.</summary>
    public long StoppedUntilNs => _stoppedUntilNs;

    public void SetLimits(int weight, int ordersIn10S, int ordersInMinute)
    {
        _weightLimit = weight > 0 ? weight : _weightLimit;
        _ordersIn10S = ordersIn10S > 0 ? ordersIn10S : _ordersIn10S;
        _ordersInMinute = ordersInMinute > 0 ? ordersInMinute : _ordersInMinute;
    }

    /// <summary>Takes weight if there is enough for its urgency.</summary>
    public bool TryTake(int weight, BinanceUrgency urgency, long nowNs)
    {
        if (!HasRoom(weight, urgency, nowNs))
            return false;
        _weight += weight;
        return true;
    }

    public bool HasRoom(int weight, BinanceUrgency urgency, long nowNs)
    {
        Roll(nowNs);
        double share = urgency switch
        {
            BinanceUrgency.Background => BackgroundShare,
            BinanceUrgency.Needed => NeededShare,
            BinanceUrgency.Query => QueryShare,
            _ => 1,
        };
        return nowNs >= _stoppedUntilNs && _weight + weight <= _weightLimit * share;
    }

    /// <summary>Counts what is sent whether there is room or not: a cancel is never held back.</summary>
    public void Take(int weight, long nowNs)
    {
        Roll(nowNs);
        _weight += weight;
    }

    /// <summary>Takes room for one new or amended order.</summary>
    public bool TryTakeOrder(long nowNs)
    {
        Roll(nowNs);
        if (nowNs < _stoppedUntilNs || _orders10S >= _ordersIn10S || _ordersMinute >= _ordersInMinute)
            return false;
        _orders10S++;
        _ordersMinute++;
        return true;
    }

    /// <summary>When weight that wasn't there may be there.</summary>
    public long NextNs(long nowNs)
    {
        long nextMinute = clock.LocalNs((clock.VenueMs(nowNs) / MinuteMs + 1) * MinuteMs) + 50 * NsPerMs;
        return Math.Max(Math.Max(nextMinute, nowNs + NsPerMs), _stoppedUntilNs);
    }

    /// <param name="used">By the venue's count.</param>
    /// <param name="sentNs">When the request left that says so: of a minute that is over it says nothing about this one.</param>
    /// <param name="nowNs">Now.</param>
    public void OnWeight(int used, long sentNs, long nowNs)
    {
        Roll(nowNs);
        if (clock.VenueMs(sentNs) / MinuteMs == _minute)
            _weight = used;
    }

    /// <summary>Is told that others use the account's orders too: the window in nanoseconds, and the venue's count.</summary>
    public Action<long, int> OthersUse { get; set; } = (_, _) => { };

    public void OnOrders(int in10S, int inMinute, long nowNs)
    {
        Roll(nowNs);
        if (in10S >= 0)
            Count(in10S, ref _orders10S, _ordersIn10S, TenSecondsMs);
        if (inMinute >= 0)
            Count(inMinute, ref _ordersMinute, _ordersInMinute, MinuteMs);
    }

    /// <summary>The venue has locked the address out until then: not even cancels may leave.</summary>
    public long BannedUntilNs { get; private set; } = long.MinValue;

    /// <summary>429 or 418: nothing but cancels, one a second, is sent until then, and under a ban not even those.</summary>
    public void Stop(long untilNs, bool isBan)
    {
        _stoppedUntilNs = Math.Max(_stoppedUntilNs, untilNs);
        if (isBan)
            BannedUntilNs = Math.Max(BannedUntilNs, untilNs);
    }

    private void Count(int used, ref int counted, int most, long windowMs)
    {
        bool areOthers = used > counted + most * OthersShare;
        counted = used;
        if (areOthers)
            OthersUse(windowMs * NsPerMs, used);
    }

    private void Roll(long nowNs)
    {
        long ms = clock.VenueMs(nowNs);
        if (ms / MinuteMs != _minute)
        {
            _minute = ms / MinuteMs;
            _weight = 0;
            _ordersMinute = 0;
        }

        if (ms / TenSecondsMs != _tenSeconds)
        {
            _tenSeconds = ms / TenSecondsMs;
            _orders10S = 0;
        }
    }
}
