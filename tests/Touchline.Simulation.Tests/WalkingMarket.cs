using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>
/// A recorded market for strategies: ten levels a side around a mid near 1,000 that walks, pressure that comes and goes, and trades that
/// arrive at random on either side and go some ticks deep. Tick 0.1, lot 0.001.
/// </summary>
internal static class WalkingMarket
{
    public const long StartNs = 1_700_000_000_000_000_000;

    private const long StepNs = 20_000_000;
    private const int Levels = 10;

    public static Recording Record(string path, ulong seed, int seconds, string symbol = "X")
    {
        var instrument = Instrument.Linear("test", symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));
        using (var writer = new RecordingWriter(path, "test"))
        {
            ushort index = writer.Define(instrument, StartNs, StartNs);
            var random = new SeededRandom(seed);
            long bid = 10_000;
            double pressure = 0;
            for (int step = 0; step < seconds * (1_000_000_000 / StepNs); step++)
            {
                long now = StartNs + step * StepNs;
                pressure = 0.97 * pressure + 0.35 * random.Normal();
                bool moves = step == 0 || random.Chance(0.25);
                if (moves)
                    bid += random.Chance(0.5 + 0.2 * Math.Clamp(pressure, -1, 1)) ? 1 : -1;
                Tell(writer, index, now, bid, moves, pressure, random);
                Trade(writer, index, now + StepNs / 2, bid, random);
            }

            writer.Complete();
        }

        return Recording.Open(path);
    }

    private static void Tell(RecordingWriter writer, ushort index, long now, long bid, bool moves, double pressure, SeededRandom random)
    {
        if (moves)
            writer.Write(Row(index, now, EventKind.Clear, Side.None, 0, 0, false));
        for (int level = 0; level < (moves ? Levels : 1); level++)
        {
            EventKind kind = moves ? EventKind.Snapshot : EventKind.Depth;
            writer.Write(Row(index, now, kind, Side.Buy, bid - level, Quantity(random, pressure), false));
            writer.Write(Row(index, now, kind, Side.Sell, bid + 1 + level, Quantity(random, -pressure), level == (moves ? Levels : 1) - 1));
        }
    }

    private static void Trade(RecordingWriter writer, ushort index, long now, long bid, SeededRandom random)
    {
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            if (!random.Chance(0.05))
                continue;
            long deep = (long)(random.Exponential() * 10);
            writer.Write(Row(index, now, EventKind.Trade, side, side == Side.Buy ? bid + 1 + deep : bid - deep, 1 + random.Below(500), true));
        }
    }

    private static long Quantity(SeededRandom random, double pressure) => 1 + (long)(random.Exponential() * 400 * Math.Max(0.1, 1 + pressure));

    private static MarketEvent Row(ushort index, long now, EventKind kind, Side side, long price, long quantity, bool endsBatch) => new()
    {
        LocalNs = now + 1_000_000,
        ExchangeNs = now,
        Kind = kind,
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        Flags = endsBatch ? EventFlags.EndOfBatch : EventFlags.None,
        Instrument = index,
    };
}
