namespace Touchline.Core;

/// <summary>The state of one pass over a recording's rows in file order, which is local order for the rows we see.</summary>
internal sealed class StatisticsCollector
{
    private readonly Recording _recording;
    private readonly long[] _rowsByKind = new long[256];
    private readonly BookTimes?[] _books = new BookTimes?[ushort.MaxValue + 1];
    private readonly ValueHistogram _latency = new();
    private readonly RateCounter _rows = new();
    private readonly RateCounter _messages = new();
    private long _firstLocal = MarketEvent.Unseen;
    private long _lastLocal = MarketEvent.Unseen;
    private long _firstExchange = MarketEvent.Unseen;
    private long _lastExchange = MarketEvent.Unseen;
    private long _oneSided;
    private long _late;
    private SilenceStatistics? _silence;

    public StatisticsCollector(Recording recording)
    {
        _recording = recording;
        foreach (RecordedInstrument version in recording.Instruments)
            _books[version.Index] ??= new BookTimes();
    }

    public void AddBlock(int block)
    {
        foreach (ref readonly MarketEvent row in _recording.Rows(block))
            Add(row);
    }

    public RecordingStatistics Finish()
    {
        long span = _lastLocal - _firstLocal;
        return new RecordingStatistics
        {
            Path = _recording.Path,
            Producer = _recording.Producer,
            HoldsOwnOrders = _recording.HoldsOwnOrders,
            OrdersAwaitRows = _recording.OrdersAwaitRows,
            IsComplete = _recording.IsComplete,
            LostBytes = _recording.LostBytes,
            FileBytes = new FileInfo(_recording.Path).Length,
            ClockOffsetNs = _recording.ClockOffsetNs,
            Rows = _recording.MarketRowCount,
            RowsByKind = Enum.GetValues<EventKind>().Where(k => _rowsByKind[(int)k] > 0).ToDictionary(k => k, k => _rowsByKind[(int)k]),
            FirstLocalNs = Shifted(_firstLocal),
            LastLocalNs = Shifted(_lastLocal),
            FirstExchangeNs = _firstExchange == MarketEvent.Unseen ? null : _firstExchange,
            LastExchangeNs = _lastExchange == MarketEvent.Unseen ? null : _lastExchange,
            SpanNs = span,
            OneSidedRows = _oneSided,
            LateRows = _late,
            Gaps = _rowsByKind[(int)EventKind.Gap],
            RowRate = _rows.Finish(_recording.ClockOffsetNs),
            MessageRate = _messages.Finish(_recording.ClockOffsetNs),
            LargestSilence = _silence,
            FeedLatency = Latency(),
            Instruments = [.. _recording.Instruments.GroupBy(v => v.Index).Select(v => Instrument([.. v], span))],
        };
    }

    private void Add(in MarketEvent row)
    {
        // A part's other fields are text.
        if (row.Kind == EventKind.DefinitionPart)
            return;
        BookTimes book = _books[row.Instrument]
            ?? throw new BadInputException($"{_recording.Path} is damaged: a row of instrument {row.Instrument}, which isn't defined");
        if (row.Kind != EventKind.Definition)
        {
            book.Rows++;
            _rowsByKind[(int)row.Kind]++;
            AddMarketRow(row);
        }

        if (row.SeenLocally)
            book.Apply(row);
    }

    private void AddMarketRow(in MarketEvent row)
    {
        if ((row.Flags & EventFlags.Late) != 0)
            _late++;
        if (row.SeenLocally != row.SeenByExchange)
            _oneSided++;
        if (row.SeenByExchange)
        {
            _firstExchange = _firstExchange == MarketEvent.Unseen ? row.ExchangeNs : Math.Min(_firstExchange, row.ExchangeNs);
            _lastExchange = Math.Max(_lastExchange, row.ExchangeNs);
        }

        if (!row.SeenLocally)
            return;
        AddSilence(row.LocalNs);
        _rows.Add(row.LocalNs);
        if (row.EndsBatch)
            _messages.Add(row.LocalNs);
        if (row.SeenByExchange && row.Kind is not (EventKind.Snapshot or EventKind.Clear or EventKind.Gap))
            _latency.Add(row.LocalNs + _recording.ClockOffsetNs - row.ExchangeNs);
    }

    private void AddSilence(long local)
    {
        if (_firstLocal == MarketEvent.Unseen)
            _firstLocal = local;
        else if (local > _lastLocal && local - _lastLocal > (_silence?.DurationNs ?? 0))
            _silence = new SilenceStatistics(_lastLocal + _recording.ClockOffsetNs, local - _lastLocal);
        _lastLocal = local;
    }

    private long? Shifted(long local) => local == MarketEvent.Unseen ? null : local + _recording.ClockOffsetNs;

    private LatencyStatistics Latency() => new()
    {
        Rows = _latency.Count,
        MinNs = _latency.Min,
        P50Ns = _latency.Percentile(50),
        P90Ns = _latency.Percentile(90),
        P99Ns = _latency.Percentile(99),
        P999Ns = _latency.Percentile(99.9),
        MaxNs = _latency.Max,
    };

    private RecordedInstrumentStatistics Instrument(RecordedInstrument[] versions, long span)
    {
        BookTimes book = _books[versions[0].Index]!;
        book.Finish(_firstLocal, _lastLocal);
        return new RecordedInstrumentStatistics
        {
            Venue = versions[0].Instrument.Venue,
            Symbol = versions[0].Instrument.Symbol,
            Rows = book.Rows,
            CrossedNs = book.CrossedNs,
            CrossedShare = Share(book.CrossedNs, span),
            OneSidedNs = book.OneSidedNs,
            OneSidedShare = Share(book.OneSidedNs, span),
            EmptyNs = book.EmptyNs,
            EmptyShare = Share(book.EmptyNs, span),
            StaleNs = book.StaleNs,
            StaleShare = Share(book.StaleNs, span),
            Versions = [.. versions.Select(Version)],
        };
    }

    private static RecordedVersionStatistics Version(RecordedInstrument version)
    {
        Instrument i = version.Instrument;
        return new RecordedVersionStatistics(
            i.Version, version.Row, i.PriceUnit.Step.ToDecimal(), i.QuantityUnit.Step.ToDecimal(), i.Tick, i.Lot, i.Multiplier);
    }

    private static double Share(long part, long span) => span == 0 ? 0 : (double)part / span;
}
