using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>A fill as it reached us.</summary>
/// <param name="Position">Signed position in the instrument after it, in units.</param>
public readonly record struct ReportedFill(OrderReport Report, Side Side, long Position);

/// <summary>
/// The running figures of an engine, whoever hosts it: the host tells it before the first input later than <see cref="NextLookNs"/> and after every report. For
/// the engine's thread. Definitions: docs/results.md.
/// </summary>
public sealed class EngineFigures
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly Engine _engine;
    private readonly InstrumentTally[] _tallies;
    private readonly WholeTally _whole;
    private long _startNs = long.MaxValue;
    private long _nextSecondNs;

    /// <param name="deposit">What the account has for each instrument; null where that isn't limited or known.</param>
    public EngineFigures(Engine engine, decimal? deposit)
    {
        _engine = engine;
        _tallies = [.. engine.Instruments.Select((_, i) => new InstrumentTally(engine, i, deposit))];
        _whole = new WholeTally(_tallies);
    }

    /// <summary>All instruments together.</summary>
    public BacktestFigures Whole => _tallies.Length == 1
        ? Of(0)
        : _whole.Figures([.. Enumerable.Range(0, _tallies.Length).Select(Of)], _engine.NowNs);

    /// <summary>Equity of all instruments together over time.</summary>
    public EquityCourse Course => _whole.Curve.Course;

    /// <summary>What is drawn; set before the first look.</summary>
    public SessionChart? Chart { get; set; }

    /// <summary>Local time at whose end it wants to look; it may change in any call below, and nowhere else.</summary>
    public long NextLookNs { get; private set; } = long.MinValue;

    public BacktestFigures Of(int instrument) => _tallies[instrument].Figures(_startNs);

    public EquityCourse CourseOf(int instrument) => _tallies[instrument].Curve.Course;

    /// <inheritdoc cref="ISimulationObserver.OnLook"/>
    public void OnLook(long nowNs)
    {
        if (_startNs == long.MaxValue)
            Start();
        foreach (InstrumentTally tally in _tallies)
            tally.SettleMarkouts(nowNs);
        if (_nextSecondNs < nowNs)
            LookAtSecond((nowNs - 1) / NsPerSecond * NsPerSecond);
        Chart?.Look(nowNs, _engine);
        PlanLook();
    }

    /// <summary>After the engine took in a report. The fill that it was; null for any other.</summary>
    public ReportedFill? OnReport(in OrderReport report)
    {
        if (report.Kind is not (ReportKind.Fill or ReportKind.Liquidation or ReportKind.External or ReportKind.Funding))
            return null;
        if (report.Kind == ReportKind.Funding)
        {
            _tallies[report.Instrument].OnFunding();
            _whole.OnFunding(_engine.NowNs);
            return null;
        }

        ReportedFill fill = _tallies[report.Instrument].OnFill(report);
        _whole.OnFill(_engine.NowNs);
        Chart?.OnFill(fill, _engine.Instruments[report.Instrument]);
        PlanLook();
        return fill;
    }

    private void Start()
    {
        _startNs = _engine.NowNs;
        _nextSecondNs = (_startNs + NsPerSecond - 1) / NsPerSecond * NsPerSecond;
        // The engine goes on from what sessions before had made at their best; of each instrument nobody kept it.
        decimal peak = Math.Max(0, _engine.Marks().Peak);
        _whole.Start(_startNs, _nextSecondNs, peak);
        foreach (InstrumentTally tally in _tallies)
            tally.Start(_startNs, _nextSecondNs, _tallies.Length == 1 ? peak : 0);
    }

    private void LookAtSecond(long newestNs)
    {
        foreach (InstrumentTally tally in _tallies)
            tally.Curve.LookAtSecond(newestNs, tally.Equity);
        _whole.LookAtSecond(newestNs);
        _nextSecondNs = newestNs + NsPerSecond;
    }

    private void PlanLook()
    {
        long next = Math.Min(_nextSecondNs, Chart?.NextNs ?? long.MaxValue);
        foreach (InstrumentTally tally in _tallies)
            next = Math.Min(next, tally.NextMarkoutNs);
        NextLookNs = next;
    }
}
