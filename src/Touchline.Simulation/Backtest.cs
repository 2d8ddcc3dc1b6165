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
    private readonly MarketSimulation _simulation;
    private readonly Action<ReportedFill>? _onFill;
    private readonly EquityCurve _whole = new();
    private readonly EquityCurve[] _curves;
    private readonly long[] _positions;

    /// <param name="sources">One instrument each. Stay open as long as the backtest is used.</param>
    /// <param name="log">Gets the lines that strategies write.</param>
    /// <exception cref="BadInputException">A recording can't be simulated, or an instrument comes twice.</exception>
    public Backtest(
        IReadOnlyList<RowSource> sources, IReadOnlyList<StrategySetup> strategies, RiskLimits limits, SimulationOptions options,
        Action<ReportedFill>? onFill = null, Action<StrategySlot, string>? log = null, params IEngineTap[] taps)
    {
        _onFill = onFill;
        Instruments = [.. sources.Select(MarketSimulation.InstrumentOf)];
        if (Instruments.GroupBy(i => i.ToString()).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BadInputException($"{twice.Key} is in {twice.Count()} of the recordings; give one recording an instrument");
        Engine = new Engine(Instruments, strategies, limits, options.Seed, log);
        _curves = [.. Instruments.Select(_ => new EquityCurve())];
        _positions = new long[Instruments.Count];
        _simulation = new MarketSimulation(sources, Engine, options, this, taps);
    }

    public IReadOnlyList<Instrument> Instruments { get; }

    public Engine Engine { get; }

    /// <summary>Rows that reached our side so far.</summary>
    public long LocalRows => _simulation.LocalRows;

    /// <summary>Local time of what comes next; <see cref="long.MaxValue"/> at the end.</summary>
    public long NextNs => _simulation.NextNs;

    /// <summary>The first strategy that failed; null while all run.</summary>
    public StrategySlot? Failed => Engine.Strategies.FirstOrDefault(s => s.Failure is not null);

    /// <summary>All instruments together.</summary>
    public BacktestFigures Figures
    {
        get
        {
            if (Instruments.Count == 1)
                return FiguresOf(0);
            BacktestFigures[] parts = [.. Enumerable.Range(0, Instruments.Count).Select(FiguresOf)];
            return new BacktestFigures
            {
                Orders = parts.Aggregate(default(OrderCounts), (sum, p) => sum + p.Orders),
                Fills = parts.Sum(p => p.Fills),
                Position = null,
                Balance = parts.Sum(p => p.Balance),
                Fees = parts.Sum(p => p.Fees),
                Funding = parts.Sum(p => p.Funding),
                Realised = parts.Sum(p => p.Realised),
                Unrealised = parts.Sum(p => p.Unrealised),
                Equity = parts.Sum(p => p.Equity),
                MaxDrawdown = _whole.MaxDrawdown,
                Turnover = parts.Sum(p => p.Turnover),
                LastMid = null,
            };
        }
    }

    public BacktestFigures FiguresOf(int instrument)
    {
        Ledger ledger = Engine.Ledger(instrument);
        Instrument traded = Instruments[instrument];
        decimal? mid = Engine.LastMid(instrument);
        return new BacktestFigures
        {
            Orders = Engine.Counts(instrument),
            Fills = ledger.Fills,
            Position = traded.QuantityUnit.ToDecimal(ledger.Position),
            Balance = ledger.Balance,
            Fees = ledger.Fees,
            Funding = ledger.Funding,
            Realised = ledger.Realised,
            Unrealised = ledger.Unrealised(traded, mid),
            Equity = ledger.Equity(traded, mid),
            MaxDrawdown = _curves[instrument].MaxDrawdown,
            Turnover = ledger.Turnover,
            LastMid = mid,
        };
    }

    /// <summary>Plays up to and including a local time; false when the market is over.</summary>
    public bool PlayUntil(long localNs) => _simulation.PlayUntil(localNs);

    /// <inheritdoc cref="MarketSimulation.Stop"/>
    public void Stop() => _simulation.Stop();

    /// <inheritdoc cref="MarketSimulation.Stopped"/>
    public (long StopNs, long EndNs)? Stopped => _simulation.Stopped;

    void ISimulationObserver.OnSecond()
    {
        for (int i = 0; i < _curves.Length; i++)
            SampleEquity(i);
        SampleWhole();
    }

    void ISimulationObserver.OnReport(in OrderReport report)
    {
        if (report.Kind is not (ReportKind.Fill or ReportKind.Liquidation or ReportKind.Funding))
            return;
        SampleEquity(report.Instrument);
        SampleWhole();
        if (report.Kind == ReportKind.Funding)
            return;
        long position = Engine.Ledger(report.Instrument).Position.Units;
        Side side = position > _positions[report.Instrument] ? Side.Buy : Side.Sell;
        _positions[report.Instrument] = position;
        _onFill?.Invoke(new ReportedFill(report, side, position));
    }

    private void SampleEquity(int instrument)
    {
        Ledger ledger = Engine.Ledger(instrument);
        if (ledger.Fills > 0)
            _curves[instrument].Look(ledger.Equity(Instruments[instrument], Engine.LastMid(instrument)));
    }

    // One instrument is the whole.
    private void SampleWhole()
    {
        if (_curves.Length == 1)
            return;
        decimal equity = 0;
        for (int i = 0; i < _curves.Length; i++)
        {
            Ledger ledger = Engine.Ledger(i);
            if (ledger.Fills > 0)
                equity += ledger.Equity(Instruments[i], Engine.LastMid(i));
        }

        _whole.Look(equity);
    }
}
