using Touchline.Core;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Bench;

/// <summary>
/// Market events through the engine to a strategy that looks at the touch whenever the book changed; rows from memory, again and
/// again. The twin has a plain book and calls its strategy directly: it has no timers, no candles, and would not survive an exception.
/// </summary>
internal static class EngineBenchmark
{
    private const long LengthNs = 100_000_000_000;

    public static IReadOnlyList<BenchmarkEntry> All { get; } =
        [new("engine.event", "one market event through the engine to a strategy that reads the touch at batch ends", SetUp)];

    private static Benchmark SetUp()
    {
        using var market = new SampleMarket(LengthNs);
        Instrument instrument = MarketSimulation.InstrumentOf(market.Recording);
        MarketEvent[] rows = market.LocalRows();
        long span = rows[^1].LocalNs - rows[0].LocalNs + 1;
        var strategy = new TouchReader();
        var engine = new Engine([instrument], [new StrategySetup("reader", strategy)], new RiskLimits());
        engine.Start(rows[0].LocalNs);
        var plain = new PlainTouchReader();
        var feed = new PlainFeed(plain);
        long laps = 0, plainLaps = 0;
        return new Benchmark(
            n =>
            {
                for (int lap = n / rows.Length; lap > 0; lap--)
                    Play(engine, rows, laps++ * span);
                return strategy.Sum;
            },
            n =>
            {
                for (int lap = n / rows.Length; lap > 0; lap--)
                    Play(feed, rows, plainLaps++ * span);
                return plain.Sum;
            },
            rows.Length);
    }

    private static void Play(Engine engine, MarketEvent[] rows, long shiftNs)
    {
        foreach (ref readonly MarketEvent row in rows.AsSpan())
            engine.OnMarket(row, row.LocalNs + shiftNs);
    }

    private static void Play(PlainFeed feed, MarketEvent[] rows, long shiftNs)
    {
        foreach (ref readonly MarketEvent row in rows.AsSpan())
            feed.Take(row, row.LocalNs + shiftNs);
    }
}
