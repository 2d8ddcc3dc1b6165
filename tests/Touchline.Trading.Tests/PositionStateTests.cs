using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Where a position stands, and what became of it.</summary>
public sealed class PositionStateTests
{
    private readonly Desk _desk = new();
    private readonly PositionRecord[] _closed = new PositionRecord[16];
    private readonly PositionTransition[] _steps = new PositionTransition[64];
    private long _trades;

    private PositionRecord Now => _desk.Engine.Position(0, 0);

    private string Steps => string.Join(' ', _steps[.._desk.Engine.CopyPositionSteps(_steps)].Select(s => $"{s.To}"));

    private OrderId Place(Side side, long quantity, OrderReason reason = default) =>
        _desk.Strategy.Context.Place(NewOrder.Limit(0, side, new Price(100), new Quantity(quantity)) with { Reason = reason }).Id;

    private void Fill(OrderId id, long quantity, long at = 0, long price = 100) => _desk.Report(ReportKind.Fill, id, at, quantity, price, ++_trades);

    [Fact]
    public void It_opens_with_an_order_is_open_with_its_fill_and_closes_with_what_takes_all_of_it_out()
    {
        Assert.Equal(PositionState.Closed, Now.State);
        OrderReason why = _desk.Strategy.Context.Reason("a break-out"), whyNot = _desk.Strategy.Context.Reason("enough");
        Assert.Equal(why, _desk.Strategy.Context.Reason("a break-out"));
        OrderId entry = Place(Side.Buy, 10, why);
        Assert.Equal(PositionState.Opening, Now.State);
        Fill(entry, 4, at: 20);
        Assert.Equal((PositionState.Open, 20L, why, 4L), (Now.State, Now.OpenedNs, Now.EntryReason, Now.Position.Units));
        Fill(entry, 6, at: 30);
        OrderId half = Place(Side.Sell, 9);
        Assert.Equal(PositionState.Open, Now.State);
        OrderId whole = Place(Side.Sell, 1, whyNot);
        Assert.Equal(PositionState.Closing, Now.State);
        Fill(half, 9, at: 40, price: 103);
        Fill(whole, 1, at: 50, price: 103);
        Assert.Equal((PositionState.Closed, 0L), (Now.State, Now.OpenedNs));
        Assert.Equal(1, _desk.Engine.CopyClosedPositions(_closed));
        Assert.Equal(
            (20L, 50L, why, whyNot, 10L, 30m), (_closed[0].OpenedNs, _closed[0].ClosedNs, _closed[0].EntryReason, _closed[0].ExitReason, _closed[0].Most.Units, _closed[0].Realised));
        Assert.Equal("enough", _desk.Engine.Strategies[0].NameOf(_closed[0].ExitReason));
        Assert.Equal("Opening Open Closing Closed", Steps);
    }

    [Fact]
    public void An_entry_that_comes_to_nothing_closes_again_and_an_exit_that_does_leaves_it_open()
    {
        _desk.Report(ReportKind.Rejected, Place(Side.Buy, 5));
        Fill(Place(Side.Sell, 5), 5);
        _desk.Report(ReportKind.Expired, Place(Side.Buy, 5));
        Assert.Equal("Opening Closed Opening Open Closing Open", Steps);
    }

    [Fact]
    public void Through_zero_one_position_ends_and_another_begins()
    {
        Fill(Place(Side.Buy, 5), 5, at: 10);
        Fill(Place(Side.Sell, 8), 8, at: 20, price: 110);
        Assert.Equal((PositionState.Open, -3L, 20L), (Now.State, Now.Position.Units, Now.OpenedNs));
        Assert.Equal(1, _desk.Engine.CopyClosedPositions(_closed));
        Assert.Equal((5L, 50m, 20L), (_closed[0].Most.Units, _closed[0].Realised, _closed[0].ClosedNs));
        Assert.Equal("Opening Open Closing Closed Open", Steps);
    }

    [Fact]
    public void Orders_that_wait_or_protect_do_not_make_it_closing()
    {
        Fill(Place(Side.Buy, 5), 5);
        _desk.Strategy.Context.Place(NewOrder.StopMarket(0, Side.Sell, new Price(90), new Quantity(5)) with { ReduceOnly = true });
        Assert.Equal(PositionState.Open, Now.State);
        OrderId entry = _desk.Strategy.Context.PlaceBracket(
            NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(5)),
            new Bracket { TakeProfit = new Price(110), AtVenue = BracketPart.TakeProfitLimit }).Id;
        Fill(entry, 5);
        Assert.Equal(PositionState.Open, Now.State);
        Assert.Equal(2, _desk.Engine.CopyOrders(0, OrderState.Pending, new OrderUpdate[8]));
    }

    [Fact]
    public void A_liquidation_closes_it_with_that_reason_and_without_an_order()
    {
        Fill(Place(Side.Buy, 5), 5);
        _desk.Engine.OnReport(new OrderReport { Kind = ReportKind.Liquidation, Side = Side.Sell, Price = new Price(90), Quantity = new Quantity(5), TradeId = 1, ExchangeNs = 7 });
        Assert.Equal(PositionState.Closed, Now.State);
        Assert.Equal(1, _desk.Engine.CopyClosedPositions(_closed));
        Assert.Equal(OrderReason.Liquidation, _closed[0].ExitReason);
        int steps = _desk.Engine.CopyPositionSteps(_steps);
        Assert.Equal((PositionState.Open, PositionState.Closed, 7L), (_steps[steps - 1].From, _steps[steps - 1].To, _steps[steps - 1].ExchangeNs));
    }

    [Fact]
    public void Taken_up_by_another_engine_it_is_what_it_was()
    {
        OrderReason why = _desk.Strategy.Context.Reason("a break-out");
        Fill(Place(Side.Buy, 5, why), 5, at: 20);
        Place(Side.Sell, 5);
        Desk later = Desk.After(_desk.Engine);
        Assert.Equal(Now, later.Engine.Position(0, 0));
        Assert.Equal((PositionState.Closing, 20L, why), (Now.State, Now.OpenedNs, Now.EntryReason));
        Assert.Equal(0, later.Engine.CopyPositionSteps(_steps));
    }

    [Fact]
    public void In_a_random_life_every_step_is_one_that_a_position_may_take_and_where_it_stands_is_right()
    {
        var random = new Random(5);
        var live = new List<OrderId>();
        for (int i = 0; i < 20_000; i++)
        {
            Act(random, live);
            long position = _desk.Position, working = _desk.Working(Side.Buy) + _desk.Working(Side.Sell);
            long closing = _desk.Working(position > 0 ? Side.Sell : Side.Buy);
            PositionState expected = position == 0
                ? working > 0 ? PositionState.Opening : PositionState.Closed
                : closing >= Math.Abs(position) ? PositionState.Closing : PositionState.Open;
            Assert.Equal((expected, position), (Now.State, Now.Position.Units));
            PositionState at = PositionState.Closed;
            int steps = _desk.Engine.CopyPositionSteps(_steps);
            for (int s = 0; s < steps; s++)
            {
                Assert.True(_steps[s].From.CanBecome(_steps[s].To) && (s == 0 || _steps[s].From == at), $"{_steps[s]}");
                at = _steps[s].To;
            }
        }
    }

    private void Act(Random random, List<OrderId> live)
    {
        _desk.Calls.Clear();
        _desk.Engine.ClearIntents();
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        if (live.Count < 4 && random.Next(2) == 0)
        {
            live.Add(Place(side, random.Next(1, 6)));
            return;
        }

        if (live.Count == 0)
            return;
        OrderId id = live[random.Next(live.Count)];
        if (random.Next(3) == 0)
            _desk.Report(ReportKind.Expired, id);
        else
            Fill(id, random.Next(1, 3));
        live.RemoveAll(o => !_desk.Strategy.Context.TryOrder(o, out _));
    }
}
