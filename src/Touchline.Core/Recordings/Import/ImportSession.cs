namespace Touchline.Core;

/// <summary>What the user asked an import to do.</summary>
/// <param name="Venue">Where the data is from, e.g. <c>binance-usdm</c>.</param>
/// <param name="Symbol">The venue's symbol.</param>
/// <param name="Tick">The price unit, or null to infer it.</param>
/// <param name="Lot">The quantity unit, or null to infer it.</param>
/// <param name="Output">The recording to write.</param>
public sealed record ImportOptions(string Venue, string Symbol, DecimalUnit? Tick, DecimalUnit? Lot, string Output);

/// <summary>
/// The common half of every import format: takes rows in the instrument's units, batch by batch, keeps the recovery book, starts a
/// new instrument version when a number doesn't fit, measures the clock offset, checks the touch, and writes the recording.
/// </summary>
public sealed class ImportSession : IDisposable
{
    private readonly RecordingWriter _writer;
    private readonly List<MarketEvent> _batch = [];
    private readonly long[] _rowsByKind = new long[256];
    private ushort _index;
    private long _lowestLatency = long.MaxValue;
    private bool _versionPending;
    private bool _booksDiffer;
    private long _lastExchangeNs = MarketEvent.Unseen;

    /// <param name="options">What to import.</param>
    /// <param name="format">The format's name, kept in the recording.</param>
    /// <param name="inferred">Units to start with where the options give none.</param>
    /// <exception cref="BadInputException">A unit is neither given nor inferred, or the output can't be written.</exception>
    public ImportSession(ImportOptions options, string format, UnitInference? inferred = null)
    {
        (DecimalUnit Tick, DecimalUnit Lot)? guess = inferred?.Result;
        if ((options.Tick ?? guess?.Tick) is not { } tick || (options.Lot ?? guess?.Lot) is not { } lot)
        {
            throw new BadInputException(
                $"the units of {options.Symbol} can't be inferred: no price and quantity of it was found; check the symbol, or give --tick and --lot");
        }

        TickWasGiven = options.Tick is not null;
        LotWasGiven = options.Lot is not null;
        Instrument = Instrument.Linear(options.Venue, options.Symbol, tick, lot);
        _writer = new RecordingWriter(options.Output, $"import {format}");
        _versionPending = true;
    }

    public Instrument Instrument { get; private set; }

    public bool TickWasGiven { get; }

    public bool LotWasGiven { get; }

    /// <summary>The book after the last ended batch, in local order.</summary>
    public OrderBook Book { get; } = new();

    public TouchAgreement Agreement { get; } = new();

    /// <summary>Local time of the newest row; <see cref="MarketEvent.Unseen"/> before the first.</summary>
    public long LastLocalNs { get; private set; } = MarketEvent.Unseen;

    public long Rows => _writer.Rows;

    public long RowsOf(EventKind kind) => _rowsByKind[(int)kind];

    /// <summary>
    /// What has to be added to local times so that no row is received before it happened; 0 when none is.
    /// </summary>
    public long ClockOffsetNs => _lowestLatency < 0 ? -_lowestLatency : 0;

    /// <summary>Reads a price; a misfit starts a new version or, with given units, is an error. Not positive is an error.</summary>
    /// <param name="bad">Makes the error out of what is wrong, naming the place in the input.</param>
    public Price Price(DecimalText text, Func<string, Exception> bad)
    {
        if (text.Mantissa <= 0)
            throw bad($"the price {text} is not positive");
        if (!Instrument.PriceUnit.TryCount(text, out Price price))
        {
            RefinePrice(text, bad);
            Instrument.PriceUnit.TryCount(text, out price);
        }

        return price;
    }

    /// <summary>Reads a quantity; as <see cref="Price"/>, but zero is fine.</summary>
    public Quantity Quantity(DecimalText text, Func<string, Exception> bad)
    {
        if (text.Mantissa < 0)
            throw bad($"the quantity {text} is negative");
        if (!Instrument.QuantityUnit.TryCount(text, out Quantity quantity))
        {
            RefineQuantity(text, bad);
            Instrument.QuantityUnit.TryCount(text, out quantity);
        }

        return quantity;
    }

    /// <summary>Adds a row to the batch; its instrument and flags are set here.</summary>
    public void Add(in MarketEvent row) => _batch.Add(row);

    /// <summary>Rows waiting for <see cref="EndBatch"/>.</summary>
    public int Pending => _batch.Count;

    /// <summary>
    /// Ends the batch: its rows go into the book and the recording. The last one we see is marked, because the mark is what calls
    /// strategies; the last one when we see none.
    /// </summary>
    public void EndBatch()
    {
        if (_batch.Count == 0)
            return;
        if (_versionPending)
            StartVersion();
        int last = _batch.FindLastIndex(r => r.SeenLocally);
        if (last < 0)
            last = _batch.Count - 1;
        for (int i = 0; i < _batch.Count; i++)
        {
            MarketEvent row = _batch[i];
            row.Flags = i == last ? EventFlags.EndOfBatch : EventFlags.None;
            Write(row);
            if (row.SeenLocally)
                Book.Apply(row);
        }

        _batch.Clear();
    }

    /// <summary>Finishes the recording under its name.</summary>
    /// <exception cref="BadInputException">There was nothing to record.</exception>
    public void Complete()
    {
        EndBatch();
        if (_writer.Rows == 0)
            throw new BadInputException($"there is nothing to import for {Instrument.Symbol}");
        Agreement.Finish();
        _writer.ClockOffsetNs = ClockOffsetNs;
        _writer.Complete();
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Starts a new version whose price unit also fits the number.</summary>
    public void RefinePrice(DecimalText text, Func<string, Exception> bad)
    {
        if (TickWasGiven)
            throw bad($"the price {text} is {Misfit(Instrument.PriceUnit.Step, text)} of the tick {Instrument.PriceUnit}");
        DecimalUnit step = Instrument.PriceUnit.Step;
        if (!step.TryRefine(text, out DecimalUnit finer) || !CanHold(finer, step, text))
            throw bad($"the price {text} is too large or has too many digits to be counted exactly");
        Refine(Instrument with { PriceUnit = new PriceUnit(finer) }, bad);
    }

    /// <summary>Starts a new version whose quantity unit also fits the number.</summary>
    public void RefineQuantity(DecimalText text, Func<string, Exception> bad)
    {
        if (LotWasGiven)
            throw bad($"the quantity {text} is {Misfit(Instrument.QuantityUnit.Step, text)} of the lot {Instrument.QuantityUnit}");
        DecimalUnit step = Instrument.QuantityUnit.Step;
        if (!step.TryRefine(text, out DecimalUnit finer) || !CanHold(finer, step, text))
            throw bad($"the quantity {text} is too large or has too many digits to be counted exactly");
        Refine(Instrument with { QuantityUnit = new QuantityUnit(finer) }, bad);
    }

    private static string Misfit(DecimalUnit step, DecimalText text) =>
        step.TryRefine(text, out DecimalUnit finer) && finer == step ? "too large to be counted in multiples" : "no multiple";

    // Both the number and the unit that the book was counted in have to fit; else refining would go on for ever.
    private static bool CanHold(DecimalUnit finer, DecimalUnit step, DecimalText text) =>
        finer.TryCount(text, out _) && finer.TryCount(new DecimalText(step.Mantissa, step.Decimals), out _);

    private void Refine(Instrument next, Func<string, Exception> bad)
    {
        if (_booksDiffer)
        {
            throw bad($"it needs finer units ({next.PriceUnit} and {next.QuantityUnit}), but the two sides have seen different book rows, "
                + "so that the book can't be told again to both; give --tick and --lot");
        }

        try
        {
            Rescale(next);
        }
        catch (OverflowException)
        {
            throw bad($"the units {next.PriceUnit} and {next.QuantityUnit} that it needs are too fine for what the book shows");
        }

        // A version that hasn't written a row yet is replaced, not counted.
        Instrument = _versionPending ? next : next with { Version = Instrument.Version + 1 };
        _versionPending = true;
    }

    private void Rescale(Instrument next)
    {
        var rescale = UnitChange.Between(Instrument, next);
        for (int i = 0; i < _batch.Count; i++)
            _batch[i] = rescale.Apply(_batch[i]);
        Book.Load(Book, rescale);
        Agreement.Rescale(rescale);
    }

    // A later version tells the whole book again in the new units, with the times of the row that needed them.
    private void StartVersion()
    {
        _versionPending = false;
        MarketEvent first = _batch[0];
        // A row that one side doesn't see needs the version no later than that side's newest row.
        long local = first.SeenLocally ? first.LocalNs : LastLocalNs;
        long exchange = first.SeenByExchange ? first.ExchangeNs : _lastExchangeNs;
        _index = _writer.Define(Instrument, exchange, local);
        if (Instrument.Version == 1)
            return;
        bool hasAsks = Book.LevelCount(Side.Sell) > 0;
        if (Book.Orders is { } orders)
        {
            WriteOrders(orders.Snapshot(Side.Buy), exchange, local, isLast: !hasAsks);
            WriteOrders(orders.Snapshot(Side.Sell), exchange, local, isLast: true);
        }
        else
        {
            WriteLevels(Side.Buy, exchange, local, isLast: !hasAsks);
            WriteLevels(Side.Sell, exchange, local, isLast: true);
        }

        if (Book.IsStale)
            Write(new MarketEvent { Kind = EventKind.Gap, ExchangeNs = exchange, LocalNs = local, Flags = EventFlags.EndOfBatch });
    }

    private void WriteLevels(Side side, long exchangeNs, long localNs, bool isLast)
    {
        BookLevel[] levels = Book.Snapshot(side);
        for (int i = 0; i < levels.Length; i++)
        {
            Write(new MarketEvent
            {
                Kind = EventKind.Snapshot,
                Side = side,
                Price = levels[i].Price,
                Quantity = levels[i].Quantity,
                ExchangeNs = exchangeNs,
                LocalNs = localNs,
                Flags = isLast && i == levels.Length - 1 ? EventFlags.EndOfBatch : EventFlags.None,
            });
        }
    }

    private void WriteOrders(RestingOrder[] orders, long exchangeNs, long localNs, bool isLast)
    {
        for (int i = 0; i < orders.Length; i++)
        {
            Write(new MarketEvent
            {
                Kind = EventKind.OrderAdd,
                Side = orders[i].Side,
                Price = orders[i].Price,
                Quantity = orders[i].Quantity,
                Reference = orders[i].Id,
                ExchangeNs = exchangeNs,
                LocalNs = localNs,
                Flags = isLast && i == orders.Length - 1 ? EventFlags.EndOfBatch : EventFlags.None,
            });
        }
    }

    private void Write(MarketEvent row)
    {
        row.Instrument = _index;
        if (row.SeenByExchange)
            _lastExchangeNs = Math.Max(_lastExchangeNs, row.ExchangeNs);
        if (row.SeenLocally != row.SeenByExchange && (row.Kind is EventKind.Depth or EventKind.Snapshot or EventKind.Clear || row.Kind.IsOrder()))
            _booksDiffer = true;
        if (row.SeenLocally)
        {
            LastLocalNs = row.LocalNs;
            if (row.SeenByExchange)
                _lowestLatency = Math.Min(_lowestLatency, row.LocalNs - row.ExchangeNs);
        }

        _rowsByKind[(int)row.Kind]++;
        _writer.Write(row);
    }
}
