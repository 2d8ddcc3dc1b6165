using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>Whole runs in which own orders are part of the market.</summary>
public sealed class ImpactTests : IDisposable
{
    private const long Start = 1_700_000_000_000_000_000;
    private const long LengthNs = 15_000_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2_000_000, 2_000_000)]
    [InlineData(0, 0)]
    [InlineData(30_000_000, 1)]
    public void Played_at_once_and_bit_by_bit_comes_to_the_same(long entryNs, long responseNs)
    {
        var latency = new ConstantLatency(entryNs, responseNs);
        string[] once = Play(latency, step: LengthNs), often = Play(latency, step: 1_700_000);
        Assert.Equal(once, often);
        Assert.True(once.Length > 20, $"{once.Length} fills");
    }

    [Fact]
    public void A_large_order_moves_the_market_that_we_see()
    {
        var quiet = new Watcher(0);
        var loud = new Watcher(20_000);
        Run(quiet, new ConstantLatency(2_000_000, 2_000_000), LengthNs, null);
        Run(loud, new ConstantLatency(2_000_000, 2_000_000), LengthNs, null);
        Assert.Equal(quiet.BeforeOrder, loud.BeforeOrder);
        Assert.True(loud.HighestSoonAfter > quiet.HighestSoonAfter + 5, $"{loud.HighestSoonAfter} and {quiet.HighestSoonAfter}");
    }

    [Fact]
    public void A_recording_of_it_is_marked_and_so_is_a_recording_of_that()
    {
        var market = new ImpactMarket(new SyntheticStreamOptions(), 3, Start);
        string first = _folder.File("first.tlr"), second = _folder.File("second.tlr"), plain = _folder.File("plain.tlr");
        using (var recorder = new SessionRecorder(market, first, "test"))
        {
            while (market.NextNs < Start + 1_000_000_000)
                market.Step();
            recorder.Complete(null, Start + 1_000_000_000);
        }

        using Recording recording = Recording.Open(first);
        Assert.True(recording.HoldsOwnOrders);
        Assert.True(recording.MarketRowCount > 500);
        using (var recorder = new SessionRecorder(recording, second, "test"))
            recorder.Complete(null, long.MaxValue);
        using Recording copy = Recording.Open(second);
        Assert.True(copy.HoldsOwnOrders);
        using (var recorder = new SessionRecorder(new SyntheticStream(new SyntheticStreamOptions(), 3, Start), plain, "test"))
            recorder.Complete(null, Start + 1_000_000_000);
        using Recording models = Recording.Open(plain);
        Assert.False(models.HoldsOwnOrders);
    }

    private static string[] Play(LatencyModel latency, long step)
    {
        var fills = new List<string>();
        Run(new Quoter(), latency, step, fills);
        return [.. fills];
    }

    private static void Run(Strategy strategy, LatencyModel latency, long step, List<string>? fills)
    {
        var market = new ImpactMarket(new SyntheticStreamOptions(), 11, Start);
        var backtest = new Backtest(
            [market], [new StrategySetup("test", strategy)], new RiskLimits(), new SimulationOptions { Latency = latency },
            f => fills?.Add($"{f.Report.ExchangeNs} {f.Report.LocalNs} {f.Side} {f.Report.Price} {f.Report.Quantity} {f.Report.IsMaker} {f.Position}"));
        for (long now = Start; now < Start + LengthNs; now += step)
            backtest.PlayUntil(Math.Min(now + step, Start + LengthNs));
        backtest.Stop();
        backtest.PlayUntil(backtest.Stopped!.Value.EndNs);
        Assert.Equal(0, backtest.Engine.LiveOrders);
        fills?.Add($"{backtest.LocalRows} rows");
    }

    /// <summary>A bid and an ask at the touch, moved ten times a second; every second a market order.</summary>
    private sealed class Quoter : Strategy
    {
        private OrderId _bid;
        private OrderId _ask;
        private int _ticks;

        public override void OnStart() => Context.SetTimer(0, Context.NowNs + 100_000_000);

        public override void OnTimer(int id)
        {
            Context.SetTimer(0, Context.NowNs + 100_000_000);
            Touch touch = Context.Book(0).Touch;
            if (!touch.IsTwoSided)
                return;
            Replace(ref _bid, Side.Buy, touch.BidPrice);
            Replace(ref _ask, Side.Sell, touch.AskPrice);
            if (++_ticks % 10 == 0)
                Context.Place(NewOrder.Market(0, _ticks % 20 == 0 ? Side.Buy : Side.Sell, new Quantity(50)));
        }

        private void Replace(ref OrderId order, Side side, Price price)
        {
            Context.Cancel(order);
            order = Context.Place(NewOrder.Limit(0, side, price, new Quantity(20), TimeInForce.PostOnly)).Id;
        }
    }

    /// <summary>After five seconds one market order to buy, if any.</summary>
    private sealed class Watcher(long quantity) : Strategy
    {
        private bool _sent;

        public long BeforeOrder { get; private set; }

        public long HighestSoonAfter { get; private set; }

        public override void OnBook(int instrument)
        {
            Touch touch = Context.Book(instrument).Touch;
            if (!touch.IsTwoSided)
                return;
            if (!_sent && Context.NowNs >= Start + 5_000_000_000)
            {
                _sent = true;
                BeforeOrder = touch.AskPrice.Units;
                if (quantity > 0)
                    Context.Place(NewOrder.Market(instrument, Side.Buy, new Quantity(quantity)));
            }
            else if (_sent && Context.NowNs < Start + 5_500_000_000)
            {
                HighestSoonAfter = Math.Max(HighestSoonAfter, touch.AskPrice.Units);
            }
        }
    }
}
