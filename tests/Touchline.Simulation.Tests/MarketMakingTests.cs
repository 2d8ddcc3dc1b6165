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
    public void It_quotes_both_sides_only_ever_makes_and_never_could_exceed_its_limit()
    {
        var random = new Random(6);
        int bids = 0, asks = 0, fills = 0, atLimit = 0, amends = 0;
        for (int i = 0; i < 300; i++)
        {
            using Recording recording = RecordWalk(random, 2_000);
            long most = random.Next(1, 12);
            MarketMaking maker = Maker(
                ("spread", "0.4"), ("size", "0.01"), ("max_position", $"{most * 0.01m}"), ("levels", $"{random.Next(1, 6)}"),
                ("refresh", "10ms"), ("skew", $"{random.Next(3)}"));
            Watch watch = Play(recording, maker, most, random.Next(8) * Millisecond, random.Next(8) * Millisecond);
            (bids, asks, fills, atLimit, amends) = (bids + watch.Bids, asks + watch.Asks, fills + watch.Fills, atLimit + watch.AtLimit, amends + watch.Amends);
        }

        Assert.True(
            bids > 5_000 && asks > 5_000 && fills > 2_000 && atLimit > 500 && amends > 5_000,
            $"{bids} bids, {asks} asks, {fills} fills, {atLimit} at the limit and {amends} amends are too few to mean anything");
    }

    [Fact]
    public void What_it_wants_is_sent_once_and_stands_while_the_market_is_quiet()
    {
        var scene = new Scene { Instrument = TenthAndHundredth }.Bid(Millisecond, 100, 1).Ask(Millisecond, 100.2m, 1).Until(500 * Millisecond);
        scene.Market.Record(_folder.File("scene.tlr"));
        using Recording recording = Recording.Open(_folder.File("scene.tlr"));
        MarketMaking maker = Maker(("spread", "0.3"), ("size", "0.02"), ("max_position", "1"), ("levels", "2"), ("refresh", "1ms"));
        Watch watch = Play(recording, maker, 100, 2 * Millisecond, 3 * Millisecond);
        // The mid is 100.1: bids at 99.95 and 99.8 and asks at 100.25 and 100.4, moved outwards to the tick.
        Assert.Equal(["Place Buy 2 at 999", "Place Sell 2 at 1003", "Place Buy 2 at 998", "Place Sell 2 at 1004"], watch.Sent);
    }

    [Fact]
    public void A_market_that_moves_is_followed_by_one_amend_a_quote()
    {
        var scene = new Scene { Instrument = TenthAndHundredth }
            .Bid(Millisecond, 100, 1).Ask(Millisecond, 100.2m, 1)
            .Ask(20 * Millisecond, 100.4m, 1).Ask(20 * Millisecond, 100.2m, 0).Bid(20 * Millisecond, 100.2m, 1)
            .Until(40 * Millisecond);
        scene.Market.Record(_folder.File("scene.tlr"));
        using Recording recording = Recording.Open(_folder.File("scene.tlr"));
        MarketMaking maker = Maker(("spread", "0.3"), ("size", "0.02"), ("max_position", "1"), ("levels", "2"), ("refresh", "10ms"));
        Watch watch = Play(recording, maker, 100, 2 * Millisecond, 3 * Millisecond);
        Assert.Equal(["Amend Buy 2 at 1001", "Amend Buy 2 at 1000", "Amend Sell 2 at 1005", "Amend Sell 2 at 1006"], watch.Sent[4..]);
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
        // Slice by slice: a collection that another test's thread starts counts what was left of this thread's allocation context, in the
        // slice in which it comes. An object an order or a fill would be in all of them.
        const int Slices = 20;
        int clean = 0;
        long length = (recording.LastLocalNs - half) / Slices;
        for (int slice = 1; slice <= Slices; slice++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            backtest.PlayUntil(half + slice * length);
            clean += GC.GetAllocatedBytesForCurrentThread() == bytes ? 1 : 0;
        }

        Assert.True(clean > 0, "something was allocated in every slice");
        Assert.True(backtest.LocalRows - rows > 100_000 && backtest.Figures.Fills - fills > 500, $"{backtest.LocalRows - rows} rows and {backtest.Figures.Fills - fills} fills are too few to mean anything");
    }

    private static Instrument TenthAndHundredth => Instrument.Linear("test", "X", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.01", "lot"));

    private static Watch Play(Recording recording, MarketMaking maker, long mostLots, long entryNs, long responseNs)
    {
        var engine = new Engine([MarketSimulation.InstrumentOf(recording)], [new StrategySetup("maker", maker)], new RiskLimits());
        var watch = new Watch(engine, mostLots);
        var options = new SimulationOptions { Latency = new ConstantLatency(entryNs, responseNs) };
        new MarketSimulation([recording], engine, options, watch, watch).PlayUntil(long.MaxValue);
        Assert.Null(engine.Strategies[0].Failure);
        return watch;
    }

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

    /// <summary>Looks at every request and every fill.</summary>
    private sealed class Watch(Engine engine, long mostLots) : IEngineTap, ISimulationObserver
    {
        public int Bids { get; private set; }

        public int Asks { get; private set; }

        public int Amends { get; private set; }

        public int Fills { get; private set; }

        public int AtLimit { get; private set; }

        public List<string> Sent { get; } = [];

        public void OnIntents(ReadOnlySpan<Intent> intents)
        {
            foreach (ref readonly Intent intent in intents)
            {
                NewOrder order = intent.Terms;
                Assert.Equal(TimeInForce.PostOnly, order.TimeInForce);
                Sent.Add($"{intent.Kind} {order.Side} {order.Quantity} at {order.Price}");
                Amends += intent.Kind == IntentKind.Amend ? 1 : 0;
                if (intent.Kind == IntentKind.Place && order.Side == Side.Buy)
                    Bids++;
                else if (intent.Kind == IntentKind.Place)
                    Asks++;
            }

            CheckLimit();
        }

        public void OnReport(in OrderReport report)
        {
            CheckLimit();
            if (report.Kind != ReportKind.Fill)
                return;
            Fills++;
            Assert.True(report.IsMaker);
            AtLimit += Math.Abs(engine.Ledger(0).Position.Units) == mostLots ? 1 : 0;
        }

        public long NextLookNs => long.MaxValue;

        public void OnLook(long nowNs)
        {
        }

        public void BeforeInput()
        {
        }

        public void OnStart(long input, long localNs)
        {
        }

        public void OnReport(long input, in OrderReport report)
        {
        }

        public void OnClock(long input, long localNs)
        {
        }

        public void OnStop(long input, long localNs)
        {
        }

        // Whatever fills of what is out, cancelled or not, the limit holds.
        private void CheckLimit()
        {
            long position = engine.Ledger(0).Position.Units, buying = 0, selling = 0;
            foreach (OrderUpdate order in engine.SnapshotOrders())
            {
                if (order.Side == Side.Buy)
                    buying += order.Remaining.Units;
                else
                    selling += order.Remaining.Units;
            }

            Assert.InRange(position + buying, long.MinValue, mostLots);
            Assert.InRange(position - selling, -mostLots, long.MaxValue);
        }
    }
}
