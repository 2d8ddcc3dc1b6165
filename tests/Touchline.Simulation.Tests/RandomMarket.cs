using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Simulation.Tests;

/// <summary>
/// Short made-up markets of a few price levels in which everything happens often: trades at and through our prices, changes at them,
/// crossed and one-sided books, clears, snapshots, gaps, exchange time stepping back, rows for one side only, equal times.
/// </summary>
internal static class RandomMarket
{
    private const long Second = 1_000_000_000;

    // Steps whose halves are exact as doubles, for the cases that hang on half a lot; and the usual decimal ones with unit = lot.
    private static readonly (string Price, long Tick, string Quantity, long Lot)[] Units =
    [
        ("0.1", 1, "0.001", 1), ("0.01", 5, "1", 1), ("0.5", 2, "0.125", 2), ("1", 1, "0.25", 4),
    ];

    private static readonly EventKind[] Kinds =
    [
        EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Depth,
        EventKind.Trade, EventKind.Trade, EventKind.Trade, EventKind.Trade, EventKind.Snapshot, EventKind.BestQuote, EventKind.OffBookTrade,
    ];

    /// <param name="random">Decides everything.</param>
    /// <param name="forText">Only what events-csv can say: batches by equal times, no gaps, the clock offset that an import finds.</param>
    public static Market Next(Random random, bool forText)
    {
        (string price, long tick, string quantity, long lot) = Units[random.Next(Units.Length)];
        var instrument = Instrument.Linear("test", "X", DecimalUnit.Parse(price, "tick"), DecimalUnit.Parse(quantity, "lot"));
        if (!forText)
            instrument = instrument with { TickUnits = tick, LotUnits = lot }; // an import makes each of them one unit
        var draw = new Draw(random, instrument, forText);
        Row[] rows = draw.Rows(random.Next(20, 201));
        long lowest = rows.Where(r => r.Local != -1 && r.Exchange != -1).Select(r => r.Local - r.Exchange).DefaultIfEmpty(0).Min();
        long offset = forText || random.Next(2) == 0 ? Math.Max(0, -lowest) : draw.Step * random.Next(3);
        LatencySample[]? measured = random.Next(3) == 0 ? draw.Measurements(rows) : null;
        LatencyModel latency = measured is null
            ? new ConstantLatency(draw.Step * random.Next(5), draw.Step * random.Next(5))
            : new RecordedLatency("measured", measured);
        FeeRates fees = random.Next(2) == 0 ? new FeeRates(0.0002m, 0.0005m) : new FeeRates(-0.0001m, 0.0003m);
        var options = new SimulationOptions { Latency = latency, Fees = fees, Exchange = ExchangeModel.NoPartialFill };
        return new Market(instrument, rows, draw.Script(random.Next(5, 60), rows, offset), offset, options) { Measured = measured };
    }

    private sealed class Draw(Random random, Instrument instrument, bool forText)
    {
        private readonly int _levels = random.Next(3, 10);
        private readonly long _lag = random.Next(-4, 5);
        private readonly int _jitter = random.Next(5);

        /// <summary>All times are multiples of it, so that equal ones are frequent; it reaches from 1 ns to half a second.</summary>
        public long Step { get; } = random.Next(4) switch { 0 => 1, 1 => 1_000_003, 2 => Second / 10, _ => Second / 2 };

        public Row[] Rows(int count)
        {
            var rows = new List<Row>(count);
            long local = Second * random.Next(1, 4) + Step * 20;
            long exchange = local;
            while (rows.Count < count)
            {
                if (random.Next(3) > 0)
                    local += Step * random.Next(4);
                exchange = Math.Max(0, local + Step * (_lag + random.Next(-_jitter, _jitter + 1)));
                (long seenAt, long happenedAt) = random.Next(12) switch { 0 => (-1L, exchange), 1 => (local, -1L), _ => (local, exchange) };
                if (!rows.Exists(r => r.Local != -1))
                    seenAt = local;
                AddMessage(rows, seenAt, happenedAt);
            }

            return forText ? WithTextBatches(rows) : [.. rows];
        }

        // Some before, some within, some after the market; several at one time, and orders that overtake each other.
        public LatencySample[] Measurements(Row[] rows)
        {
            long from = rows[0].Local - 10 * Step, span = rows.Max(r => r.Local) - from + 10 * Step;
            var samples = new LatencySample[random.Next(1, 20)];
            for (int i = 0; i < samples.Length; i++)
            {
                long request = Math.Max(0, from + (random.Next(3) == 0 ? random.NextInt64(span) : span / Step * i / samples.Length * Step));
                long exchange = request + Step * random.Next(5) + random.Next(2), response = exchange + Step * random.Next(5) + random.Next(2);
                samples[i] = new LatencySample(request, exchange, response);
            }

            return [.. samples.OrderBy(s => s.RequestNs)];
        }

        public ScriptedAction[] Script(int count, Row[] rows, long offset)
        {
            long from = rows[0].Local + offset, to = rows.Max(r => r.Local) + offset + 2 * Step;
            var script = new ScriptedAction[count];
            for (int i = 0; i < count; i++)
            {
                long at = from + (to - from) / Step / 3 * i / count * 3 * Step + Step * random.Next(-1, 4);
                bool cancels = i > 0 && random.Next(3) == 0;
                script[i] = cancels ? ScriptedAction.Cancel(at, random.Next(Math.Max(0, i - 4), i)) : NewOrder(at);
            }

            // An order is cancelled after its own action only, also when their times come out equal or swapped.
            return [.. script.Select((a, i) => a.IsCancel ? a with { At = Math.Max(a.At, script[a.Cancels].At) } : a)];
        }

        private ScriptedAction NewOrder(long at)
        {
            var timeInForce = (TimeInForce)random.Next(1, 5);
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            decimal price = 100 + instrument.Tick * random.Next(_levels + 2);
            // A market order can't be post-only.
            OrderType type = random.Next(8) == 0 && timeInForce != TimeInForce.PostOnly ? OrderType.Market : OrderType.Limit;
            return ScriptedAction.New(at, side, type, timeInForce, price, instrument.Lot * random.Next(1, 4));
        }

        private void AddMessage(List<Row> rows, long local, long exchange)
        {
            int dice = random.Next(60);
            if (dice == 0)
            {
                rows.Add(new Row(local, exchange, EventKind.Clear, (Side)random.Next(-1, 2), 0, 0, random.Next(2) == 0));
            }
            else if (dice == 1 && !forText)
            {
                rows.Add(new Row(local, exchange, EventKind.Gap, Side.None, 0, 0, true));
            }
            else if (dice <= 3)
            {
                rows.Add(new Row(local, exchange, EventKind.Clear, Side.None, 0, 0, false));
                for (int i = random.Next(2, 7); i > 0; i--)
                    rows.Add(Level(local, exchange, EventKind.Snapshot, endsBatch: i == 1));
            }
            else
            {
                EventKind kind = Kinds[random.Next(forText ? Kinds.Length - 2 : Kinds.Length)];
                rows.Add(Level(local, exchange, kind, random.Next(3) > 0));
            }
        }

        private Row Level(long local, long exchange, EventKind kind, bool endsBatch)
        {
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            // Bids low and asks high more often than not, so that books are mostly in order but cross at times.
            int level = random.Next(_levels) + random.Next(_levels);
            level = random.Next(12) == 0 ? level / 2 : side == Side.Buy ? Math.Min(level, _levels / 2) : Math.Max(level, _levels / 2 + 1);
            if (kind == EventKind.Trade)
                level = random.Next(_levels + 2);
            long most = random.Next(2) == 0 ? 4 : 12;
            bool removes = kind is EventKind.Depth or EventKind.Snapshot && random.Next(4) == 0;
            decimal quantity = removes ? 0 : instrument.Lot / instrument.LotUnits * random.NextInt64(1, most * instrument.LotUnits);
            return new Row(local, exchange, kind, side, 100 + instrument.Tick * level, quantity, endsBatch);
        }

        // What the text says: neighbours with equal times are one batch.
        private static Row[] WithTextBatches(List<Row> rows) =>
            [.. rows.Select((r, i) => r with { EndsBatch = i + 1 == rows.Count || rows[i + 1].Local != r.Local || rows[i + 1].Exchange != r.Exchange })];
    }
}
