using Touchline.Core;

namespace Touchline.Matching.Tests;

public sealed class OutsideOrderTests
{
    private const int Me = 1;
    private const long Second = 1_000_000_000;

    private readonly EventBuffer _rows = new();
    private readonly SyntheticMarket _market = new(SyntheticMarketOptions.Btc, 11, 0);

    [Fact]
    public void A_large_market_order_moves_the_price_and_the_makers_close_the_spread_again()
    {
        StepTo(10 * Second);
        Touch before = _market.Book.Touch;
        double value = _market.Value;
        Submission done = _market.Submit(_rows, _market.NowNs, -1, Me, Side.Buy, default, new Quantity(60_000), TimeInForce.ImmediateOrCancel, isMarket: true);
        Assert.Equal((SubmissionOutcome.Filled, 60_000), (done.Outcome, done.Filled.Units));
        Assert.True(_market.Book.BestAsk.Units > before.AskPrice.Units + 20, $"{before.AskPrice} to {_market.Book.BestAsk}");
        Assert.True(_market.Value > value, "takers move what the contract is worth");
        Assert.Equal(60_000, _market.Executions.ToArray().Sum(e => e.Quantity.Units));
        Assert.All(_market.Executions.ToArray(), e => Assert.Equal((-1, Me), (e.Taker, e.TakerOwner)));
        Assert.Equal(60_000, _rows.Events.ToArray().Where(r => r.Kind == EventKind.Trade).Sum(r => r.Quantity.Units));

        long narrowNs = 0;
        for (long end = _market.NowNs + Second; _market.NextNs <= end && narrowNs == 0;)
        {
            _market.Step(_rows);
            if (_market.Book.Touch.Spread == 1)
                narrowNs = _market.NowNs;
        }

        Assert.InRange(narrowNs, 10 * Second, 10 * Second + Second / 10);
    }

    [Fact]
    public void An_order_in_the_queue_is_filled_after_those_before_it_and_before_those_behind_it()
    {
        StepTo(5 * Second);
        Price price = _market.Book.BestBid;
        HashSet<long> before = [.. Queue(price).Select(o => o.Id)];
        Submission done = _market.Submit(_rows, _market.NowNs, -7, Me, Side.Buy, price, new Quantity(50), TimeInForce.PostOnly);
        Assert.Equal(SubmissionOutcome.Rests, done.Outcome);
        long filled = 0;
        while (filled < 50)
        {
            Assert.True(_market.NowNs < 600 * Second, "never filled");
            _market.Step(_rows);
            foreach (Execution execution in _market.Executions)
            {
                if (execution.Price == price && execution.TakerSide == Side.Sell && execution.Maker != -7)
                    Assert.Equal(filled == 0, before.Contains(execution.Maker));
                if (execution.Maker != -7)
                    continue;
                Assert.Equal((Me, price), (execution.MakerOwner, execution.Price));
                filled += execution.Quantity.Units;
                Assert.DoesNotContain(Queue(price), o => before.Contains(o.Id) && _market.Book.BestBid == price);
            }
        }

        Assert.Equal(50, filled);
        Assert.False(_market.Cancel(_rows, _market.NowNs, -7));
    }

    [Fact]
    public void An_order_is_seen_in_the_rows_can_be_amended_and_leaves()
    {
        StepTo(Second);
        var price = new Price(_market.Book.BestBid.Units - 3000);
        Quantity there = _market.Book.QuantityAt(Side.Buy, price);
        _market.Submit(_rows, _market.NowNs, -2, Me, Side.Buy, price, new Quantity(10), TimeInForce.GoodTillCancel);
        AssertLevel(price, there + new Quantity(10));
        Assert.Equal(SubmissionOutcome.Rests, _market.Amend(_rows, _market.NextNs, -2, price, new Quantity(4)).Outcome);
        AssertLevel(price, there + new Quantity(4));
        Assert.True(_market.Cancel(_rows, _market.NextNs, -2));
        AssertLevel(price, there);
        Assert.False(_market.Cancel(_rows, _market.NextNs, -2));
        Assert.Equal(0, _rows.Count);
    }

    [Fact]
    public void An_order_comes_between_two_acts_with_an_id_and_an_owner_of_its_own()
    {
        _market.Step(_rows);
        long now = _market.NowNs, next = _market.NextNs;
        Assert.Throws<ArgumentOutOfRangeException>(() => Submit(now - 1, -1, Me));
        Assert.Throws<ArgumentOutOfRangeException>(() => Submit(next + 1, -1, Me));
        Assert.Throws<ArgumentOutOfRangeException>(() => Submit(now, 1, Me));
        Assert.Throws<ArgumentOutOfRangeException>(() => Submit(now, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _market.Cancel(_rows, now, 17));
        Submit(next, -1, Me);
        Assert.Equal(next, _market.NextNs);
        Assert.Equal(next, _market.NowNs);

        void Submit(long ns, long id, int owner) =>
            _market.Submit(_rows, ns, id, owner, Side.Buy, new Price(1), new Quantity(1), TimeInForce.GoodTillCancel);
    }

    [Fact]
    public void Refused_and_resting_far_away_orders_change_nothing_for_the_agents()
    {
        var other = new SyntheticMarket(SyntheticMarketOptions.Btc, 11, 0);
        var rows = new EventBuffer();
        for (int i = 0; i < 50_000; i++)
        {
            _market.Step(_rows);
            other.Step(rows);
            Assert.True(_market.NowNs == other.NowNs && _market.Book.Touch == other.Book.Touch && _rows.Count == rows.Count);
            // A price that no agent looks at.
            if (i % 100 == 0)
                _market.Submit(_rows, _market.NowNs, -1 - i, Me, Side.Buy, new Price(10 + i), new Quantity(1), TimeInForce.GoodTillCancel);
        }
    }

    [Fact]
    public void Without_orders_from_outside_a_market_stepped_by_hand_is_the_stream()
    {
        var options = new SyntheticStreamOptions();
        const long Start = 1_767_571_200_000_000_000;
        var market = new SyntheticMarket(options.Market, 3, Start);
        var feed = new SyntheticFeed(options, market, options.Market, 3);
        var stream = new ExchangeTimeline(new SyntheticStream(options, 3, Start));
        stream.Advance();
        var said = new EventBuffer();
        feed.Open(said);
        for (int i = 0; i < 50_000; i++)
        {
            foreach (MarketEvent row in said.Events)
            {
                Assert.Equal(row, stream.Row);
                stream.Advance();
            }

            said.Clear();
            if (feed.NextNs < market.NextNs)
            {
                feed.Say(said);
                continue;
            }

            market.Step(_rows);
            feed.Take(_rows.Events, said);
        }
    }

    private void StepTo(long ns)
    {
        while (_market.NextNs <= ns)
            _market.Step(_rows);
    }

    private RestingOrder[] Queue(Price price)
    {
        var orders = new RestingOrder[256];
        return orders[.._market.Orders.CopyQueue(Side.Buy, price, orders)];
    }

    private void AssertLevel(Price price, Quantity quantity)
    {
        MarketEvent row = Assert.Single(_rows.Events.ToArray());
        Assert.Equal((EventKind.Depth, Side.Buy, price, quantity, true), (row.Kind, row.Side, row.Price, row.Quantity, row.EndsBatch));
    }
}
