using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>A fill as it reached us.</summary>
/// <param name="Position">Signed position in the instrument after it, in units.</param>
public readonly record struct ReportedFill(OrderReport Report, Side Side, long Position);

/// <summary>Strategies, an engine and markets put together: the running figures of a simulation, and its fills as they come.</summary>
public sealed class Backtest : ISimulationObserver
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly MarketSimulation _simulation;
    private readonly Action<ReportedFill>? _onFill;
    private readonly InstrumentTally[] _tallies;
    private readonly WholeTally _whole;
    private long _startNs = long.MaxValue;
    private long _nextLookNs = long.MinValue;
    private long _nextSecondNs;
    private readonly Action<StrategySlot, string>? _log;

    /// <param name="sources">One instrument each. Stay open as long as the backtest is used.</param>
    /// <param name="log">Gets the lines that strategies write.</param>
    /// <exception cref="BadInputException">A recording can't be simulated, or an instrument comes twice.</exception>
    public Backtest(
        IReadOnlyList<RowSource> sources, IReadOnlyList<StrategySetup> strategies, RiskLimits limits, SimulationOptions options,
        Action<ReportedFill>? onFill = null, Action<StrategySlot, string>? log = null, params IEngineTap[] taps)
    {
        _onFill = onFill;
        _log = log;
        Instruments = [.. sources.Select(MarketSimulation.InstrumentOf)];
        if (Instruments.GroupBy(i => i.ToString()).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BadInputException($"{twice.Key} is in {twice.Count()} of the recordings; give one recording an instrument");
        Engine = new Engine(Instruments, strategies, limits, options.Seed, log);
        _tallies = [.. Instruments.Select((_, i) => new InstrumentTally(Engine, i, options.Margin.IsLimited ? options.Margin.Deposit : null))];
        _whole = new WholeTally(_tallies);
        _simulation = new MarketSimulation(sources, Engine, options, this, taps);
    }

    public IReadOnlyList<Instrument> Instruments { get; }

    public Engine Engine { get; }

    /// <summary>Rows that reached our side so far.</summary>
    public long LocalRows => _simulation.LocalRows;

    /// <inheritdoc cref="MarketSimulation.LocalRowsOf"/>
    public long LocalRowsOf(int instrument) => _simulation.LocalRowsOf(instrument);

    /// <inheritdoc cref="MarketSimulation.Commands"/>
    public long Commands => _simulation.Commands;

    /// <summary>Local time of what comes next; <see cref="long.MaxValue"/> at the end.</summary>
    public long NextNs => _simulation.NextNs;

    /// <summary>The first strategy that failed; null while all run.</summary>
    public StrategySlot? Failed => Engine.Strategies.FirstOrDefault(s => s.Failure is not null);

    /// <summary>All instruments together.</summary>
    public BacktestFigures Figures => Instruments.Count == 1
        ? FiguresOf(0)
        : _whole.Figures([.. Enumerable.Range(0, Instruments.Count).Select(FiguresOf)], Engine.NowNs);

    /// <summary>Equity of all instruments together over time.</summary>
    public EquityCourse Course => _whole.Curve.Course;

    /// <summary>What is drawn; set before the first row is played.</summary>
    public SessionChart? Chart { get; init; }

    public BacktestFigures FiguresOf(int instrument) => _tallies[instrument].Figures(_startNs);

    public EquityCourse CourseOf(int instrument) => _tallies[instrument].Curve.Course;

    /// <summary>Plays up to and including a local time; false when the market is over.</summary>
    public bool PlayUntil(long localNs) => _simulation.PlayUntil(localNs);

    /// <inheritdoc cref="MarketSimulation.Stop"/>
    public void Stop() => _simulation.Stop();

    /// <inheritdoc cref="MarketSimulation.Command"/>
    public string? Command(EngineCommand command, out long localNs) => _simulation.Command(command, out localNs);

    /// <inheritdoc cref="MarketSimulation.AheadOf"/>
    public long? AheadOf(int instrument, OrderId id) => _simulation.AheadOf(instrument, id);

    /// <inheritdoc cref="MarketSimulation.Stopped"/>
    public (long StopNs, long EndNs)? Stopped => _simulation.Stopped;

    long ISimulationObserver.NextLookNs => _nextLookNs;

    void ISimulationObserver.OnLook(long nowNs)
    {
        if (_startNs == long.MaxValue)
            Start();
        foreach (InstrumentTally tally in _tallies)
            tally.SettleMarkouts(nowNs);
        if (_nextSecondNs < nowNs)
            LookAtSecond((nowNs - 1) / NsPerSecond * NsPerSecond);
        Chart?.Look(nowNs, Engine);
        PlanLook();
    }

    void ISimulationObserver.OnReport(in OrderReport report)
    {
        if (report.Kind is not (ReportKind.Fill or ReportKind.Liquidation or ReportKind.Funding))
            return;
        if (report.Kind == ReportKind.Funding)
        {
            _tallies[report.Instrument].OnFunding();
            _whole.OnFunding(Engine.NowNs);
            return;
        }

        ReportedFill fill = _tallies[report.Instrument].OnFill(report);
        _whole.OnFill(Engine.NowNs);
        Chart?.OnFill(fill, Instruments[report.Instrument]);
        _onFill?.Invoke(fill);
        PlanLook();
    }

    void ISimulationObserver.OnCommandRefused(EngineCommand command, string reason) =>
        _log?.Invoke(Engine.Strategies[Math.Min(command.Strategy, Engine.Strategies.Count - 1)], $"command '{command}' of the recorded session is refused: {reason}");

    private void Start()
    {
        _startNs = Engine.NowNs;
        _nextSecondNs = (_startNs + NsPerSecond - 1) / NsPerSecond * NsPerSecond;
        _whole.Start(_startNs, _nextSecondNs);
        foreach (InstrumentTally tally in _tallies)
            tally.Start(_startNs, _nextSecondNs);
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
        _nextLookNs = next;
    }
}
