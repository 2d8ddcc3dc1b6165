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
    private const long NsPerSecond = 1_000_000_000;

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
            ReturnStatistics returns = Play(backtest, cancel);
            return backtest.Failed?.Failure is { } failure
                ? PointResult.FailedLine(range, parameters, $"{failure.Callback} threw {failure.Error.GetType().Name}: {failure.Error.Message}")
                : PointResult.Line(range, parameters, FigureNames.Of(ResultOf(point, backtest)), returns);
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
        return BacktestJson.Of(point, backtest, new BacktestResult(backtest.LocalRows, backtest.Figures, [.. instruments], Seconds: 1));
    }

    // What each whole local second earned; the first one met is where it begins.
    private static ReturnStatistics Play(Backtest backtest, CancellationToken cancel)
    {
        var returns = new ReturnSampler();
        decimal? before = null;
        long second = Math.Min(backtest.NextNs, long.MaxValue - 2 * NsPerSecond);
        second += (NsPerSecond - second % NsPerSecond) % NsPerSecond;
        for (bool more = true; more && backtest.Failed is null; second += NsPerSecond)
        {
            cancel.ThrowIfCancellationRequested();
            more = backtest.PlayUntil(second);
            if (!more && backtest.Engine.NowNs < second)
                break;
            decimal equity = backtest.Figures.Equity;
            if (before is { } earlier)
                returns.Add((double)(equity - earlier));
            before = equity;
        }

        return returns.Statistics;
    }
}
