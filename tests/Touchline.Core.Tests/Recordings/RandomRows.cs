namespace Touchline.Core.Tests;

/// <summary>Random rows of several instruments whose versions change, with what a reader must find: the model of a recording.</summary>
internal sealed class RandomRows(Random random)
{
    private readonly List<Instrument> _instruments = [];
    private readonly Dictionary<int, long> _versionStart = [];
    private long _local = 1_700_000_000_000_000_000;
    private long _maxExchange = MarketEvent.Unseen;

    /// <summary>The rows a reader must see, definitions left out.</summary>
    public List<MarketEvent> Expected { get; } = [];

    /// <summary>The instrument versions a reader must see, with the number of rows of <see cref="Expected"/> before each.</summary>
    public List<(int Index, Instrument Instrument, int RowsBefore)> Definitions { get; } = [];

    public void Define(RecordingWriter writer)
    {
        bool next = _instruments.Count > 0 && random.Next(2) == 0;
        int index = next ? random.Next(_instruments.Count) : _instruments.Count;
        Instrument instrument = next ? NextVersion(_instruments[index]) : New(index);
        if (next)
            _instruments[index] = instrument;
        else
            _instruments.Add(instrument);
        long exchange = _local - random.Next(0, 1000);
        Definitions.Add((index, instrument, Expected.Count));
        Assert.Equal(index, writer.Define(instrument, exchange, _local));
        if (next)
            _versionStart[index] = Math.Max(exchange, _maxExchange);
        _maxExchange = Math.Max(_maxExchange, exchange);
    }

    public void Write(RecordingWriter writer)
    {
        _local += random.Next(4) == 0 ? random.NextInt64(0, 1L << random.Next(1, 40)) : 0;
        var row = new MarketEvent
        {
            ExchangeNs = random.Next(8) == 0 ? MarketEvent.Unseen : _local - random.NextInt64(0, 2000),
            LocalNs = random.Next(8) == 0 ? MarketEvent.Unseen : _local,
            Price = new Price(random.NextInt64(-DecimalUnit.MaxCount, DecimalUnit.MaxCount + 1)),
            Quantity = new Quantity(random.NextInt64(0, DecimalUnit.MaxCount + 1)),
            Reference = random.NextInt64(),
            Kind = (EventKind)random.Next((int)EventKind.Clear, (int)EventKind.SessionEnd + 1),
            Side = (Side)random.Next(-1, 2),
            Flags = (EventFlags)random.Next(4),
            Instrument = (ushort)random.Next(_instruments.Count),
            Version = (ushort)random.Next(10),
        };
        writer.Write(row);
        Expected.Add(AsRead(row));
    }

    private Instrument New(int index) =>
        Instrument.Linear("venue", $"SYMBOL-é{index}", DecimalUnit.Parse("0.5", "tick"), DecimalUnit.Parse("1e-12", "lot")) with
        {
            Multiplier = 0.001m * random.Next(1, 2000),
            LotUnits = random.Next(1, 9),
        };

    private Instrument NextVersion(Instrument instrument) =>
        instrument with { Version = instrument.Version + 1, TickUnits = random.Next(1, 100) };

    // The writer alone decides what is late, and a later version's rows don't stand before its start.
    private MarketEvent AsRead(MarketEvent row)
    {
        row.Version = 0;
        row.Flags &= EventFlags.EndOfBatch;
        if (row.ExchangeNs == MarketEvent.Unseen)
            return row;
        row.ExchangeNs = Math.Max(row.ExchangeNs, _versionStart.GetValueOrDefault(row.Instrument, MarketEvent.Unseen));
        if (row.ExchangeNs < _maxExchange)
            row.Flags |= EventFlags.Late;
        _maxExchange = Math.Max(_maxExchange, row.ExchangeNs);
        return row;
    }
}
