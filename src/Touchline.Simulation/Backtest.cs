using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>Strategies, an engine and markets put together: the running figures of a simulation, and its fills as they come.</summary>
public sealed class Backtest : ISimulationObserver
{
    private readonly MarketSimulation _simulation;
    private readonly EngineFigures _figures;
    private readonly Action<ReportedFill>? _onFill;
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
        _figures = new EngineFigures(Engine, options.Margin.IsLimited ? options.Margin.Deposit : null);
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

    /// <inheritdoc cref="Engine.Failed"/>
    public StrategySlot? Failed => Engine.Failed;

    /// <summary>All instruments together.</summary>
    public BacktestFigures Figures => _figures.Whole;

    /// <summary>Equity of all instruments together over time.</summary>
    public EquityCourse Course => _figures.Course;

    /// <summary>What is drawn; set before the first row is played.</summary>
    public SessionChart? Chart
    {
        get => _figures.Chart;
        init => _figures.Chart = value;
    }

    public BacktestFigures FiguresOf(int instrument) => _figures.Of(instrument);

    public EquityCourse CourseOf(int instrument) => _figures.CourseOf(instrument);

    /// <summary>Plays up to and including a local time; false when the market is over.</summary>
    public bool PlayUntil(long localNs) => _simulation.PlayUntil(localNs);

    /// <inheritdoc cref="MarketSimulation.Stop"/>
    public void Stop() => _simulation.Stop();

    /// <inheritdoc cref="MarketSimulation.Command"/>
    public string? Command(EngineCommand command, out long localNs) => _simulation.Command(command, out localNs);

    /// <inheritdoc cref="MarketSimulation.Request"/>
    public Placement Request(in OrderRequest request) => _simulation.Request(request);

    /// <inheritdoc cref="MarketSimulation.AheadOf"/>
    public long? AheadOf(int instrument, OrderId id) => _simulation.AheadOf(instrument, id);

    /// <inheritdoc cref="MarketSimulation.Stopped"/>
    public (long StopNs, long EndNs)? Stopped => _simulation.Stopped;

    long ISimulationObserver.NextLookNs => _figures.NextLookNs;

    void ISimulationObserver.OnLook(long nowNs) => _figures.OnLook(nowNs);

    void ISimulationObserver.OnReport(in OrderReport report)
    {
        if (_figures.OnReport(report) is { } fill)
            _onFill?.Invoke(fill);
    }

    void ISimulationObserver.OnCommandRefused(EngineCommand command, string reason) =>
        _log?.Invoke(Engine.Strategies[Math.Min(command.Strategy, Engine.Strategies.Count - 1)], $"command '{command}' of the recorded session is refused: {reason}");
}
