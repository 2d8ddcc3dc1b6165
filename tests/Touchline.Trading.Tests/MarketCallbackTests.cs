using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Candles, liquidations, marks and funding on their way to a strategy.</summary>
public sealed class MarketCallbackTests
{
    private const long Second = 1_000_000_000;

    private static void Trade(Desk desk, long at, long price, long quantity) => desk.Market(at, EventKind.Trade, Side.Buy, price, quantity);

    [Fact]
    public void A_candle_is_told_once_it_closes_after_its_grace_by_a_timer_or_by_the_next_trade()
    {
        var desk = new Desk();
        CandleView series = desk.Strategy.Context.Candles(0, Second);
        Assert.Equal(200, desk.Strategy.Context.Candles(0, Second, 5).Capacity);
        Trade(desk, 100, 50, 1);
        Trade(desk, Second / 2, 52, 2);
        desk.Calls.Clear();
        desk.Engine.OnClock(Second + CandleFeeds.GraceNs - 1);
        Assert.Empty(desk.Calls);
        desk.Engine.OnClock(Second + CandleFeeds.GraceNs);
        Assert.Equal(["candle 0 50 52 50 52 x 3"], desk.Calls);
        Trade(desk, 2 * Second, 60, 1);
        Trade(desk, 5 * Second, 61, 1);
        Assert.Equal(["candle 0 50 52 50 52 x 3", "trade 60", "candle 1 52 52 52 52 x 0", "candle 2 60 60 60 60 x 1", "candle 3 60 60 60 60 x 0", "trade 61"], desk.Calls);
        Assert.Equal((6, 5 * Second), (series.Count, series[0].OpenNs));
    }

    [Fact]
    public void A_trade_that_comes_within_the_grace_still_counts()
    {
        var desk = new Desk();
        desk.Strategy.Context.Candles(0, Second);
        Trade(desk, 100, 50, 1);
        desk.Engine.OnMarket(
            new MarketEvent { Kind = EventKind.Trade, Side = Side.Buy, ExchangeNs = Second - 1, Price = new Price(40), Quantity = new Quantity(1), Flags = EventFlags.EndOfBatch },
            Second + CandleFeeds.GraceNs / 2);
        desk.Calls.Clear();
        desk.Engine.OnClock(2 * Second);
        Assert.Equal(["candle 0 50 50 40 40 x 2"], desk.Calls);
    }

    [Fact]
    public void Marks_funding_and_liquidations_come_at_the_batch_end_in_their_own_terms()
    {
        var desk = new Desk();
        desk.Market(10, EventKind.MarkPrice, price: 1_234_500_000, endsBatch: false);
        Assert.Empty(desk.Calls);
        desk.Market(10, EventKind.Funding, price: 100_000_000);
        desk.Market(11, EventKind.Liquidation, Side.Sell, 99, 7);
        Assert.Equal(["mark 12.34500000", "funding 0.000100000000", "liquidation Sell 7 at 99"], desk.Calls);
    }
}
