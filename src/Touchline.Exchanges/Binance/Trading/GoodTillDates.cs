namespace Touchline.Exchanges.Binance;

/// <summary>Live orders that end at a date (GTD), the first to end first.</summary>
internal sealed class GoodTillDates
{
    private readonly SortedDictionary<(long Ms, long OrderId), BinanceOrder> _orders = [];

    public long NextNs => _orders.Count == 0 ? long.MaxValue : NsOf(First.GoodTillMs);

    /// <summary>A date that nanoseconds don't reach (after 2262) never comes.</summary>
    public static long NsOf(long ms) => ms > long.MaxValue / 1_000_000 ? long.MaxValue : ms * 1_000_000;

    private BinanceOrder First => _orders.First().Value;

    public void Add(BinanceOrder order)
    {
        if (order.GoodTillMs != 0)
            _orders.Add((order.GoodTillMs, order.OrderId), order);
    }

    public void Remove(BinanceOrder order)
    {
        if (order.GoodTillMs != 0)
            _orders.Remove((order.GoodTillMs, order.OrderId));
    }

    public BinanceOrder? Due(long nowNs) => NextNs <= nowNs ? First : null;
}
