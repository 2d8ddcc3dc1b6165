namespace Touchline.Exchanges.Binance;

/// <summary>
/// What addresses and accounts have used of their limits, in fixed windows that begin at whole minutes and whole ten seconds. REST and the WebSocket API share them.
/// </summary>
internal sealed class BinanceLimits
{
    public const int WeightPerMinute = 2400;
    public const int OrdersPer10S = 300;
    public const int OrdersPerMinute = 1200;

    /// <summary>Who goes on after so many refusals in one window is banned.</summary>
    public const int RefusalsBeforeBan = 10;

    private const long MinuteMs = 60_000;
    private const long TenSecondsMs = 10_000;
    private const long FirstBanMs = 2 * MinuteMs;
    private const long LongestBanMs = 3 * 24 * 60 * MinuteMs;

    /// <summary>Addresses remembered; beyond it those without a ban and without use in this window are forgotten.</summary>
    private const int MostAddresses = 10_000;

    private readonly Dictionary<string, AddressUse> _addresses = [];
    private readonly Dictionary<int, OrderUse> _accounts = [];

    /// <summary>
    /// Counts a request of an address. Refused requests count too; those that weigh nothing (orders) pass as long as the address isn't banned.
    /// </summary>
    public BinanceRefusal? Charge(string address, int weight, long nowMs)
    {
        AddressUse use = Of(address, nowMs);
        if (nowMs < use.BannedUntilMs)
            return new BinanceRefusal(ProtocolErrors.Banned(address, use.BannedUntilMs), use.BannedUntilMs - nowMs);
        use.Weight += weight;
        if (use.Weight <= WeightPerMinute || weight == 0)
            return null;
        use.Refusals++;
        if (use.Refusals <= RefusalsBeforeBan)
            return new BinanceRefusal(ProtocolErrors.TooManyRequests(address), WindowEnd(nowMs, MinuteMs) - nowMs);
        use.BanMs = use.BanMs == 0 ? FirstBanMs : Math.Min(use.BanMs * 2, LongestBanMs);
        use.BannedUntilMs = nowMs + use.BanMs;
        return new BinanceRefusal(ProtocolErrors.Banned(address, use.BannedUntilMs), use.BanMs);
    }

    /// <summary>Counts new and amended orders of an account. Refused ones don't count.</summary>
    public BinanceRefusal? ChargeOrders(int account, int per10S, int perMinute, long nowMs)
    {
        OrderUse use = Of(account, nowMs);
        if (use.In10S + per10S > OrdersPer10S)
            return new BinanceRefusal(ProtocolErrors.TooManyOrders(OrdersPer10S, "TEN_SECONDS"), WindowEnd(nowMs, TenSecondsMs) - nowMs);
        if (use.InMinute + perMinute > OrdersPerMinute)
            return new BinanceRefusal(ProtocolErrors.TooManyOrders(OrdersPerMinute, "MINUTE"), WindowEnd(nowMs, MinuteMs) - nowMs);
        use.In10S += per10S;
        use.InMinute += perMinute;
        return null;
    }

    public int UsedWeight(string address, long nowMs) => Of(address, nowMs).Weight;

    public (int In10S, int InMinute) UsedOrders(int account, long nowMs)
    {
        OrderUse use = Of(account, nowMs);
        return (use.In10S, use.InMinute);
    }

    private AddressUse Of(string address, long nowMs)
    {
        long window = nowMs / MinuteMs;
        if (!_addresses.TryGetValue(address, out AddressUse? use))
        {
            if (_addresses.Count >= MostAddresses)
                Forget(window, nowMs);
            _addresses[address] = use = new AddressUse { Window = window };
        }

        if (use.Window != window)
            (use.Window, use.Weight, use.Refusals) = (window, 0, 0);
        return use;
    }

    private void Forget(long window, long nowMs)
    {
        foreach ((string address, AddressUse use) in _addresses)
            if (use.Window != window && nowMs >= use.BannedUntilMs)
                _addresses.Remove(address);
        if (_addresses.Count >= MostAddresses)
            _addresses.Clear();
    }

    private OrderUse Of(int account, long nowMs)
    {
        if (!_accounts.TryGetValue(account, out OrderUse? use))
            _accounts[account] = use = new OrderUse();
        if (use.Ten != nowMs / TenSecondsMs)
            (use.Ten, use.In10S) = (nowMs / TenSecondsMs, 0);
        if (use.Minute != nowMs / MinuteMs)
            (use.Minute, use.InMinute) = (nowMs / MinuteMs, 0);
        return use;
    }

    private static long WindowEnd(long nowMs, long lengthMs) => (nowMs / lengthMs + 1) * lengthMs;

    private sealed class AddressUse
    {
        public long Window { get; set; }
        public int Weight { get; set; }
        public int Refusals { get; set; }
        public long BanMs { get; set; }
        public long BannedUntilMs { get; set; }
    }

    private sealed class OrderUse
    {
        public long Ten { get; set; }
        public int In10S { get; set; }
        public long Minute { get; set; }
        public int InMinute { get; set; }
    }
}

/// <summary>A refusal by a limit, and in how long it's worth trying again.</summary>
internal sealed record BinanceRefusal(BinanceError Error, long RetryMs)
{
    /// <summary>As the header Retry-After has it.</summary>
    public long RetrySeconds => (RetryMs + 999) / 1000;
}
