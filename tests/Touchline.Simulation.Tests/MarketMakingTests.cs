using Touchline.Core;
using Touchline.Sdk;
using Touchline.Strategies;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>The market maker on random markets, watched order by order.</summary>
public sealed class MarketMakingTests : IDisposable
{
    private const long Millisecond = 1_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_quotes_both_sides_never_crosses_its_book_and_never_could_exceed_its_limit()
    {
        var random = new Random(6);
        int buys = 0, sells = 0, fills = 0, atLimit = 0;
        for (int i = 0; i < 300; i++)
        {
            using Recording recording = RecordWalk(random, 2_000);
            long most = random.Next(1, 12);
            MarketMaking maker = Maker(("spread", "0.4"), ("size", "0.01"), ("max_position", $"{most * 0.01m}"), ("levels", $"{random.Next(1, 6)}"), ("refresh", "10ms"));
            Instrument instrument = MarketSimulation.InstrumentOf(recording);
            var engine = new Engine([instrument], [new StrategySetup("maker", maker)], new RiskLimits());
            var watch = new Watch(maker, engine, most);
            maker.Attach(watch);
            var options = new SimulationOptions { Latency = new ConstantLatency(random.Next(5) * Millisecond, random.Next(5) * Millisecond) };
            new MarketSimulation([recording], engine, options, watch).PlayUntil(long.MaxValue);
            (buys, sells, fills, atLimit) = (buys + watch.Buys, sells + watch.Sells, fills + watch.Fills, atLimit + watch.AtLimit);
        }

        Assert.True(buys > 5_000 && sells > 5_000 && fills > 2_000 && atLimit > 500, $"{buys} buys, {sells} sells, {fills} fills, {atLimit} at the limit are too few to mean anything");
    }

    [Fact]
    public void Its_quotes_stand_half_a_spread_and_its_multiples_from_the_mid()
    {
        var scene = new Scene { Instrument = TenthAndHundredth }.Bid(Millisecond, 100, 1).Ask(Millisecond, 100.2m, 1).Until(3 * Millisecond);
        scene.Market.Record(_folder.File("scene.tlr"));
        using Recording recording = Recording.Open(_folder.File("scene.tlr"));
        Instrument instrument = MarketSimulation.InstrumentOf(recording);
        MarketMaking maker = Maker(("spread", "0.3"), ("size", "0.02"), ("max_position", "1"), ("levels", "2"), ("refresh", "1ms"));
        var engine = new Engine([instrument], [new StrategySetup("maker", maker)], new RiskLimits());
        var watch = new Watch(maker, engine, 100);
        maker.Attach(watch);
        new MarketSimulation([recording], engine, new SimulationOptions(), watch).PlayUntil(long.MaxValue);
        // The mid is 100.1: bids at 99.95 and 99.8 and asks at 100.25 and 100.4, moved outwards to the tick.
        Assert.Equal(["Buy 999 x 2", "Buy 998 x 2", "Sell 1003 x 2", "Sell 1004 x 2"], watch.Orders);
    }

    [Fact]
    public void A_backtest_allocates_nothing_for_an_event_in_steady_state()
    {
        using Recording recording = RecordWalk(new Random(7), 300_000);
        MarketMaking maker = Maker(("spread", "0.4"), ("size", "0.01"), ("max_position", "0.05"), ("levels", "3"), ("refresh", "5ms"));
        var backtest = new Backtest([recording], [new StrategySetup("maker", maker)], new RiskLimits(), new SimulationOptions());
        long half = recording.FirstLocalNs + (recording.LastLocalNs - recording.FirstLocalNs) / 2;
        backtest.PlayUntil(half);
        (long rows, long fills) = (backtest.LocalRows, backtest.Figures.Fills);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        backtest.PlayUntil(long.MaxValue);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        // A collection that another test's thread starts counts what was left of this thread's allocation context, 8 KiB at most. An
        // object a fill would be more.
        Assert.InRange(bytes, 0, 8 * 1024);
        Assert.True(backtest.LocalRows - rows > 100_000 && backtest.Figures.Fills - fills > 500, $"{backtest.LocalRows - rows} rows and {backtest.Figures.Fills - fills} fills are too few to mean anything");
    }

    private static Instrument TenthAndHundredth => Instrument.Linear("test", "X", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.01", "lot"));

    private static MarketMaking Maker(params (string Name, string Value)[] parameters)
    {
        var maker = new MarketMaking();
        Parameter.SetAll(maker.Parameters, parameters.Select(p => $"{p.Name}={p.Value}"));
        return maker;
    }

    // A market whose mid wanders: the book is told anew around it at each move, trades come at both sides, and now and then a side
    // empties, the book crosses or messages are lost.
    private Recording RecordWalk(Random random, int count)
    {
        string path = _folder.File("walk.tlr");
        using (var writer = new RecordingWriter(path, "test"))
        {
            ushort index = writer.Define(TenthAndHundredth, 0, 0);
            long at = 1_000 * Millisecond;
            decimal mid = 100;
            for (int i = 0; i < count; i++)
            {
                at += random.Next(2 * (int)Millisecond);
                if (random.Next(20) == 0)
                {
                    mid = Math.Clamp(mid + 0.1m * random.Next(-2, 3), 90, 110);
                    Tell(writer, index, at, mid, random);
                }

                Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                (EventKind kind, int away) = random.Next(100) switch
                {
                    0 => (EventKind.Depth, -3),
                    1 => (EventKind.Gap, 0),
                    2 => (EventKind.Clear, 0),
                    < 20 => (EventKind.Trade, -random.Next(0, 5)),
                    _ => (EventKind.Depth, random.Next(1, 6)),
                };
                decimal price = mid - (int)side * 0.1m * away;
                Write(writer, index, new Row(at, at - Millisecond, kind, kind == EventKind.Gap ? Side.None : side, price, 0.01m * random.Next(kind == EventKind.Trade ? 1 : 0, 20), true));
            }

            writer.Complete();
        }

        return Recording.Open(path);
    }

    private static void Tell(RecordingWriter writer, ushort index, long at, decimal mid, Random random)
    {
        Write(writer, index, new Row(at, at - Millisecond, EventKind.Clear, Side.None, 0, 0, false));
        for (int level = 1; level <= 3; level++)
        {
            Write(writer, index, new Row(at, at - Millisecond, EventKind.Snapshot, Side.Buy, mid - 0.1m * level, 0.01m * random.Next(1, 20), false));
            Write(writer, index, new Row(at, at - Millisecond, EventKind.Snapshot, Side.Sell, mid + 0.1m * level, 0.01m * random.Next(1, 20), level == 3));
        }
    }

    private static void Write(RecordingWriter writer, ushort index, Row row) => writer.Write(Market.ToEvent(row, TenthAndHundredth, index));

    /// <summary>Stands between the strategy and its engine and looks at every order and fill.</summary>
    private sealed class Watch(Strategy maker, Engine engine, long mostLots) : IStrategyContext, ISimulationObserver
    {
        // What the engine attached; only the strategy itself may see it.
        private readonly IStrategyContext _inner = ContextOf(maker);

        public int Buys { get; private set; }

        public int Sells { get; private set; }

        public int Fills { get; private set; }

        public int AtLimit { get; private set; }

        public List<string> Orders { get; } = [];

        public long NowNs => _inner.NowNs;

        public SeededRandom Random => _inner.Random;

        public IReadOnlyList<Instrument> Instruments => _inner.Instruments;

        public BookView Book(int instrument) => _inner.Book(instrument);

        public Quantity Position(int instrument) => _inner.Position(instrument);

        public Quantity Working(int instrument, Side side) => _inner.Working(instrument, side);

        public bool Cancel(OrderId id) => _inner.Cancel(id);

        public void SetTimer(int id, long dueNs) => _inner.SetTimer(id, dueNs);

        public CandleSeries Candles(int instrument, long intervalNs, int history = 200) => _inner.Candles(instrument, intervalNs, history);

        public ProfitAndLoss ProfitAndLoss(int instrument) => _inner.ProfitAndLoss(instrument);

        public bool TryOrder(OrderId id, out OrderUpdate order) => _inner.TryOrder(id, out order);

        public int CopyOrders(Span<OrderUpdate> orders) => _inner.CopyOrders(orders);

        public Placement Amend(OrderId id, Price price, Quantity quantity) => _inner.Amend(id, price, quantity);

        public void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks) => _inner.Quote(instrument, bids, asks);

        public void CancelTimer(int id) => _inner.CancelTimer(id);

        public void Emit(in Signal signal) => _inner.Emit(signal);

        public void Log(string text) => _inner.Log(text);

        public void Metric(string name, double value) => _inner.Metric(name, value);

        public Placement Place(in NewOrder order)
        {
            BookView book = engine.Book(0);
            Assert.True(book.IsTwoSided && !book.IsCrossed && !book.IsStale);
            Assert.Equal(TimeInForce.PostOnly, order.TimeInForce);
            if (order.Side == Side.Buy)
            {
                Assert.True(order.Price < book.BestAsk);
                Buys++;
            }
            else
            {
                Assert.True(order.Price > book.BestBid);
                Sells++;
            }

            Orders.Add($"{order.Side} {order.Price} x {order.Quantity}");
            Placement placed = _inner.Place(order);
            Assert.True(placed.IsPlaced);
            long worst = Math.Max(
                Position(0).Units + Working(0, Side.Buy).Units, Working(0, Side.Sell).Units - Position(0).Units);
            Assert.True(worst <= mostLots, $"{worst} could come of it, {mostLots} is allowed");
            return placed;
        }

        public void OnSecond()
        {
        }

        public void OnReport(in OrderReport report)
        {
            if (report.Kind != ReportKind.Fill)
                return;
            Fills++;
            Assert.True(report.IsMaker);
            long position = Math.Abs(engine.Ledger(0).Position.Units);
            Assert.True(position <= mostLots);
            AtLimit += position == mostLots ? 1 : 0;
        }

        private static IStrategyContext ContextOf(Strategy strategy) => (IStrategyContext)typeof(Strategy)
            .GetProperty("Context", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(strategy)!;
    }
}
