using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>
/// One pass over an instrument's rows in the order in which they reached us, looking at the market in even steps as a strategy with a
/// refresh of that length does: a look sees all that came up to its time. Prices of all versions in the finest of their units.
/// </summary>
internal sealed class CalibrationPass
{
    private const int ReportEvery = 1 << 16;

    private readonly Recording _recording;
    private readonly CalibrationOptions _options;
    private readonly ushort _index;
    private readonly RecordedInstrument[] _versions;
    private readonly decimal _unit;
    private readonly long _tickUnits;
    private readonly long _fromNs;
    private readonly long _toNs;
    private readonly OrderBook _book = new();
    private readonly CalibrationStretch _whole;
    private readonly List<StretchCalibration> _windows = [];
    private CalibrationStretch? _window;
    private IntervalReach _reach;
    private long _scale;
    private long _spreadTicks;
    private long _nextLookNs;

    /// <exception cref="BadInputException">The options don't fit the recording.</exception>
    public CalibrationPass(Recording recording, CalibrationOptions options)
    {
        (_recording, _options) = (recording, options);
        _index = InstrumentChoice.Of(recording, options.Instrument);
        _versions = [.. recording.Instruments.Where(i => i.Index == _index)];
        _unit = _versions.Min(v => v.Instrument.PriceUnit.Step.ToDecimal());
        _tickUnits = (long)(_versions.Min(v => v.Instrument.Tick) / _unit);
        _fromNs = recording.FirstLocalNs + options.FromNs;
        _toNs = options.ToNs > recording.LastLocalNs - recording.FirstLocalNs ? recording.LastLocalNs : recording.FirstLocalNs + options.ToNs;
        CheckLength();
        _nextLookNs = _fromNs;
        _whole = new CalibrationStretch(_fromNs, options.StepNs);
        if (options.WindowNs is not null)
            _window = new CalibrationStretch(_fromNs, options.StepNs);
        _reach.Begin(TwiceMid.None);
        UseVersion(_versions[0].Instrument);
    }

    public void Run(IProgress<long>? rowsRead, CancellationToken cancel)
    {
        int sinceReport = 0;
        for (var rows = new LocalTimeline(_recording); rows.NextNs <= _toNs && rows.NextNs != long.MaxValue; rows.Advance())
        {
            if (++sinceReport == ReportEvery)
            {
                cancel.ThrowIfCancellationRequested();
                rowsRead?.Report(rows.RowNumber);
                sinceReport = 0;
            }

            while (rows.NextNs > _nextLookNs)
                Look();
            if (rows.Row.Instrument == _index)
                Apply(rows.Row, rows.RowNumber, rows.NextNs);
        }

        while (_nextLookNs <= _toNs)
            Look();
    }

    /// <exception cref="BadInputException">There was too little to estimate from.</exception>
    public MarketCalibration Finish()
    {
        Instrument instrument = _versions[^1].Instrument;
        StretchCalibration whole = Finish(_whole, _toNs);
        if (_window is not null && _toNs - _window.FromNs >= MarketCalibration.ShortestNs)
            _windows.Add(Finish(_window, _toNs));
        if (whole.Trades == 0)
            throw new BadInputException($"{_recording.Path}: no trades of {instrument} {Stretch}; arrivals are measured by trades, so record or import them too");
        if (whole.Intensity is null)
            throw new BadInputException(TooFewArrivals(instrument));
        if (whole.Volatility is null)
            throw new BadInputException($"{_recording.Path}: the book of {instrument} was hardly ever two-sided {Stretch}; volatility is measured by its mid");
        if (whole.Volatility.Sigma == 0)
            throw new BadInputException($"{_recording.Path}: the mid of {instrument} never moved over {Seconds(whole.Volatility.SlowNs)} s {Stretch}; there is no volatility to measure");
        return new MarketCalibration { Instrument = instrument, StepNs = _options.StepNs, Whole = whole, Windows = _windows };
    }

    private string Stretch => $"in the {Seconds(_toNs - _fromNs)} s looked at";

    private void CheckLength()
    {
        long span = _recording.LastLocalNs - _recording.FirstLocalNs;
        if (_toNs - _fromNs >= MarketCalibration.ShortestNs)
            return;
        throw new BadInputException(_toNs > _fromNs
            ? $"{_recording.Path}: {Seconds(_toNs - _fromNs)} s are too short; right is at least {Seconds(MarketCalibration.ShortestNs)} s, and {Seconds(span)} s are there"
            : $"{_recording.Path}: the stretch from {Seconds(_options.FromNs)} s on is empty; the recording is {Seconds(span)} s long");
    }

    private string TooFewArrivals(Instrument instrument)
    {
        long arrivals = _whole.Arrivals, seconds = (_toNs - _fromNs) / 1_000_000_000;
        string length = arrivals == 0 ? "" : $"; at this rate about {seconds * 2 * IntensityFit.FewestArrivals / arrivals} s would do";
        return arrivals < IntensityFit.FewestArrivals
            ? $"{_recording.Path}: {arrivals} market orders of {instrument} went beyond the touch {Stretch}; right are at least {IntensityFit.FewestArrivals}{length}"
            : $"{_recording.Path}: the {arrivals} market orders of {instrument} {Stretch} all went equally far; there is no decay to fit";
    }

    private void Apply(in MarketEvent row, long number, long ns)
    {
        if (row.Kind == EventKind.Definition)
            UseVersion(Array.Find(_versions, v => v.Row == number).Instrument);
        if (row.Kind == EventKind.Trade && ns >= _fromNs)
        {
            _whole.Trades++;
            if (_window is not null)
                _window.Trades++;
            _reach.OnTrade(row.Side, new Price(row.Price.Units * _scale));
        }

        _book.Apply(row);
    }

    private void UseVersion(Instrument version) => _scale = (long)(version.PriceUnit.Step.ToDecimal() / _unit);

    private void Look()
    {
        if (_reach.IsMeasured)
        {
            int up = _reach.Up(_tickUnits), down = _reach.Down(_tickUnits), spread = (int)Math.Min(ArrivalDepths.Furthest, _spreadTicks);
            _whole.AddInterval(up, down, spread);
            _window?.AddInterval(up, down, spread);
        }

        if (_window is not null && _nextLookNs - _window.FromNs >= _options.WindowNs)
        {
            _windows.Add(Finish(_window, _nextLookNs));
            _window = new CalibrationStretch(_nextLookNs, _options.StepNs);
        }

        Touch touch = _book.Touch;
        bool isSound = !_book.IsStale && touch.IsTwoSided && !touch.IsCrossed && touch.Mid > 0;
        long mid = isSound ? TwiceMid.Of(touch) * _scale : TwiceMid.None;
        _spreadTicks = isSound ? touch.Spread * _scale / _tickUnits : 0;
        _whole.AddMid(mid);
        _window?.AddMid(mid);
        _reach.Begin(mid);
        _nextLookNs += _options.StepNs;
    }

    private StretchCalibration Finish(CalibrationStretch stretch, long toNs) =>
        stretch.Finish(toNs, (double)_unit, (double)(_unit * _tickUnits) / 2);

    private static string Seconds(long ns) => (ns / 1e9m).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
