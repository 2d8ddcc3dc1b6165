using System.Diagnostics;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Bench;

/// <summary>
/// From a market event until the order that a strategy in C# places on it is out of the engine: in the engine's thread, and in a thread or process of its own, through its queue, its engine, and the request that passes the risk.
/// </summary>
internal static class OutpostBenchmark
{
    private const int Events = 20_000, PacedEvents = 500, WarmUpEvents = 20_000;
    private const long MostPassNs = 2_000_000_000, PaceNs = 2_000_000;

    private const string Source = "class Answering : Strategy { public override void OnBook(int instrument) => Context.Place(NewOrder.Limit(instrument, Side.Buy, new Price(90), new Quantity(1))); }";

    public static IReadOnlyList<PluginLine> Lines(CancellationToken cancel) =>
    [
        new("C#, engine's thread", "–", "one after the other", h => Play(h, StrategyThread.Engine, Events, 0, cancel)),
        new("C#, own thread", "block", "one after the other", h => Play(h, StrategyThread.Own, Events, 0, cancel)),
        new("C#, own thread", "block", "one in 2 ms", h => Play(h, StrategyThread.Own, PacedEvents, PaceNs, cancel)),
        new("C#, own process", "block", "one after the other", h => Play(h, StrategyThread.Process, Events, 0, cancel)),
        new("C#, own process", "block", "one in 2 ms", h => Play(h, StrategyThread.Process, PacedEvents, PaceNs, cancel)),
    ];

    private static void Play(LatencyHistogram into, StrategyThread where, int events, long paceNs, CancellationToken cancel)
    {
        Instrument traded = Instrument.Linear("bench", "BTCUSDT", DecimalUnit.One, DecimalUnit.One);
        var engine = new Engine([traded], [new StrategySetup("bench", where == StrategyThread.Engine ? new Answering() : new Nobody())], RiskLimits.None with { MaxLiveOrders = 1024 });
        engine.Start(1);
        using Running? running = where == StrategyThread.Engine ? null : new Running(engine, where);
        long first = Stopwatch.GetTimestamp();
        for (int i = -WarmUpEvents; i < events; i++)
        {
            while (running is { IsBusy: true })
                Thread.SpinWait(1);
            long began = Stopwatch.GetTimestamp();
            if (Ns(first, began) > MostPassNs)
            {
                if (i >= 0)
                    return;
                (i, first) = (0, began);
            }

            engine.OnMarket(new MarketEvent { Kind = EventKind.Depth, Side = Side.Buy, Price = new Price(100), Quantity = new Quantity(1 + (i & 1)), Flags = EventFlags.EndOfBatch }, i + WarmUpEvents + 2L);
            while (engine.Intents.Length == 0)
                running!.Carry();
            long ended = Stopwatch.GetTimestamp();
            OrderId id = engine.Intents[0].Id;
            engine.ClearIntents();
            engine.OnReport(new OrderReport { Kind = ReportKind.Rejected, Id = id, LocalNs = engine.NowNs });
            if (i >= 0)
                into.Record(Ns(began, ended));
            cancel.ThrowIfCancellationRequested();
            while (paceNs > 0 && Ns(ended, Stopwatch.GetTimestamp()) < paceNs)
                Thread.Sleep(1);
        }
    }

    private static long Ns(long began, long ended) => (long)((ended - began) * (1e9 / Stopwatch.Frequency));

    private sealed class Running : IDisposable
    {
        private readonly Engine _engine;
        private readonly IOutpost _outpost;
        private readonly Thread _thread;
        private readonly RequestOrder _request;

        public Running(Engine engine, StrategyThread where)
        {
            _engine = engine;
            _request = Request;
            OutpostPlace place = where == StrategyThread.Own ? new OutpostPlace(() => new Answering()) : new OutpostPlace(new StrategySource("the benchmark's strategy", Source, StrategyRules.Usual).Assemble());
            _outpost = place.Begin(new OutpostFeed(engine, engine.Strategies[0], looksOn: false), []);
            _thread = new Thread(_outpost.Run) { IsBackground = true, Name = "strategy bench" };
            _thread.Start();
            while (_outpost.IsStarting)
                Thread.Sleep(1);
        }

        public bool IsBusy => _outpost.IsBusy;

        public void Carry()
        {
            if (_outpost.State != OutpostState.Running)
                throw new InvalidOperationException($"the benchmark's strategy is over: {_outpost.Why}");
            if (_outpost.Feed.Carry(true, _request, _ => default) == 0)
                Thread.SpinWait(1);
        }

        public void Dispose()
        {
            _outpost.End();
            _thread.Join();
            _outpost.Dispose();
        }

        private Placement Request(in OrderRequest request) => _engine.OnRequest(request, _engine.NowNs);
    }

    private sealed class Nobody : Strategy;

    private sealed class Answering : Strategy
    {
        public override void OnBook(int instrument) => Context.Place(NewOrder.Limit(instrument, Side.Buy, new Price(90), new Quantity(1)));
    }
}
