using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Strategies side by side: what is each one's own, what is the account's, and what one's failure does to the others.</summary>
public sealed class SeveralStrategiesTests
{
    private readonly TestStrategy _first = new();
    private readonly TestStrategy _second = new();
    private readonly List<string> _log = [];

    private Engine Started(RiskLimits? account = null, RiskLimits? own = null)
    {
        var engine = new Engine(
            [Desk.Plain, Desk.Plain with { Symbol = "Y" }],
            [new StrategySetup("first", _first) { Limits = own ?? RiskLimits.None }, new StrategySetup("second", _second)],
            account ?? new RiskLimits(), log: (strategy, text) => _log.Add($"{strategy.Name} {text}"));
        engine.Start(0);
        _first.Calls.Clear();
        _second.Calls.Clear();
        return engine;
    }

    private static OrderId Buy(TestStrategy strategy, long quantity, int instrument = 0) =>
        strategy.Context.Place(NewOrder.Limit(instrument, Side.Buy, new Price(100), new Quantity(quantity))).Id;

    private static void Fill(Engine engine, OrderId id, long quantity, int instrument = 0) => engine.OnReport(new OrderReport
    {
        Kind = ReportKind.Fill,
        Id = id,
        Instrument = instrument,
        Price = new Price(100),
        Quantity = new Quantity(quantity),
        Fee = 1,
    });

    private static void Depth(Engine engine, long at, Side side, long price, int instrument = 0) => engine.OnMarket(
        new MarketEvent { Kind = EventKind.Depth, Side = side, Price = new Price(price), Quantity = new Quantity(5), Instrument = (ushort)instrument, Flags = EventFlags.EndOfBatch },
        at);

    [Fact]
    public void A_fill_belongs_to_its_orders_strategy_and_the_account_is_their_sum()
    {
        Engine engine = Started();
        Fill(engine, Buy(_first, 3), 3);
        Fill(engine, Buy(_second, 5), 4);
        Assert.Equal((3, 4, 7), (engine.Strategies[0].Ledger(0).Position.Units, engine.Strategies[1].Ledger(0).Position.Units, engine.Ledger(0).Position.Units));
        Assert.Equal((3, 7), (_first.Context.Position(0).Units, _first.Context.AccountPosition(0).Units));
        Assert.Equal((1, 2m), (engine.Strategies[0].Ledger(0).Fees, engine.Ledger(0).Fees));
        Assert.Equal((0, 1), (_first.Context.Working(0, Side.Buy).Units, _second.Context.Working(0, Side.Buy).Units));
        Assert.Equal(["fill 1 3", "order 1 Filled 0"], _first.Calls);
        Assert.Equal((2, 1), (engine.Counts(0).Sent, engine.Strategies[1].Counts(0).Sent));
    }

    [Fact]
    public void One_that_cant_start_with_the_session_is_named_beside_the_sessions_own()
    {
        _first.Started = _second.Started = () => throw new BadInputException("parameter size is 0; right is a lot at least");
        Assert.Equal("parameter size is 0; right is a lot at least", Assert.Throws<BadInputException>(() => Started()).Message);
        _first.Started = null;
        Assert.Equal("strategy second can't start with the session: parameter size is 0; right is a lot at least", Assert.Throws<BadInputException>(() => Started()).Message);
    }

    [Fact]
    public void Instruments_have_ledgers_of_their_own()
    {
        Engine engine = Started();
        Fill(engine, Buy(_first, 3, instrument: 1), 3, instrument: 1);
        Assert.Equal((0, 3), (engine.Ledger(0).Position.Units, engine.Ledger(1).Position.Units));
        Assert.Equal((0, 1), (engine.Counts(0).Filled, engine.Counts(1).Filled));
    }

    [Fact]
    public void A_strategy_neither_sees_nor_touches_anothers_orders()
    {
        Started();
        OrderId id = Buy(_first, 3);
        Assert.False(_second.Context.Cancel(id));
        Assert.False(_second.Context.TryOrder(id, out _));
        Assert.Equal(RiskRefusal.UnknownOrder, _second.Context.Amend(id, new Price(101), new Quantity(3)).Refusal);
        Assert.Equal((1, 0), (_first.Context.CopyOrders(new OrderUpdate[4]), _second.Context.CopyOrders(new OrderUpdate[4])));
    }

    [Fact]
    public void The_accounts_limit_counts_all_and_a_strategys_own_limit_counts_itself()
    {
        Started(new RiskLimits { MaxPosition = 10 }, own: new RiskLimits { MaxPosition = 4 });
        Assert.True(_first.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(4))).IsPlaced);
        Assert.Equal(RiskRefusal.MaxPosition, _first.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(1))).Refusal);
        Assert.Equal(RiskRefusal.MaxPosition, _second.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(7))).Refusal);
        Assert.True(_second.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(6))).IsPlaced);
    }

    [Fact]
    public void A_strategys_own_order_rate_holds_beside_the_accounts()
    {
        Started(own: new RiskLimits { OrderRate = new OrderRate(1, 100) });
        Buy(_first, 1);
        Assert.Equal(RiskRefusal.OrderRate, _first.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(1))).Refusal);
        Assert.True(_second.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(1))).IsPlaced);
    }

    [Fact]
    public void A_callback_that_throws_stops_its_strategy_cancels_its_orders_and_leaves_the_others_alone()
    {
        Engine engine = Started();
        OrderId own = Buy(_first, 3), other = Buy(_second, 3);
        _first.Context.SetTimer(1, 50);
        engine.ClearIntents();
        _first.Filled = _ => throw new InvalidOperationException("it broke");
        Fill(engine, own, 1);
        StrategySlot failed = engine.Strategies[0];
        Assert.Equal((false, "OnFill", "it broke"), (failed.IsRunning, failed.Failure!.Callback, failed.Failure.Error.Message));
        Assert.Equal([(IntentKind.Cancel, own)], engine.Intents.ToArray().Select(i => (i.Kind, i.Id)));
        Assert.Empty(_log);

        _first.Calls.Clear();
        Depth(engine, 100, Side.Buy, 99);
        Fill(engine, own, 1);
        Fill(engine, other, 3);
        Assert.Empty(_first.Calls);
        Assert.Equal(RiskRefusal.NotTrading, _first.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(1))).Refusal);
        Assert.Equal((2, 5), (failed.Ledger(0).Position.Units, engine.Ledger(0).Position.Units));
        Assert.Equal([$"book 99/{Touch.NoAsk}", "fill 2 3", "order 2 Filled 0"], _second.Calls);
    }

    [Fact]
    public void A_line_for_the_log_says_whose_it_is()
    {
        Started();
        _second.Context.Log("hello");
        Assert.Equal(["second hello"], _log);
    }

    [Fact]
    public void Wrong_input_at_the_start_is_the_users_to_hear_of()
    {
        _first.Started = () => throw new BadInputException("size is wrong");
        var engine = new Engine([Desk.Plain], [new StrategySetup("first", _first)], new RiskLimits());
        Assert.Equal("size is wrong", Assert.Throws<BadInputException>(() => engine.Start(0)).Message);
    }

    [Fact]
    public void A_signal_reaches_all_others_after_the_callback_and_an_endless_answer_is_cut()
    {
        Engine engine = Started();
        var signal = new Signal(0, Side.Buy, 0.9, "why", "first", 1);
        _first.Timer = _ => _first.Context.Emit(signal);
        _first.Context.SetTimer(1, 5);
        engine.OnClock(10);
        Assert.Equal(["signal 0.9 why"], _second.Calls);
        Assert.DoesNotContain("signal 0.9 why", _first.Calls);

        _first.Signalled = s => _first.Context.Emit(s);
        _second.Signalled = s => _second.Context.Emit(s);
        _first.Context.SetTimer(1, 20);
        engine.OnClock(30);
        Assert.True(engine.DroppedSignals > 0);
        Assert.InRange(_second.Calls.Count, 100, 300);
    }

    [Fact]
    public void Timers_of_one_time_fire_by_strategy_and_then_by_number()
    {
        Engine engine = Started();
        var order = new List<string>();
        _first.Timer = id => order.Add($"first {id}");
        _second.Timer = id => order.Add($"second {id}");
        _second.Context.SetTimer(1, 20);
        _first.Context.SetTimer(9, 20);
        _first.Context.SetTimer(3, 20);
        _first.Context.SetTimer(4, 20);
        _first.Context.CancelTimer(4);
        engine.OnClock(20);
        Assert.Equal(["first 3", "first 9", "second 1"], order);
    }

    [Fact]
    public void Random_numbers_are_the_sessions_and_each_strategys_own()
    {
        Started();
        (ulong first, ulong second) = (_first.Context.Random.NextBits(), _second.Context.Random.NextBits());
        Started();
        Assert.Equal((first, second), (_first.Context.Random.NextBits(), _second.Context.Random.NextBits()));
        Assert.NotEqual(first, second);
    }
}
