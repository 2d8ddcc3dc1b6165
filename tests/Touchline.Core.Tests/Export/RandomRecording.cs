namespace Touchline.Core.Tests;

/// <summary>A recording of random rows: late ones, one-sided ones, version changes, a clock that runs behind.</summary>
internal static class RandomRecording
{
    private const long Start = 1_700_000_000_000_000_000;

    /// <summary>A book told level by level.</summary>
    public static readonly EventKind[] Levels =
    [
        EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Trade, EventKind.Trade,
        EventKind.Snapshot, EventKind.Clear, EventKind.BestQuote, EventKind.Gap, EventKind.Liquidation, EventKind.SessionEnd,
    ];

    /// <summary>A book told order by order.</summary>
    public static readonly EventKind[] Orders =
    [
        EventKind.OrderAdd, EventKind.OrderAdd, EventKind.OrderAdd, EventKind.OrderModify, EventKind.OrderModify, EventKind.OrderCancel,
        EventKind.OrderExecute, EventKind.Trade, EventKind.Clear, EventKind.BestQuote, EventKind.Gap, EventKind.SessionEnd,
    ];

    private static readonly EventKind[] Everything =
    [
        EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Trade, EventKind.Trade,
        EventKind.Snapshot, EventKind.Clear, EventKind.BestQuote, EventKind.Gap, EventKind.OrderAdd, EventKind.OrderCancel,
        EventKind.Liquidation, EventKind.SessionEnd,
    ];

    public static void Write(string path, int seed, int batches, int instruments = 1, int versions = 1, EventKind[]? kinds = null)
    {
        var random = new Random(seed);
        using var writer = new RecordingWriter(path, "test");
        long local = Start, lowest = 0;
        for (int v = 1; v <= versions; v++)
        {
            for (int i = 0; i < instruments; i++)
            {
                writer.Define(Instrument.Linear("test", $"SYM{i}", Unit(v == 1 ? "0.1" : "0.01"), Unit("0.001")) with { Version = v }, local, local);
            }

            for (int b = 0; b < batches / versions; b++)
            {
                local += random.Next(4) == 0 ? 0 : random.NextInt64(1, random.Next(20) == 0 ? 3_000_000_000 : 20_000_000);
                // Up to two seconds before and one after: the local clock runs behind.
                long exchange = local + random.NextInt64(-2_000_000_000, 1_000_000_000);
                int seen = random.Next(12);
                int rows = random.Next(1, 5);
                for (int r = 0; r < rows; r++)
                {
                    MarketEvent row = Row(random, kinds ?? Everything, random.Next(instruments), r == rows - 1);
                    row.LocalNs = seen == 0 ? MarketEvent.Unseen : local;
                    row.ExchangeNs = seen == 1 ? MarketEvent.Unseen : exchange;
                    if (row.SeenLocally && row.SeenByExchange)
                        lowest = Math.Min(lowest, local - exchange);
                    writer.Write(row);
                }
            }
        }

        writer.ClockOffsetNs = -lowest;
        writer.Complete();
    }

    private static DecimalUnit Unit(string text) => DecimalUnit.Parse(text, "unit");

    private static MarketEvent Row(Random random, EventKind[] kinds, int instrument, bool ends)
    {
        EventKind kind = kinds[random.Next(kinds.Length)];
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        if (kind == EventKind.Clear)
            side = (Side)random.Next(-1, 2);
        bool isOrder = kind.IsOrder();
        return new MarketEvent
        {
            Kind = kind,
            Side = side,
            Price = new Price(kind is EventKind.Clear or EventKind.Gap ? 0 : 1000 + random.Next(12) * (side == Side.Buy ? -1 : 1) + random.Next(3)),
            Quantity = new Quantity(kind is EventKind.Clear or EventKind.Gap ? 0 : random.Next(kind == EventKind.Depth ? 0 : 1, 50)),
            Reference = isOrder ? random.NextInt64(1, 1000) : 0,
            Instrument = (ushort)instrument,
            Flags = ends ? EventFlags.EndOfBatch : EventFlags.None,
        };
    }
}
