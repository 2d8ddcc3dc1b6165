using Touchline.Core;

namespace Touchline.Matching.Tests;

public class MatchingEngineTests
{
    private const long Lot = 10;

    private readonly MatchingEngine _engine = new(Lot);
    private long _nextId = 1;

    [Fact]
    public void A_taker_walks_the_levels_and_within_one_takes_the_oldest_first()
    {
        long far = Rest(Side.Sell, 102, 20), first = Rest(Side.Sell, 101, 20), second = Rest(Side.Sell, 101, 30);
        Submission taker = Submit(Side.Buy, 102, 60);
        Assert.Equal(new Submission(SubmissionOutcome.Filled, new Quantity(60), default), taker);
        Assert.Equal([(first, 101, 20, 0), (second, 101, 30, 0), (far, 102, 10, 10)],
            _engine.Executions.ToArray().Select(e => (e.Maker, e.Price.Units, e.Quantity.Units, e.MakerLeft.Units)));
        Assert.Equal([new LevelChange(Side.Sell, new Price(101), default), new LevelChange(Side.Sell, new Price(102), new Quantity(10))],
            _engine.Changes.ToArray());
    }

    [Fact]
    public void What_a_limit_leaves_rests_and_what_an_immediate_order_leaves_expires()
    {
        Rest(Side.Sell, 101, 20);
        Assert.Equal(new Submission(SubmissionOutcome.Rests, new Quantity(20), new Quantity(30)), Submit(Side.Buy, 101, 50));
        Assert.Equal(30, _engine.QuantityAt(Side.Buy, new Price(101)).Units);
        Assert.Equal(new LevelChange(Side.Buy, new Price(101), new Quantity(30)), _engine.Changes[^1]);
        Assert.Equal(new Submission(SubmissionOutcome.Expired, new Quantity(30), new Quantity(20)),
            Submit(Side.Sell, 100, 50, TimeInForce.ImmediateOrCancel));
        Assert.Equal(Touch.Empty, _engine.Book.Touch);
    }

    [Fact]
    public void An_owned_order_trades_no_more_than_it_may_and_the_rest_of_it_leaves_first()
    {
        long strangers = Rest(Side.Sell, 101, 20);
        _engine.Submit(901, 7, Side.Sell, new Price(101), new Quantity(50), TimeInForce.GoodTillCancel);
        _engine.Submit(902, 7, Side.Sell, new Price(101), new Quantity(40), TimeInForce.GoodTillCancel);
        long far = Rest(Side.Sell, 102, 20);
        _engine.ClearResults();
        _engine.MayTrade = (id, left) => id == 901 ? new Quantity(30) : default;
        Submission taker = Submit(Side.Buy, 102, 70);
        Assert.Equal(new Submission(SubmissionOutcome.Filled, new Quantity(70), default), taker);
        Assert.Equal([(strangers, 20), (901, 30), (far, 20)], _engine.Executions.ToArray().Select(e => (e.Maker, e.Quantity.Units)));
        Assert.False(_engine.TryFind(901, out _) || _engine.TryFind(902, out _));
        Assert.Equal(new LevelChange(Side.Sell, new Price(101), default), _engine.Changes[^2]);
        Assert.Equal(Touch.Empty, _engine.Book.Touch);
    }

    [Fact]
    public void Fill_or_kill_takes_all_or_nothing()
    {
        Rest(Side.Sell, 101, 20);
        Rest(Side.Sell, 103, 20);
        Assert.Equal(SubmissionOutcome.Expired, Submit(Side.Buy, 102, 30, TimeInForce.FillOrKill).Outcome);
        Assert.Equal(0, _engine.Executions.Length + _engine.Changes.Length);
        Assert.Equal(SubmissionOutcome.Filled, Submit(Side.Buy, 103, 40, TimeInForce.FillOrKill).Outcome);
    }

    [Fact]
    public void Post_only_rests_or_expires_but_never_trades()
    {
        Rest(Side.Sell, 101, 20);
        Assert.Equal(SubmissionOutcome.Expired, Submit(Side.Buy, 101, 10, TimeInForce.PostOnly).Outcome);
        Assert.Equal(SubmissionOutcome.Rests, Submit(Side.Buy, 100, 10, TimeInForce.PostOnly).Outcome);
        Assert.Equal(0, _engine.Executions.Length);
    }

    [Fact]
    public void A_market_order_takes_any_price_and_never_rests()
    {
        Rest(Side.Buy, 5, 20);
        Assert.Equal(new Submission(SubmissionOutcome.Expired, new Quantity(20), new Quantity(10)),
            _engine.Submit(_nextId++, 0, Side.Sell, default, new Quantity(30), TimeInForce.GoodTillCancel, isMarket: true));
        Assert.Equal(Touch.Empty, _engine.Book.Touch);
    }

    [Fact]
    public void An_order_expires_before_it_would_trade_with_one_of_its_owner()
    {
        Rest(Side.Sell, 101, 20);
        Rest(Side.Sell, 102, 20, owner: 7);
        Rest(Side.Sell, 103, 20);
        Assert.Equal(new Submission(SubmissionOutcome.Expired, new Quantity(20), new Quantity(40)), Submit(Side.Buy, 103, 60, owner: 7));
        Assert.Equal(102, _engine.BestAsk.Units);
        Assert.Equal(SubmissionOutcome.Expired, Submit(Side.Buy, 103, 30, TimeInForce.FillOrKill, owner: 7).Outcome);
        Assert.Equal(SubmissionOutcome.Filled, Submit(Side.Buy, 103, 40, owner: 8).Outcome);
    }

    [Fact]
    public void Orders_of_nobody_in_particular_trade_with_each_other()
    {
        Rest(Side.Sell, 101, 20, owner: 0);
        Assert.Equal(SubmissionOutcome.Filled, Submit(Side.Buy, 101, 20, owner: 0).Outcome);
    }

    [Fact]
    public void An_amend_keeps_the_place_only_at_the_same_price_with_no_larger_quantity()
    {
        long first = Rest(Side.Buy, 100, 30), second = Rest(Side.Buy, 100, 30);
        Assert.Equal(SubmissionOutcome.Rests, _engine.Amend(first, new Price(100), new Quantity(20)).Outcome);
        Assert.Equal(first, Front(Side.Buy));
        _engine.Amend(first, new Price(100), new Quantity(40));
        Assert.Equal(second, Front(Side.Buy));
        Rest(Side.Sell, 101, 10);
        Assert.Equal(new Submission(SubmissionOutcome.Rests, new Quantity(10), new Quantity(20)),
            _engine.Amend(second, new Price(101), new Quantity(30)));
        Assert.Equal(SubmissionOutcome.Refused, _engine.Amend(99, new Price(101), new Quantity(30)).Outcome);
    }

    [Fact]
    public void An_order_is_reduced_in_its_place_or_leaves()
    {
        long first = Rest(Side.Buy, 100, 30), second = Rest(Side.Buy, 100, 30);
        Assert.True(_engine.Reduce(first, new Quantity(10)));
        Assert.Equal(first, Front(Side.Buy));
        Assert.False(_engine.Reduce(first, new Quantity(10)));
        Assert.False(_engine.Reduce(first, new Quantity(5)));
        Assert.True(_engine.Reduce(first, default));
        Assert.Equal(second, Front(Side.Buy));
        Assert.True(_engine.Cancel(second));
        Assert.False(_engine.Cancel(second));
        Assert.Equal(Touch.Empty, _engine.Book.Touch);
    }

    [Fact]
    public void A_known_id_and_a_fraction_of_a_lot_are_refused()
    {
        long id = Rest(Side.Buy, 100, 30);
        Assert.Equal(SubmissionOutcome.Refused, _engine.Submit(id, 0, Side.Buy, new Price(99), new Quantity(10), TimeInForce.GoodTillCancel).Outcome);
        Assert.Equal(SubmissionOutcome.Refused, Submit(Side.Buy, 100, 15).Outcome);
        Assert.Equal(SubmissionOutcome.Refused, Submit(Side.Buy, 100, 0).Outcome);
        Assert.Equal(1, _engine.Orders.OrderCount);
    }

    [Fact]
    public void Nothing_is_allocated_in_steady_state()
    {
        var random = new Random(3);
        long bytes = 0;
        // The first round finds the room.
        for (int round = 0; round < 5 && (round < 2 || bytes > 0); round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20_000; i++)
            {
                Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                Submit(side, 1000 - side.Sign() * random.Next(-2, 30), Lot * random.Next(1, 9), owner: random.Next(3));
                _engine.Cancel(_nextId - random.Next(1, 200));
                if (_nextId > 300)
                    _engine.Cancel(_nextId - 300);
                _engine.ClearResults();
            }

            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(bytes, 0, 8 * 1024);
    }

    private long Rest(Side side, long price, long quantity, int owner = 0)
    {
        Assert.Equal(SubmissionOutcome.Rests, Submit(side, price, quantity, owner: owner).Outcome);
        _engine.ClearResults();
        return _nextId - 1;
    }

    private Submission Submit(Side side, long price, long quantity, TimeInForce timeInForce = TimeInForce.GoodTillCancel, int owner = 0) =>
        _engine.Submit(_nextId++, owner, side, new Price(price), new Quantity(quantity), timeInForce);

    private long Front(Side side)
    {
        Assert.True(_engine.Orders.TryFront(side, out RestingOrder front));
        return front.Id;
    }
}
