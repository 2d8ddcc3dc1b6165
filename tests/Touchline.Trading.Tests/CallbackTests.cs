using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>When an engine calls its strategy.</summary>
public sealed class CallbackTests
{
    [Fact]
    public void A_strategy_is_called_at_the_end_of_a_batch_only()
    {
        var desk = new Desk();
        desk.Depth(10, Side.Buy, 100, 5, endsBatch: false);
        desk.Depth(10, Side.Sell, 102, 5, endsBatch: false);
        desk.Market(10, EventKind.Trade, Side.Buy, 102, 1, endsBatch: false);
        Assert.Empty(desk.Calls);
        desk.Depth(10, Side.Sell, 103, 5);
        Assert.Equal(["book 100/102", "trade 102"], desk.Calls);
    }

    [Fact]
    public void A_batch_of_trades_alone_does_not_call_for_the_book()
    {
        var desk = new Desk();
        desk.Market(10, EventKind.Trade, Side.Buy, 102, 1, endsBatch: false);
        desk.Market(10, EventKind.Trade, Side.Buy, 103, 1);
        desk.Market(11, EventKind.BestQuote, Side.Buy, 102, 1);
        Assert.Equal(["trade 102", "trade 103"], desk.Calls);
    }

    [Fact]
    public void A_trade_carries_the_engines_local_time_whatever_its_row_says()
    {
        var desk = new Desk();
        var row = new MarketEvent { Kind = EventKind.Trade, Side = Side.Buy, LocalNs = 10, Flags = EventFlags.EndOfBatch };
        desk.Engine.OnMarket(row, 110);
        Assert.Equal(110, desk.Strategy.LastTrade.LocalNs);
    }

    [Fact]
    public void Timers_due_before_an_input_fire_first_by_due_time_and_id_and_one_due_with_it_waits()
    {
        var desk = new Desk();
        desk.Strategy.Context.SetTimer(7, 20);
        desk.Strategy.Context.SetTimer(3, 30);
        desk.Strategy.Context.SetTimer(2, 20);
        desk.Strategy.Context.SetTimer(1, 40);
        desk.Depth(40, Side.Buy, 100, 5);
        Assert.Equal(["timer 2 at 20", "timer 7 at 20", "timer 3 at 30", $"book 100/{Touch.NoAsk}"], desk.Calls);
        desk.Engine.OnClock(40);
        Assert.Equal("timer 1 at 40", desk.Calls[^1]);
    }

    [Fact]
    public void A_timer_set_again_moves_and_one_set_in_the_past_is_due_now()
    {
        var desk = new Desk();
        desk.Strategy.Context.SetTimer(1, 20);
        desk.Strategy.Context.SetTimer(1, 50);
        desk.Engine.OnClock(30);
        Assert.Empty(desk.Calls);
        desk.Strategy.Context.SetTimer(2, 5);
        Assert.Equal(30, desk.Engine.NextTimerNs);
        desk.Engine.OnClock(60);
        Assert.Equal(["timer 2 at 30", "timer 1 at 50"], desk.Calls);
    }

    [Fact]
    public void A_timer_set_by_a_timer_fires_in_its_turn_before_the_input()
    {
        var desk = new Desk();
        desk.Strategy.Timer = id =>
        {
            if (id == 1)
                desk.Strategy.Context.SetTimer(2, 25);
        };
        desk.Strategy.Context.SetTimer(1, 20);
        desk.Strategy.Context.SetTimer(3, 30);
        desk.Depth(40, Side.Buy, 100, 5);
        Assert.Equal(["timer 1 at 20", "timer 2 at 25", "timer 3 at 30"], desk.Calls[..3]);
    }

    [Fact]
    public void Time_never_runs_backwards()
    {
        var desk = new Desk();
        desk.Depth(40, Side.Buy, 100, 5);
        desk.Depth(30, Side.Buy, 100, 6);
        Assert.Equal(40, desk.Engine.NowNs);
    }

    [Fact]
    public void Stop_tells_the_strategy_cancels_what_works_oldest_first_and_places_nothing_more()
    {
        var desk = new Desk();
        desk.Limit(Side.Buy, 100, 1);
        desk.Limit(Side.Sell, 102, 1);
        desk.Engine.ClearIntents();
        desk.Engine.Stop(50);
        Assert.Equal(["stop"], desk.Calls);
        Assert.Equal([(IntentKind.Cancel, 1L), (IntentKind.Cancel, 2L)], desk.Engine.Intents.ToArray().Select(i => (i.Kind, i.Id.Number)));
        Assert.Equal(Sdk.RiskRefusal.NotTrading, desk.Limit(Side.Buy, 100, 1).Refusal);
    }

    [Fact]
    public void The_last_mid_outlives_a_side_that_empties_level_by_level()
    {
        var desk = new Desk();
        desk.Depth(10, Side.Buy, 100, 5);
        Assert.Null(desk.Engine.LastMid(0));
        desk.Depth(10, Side.Sell, 102, 5);
        desk.Depth(11, Side.Buy, 101, 5);
        desk.Depth(12, Side.Sell, 102, 0);
        Assert.Equal(101.5m, desk.Engine.LastMid(0));
    }
}
