using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>Short made-up recordings with trades, levels, mark prices and funding rates; exchange times need not be in the file's order.</summary>
internal static class AccountRecording
{
    private const long Ms = 1_000_000;

    /// <param name="path">Where to.</param>
    /// <param name="symbol">The one instrument's.</param>
    /// <param name="random">What chance decides.</param>
    /// <param name="orderByOrder">The book is told order by order instead of level by level.</param>
    public static void Write(string path, string symbol, Random random, bool orderByOrder = false)
    {
        long orders = 0;
        Instrument instrument = Instrument.Linear("test", symbol, DecimalUnit.One, DecimalUnit.One);
        using var writer = new RecordingWriter(path, "test");
        long local = 1_000 * Ms, middle = 100;
        bool hasMarks = random.Next(4) > 0;
        long fundingNs = local + random.Next(100, 400) * Ms;
        ushort index = writer.Define(instrument, local, local);
        for (int i = random.Next(60, 250); i > 0; i--)
        {
            local += random.Next(3) == 0 ? 0 : random.Next(30) * Ms;
            long exchange = local - random.Next(6) * Ms;
            if (random.Next(25) == 0)
                middle += random.Next(-6, 7);
            middle = Math.Clamp(middle + random.Next(-1, 2), 85, 115);
            MarketEvent row = Row(random, middle, hasMarks, orderByOrder ? OrderRow(random, middle, ref orders) : LevelRow(random, middle));
            if (row.Kind == EventKind.Funding)
            {
                fundingNs = Math.Max(fundingNs, exchange + random.Next(-50, 200) * Ms);
                row.Reference = fundingNs;
                fundingNs += random.Next(3) * 100 * Ms;
            }

            bool isUnseen = random.Next(20) == 0;
            row.LocalNs = isUnseen && random.Next(2) == 0 ? MarketEvent.Unseen : local;
            row.ExchangeNs = isUnseen && row.LocalNs != MarketEvent.Unseen ? MarketEvent.Unseen : exchange;
            row.Instrument = index;
            row.Flags = random.Next(4) > 0 ? EventFlags.EndOfBatch : EventFlags.None;
            writer.Write(row);
        }

        writer.Write(new MarketEvent { Kind = EventKind.BestQuote, Side = Side.Buy, LocalNs = local, ExchangeNs = local, Instrument = index, Flags = EventFlags.EndOfBatch });
        writer.Complete();
    }

    private static MarketEvent Row(Random random, long middle, bool hasMarks, in MarketEvent ofTheBook) => random.Next(20) switch
    {
        0 when hasMarks => new MarketEvent { Kind = EventKind.MarkPrice, Price = new Price(middle * 100_000_000 + random.Next(100_000_000)) },
        1 => new MarketEvent { Kind = EventKind.Funding, Price = new Price(random.Next(-3, 4) * 1_000_000_000L) },
        _ => ofTheBook,
    };

    private static MarketEvent LevelRow(Random random, long middle)
    {
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        return random.Next(18) < 7
            ? Trade(random, side, middle)
            : new MarketEvent { Kind = EventKind.Depth, Side = side, Price = new Price(middle - side.Sign() * random.Next(1, 6)), Quantity = new Quantity(random.Next(12)) };
    }

    // Orders are numbered from 1; those that are told of again are among the newest, and may be gone.
    private static MarketEvent OrderRow(Random random, long middle, ref long orders)
    {
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        long old = random.NextInt64(Math.Max(1, orders - 11), Math.Max(1, orders) + 1);
        return random.Next(180) switch
        {
            < 20 => Trade(random, side, middle),
            < 21 => new MarketEvent { Kind = EventKind.Clear, Side = (Side)random.Next(-1, 2) },
            < 60 => new MarketEvent { Kind = EventKind.OrderCancel, Reference = old },
            < 80 => new MarketEvent { Kind = EventKind.OrderModify, Reference = old, Price = new Price(middle + random.Next(-4, 5)), Quantity = new Quantity(random.Next(12)) },
            < 120 => new MarketEvent { Kind = EventKind.OrderExecute, Reference = old, Quantity = new Quantity(random.Next(1, 9)) },
            _ => new MarketEvent
            {
                Kind = EventKind.OrderAdd,
                Reference = ++orders,
                Side = side,
                Price = new Price(middle - side.Sign() * random.Next(1, 6)),
                Quantity = new Quantity(random.Next(1, 12)),
            },
        };
    }

    private static MarketEvent Trade(Random random, Side side, long middle) =>
        new() { Kind = EventKind.Trade, Side = side, Price = new Price(middle + random.Next(-2, 3)), Quantity = new Quantity(random.Next(1, 8)) };
}
