using Touchline.Core;

namespace Touchline.Strategies.Tests;

/// <summary>
/// The market of the models with known figures, in ticks of 0.1: a touch of one tick whose mid walks with a volatility, and on each side
/// Poisson arrivals at a rate A whose depth from the mid is exponential with mean 1/k, so that λ(δ) = A e^(−kδ).
/// </summary>
internal sealed class PoissonMarket(ulong seed, double a, double k, double sigma)
{
    public const long StepNs = 10_000_000;
    public const double Tick = 0.1;

    private const double StepSeconds = StepNs / 1e9;

    private readonly SeededRandom _random = new(seed);

    public long Bid { get; private set; } = 100_000;

    public long Ask => Bid + 1;

    /// <summary>The trades of one step, each the deepest of its arrival; the touch moves behind them.</summary>
    public List<(Side Side, long Price)> Step()
    {
        var trades = new List<(Side, long)>();
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            for (double at = _random.Exponential(); at < a * StepSeconds; at += _random.Exponential())
            {
                // It goes through all distances below its depth: to the first tick beyond.
                double depth = _random.Exponential() / k / Tick, mid = Bid + 0.5;
                trades.Add((side, side == Side.Buy ? (long)Math.Ceiling(mid + depth) : (long)Math.Floor(mid - depth)));
            }
        }

        double jump = sigma * sigma * StepSeconds / (Tick * Tick);
        if (_random.Chance(jump))
            Bid += _random.Chance(0.5) ? 1 : -1;
        return trades;
    }

    /// <summary>A recording of so many seconds.</summary>
    public void Record(string path, int seconds, Instrument instrument)
    {
        using var writer = new RecordingWriter(path, "test");
        ushort index = writer.Define(instrument, 1_000_000_000, 1_000_000_000);
        long now = 1_000_000_000, last = 0;
        for (int step = 0; step < seconds * 100; step++, now += StepNs)
        {
            if (Bid != last)
                Tell(writer, index, now, last);
            last = Bid;
            foreach ((Side side, long price) in Step())
                writer.Write(Row(index, now + 1, EventKind.Trade, side, price, 1));
        }

        writer.Complete();
    }

    private void Tell(RecordingWriter writer, ushort index, long now, long last)
    {
        if (last != 0)
        {
            writer.Write(Row(index, now, EventKind.Depth, Side.Buy, last, 0) with { Flags = EventFlags.None });
            writer.Write(Row(index, now, EventKind.Depth, Side.Sell, last + 1, 0) with { Flags = EventFlags.None });
        }

        writer.Write(Row(index, now, EventKind.Depth, Side.Buy, Bid, 5) with { Flags = EventFlags.None });
        writer.Write(Row(index, now, EventKind.Depth, Side.Sell, Ask, 5));
    }

    private static MarketEvent Row(ushort index, long now, EventKind kind, Side side, long price, long quantity) => new()
    {
        LocalNs = now,
        ExchangeNs = now,
        Kind = kind,
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        Flags = EventFlags.EndOfBatch,
        Instrument = index,
    };
}
