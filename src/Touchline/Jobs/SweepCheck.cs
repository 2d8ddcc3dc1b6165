using System.CommandLine;
using System.Numerics;
using Touchline.Api;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Simulation;
using Touchline.Sweeps;
using Touchline.Trading;

namespace Touchline.Jobs;

/// <summary>Looks whether a sweep that is asked for can run, as far as that can be told without its recordings: the options as the command line reads them, and how many runs they make.</summary>
/// <param name="body">Is told what is wrong, by its fields.</param>
/// <param name="arguments">The options that were made of it.</param>
/// <param name="lengthNs">Of the stretch of the market, at most; null: not known.</param>
internal sealed class SweepCheck(JsonBody body, IReadOnlyList<string> arguments, long? lengthNs)
{
    // Its market isn't played: any moment will do.
    private const long SomeNs = 1_700_000_000_000_000_000;

    /// <param name="chosen">Null: what strategy it is isn't known here.</param>
    /// <exception cref="Problem">It can't run.</exception>
    public void Check(IReadOnlyList<string> varied, TradingSettings? chosen)
    {
        var options = new SweepOptions();
        var command = new Command("sweep");
        options.AddTo(command);
        SweepChoice? choice = Try("walk_forward", () => options.Read(command.Parse([.. arguments.Where(a => !a.StartsWith("--from=", StringComparison.Ordinal) && !a.StartsWith("--to=", StringComparison.Ordinal))])));
        body.Check();
        if (choice!.WalkForward is { } plan && lengthNs is { } length && plan.Count(new TimeRange(0, length - 1)) == 0)
            body.Refuse("walk_forward", $"train and test together take {Duration.Format(plan.TrainNs + plan.TestNs)}, and from and to leave {Duration.Format(length)}");
        if (chosen is not null)
        {
            var text = new VariedParameterText(chosen.Strategy.Parameters, chosen.Name, choice.Random is not null);
            if (Try("vary", () => varied.Select(text.Read).ToArray()) is { } read)
                CheckRuns(read, choice);
            CheckRanking(choice, chosen);
        }

        body.Check();
    }

    private void CheckRuns(VariedParameter[] varied, SweepChoice choice)
    {
        if (varied.GroupBy(v => v.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            body.Refuse("vary", $"{twice.Key} is given twice; give all its values at once");
        BigInteger? all = SweepSpace.Combinations(varied);
        if (choice.Random is { } random && all < random)
            body.Refuse("random", $"there are only {all:N0} combinations; right is at most so many, or leave it out");
        long windows = choice.WalkForward is { } plan && lengthNs is { } length ? Math.Max(1, plan.Count(new TimeRange(0, length - 1))) : 1;
        BigInteger runs = (choice.Random ?? all ?? 0) * windows;
        if (runs > choice.Most)
            body.Refuse(choice.Random is null ? "vary" : "random", $"these are {runs:N0} runs{(windows > 1 ? $" in {windows:N0} windows" : "")}; at most {choice.Most:N0} are made: give fewer values, random or a higher most (up to {JobRequest.MostRuns:N0})");
    }

    private void CheckRanking(SweepChoice choice, TradingSettings chosen)
    {
        Ranking? ranking = Try("rank_by", () => Ranking.Read(choice.RankBy, KnownFigures(chosen)));
        long? leastNs = choice.WalkForward is { } plan ? plan.TrainNs : lengthNs;
        if (leastNs is { } least)
            Try("rank_by", () => ranking?.CheckLength(new TimeRange(0, least - 1), choice.WalkForward is null ? "the stretch from from to to" : "train of walk_forward"));
    }

    // Those of a result before anything has happened.
    private static IReadOnlyList<string> KnownFigures(TradingSettings chosen)
    {
        RowSource[] market = [new SyntheticStream(new SyntheticStreamOptions(), seed: 1, SomeNs)];
        var backtest = new Backtest(market, [new StrategySetup(chosen.Name, chosen.Strategy)], chosen.Risk, new SimulationOptions());
        var result = new BacktestResult(0, backtest.Figures, [new InstrumentResult(backtest.Instruments[0], 0, SomeNs, SomeNs, backtest.FiguresOf(0))], Seconds: 1);
        return [.. FigureNames.In(BacktestJson.Of(chosen, BacktestJson.Parameters(chosen.Strategy), backtest, result))];
    }

    private void Try(string field, Action check) => Try(field, () =>
    {
        check();
        return 0;
    });

    private T? Try<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (BadInputException e)
        {
            body.Refuse(field, e.Message);
            return default;
        }
    }
}
