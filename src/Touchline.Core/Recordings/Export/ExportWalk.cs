namespace Touchline.Core;

/// <summary>
/// One instrument's rows in an order that is exchange order for the rows the exchange sees and local order for the rows we see. A
/// row that is next on both timelines comes once, for both sides; a row whose exchange turn is earlier than its local turn (it is
/// late in the file) comes twice, once for each side. Local times have the clock offset added.
/// </summary>
/// <remarks>
/// Why this always works out: rows that aren't late stand in the file in exchange order, so that one of them waits only for local
/// rows that had their exchange turn before or never have one. The start of a later version becomes a clear of both sides (the
/// snapshot in the new units follows it in the recording), because decimals need no versions.
/// </remarks>
internal sealed class ExportWalk
{
    private const int ReportEvery = 1 << 14;

    private readonly LocalTimeline _local;
    private readonly ExchangeTimeline _exchange;
    private readonly RecordedInstrument[] _versions;
    private readonly Func<EventKind, bool> _isExported;
    private readonly long[] _leftOut = new long[256];
    private readonly IProgress<ExportProgress>? _progress;
    private readonly CancellationToken _cancel;
    private readonly long _rowsBefore;
    private readonly long _totalRows;
    private MarketEvent _row;
    private int _version;
    private long _sinceReport;

    /// <param name="index">The instrument's index in the recording.</param>
    /// <param name="isExported">The kinds the format has a place for; definitions aren't asked about.</param>
    /// <param name="pass">Which walk over the recording this is, from 0, and of how many, for the progress display.</param>
    public ExportWalk(
        Recording recording, ushort index, Func<EventKind, bool> isExported, (int Number, int Of) pass,
        IProgress<ExportProgress>? progress, CancellationToken cancel)
    {
        _versions = [.. recording.Instruments.Where(i => i.Index == index)];
        _isExported = isExported;
        _progress = progress;
        _cancel = cancel;
        _rowsBefore = pass.Number * recording.RowCount;
        _totalRows = pass.Of * recording.RowCount;
        ClockOffsetNs = recording.ClockOffsetNs;
        _local = new LocalTimeline(recording);
        _exchange = new ExchangeTimeline(recording);
        _cancel.ThrowIfCancellationRequested();
        UseVersion(0);
    }

    public long ClockOffsetNs { get; }

    /// <summary>The version the current row counts in.</summary>
    public Instrument Instrument => _versions[_version].Instrument;

    /// <summary>The version's price unit.</summary>
    public decimal PriceStep { get; private set; }

    /// <summary>The version's quantity unit.</summary>
    public decimal QuantityStep { get; private set; }

    /// <summary>The current row, its local time with the clock offset.</summary>
    public ref readonly MarketEvent Row => ref _row;

    /// <summary>The current row stands for the exchange's side.</summary>
    public bool ForExchange { get; private set; }

    /// <summary>The current row stands for our side.</summary>
    public bool ForLocal { get; private set; }

    public long Written { get; private set; }

    public long Split { get; private set; }

    public IReadOnlyDictionary<EventKind, long> LeftOut =>
        Enum.GetValues<EventKind>().Where(k => _leftOut[(int)k] > 0).ToDictionary(k => k, k => _leftOut[(int)k]);

    /// <summary>Goes to the next row to write; false after the last.</summary>
    public bool TryNext()
    {
        PassOverLocal();
        PassOverExchange();
        bool localEnds = _local.NextNs == long.MaxValue, exchangeEnds = _exchange.NextNs == long.MaxValue;
        if (localEnds && exchangeEnds)
            return false;
        if (!localEnds && !exchangeEnds && _local.RowNumber == _exchange.RowNumber)
        {
            Take(_local.Row, _local.RowNumber, forExchange: true, forLocal: true);
            _local.Advance();
            _exchange.Advance();
        }
        else if (localEnds || (!exchangeEnds && ExchangeGoesFirst()))
        {
            Take(_exchange.Row, _exchange.RowNumber, forExchange: true, forLocal: false);
            if (_row.SeenLocally)
                Split++;
            _exchange.Advance();
        }
        else
        {
            Take(_local.Row, _local.RowNumber, forExchange: false, forLocal: true);
            _local.Advance();
        }

        Written++;
        return true;
    }

    private bool ExchangeGoesFirst() => !_exchange.Row.SeenLocally || (_exchange.Row.Flags & EventFlags.Late) != 0;

    private void Take(in MarketEvent row, long number, bool forExchange, bool forLocal)
    {
        int version = _version;
        while (version > 0 && number < _versions[version].Row)
            version--;
        while (version + 1 < _versions.Length && number >= _versions[version + 1].Row)
            version++;
        if (version != _version)
            UseVersion(version);
        _row = row;
        if (row.Kind == EventKind.Definition)
        {
            _row = new MarketEvent
            {
                Kind = EventKind.Clear,
                ExchangeNs = row.ExchangeNs,
                LocalNs = row.LocalNs,
                Instrument = row.Instrument,
            };
        }

        if (row.SeenLocally)
            _row.LocalNs += ClockOffsetNs;
        ForExchange = forExchange;
        ForLocal = forLocal;
        CountStep(number);
    }

    private void UseVersion(int version)
    {
        _version = version;
        PriceStep = Instrument.PriceUnit.Step.ToDecimal();
        QuantityStep = Instrument.QuantityUnit.Step.ToDecimal();
    }

    // Every row is met on one timeline at least; those we see are counted here, the others on the exchange's.
    private void PassOverLocal()
    {
        while (_local.NextNs != long.MaxValue && !IsWritten(_local.Row, _local.RowNumber))
        {
            CountLeftOut(_local.Row);
            CountStep(_local.RowNumber);
            _local.Advance();
        }
    }

    private void PassOverExchange()
    {
        while (_exchange.NextNs != long.MaxValue && !IsWritten(_exchange.Row, _exchange.RowNumber))
        {
            if (!_exchange.Row.SeenLocally)
                CountLeftOut(_exchange.Row);
            CountStep(_exchange.RowNumber);
            _exchange.Advance();
        }
    }

    private bool IsWritten(in MarketEvent row, long number)
    {
        if (row.Instrument != _versions[0].Index)
            return false;
        return row.Kind == EventKind.Definition ? number != _versions[0].Row : _isExported(row.Kind);
    }

    private void CountLeftOut(in MarketEvent row)
    {
        if (row.Instrument == _versions[0].Index && row.Kind != EventKind.Definition)
            _leftOut[(int)row.Kind]++;
    }

    private void CountStep(long number)
    {
        if (++_sinceReport < ReportEvery)
            return;
        _sinceReport = 0;
        _cancel.ThrowIfCancellationRequested();
        _progress?.Report(new ExportProgress(_rowsBefore + number, _totalRows));
    }
}
