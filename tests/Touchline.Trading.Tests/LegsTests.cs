using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>A second order for what of a first one fills, with a time limit.</summary>
public sealed class LegsTests
{
    private const long Within = 5_000_000;

    private readonly TestStrategy _strategy = new();
    private readonly Engine _engine;
    private readonly List<string> _notes = [];
    private long _trades;

    public LegsTests()
    {
        _engine = new Engine([Desk.Plain, Desk.Plain with { Symbol = "Y", LotUnits = 2 }], [new StrategySetup("test", _strategy)], new RiskLimits(), note: _notes.Add);
        _engine.Start(0);
        _strategy.Calls.Clear();
    }

    private OrderId Place(LateHedge late, OrderType hedge = OrderType.Limit)
    {
        NewOrder second = hedge == OrderType.Market
            ? NewOrder.Market(1, Side.Sell, new Quantity(20))
            : NewOrder.Limit(1, Side.Sell, new Price(50), new Quantity(20));
        Placement placed = _strategy.Context.PlaceLegs(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), second, new LegTerms(Within, late));
        Assert.True(placed.IsPlaced);
        Take();
        return placed.Id;
    }

    private void Report(ReportKind kind, long order, long quantity = 0, long at = 0) => _engine.OnReport(new OrderReport
    {
        Kind = kind,
        Id = new OrderId(order),
        Price = new Price(50),
        Quantity = new Quantity(quantity),
        LocalNs = at,
        TradeId = kind == ReportKind.Fill ? ++_trades : 0,
    });

    private string[] Take()
    {
        string[] lines = [.. _engine.Intents.ToArray().Select(i =>
            $"{i.Kind} {i.Id} {i.Instrument} {i.Terms.Side} {i.Terms.Quantity} {i.Terms.Type} {i.Terms.Reason}")];
        _engine.ClearIntents();
        return lines;
    }

    [Fact]
    public void Each_fill_of_the_first_calls_for_its_part_of_the_hedge_in_whole_lots()
    {
        Place(LateHedge.Cross);
        Report(ReportKind.Fill, 1, 3);
        Assert.Equal(["Place 2 1 Sell 6 Limit hedge"], Take());
        Report(ReportKind.Acknowledged, 2);
        Report(ReportKind.Fill, 1, 7);
        Assert.Equal(["Amend 2 1 Sell 20 Limit hedge"], Take());
        Report(ReportKind.Amended, 2, 20);
        Report(ReportKind.Fill, 2, 20);
        Assert.Equal("legs 1 Ended 10 20 0, 0 without", _strategy.Calls[^1]);
        _engine.OnClock(10 * Within);
        Assert.Empty(Take());
    }

    [Fact]
    public void What_is_missing_when_the_time_is_over_is_crossed_once_the_hedge_has_gone()
    {
        Place(LateHedge.Cross);
        Report(ReportKind.Fill, 1, 4);
        Report(ReportKind.Acknowledged, 2);
        Report(ReportKind.Fill, 2, 2);
        Take();
        _engine.OnClock(Within - 1);
        Assert.Empty(Take());
        _engine.OnClock(Within);
        Assert.Equal(["Cancel 1 0 Buy 10 Limit strategy", "Cancel 2 1 Sell 8 Limit hedge"], Take());
        Report(ReportKind.Cancelled, 1, at: Within);
        Report(ReportKind.Fill, 2, 2, Within);
        Report(ReportKind.Cancelled, 2, at: Within);
        Assert.Equal(["Place 3 1 Sell 4 Market hedge"], Take());
        Report(ReportKind.Fill, 3, 4, Within);
        Assert.Equal("legs 1 Ended 4 8 0, 0 without", _strategy.Calls[^1]);
        Assert.DoesNotContain(_strategy.Calls, c => c.Contains("unwind", StringComparison.Ordinal));
    }

    [Fact]
    public void Or_what_has_no_hedge_is_given_back()
    {
        Place(LateHedge.Unwind);
        Report(ReportKind.Fill, 1, 10);
        Report(ReportKind.Fill, 2, 6);
        Take();
        _engine.OnClock(Within);
        Assert.Equal(["Cancel 2 1 Sell 20 Limit hedge"], Take());
        Report(ReportKind.Cancelled, 2, at: Within);
        Assert.Equal(["Place 3 0 Sell 7 Market unwind"], Take());
        Report(ReportKind.Fill, 3, 7, Within);
        Assert.Equal("legs 1 Ended 10 6 7, 0 without", _strategy.Calls[^1]);
        Assert.Equal((3, -6), (_engine.Strategies[0].Ledger(0).Position.Units, _engine.Strategies[0].Ledger(1).Position.Units));
    }

    [Fact]
    public void So_many_tries_at_most_and_the_rest_is_said()
    {
        Place(LateHedge.Cross, OrderType.Market);
        Report(ReportKind.Fill, 1, 10);
        Report(ReportKind.Rejected, 2);
        Assert.Equal(["Place 2 1 Sell 20 Market hedge"], Take());
        long now = Within;
        for (int i = 0; i < LegsBook.MostTries; i++, now += 100_000_000)
        {
            _engine.OnClock(now);
            Assert.Equal([$"Place {3 + i} 1 Sell 20 Market hedge"], Take());
            Report(ReportKind.Rejected, 3 + i, at: now);
        }

        _engine.OnClock(now + 10_000_000_000);
        Assert.Empty(Take());
        Assert.Equal("legs 1 Ended 10 0 0, 10 without", _strategy.Calls[^1]);
    }

    [Fact]
    public void A_refusal_that_never_reached_the_venue_is_no_try_and_is_repeated_ever_more_rarely()
    {
        Place(LateHedge.Cross, OrderType.Market);
        Report(ReportKind.Fill, 1, 10);
        Report(ReportKind.Rejected, 2);
        Take();
        _engine.OnClock(Within);
        Assert.Equal(["Place 3 1 Sell 20 Market hedge"], Take());
        long now = Within;
        for (int i = 0; i < 3 * LegsBook.MostTries; i++)
        {
            _engine.OnReport(new OrderReport { Kind = ReportKind.Rejected, Id = new OrderId(3 + i), LocalNs = now, NeverLeft = true });
            long wait = Math.Min(100_000_000L << Math.Min(i, 8), 5_000_000_000);
            _engine.OnClock(now + wait - 1);
            Assert.Empty(Take());
            _engine.OnClock(now += wait);
            Assert.Equal([$"Place {4 + i} 1 Sell 20 Market hedge"], Take());
        }
    }

    [Fact]
    public void What_risk_refuses_is_no_try_either()
    {
        Place(LateHedge.Cross, OrderType.Market);
        Report(ReportKind.Fill, 1, 10);
        Report(ReportKind.Rejected, 2);
        Take();
        _engine.OnCommand(EngineCommand.Parse("limit max_order=5")!, 1);
        for (long now = Within; now < 100_000_000_000; now += 1_000_000_000)
            _engine.OnClock(now);
        Assert.Empty(Take());
        _engine.OnCommand(EngineCommand.Parse("limit max_order=none")!, 100_000_000_000);
        _engine.OnClock(106_000_000_000);
        Assert.Equal(["Place 3 1 Sell 20 Market hedge"], Take());
    }

    [Theory]
    [InlineData(LateHedge.Cross)]
    [InlineData(LateHedge.Unwind)]
    public void A_hedge_larger_than_an_order_may_be_is_told_once_with_what_has_no_hedge_and_again_when_it_is_out(LateHedge late)
    {
        Place(late, OrderType.Market);
        _engine.OnCommand(EngineCommand.Parse("limit max_order=5")!, 1);
        Report(ReportKind.Fill, 1, 10);
        Assert.Equal("Y: what hedges order 1 isn't out as it should be, because risk refuses it (MaxOrder); 10 X have no hedge. What is missing waits until the time is over", Assert.Single(_notes));
        for (long now = Within; now < 100_000_000_000; now += 1_000_000_000)
            _engine.OnClock(now);
        Assert.Single(_notes);
        _engine.OnCommand(EngineCommand.Parse("limit max_order=none")!, 100_000_000_000);
        _engine.OnClock(106_000_000_000);
        Assert.Single(_notes);
        Report(ReportKind.Fill, 2, late == LateHedge.Cross ? 20 : 10, at: 106_000_000_000);
        Assert.Equal("X: the legs of order 1 are as they should be again; 0 X have no hedge", _notes[^1]);
        Assert.Equal(2, _notes.Count);
    }

    [Fact]
    public void A_hedge_that_cannot_grow_is_told_once_whatever_of_it_fills()
    {
        _strategy.Context.PlaceLegs(
            NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), NewOrder.Limit(1, Side.Sell, new Price(50), new Quantity(20)),
            new LegTerms(60_000_000_000, LateHedge.Cross));
        Report(ReportKind.Fill, 1, 4);
        Report(ReportKind.Acknowledged, 2);
        _engine.OnCommand(EngineCommand.Parse("limit max_order=10")!, 1);
        Report(ReportKind.Fill, 1, 6, at: 2);
        for (int i = 1; i <= 3; i++)
        {
            Report(ReportKind.Fill, 2, 2, at: i * 6_000_000_000L);
            _engine.OnClock(i * 6_000_000_000L + 5_000_000_000);
        }

        Assert.Equal("Y: what hedges order 1 isn't out as it should be, because risk refuses it (MaxOrder); 10 X have no hedge. It is tried again", Assert.Single(_notes));
    }

    [Fact]
    public void A_second_leg_that_does_not_reach_the_venue_is_told_after_the_third_time()
    {
        Place(LateHedge.Unwind, OrderType.Market);
        Report(ReportKind.Fill, 1, 10);
        Report(ReportKind.Rejected, 2);
        long now = Within;
        for (int i = 0; i < 9; i++)
        {
            _engine.OnClock(now);
            Assert.Equal(i < 3 ? 0 : 1, _notes.Count);
            _engine.OnReport(new OrderReport { Kind = ReportKind.Rejected, Id = new OrderId(3 + i), LocalNs = now, NeverLeft = true });
            now += 5_000_000_000;
        }

        Assert.Equal("X: what gives back order 1 isn't out as it should be, because order 5 couldn't be sent to the venue; 10 X have no hedge. It is tried again", Assert.Single(_notes));
    }

    [Fact]
    public void A_first_leg_that_never_fills_needs_no_hedge()
    {
        Place(LateHedge.Cross);
        Report(ReportKind.Expired, 1);
        Assert.Empty(Take());
        Assert.Equal("legs 1 Ended 0 0 0, 0 without", _strategy.Calls[^1]);
    }

    [Fact]
    public void What_the_first_fills_after_its_end_is_hedged_too()
    {
        Place(LateHedge.Cross);
        Report(ReportKind.Cancelled, 1);
        Report(ReportKind.Fill, 1, 2);
        Assert.Equal(["Place 2 1 Sell 4 Limit hedge"], Take());
    }

    [Fact]
    public void A_paused_strategys_hedge_goes_on()
    {
        Place(LateHedge.Cross);
        Report(ReportKind.Fill, 1, 4);
        Take();
        _engine.OnCommand(EngineCommand.Pause(0), 1);
        Assert.Equal(["Cancel 1 0 Buy 10 Limit strategy"], Take());
        _engine.OnClock(Within);
        Assert.Equal(["Cancel 2 1 Sell 8 Limit hedge"], Take());
        Report(ReportKind.Cancelled, 2, at: Within);
        Assert.Equal(["Place 3 1 Sell 8 Market hedge"], Take());
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("kill flatten")]
    public void A_kill_ends_them_and_what_has_no_hedge_is_said(string kill)
    {
        Place(LateHedge.Cross);
        Report(ReportKind.Fill, 1, 4);
        Take();
        _engine.OnCommand(EngineCommand.Parse(kill)!, 1);
        Assert.Equal("legs 1 Ended 4 0 0, 4 without", _strategy.Calls[^1]);
        Report(ReportKind.Fill, 1, 1, at: 2);
        Assert.Equal("legs 1 Ended 5 0 0, 5 without", _strategy.Calls.Last(c => c.StartsWith("legs", StringComparison.Ordinal)));
        Report(ReportKind.Cancelled, 1, at: 3);
        Report(ReportKind.Cancelled, 2, at: 3);
        Report(ReportKind.Fill, 3, 5, at: 4); // what a flattening closes
        Take();
        _engine.OnCommand(EngineCommand.Arm, 5);
        Trade(6);
        Report(ReportKind.Fill, 1, 1, at: 7); // it comes very late
        _engine.OnClock(10_000_000_000);
        Assert.Empty(Take());
        Assert.Equal(0, _engine.CopyLegs(new LegsUpdate[1]));
    }

    [Theory]
    [InlineData(LateHedge.Cross, ReportKind.Liquidation)]
    [InlineData(LateHedge.Unwind, ReportKind.Liquidation)]
    [InlineData(LateHedge.Cross, ReportKind.External)]
    [InlineData(LateHedge.Unwind, ReportKind.External)]
    public void What_others_close_of_the_first_leg_wants_no_hedge_and_is_not_given_back_again(LateHedge late, ReportKind kind)
    {
        Place(late, OrderType.Market);
        Report(ReportKind.Fill, 1, 10);
        Report(ReportKind.Rejected, 2);
        Take();
        _engine.OnReport(new OrderReport { Kind = kind, Side = Side.Sell, Price = new Price(90), Quantity = new Quantity(7), TradeId = 77, LocalNs = 1 });
        _engine.OnClock(Within);
        Assert.Equal([late == LateHedge.Cross ? "Place 3 1 Sell 6 Market hedge" : "Place 3 0 Sell 3 Market unwind"], Take());
    }

    [Fact]
    public void What_the_strategy_closes_itself_of_the_first_leg_shrinks_the_hedge_and_the_oldest_gives_way_first()
    {
        Place(LateHedge.Cross);
        Place(LateHedge.Cross);
        Report(ReportKind.Fill, 1, 6);
        Report(ReportKind.Fill, 2, 4);
        Report(ReportKind.Acknowledged, 3);
        Report(ReportKind.Acknowledged, 4);
        Take();
        _strategy.Context.Place(NewOrder.Market(0, Side.Sell, new Quantity(8)));
        Take();
        Report(ReportKind.Fill, 5, 5);
        Assert.Equal(["Amend 3 1 Sell 2 Limit hedge"], Take());
        Report(ReportKind.Amended, 3, 2);
        Report(ReportKind.Fill, 5, 3);
        Assert.Equal(["Cancel 3 1 Sell 2 Limit hedge", "Amend 4 1 Sell 4 Limit hedge"], Take());
    }

    [Fact]
    public void A_pair_that_closes_what_the_strategy_had_is_hedged_in_full()
    {
        _strategy.Context.Place(NewOrder.Market(0, Side.Sell, new Quantity(10)));
        Report(ReportKind.Fill, 1, 10);
        Take();
        _strategy.Context.PlaceLegs(
            NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), NewOrder.Market(1, Side.Sell, new Quantity(20)), new LegTerms(Within, LateHedge.Cross));
        Take();
        Report(ReportKind.Fill, 2, 10);
        Assert.Equal(["Place 3 1 Sell 20 Market hedge"], Take());
    }

    [Fact]
    public void A_refused_amend_of_the_hedge_waits_before_it_is_sent_again()
    {
        Place(LateHedge.Cross);
        Report(ReportKind.Fill, 1, 3);
        Report(ReportKind.Acknowledged, 2);
        Report(ReportKind.Fill, 1, 1, at: 10);
        Assert.Equal(2, Take().Length);
        Report(ReportKind.AmendRejected, 2, at: 10);
        Report(ReportKind.Fill, 2, 1, at: 11);
        Assert.Empty(Take());
    }

    [Fact]
    public void In_time_a_refused_amend_is_sent_again_ever_more_rarely()
    {
        _strategy.Context.PlaceLegs(
            NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), NewOrder.Limit(1, Side.Sell, new Price(50), new Quantity(20)),
            new LegTerms(60_000_000_000, LateHedge.Cross));
        Report(ReportKind.Fill, 1, 3);
        Report(ReportKind.Acknowledged, 2);
        Report(ReportKind.Fill, 1, 1);
        Take();
        long now = 0;
        foreach (long wait in (long[])[100_000_000, 200_000_000, 400_000_000])
        {
            Report(ReportKind.AmendRejected, 2, at: now);
            _engine.OnClock(now + wait - 1);
            Assert.Empty(Take());
            _engine.OnClock(now += wait);
            Assert.Equal(["Amend 2 1 Sell 8 Limit hedge"], Take());
        }
    }

    [Fact]
    public void A_refused_cancel_of_a_late_leg_waits_before_it_is_sent_again()
    {
        Place(LateHedge.Cross);
        Report(ReportKind.Fill, 1, 4);
        Report(ReportKind.Acknowledged, 2);
        Take();
        _engine.OnClock(Within);
        Assert.Equal(2, Take().Length);
        Report(ReportKind.CancelRejected, 1, at: 1_000_000_000);
        Report(ReportKind.CancelRejected, 2, at: 1_000_000_000);
        Assert.Empty(Take());
        _engine.OnClock(1_000_000_000 + OrderDesk.AgainNs);
        Assert.Equal(["Cancel 1 0 Buy 10 Limit strategy", "Cancel 2 1 Sell 8 Limit hedge"], Take());
    }

    private void Trade(long at) => _engine.OnMarket(
        new MarketEvent { Kind = EventKind.Trade, Price = new Price(1), Quantity = new Quantity(1), Flags = EventFlags.EndOfBatch }, at);

    [Fact]
    public void Terms_that_do_not_fit_are_refused()
    {
        NewOrder first = NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), hedge = NewOrder.Market(1, Side.Sell, new Quantity(10));
        RiskRefusal[] refusals =
        [
            _strategy.Context.PlaceLegs(first, hedge, new LegTerms(999_999, LateHedge.Cross)).Refusal,
            _strategy.Context.PlaceLegs(first, hedge, new LegTerms(Within, (LateHedge)3)).Refusal,
            _strategy.Context.PlaceLegs(first, hedge with { Instrument = 2 }, new LegTerms(Within, LateHedge.Cross)).Refusal,
            _strategy.Context.PlaceLegs(first, NewOrder.StopMarket(1, Side.Sell, new Price(9), new Quantity(1)), new LegTerms(Within, LateHedge.Cross)).Refusal,
        ];
        Assert.All(refusals, r => Assert.Equal(RiskRefusal.BadLegs, r));
    }
}
