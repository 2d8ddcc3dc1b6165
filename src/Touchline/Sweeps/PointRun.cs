using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Sweeps;

/// <summary>
/// Runs points, each in a backtest of its own with a strategy of its own. Runs share the recordings and nothing else, so that what comes of
/// one doesn't depend on how many go side by side. For any thread.
/// </summary>
internal sealed class PointRun(TradingSettings chosen, StrategyFactory strategies, TradingData data, IReadOnlyList<string> varied)
{
    // How much of the market is played before a cancellation is looked for.
    private const long StepNs = 1_000_000_000;

    /// <summary>The strategy with a point's values.</summary>
    /// <exception cref="BadInputException">A value isn't one of its parameter's.</exception>
    public Strategy StrategyOf(string[] values)
    {
        Strategy strategy = strategies.Make();
        for (int i = 0; i < varied.Count; i++)
            strategy.Parameters.Single(p => p.Name == varied[i]).Set(values[i]);
        return strategy;
    }

    /// <summary>All parameters of a point, those that don't vary included.</summary>
    public JsonObject ParametersOf(string[] values) => BacktestJson.Parameters(StrategyOf(values));

    /// <summary>The figures that a result may have.</summary>
    public IReadOnlyList<string> FiguresBefore(string[] values)
    {
        TradingSettings point = chosen with { Strategy = StrategyOf(values) };
        return [.. FigureNames.In(ResultOf(point, BacktestOf(point)))];
    }

    /// <summary>The line of the result.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public string Run(string[] values, TimeRange range, CancellationToken cancel)
    {
        TradingSettings point = chosen with { Strategy = StrategyOf(values), Models = chosen.Models with { Range = range } };
        JsonObject parameters = BacktestJson.Parameters(point.Strategy);
        try
        {
            Backtest backtest = BacktestOf(point);
            Play(backtest, cancel);
            return backtest.Failed?.Failure is { } failure
                ? PointResult.FailedLine(range, parameters, $"{failure.Callback} threw {failure.Error.GetType().Name}: {failure.Error.Message}")
                : PointResult.Line(range, parameters, FigureNames.Of(ResultOf(point, backtest)), backtest.Figures.Returns.Statistics);
        }
        catch (BadInputException e)
        {
            // The strategy can't begin with these values together, or on this instrument.
            return PointResult.FailedLine(range, parameters, e.Message);
        }
    }

    private Backtest BacktestOf(TradingSettings point) =>
        new(data.Recordings, [new StrategySetup(point.Name, point.Strategy)], point.Risk, point.Models);

    private JsonObject ResultOf(TradingSettings point, Backtest backtest)
    {
        IEnumerable<InstrumentResult> instruments = data.Recordings.Select((r, i) =>
            new InstrumentResult(backtest.Instruments[i], backtest.LocalRowsOf(i), Math.Max(point.Models.Range.StartNs, r.FirstLocalNs), Math.Min(point.Models.Range.EndNs, r.LastLocalNs), backtest.FiguresOf(i)));
        return BacktestJson.Of(point, BacktestJson.Parameters(point.Strategy), backtest, new BacktestResult(backtest.LocalRows, backtest.Figures, [.. instruments], Seconds: 1));
    }

    private static void Play(Backtest backtest, CancellationToken cancel)
    {
        while (backtest.Failed is null && backtest.PlayUntil(Math.Min(backtest.NextNs, long.MaxValue - StepNs) + StepNs))
            cancel.ThrowIfCancellationRequested();
    }
}
