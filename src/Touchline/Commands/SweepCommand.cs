using System.CommandLine;
using System.Globalization;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Sweeps;

namespace Touchline.Commands;

/// <summary><c>touchline sweep</c>: one strategy with many values of its parameters, side by side, ranked.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var trading = new TradingOptions(Settings.OfBacktest);
        var range = new RangeOptions();
        var sweep = new SweepOptions();
        var command = new Command("sweep", "Run a strategy with many values of its parameters over recordings, on all processors; rank them, and say what the best is worth after so many trials.");
        sweep.AddTo(command);
        trading.AddTo(command);
        range.AddTo(command);
        command.SetAction((parsed, cancel) => CommandLine.Start(() =>
        {
            SweepChoice choice = sweep.Read(parsed);
            EffectiveSettings settings = trading.ReadHere(parsed);
            CheckNotGivenTwice(settings, choice);
            return Run(TradingSettings.Of(settings), choice, data => range.Read(parsed, data), cancel);
        }));
        return command;
    }

    private static int Run(TradingSettings chosen, SweepChoice choice, Func<TradingData, TimeRange> rangeOf, CancellationToken interrupted)
    {
        if (chosen.Data.Count == 0)
            throw new BadInputException("a sweep needs a recording: give --data FILE or the setting data");
        if (choice.Vary.Count == 0)
            throw new BadInputException("a sweep needs a parameter to vary: give --vary name=VALUES, e.g. --vary spread=1:10:1; 'touchline strategies' lists them");
        CheckOutputs(chosen, choice);
        IReadOnlyList<VariedParameter> varied = ReadVaried(chosen, choice);
        using var data = new TradingData(chosen.Data, chosen.FeedOffsetNs);
        data.CheckWithoutCommands();
        TimeRange range = rangeOf(data);
        LatencyCoverage.Check(chosen.Models.Latency, Math.Max(range.StartNs, data.FirstLocalNs), Math.Min(range.EndNs, data.LastLocalNs));
        IReadOnlyList<WalkForwardWindow> windows = WindowsOf(choice, range, data, varied);
        SweepSpace space = choice.Random is { } random
            ? SweepSpace.Random(varied, random, chosen.Seed, Math.Max(1, windows.Count), choice.Most)
            : SweepSpace.Grid(varied, Math.Max(1, windows.Count), choice.Most);
        using var strategies = new StrategyFactory(chosen);
        var run = new PointRun(chosen, strategies, data, [.. varied.Select(v => v.Name)]);
        Ranking ranking = Ranking.Read(choice.RankBy, run.FiguresBefore(space[0]));
        ranking.CheckLength(windows.Count > 0 ? windows[0].Train : StretchOf(range, data), windows.Count > 0 ? "train of --walk-forward" : "the data");
        Verify(data);
        var names = new FigureNames();
        using OutputFile? json = choice.Json is null or "-" ? null : new OutputFile(choice.Json);
        using OutputFile? report = choice.Report is null ? null : new OutputFile(choice.Report);
        using SweepFile? file = choice.Store is null ? null : SweepFile.Open(choice.Store, SweepIdentity.Line(chosen, data), names);
        var sweep = new Sweep(space, run, names, file, choice.Jobs);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupted, CommandLine.HangUp);
        var outcome = new SweepOutcome { Chosen = chosen, Data = data, Space = space, Ranking = ranking, Range = range, Results = [], RunsDone = 0, Runs = 0 };
        outcome = new SweepSession(sweep, choice, outcome, windows).Play(either.Token);
        Show(outcome, choice, json, report);
        return Ends(outcome, choice, either.IsCancellationRequested);
    }

    // What the command line varies, it can't fix too; what a file fixes gives way.
    private static void CheckNotGivenTwice(EffectiveSettings settings, SweepChoice choice)
    {
        foreach (EffectiveSetting setting in settings.Show().Where(s => s.Source == $"command line {Settings.ParameterOption}"))
        {
            string name = setting.Path[Settings.ParameterPrefix.Length..];
            if (choice.Vary.Any(v => v.StartsWith(name + "=", StringComparison.Ordinal)))
                throw new BadInputException($"parameter {name} is given by {Settings.ParameterOption} and by --vary; give it once");
        }
    }

    private static void CheckOutputs(TradingSettings chosen, SweepChoice choice)
    {
        if (choice.Store == "-" || choice.Report == "-")
            throw new BadInputException("-o and --report take the name of a file; only --json may go to standard output");
        string?[] outputs = [choice.Store, choice.Report, choice.Json == "-" ? null : choice.Json];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] is { } output)
                PartialFile.CheckApart(output, [.. chosen.Data, .. outputs[..i]]);
        }
    }

    private static VariedParameter[] ReadVaried(TradingSettings chosen, SweepChoice choice)
    {
        var text = new VariedParameterText(chosen.Strategy.Parameters, chosen.Name, choice.Random is not null);
        VariedParameter[] varied = [.. choice.Vary.Select(text.Read)];
        string? twice = varied.GroupBy(v => v.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? varied : throw new BadInputException($"--vary {twice} is given twice; give all its values at once");
    }

    private static IReadOnlyList<WalkForwardWindow> WindowsOf(SweepChoice choice, TimeRange range, TradingData data, IReadOnlyList<VariedParameter> varied)
    {
        if (choice.WalkForward is not { } plan)
            return [];
        TimeRange stretch = StretchOf(range, data);
        if (plan.Count(stretch) > SweepSpace.MostPoints)
            throw new BadInputException($"--walk-forward would make {plan.Count(stretch):N0} windows; at most {SweepSpace.MostPoints:N0} are made: take longer tests");
        return plan.Windows(stretch);
    }

    private static TimeRange StretchOf(TimeRange range, TradingData data) =>
        new(Math.Max(range.StartNs, data.FirstLocalNs), Math.Min(range.EndNs, data.LastLocalNs));

    // Now rather than in the middle: then what a run finds wrong is wrong with its point.
    private static void Verify(TradingData data)
    {
        foreach (Recording recording in data.Recordings)
        {
            for (int block = 0; block < recording.BlockCount; block++)
                recording.Verify(block);
        }
    }

    private static void Show(SweepOutcome outcome, SweepChoice choice, OutputFile? json, OutputFile? report)
    {
        if (choice.Json is not null)
        {
            string text = SweepJson.Of(outcome).ToJsonString(JsonText.Indented);
            (json?.Writer ?? Console.Out).WriteLine(text);
        }

        if (choice.Json != "-")
            SweepTable.Print(outcome, choice.Top, Console.Out);
        report?.Writer.Write(SweepReport.Of(outcome));
        json?.Complete();
        report?.Complete();
    }

    private static int Ends(SweepOutcome outcome, SweepChoice choice, bool interrupted)
    {
        string kept = choice.Store is null ? "" : $"; the same command goes on from {choice.Store}";
        if (!outcome.IsComplete)
        {
            string why = interrupted ? "interrupted" : "stopped by --limit";
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"touchline: {why} after {outcome.RunsDone:N0} of {outcome.Runs:N0} runs{kept}"));
            return interrupted ? CommandLine.FailedRun : CommandLine.Done;
        }

        bool anything = outcome.WalkForward is { } forward ? forward.Counted.Any() : outcome.Results.Any(r => r is { Error: null });
        return anything ? CommandLine.Done : CommandLine.FailedRun;
    }
}
