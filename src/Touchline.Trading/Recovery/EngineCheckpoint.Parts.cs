using Touchline.Core;

namespace Touchline.Trading;

/// <summary>A checkpoint's instruments, strategies and lists of orders as bytes.</summary>
public sealed partial class EngineCheckpoint
{
    // Room for what has a name: names, units, limits.
    private const int Texts = 2048;

    private static void Write(InstrumentCheckpoint part, CheckpointWriter to)
    {
        Instrument instrument = part.Instrument;
        to.Text(instrument.Venue);
        to.Text(instrument.Symbol);
        to.Int(instrument.Version);
        to.Unit(instrument.PriceUnit.Step);
        to.Unit(instrument.QuantityUnit.Step);
        to.Long(instrument.TickUnits);
        to.Long(instrument.LotUnits);
        to.Decimal(instrument.Multiplier);
        Write(part.Account, to);
        Write(part.Unassigned, to);
        to.Long(part.LastFundingNs);
        Write(part.Trades, to);
        Write(part.OwnTrades, to);
        to.Byte((byte)part.Frozen);
        to.Byte((byte)part.Status);
    }

    private static void Write(IReadOnlyList<long> trades, CheckpointWriter to)
    {
        to.Int(trades.Count);
        foreach (long trade in trades)
            to.Long(trade);
    }

    private static InstrumentCheckpoint[] ReadInstruments(ref CheckpointReader from)
    {
        var instruments = new InstrumentCheckpoint[from.Count(LeastLedger)];
        for (int i = 0; i < instruments.Length; i++)
        {
            var instrument = new Instrument
            {
                Venue = from.Text(),
                Symbol = from.Text(),
                Version = from.Int(),
                PriceUnit = new PriceUnit(from.Unit()),
                QuantityUnit = new QuantityUnit(from.Unit()),
                TickUnits = from.Long(),
                LotUnits = from.Long(),
                Multiplier = from.Decimal(),
            };
            if (instrument.TickUnits < 1 || instrument.LotUnits < 1 || instrument.Multiplier <= 0)
                throw from.Wrong($"{instrument} has no right units");
            instruments[i] = new InstrumentCheckpoint(instrument, ReadLedger(ref from), ReadLedger(ref from), from.Long(), ReadTrades(ref from))
            {
                OwnTrades = ReadTrades(ref from),
                Frozen = (FreezeReason)from.Byte(),
                Status = (InstrumentStatus)from.Byte(),
            };
        }

        return instruments;
    }

    private static long[] ReadTrades(ref CheckpointReader from)
    {
        long[] trades = new long[from.Count(sizeof(long))];
        for (int i = 0; i < trades.Length; i++)
            trades[i] = from.Long();
        return trades;
    }

    private static void WriteNames(IReadOnlyList<string> names, CheckpointWriter to)
    {
        to.Int(names.Count);
        foreach (string name in names)
            to.Text(name);
    }

    private static string[] ReadNames(ref CheckpointReader from)
    {
        string[] names = new string[from.Count(sizeof(ushort))];
        if (names.Length > byte.MaxValue)
            throw from.Wrong($"{names.Length} assets of fees");
        for (int i = 0; i < names.Length; i++)
            names[i] = from.Text();
        return names;
    }

    private static void Write(in EquityMarks marks, CheckpointWriter to)
    {
        to.Long(marks.Day);
        to.Decimal(marks.DayStart);
        to.Decimal(marks.Peak);
    }

    private static EquityMarks ReadMarks(ref CheckpointReader from) => new(from.Long(), from.Decimal(), from.Decimal());

    private static void Write(StrategyCheckpoint strategy, CheckpointWriter to)
    {
        to.Text(strategy.Name);
        LimitFields.Write(strategy.Limits, to);
        Write(strategy.Marks, to);
        to.Flag(strategy.IsPaused);
        to.Int(strategy.Ledgers.Count);
        for (int i = 0; i < strategy.Ledgers.Count; i++)
        {
            Write(strategy.Ledgers[i], to);
            Write(strategy.Positions[i], to);
        }
    }

    private static StrategyCheckpoint[] ReadStrategies(ref CheckpointReader from)
    {
        var strategies = new StrategyCheckpoint[from.Count(sizeof(int))];
        for (int i = 0; i < strategies.Length; i++)
        {
            string name = from.Text();
            RiskLimits limits = LimitFields.Read(ref from);
            EquityMarks marks = ReadMarks(ref from);
            bool isPaused = from.Flag();
            var ledgers = new LedgerState[from.Count(LeastLedger + PositionSize)];
            var positions = new KeptPosition[ledgers.Length];
            for (int n = 0; n < ledgers.Length; n++)
                (ledgers[n], positions[n]) = (ReadLedger(ref from), ReadPosition(ref from));
            strategies[i] = new StrategyCheckpoint(name, limits, marks, isPaused, ledgers) { Positions = positions };
        }

        return strategies;
    }

    private static void Write(IReadOnlyList<CheckpointOrder> orders, CheckpointWriter to, ref int more)
    {
        to.Int(orders.Count);
        foreach (CheckpointOrder order in orders)
            order.Write(to, ref more);
    }

    private static CheckpointOrder[] ReadOrders(ref CheckpointReader from)
    {
        var orders = new CheckpointOrder[from.Count(sizeof(long))];
        for (int i = 0; i < orders.Length; i++)
            orders[i] = CheckpointOrder.Read(ref from);
        return orders;
    }
}
