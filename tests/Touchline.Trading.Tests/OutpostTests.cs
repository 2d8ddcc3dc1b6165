using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>A strategy in a thread of its own, or behind pipes as in another process: what it is told, and what becomes of what it asks for.</summary>
public sealed class OutpostTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public void One_that_doesnt_follow_loses_whole_batches_and_no_fill_and_has_the_engines_books_afterwards(int seed, bool isFar)
    {
        var random = new Random(seed);
        var strategy = new Halting();
        using var desk = new OutpostDesk(strategy, isFar: isFar) { Release = strategy.Gate.Set };
        desk.Settle();
        OrderId order = Assert.Single(desk.Sent).Id;
        desk.Report(ReportKind.Acknowledged, order);
        desk.Settle();
        strategy.Gate.Reset();
        const int Fills = 9_000;
        for (int i = 0; i < Fills; i++)
        {
            RandomBatch(desk, random);
            desk.Report(ReportKind.Fill, order, quantity: 1, tradeId: i + 1);
            if (i % 100 == 0)
                desk.Feed.Flush(0, 0, long.MaxValue);
        }

        Assert.True(desk.Feed.DroppedBatches > 1000, $"{desk.Feed.DroppedBatches}");
        Assert.True(desk.Feed.IsStale);
        strategy.Gate.Set();
        desk.Settle();
        Assert.Equal((Fills, Fills), (strategy.Fills, strategy.Updates - 1));
        Assert.Equal(desk.Engine.Strategies[0].Ledger(0).Position, strategy.Context.Position(0));
        for (int more = 0; more < 50; more++)
            RandomBatch(desk, random);
        desk.Settle();
        for (int instrument = 0; instrument < 2; instrument++)
        {
            Assert.Equal(Levels(desk.Engine.Book(instrument), Side.Buy), Levels(strategy.Context.Book(instrument), Side.Buy));
            Assert.Equal(Levels(desk.Engine.Book(instrument), Side.Sell), Levels(strategy.Context.Book(instrument), Side.Sell));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_orders_pass_the_engines_risk_and_it_hears_of_them_by_its_own_numbers(bool isFar)
    {
        var strategy = new TestStrategy();
        using var desk = new OutpostDesk(strategy, new RiskLimits { MaxOrder = 10 }, isFar);
        var placed = new List<Placement>();
        OrderReason why = default;
        strategy.Started = () =>
        {
            why = strategy.Context.Reason("a hunch");
            placed.Add(strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(7)) with { Reason = why }));
            placed.Add(strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(98), new Quantity(11))));
        };
        desk.Settle();
        Intent sent = Assert.Single(desk.Sent);
        Assert.NotEqual(placed[0].Id, sent.Id);
        Assert.Equal("a hunch", desk.Engine.Strategies[0].NameOf(sent.Terms.Reason));
        Assert.Equal((1L, 7L), (desk.Engine.Strategies[0].Counts(0).Refused, strategy.Context.Working(0, Side.Buy).Units));
        Assert.Contains($"order {placed[1].Id} Rejected 11", strategy.Calls);
        desk.Report(ReportKind.Acknowledged, sent.Id);
        desk.Report(ReportKind.Fill, sent.Id, quantity: 3, tradeId: 1, price: 99);
        desk.Settle();
        Assert.Equal([$"order {placed[0].Id} Placed 7", $"fill {placed[0].Id} 3", $"order {placed[0].Id} PartiallyFilled 4"], strategy.Calls.Where(c => c.StartsWith("fill", StringComparison.Ordinal) || c.StartsWith($"order {placed[0].Id} ", StringComparison.Ordinal)));
        Assert.Equal(3, strategy.Context.Position(0).Units);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_amend_and_a_cancel_are_answered_by_their_own_numbers_also_when_they_are_refused(bool isFar)
    {
        var strategy = new TestStrategy();
        using var desk = new OutpostDesk(strategy, new RiskLimits { MaxOrder = 10 }, isFar);
        OrderId own = default;
        strategy.Started = () => own = strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(7))).Id;
        // What a test does in the strategy's name is done in one of its callbacks.
        var wish = new Queue<Action>([
            () => strategy.Context.Amend(own, new Price(99), new Quantity(11)),
            () => strategy.Context.Amend(own, new Price(98), new Quantity(8)),
            () => strategy.Context.Cancel(own),
        ]);
        strategy.Signalled = _ => wish.Dequeue()();
        desk.Settle();
        OrderId order = desk.Sent[0].Id;
        desk.Report(ReportKind.Acknowledged, order);
        Wish(desk);
        Assert.Single(desk.Sent);
        Assert.True(strategy.Context.TryOrder(own, out OrderUpdate now) && now is { InFlight: OrderInFlight.None, Quantity.Units: 7 });
        Wish(desk);
        Assert.Equal((IntentKind.Amend, 2), (desk.Sent[1].Kind, desk.Sent[1].Request));
        desk.Report(ReportKind.Amended, order, quantity: 8, request: 2, price: 98);
        desk.Settle();
        Assert.True(strategy.Context.TryOrder(own, out now) && now is { InFlight: OrderInFlight.None, Quantity.Units: 8, Price.Units: 98 });
        Wish(desk);
        Assert.Equal(IntentKind.Cancel, desk.Sent[2].Kind);
        desk.Report(ReportKind.CancelRejected, order, request: desk.Sent[2].Request);
        desk.Settle();
        Assert.True(strategy.Context.TryOrder(own, out now) && now.InFlight == OrderInFlight.None);
        desk.Report(ReportKind.Expired, order);
        desk.Settle();
        Assert.False(strategy.Context.TryOrder(own, out _));
        Assert.Equal(0, strategy.Context.Working(0, Side.Buy).Units);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_paused_with_its_place_and_sees_what_others_do_to_the_position(bool isFar)
    {
        var strategy = new TestStrategy();
        using var desk = new OutpostDesk(strategy, isFar: isFar);
        OrderId own = default;
        strategy.Started = () => own = strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(7))).Id;
        Placement? refused = null;
        strategy.Signalled = _ => refused = strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(1)));
        desk.Settle();
        OrderId order = desk.Sent[0].Id;
        desk.Report(ReportKind.Fill, order, quantity: 2, tradeId: 1, price: 99);
        desk.Command(EngineCommand.Pause(0));
        desk.Report(ReportKind.Cancelled, order);
        Wish(desk);
        Assert.Equal(RiskRefusal.NotTrading, refused?.Refusal);
        Assert.False(strategy.Context.TryOrder(own, out _));
        // By hand, in the account.
        desk.Engine.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Sell, Quantity = new Quantity(2), Price = new Price(100), TradeId = 9, LocalNs = desk.Next(), ExchangeNs = 50 });
        desk.Settle();
        Assert.Equal((0L, 0L), (strategy.Context.Position(0).Units, strategy.Context.AccountPosition(0).Units));
        Assert.Contains("fill 0 2", strategy.Calls);
        desk.Command(EngineCommand.Resume(0));
        Wish(desk);
        Assert.True(refused?.IsPlaced);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_timers_fire_when_nothing_else_happens(bool isFar)
    {
        var strategy = new TestStrategy();
        using var desk = new OutpostDesk(strategy, isFar: isFar);
        strategy.Started = () => strategy.Context.SetTimer(3, 1_000);
        desk.Settle();
        desk.Feed.Flush(999, desk.Outpost.Progress, desk.Outpost.TimerNs);
        desk.Settle();
        Assert.DoesNotContain("timer 3 at 1000", strategy.Calls);
        desk.Feed.Flush(1_000, desk.Outpost.Progress, desk.Outpost.TimerNs);
        desk.Settle();
        Assert.Contains("timer 3 at 1000", strategy.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_it_writes_and_nobody_tells_has_a_bound_and_so_have_its_figures(bool isFar)
    {
        var strategy = new TestStrategy();
        using var desk = new OutpostDesk(strategy, isFar: isFar);
        strategy.Started = () =>
        {
            for (int i = 0; i < 2 * OutpostLog.Most; i++)
            {
                strategy.Context.Log($"line {i}");
                strategy.Context.Metric($"figure {i}", i);
            }
        };
        desk.Settle();
        OutpostLog log = desk.Outpost.Log;
        var lines = new List<string>();
        while (log.TryTakeLine(out string? line))
            lines.Add(line);
        var figures = new List<string>();
        log.TakeFigures((name, _) => figures.Add(name));
        Assert.Equal(Enumerable.Range(0, OutpostLog.Most).Select(i => $"line {i}"), lines);
        Assert.Equal(OutpostLog.Most, log.Dropped);
        Assert.Equal(StrategySlot.MostMetrics, figures.Count);
        Assert.DoesNotContain($"figure {StrategySlot.MostMetrics}", figures);
    }

    [Fact]
    public void What_it_calls_its_reasons_has_no_code_of_those_in_the_engine()
    {
        var strategy = new TestStrategy();
        using var desk = new OutpostDesk(strategy);
        strategy.Started = () => strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(7)) with { Reason = strategy.Context.Reason("a hunch") });
        desk.Settle();
        StrategySlot slot = desk.Engine.Strategies[0];
        OrderReason elsewhere = Assert.Single(desk.Sent).Terms.Reason, first = slot.Reason("its first"), same = slot.Reason("a hunch");
        // As in a replay, where nobody is called elsewhere.
        Assert.Equal((OrderReason.FirstOwn, OrderReason.FirstOwn + 1), (first.Code, same.Code));
        Assert.Equal(["a hunch", "its first", "a hunch", "reason-258"], ((OrderReason[])[elsewhere, first, same, new OrderReason(258)]).Select(slot.NameOf));
        Assert.Equal(elsewhere, slot.ReasonElsewhere("a hunch"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exception_ends_it_and_says_where(bool isFar)
    {
        var strategy = new TestStrategy { Started = () => throw new InvalidOperationException("it broke") };
        using var desk = new OutpostDesk(strategy, isFar: isFar);
        desk.Settle();
        while (desk.Outpost.State == OutpostState.Running)
            Thread.Yield();
        Assert.Equal((OutpostState.Failed, "it threw in OnStart: InvalidOperationException: it broke"), (desk.Outpost.State, desk.Outpost.Why));
    }

    [Fact]
    public void The_engine_allocates_nothing_for_what_it_tells_of_the_market()
    {
        using var desk = new OutpostDesk(new Halting());
        // The other one writes down what it hears.
        desk.Command(EngineCommand.Stop(1, closes: false));
        long allocated = 0;
        for (int burst = 0; burst < 20; burst++)
        {
            desk.Settle();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 500; i++)
            {
                desk.Depth(0, Side.Buy, 90 + i % 9, i % 5, endsBatch: false);
                desk.Depth(0, Side.Sell, 110 + i % 9, i % 5);
                desk.Feed.Flush(0, 0, long.MaxValue);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal((0L, 0L), (allocated, desk.Feed.DroppedBatches));
    }

    private static void Wish(OutpostDesk desk)
    {
        desk.Settle();
        desk.Feed.TellSignal(default);
        desk.Settle();
    }

    private static void RandomBatch(OutpostDesk desk, Random random)
    {
        int count = random.Next(1, 6), instrument = random.Next(2);
        for (int i = 1; i <= count; i++)
        {
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            desk.Depth(instrument, side, side == Side.Buy ? random.Next(50, 101) : random.Next(102, 160), random.Next(4), endsBatch: i == count);
        }
    }

    private static BookLevel[] Levels(BookView book, Side side)
    {
        var levels = new BookLevel[1000];
        return levels[..book.CopyTop(side, levels)];
    }

    private sealed class Halting : Strategy
    {
        public ManualResetEventSlim Gate { get; } = new(true);

        public new IStrategyContext Context => base.Context;

        public int Fills { get; private set; }

        public int Updates { get; private set; }

        public override void OnStart() => Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(100_000)));

        public override void OnBook(int instrument) => Gate.Wait();

        public override void OnOrder(in OrderUpdate order) => Updates++;

        public override void OnFill(in Fill fill) => Fills++;
    }
}
