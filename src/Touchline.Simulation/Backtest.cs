using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>A strategy, an engine and a recording put together: the running figures of a simulation, and its fills as they come.</summary>
public sealed class Backtest : ISimulationObserver
{
    private readonly RecordingSimulation _simulation;
    private readonly Action<OrderReport, long>? _onFill;
    private decimal _peak;
    private decimal _maxDrawdown;

    /// <param name="recording">Stays open as long as the backtest is used.</param>
    /// <param name="strategy">With its parameters set.</param>
    /// <param name="onFill">Gets each fill and the signed position after it, in units.</param>
    public Backtest(
        Recording recording, Strategy strategy, RiskLimits limits, SimulationOptions options, Action<OrderReport, long>? onFill = null)
    {
        _onFill = onFill;
        Instrument = RecordingSimulation.InstrumentOf(recording);
        Engine = new Engine([Instrument], strategy, limits);
        _simulation = new RecordingSimulation(recording, Instrument, Engine, options, this);
    }

    public Instrument Instrument { get; }

    public Engine Engine { get; }

    /// <summary>Rows that reached our side so far.</summary>
    public long LocalRows => _simulation.LocalRows;

    /// <summary>Local time of what comes next; <see cref="long.MaxValue"/> at the end.</summary>
    public long NextNs => _simulation.NextNs;

    public BacktestFigures Figures
    {
        get
        {
            Ledger ledger = Engine.Ledger(0);
            decimal? mid = Engine.LastMid(0);
            return new BacktestFigures
            {
                Orders = Engine.Counts,
                Fills = ledger.Fills,
                Position = Instrument.QuantityUnit.ToDecimal(ledger.Position),
                Balance = ledger.Balance,
                Fees = ledger.Fees,
                Equity = ledger.Equity(Instrument, mid),
                MaxDrawdown = _maxDrawdown,
                Turnover = ledger.Turnover,
                LastMid = mid,
            };
        }
    }

    /// <summary>Plays up to and including a local time; false when the recording is over.</summary>
    public bool PlayUntil(long localNs) => _simulation.PlayUntil(localNs);

    /// <summary>Ends it early: cancels what works and takes in the answers.</summary>
    public void Stop() => _simulation.Stop();

    void ISimulationObserver.OnSecond() => SampleEquity();

    void ISimulationObserver.OnReport(in OrderReport report)
    {
        if (report.Kind != ReportKind.Fill)
            return;
        SampleEquity();
        _onFill?.Invoke(report, Engine.Ledger(0).Position.Units);
    }

    private void SampleEquity()
    {
        Ledger ledger = Engine.Ledger(0);
        if (ledger.Fills == 0)
            return;
        decimal equity = ledger.Equity(Instrument, Engine.LastMid(0));
        _peak = Math.Max(_peak, equity);
        _maxDrawdown = Math.Max(_maxDrawdown, _peak - equity);
    }
}
