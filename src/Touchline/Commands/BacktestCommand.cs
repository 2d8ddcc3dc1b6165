using System.CommandLine;
using System.Diagnostics;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline backtest</c>: a strategy on recordings, as fast as it goes.</summary>
internal static class BacktestCommand
{
    private const int ProgressSteps = 400;

    public static Command Create()
    {
        var trading = new TradingOptions(Settings.OfBacktest);
        var json = new Option<string?>("--json") { Description = "Write the result to a file as one JSON object ('-': to standard output, without the table)" };
        var fills = new Option<string?>("--fills") { Description = $"Write every fill to a CSV file: {FillsFile.Header}" };
        var command = new Command("backtest", "Run a strategy over one or more recordings with latency and queue position, and print what came of it.");
        trading.AddTo(command);
        command.Add(json);
        command.Add(fills);
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(trading.Read(parsed), parsed.GetValue(json), parsed.GetValue(fills), cancel)));
        return command;
    }

    private static int Run(TradingSettings chosen, string? jsonPath, string? fillsPath, CancellationToken cancel)
    {
        if (chosen.Data.Count == 0)
            throw new BadInputException("a backtest needs a recording: give --data FILE or the setting data");
        if (fillsPath == "-")
            throw new BadInputException("--fills takes the name of a file; only --json may go to standard output");
        if (fillsPath is not null)
            PartialFile.CheckApart(fillsPath, [.. chosen.Data, jsonPath]);
        if (jsonPath is not null and not "-")
            PartialFile.CheckApart(jsonPath, chosen.Data);
        using var data = new TradingData(chosen.Data, chosen.FeedOffsetNs);
        LatencyCoverage.Check(chosen.Models.Latency, data.FirstLocalNs, data.LastLocalNs);
        using OutputFile? json = jsonPath is null or "-" ? null : new OutputFile(jsonPath);
        using OutputFile? fills = fillsPath is null ? null : new OutputFile(fillsPath);
        using var progress = new ProgressLine("backtest");
        var fillsFile = fills is null ? null : new FillsFile(fills.Writer, data.Instruments);
        var backtest = new Backtest(
            data.Recordings, [new StrategySetup(chosen.Name, chosen.Strategy)], chosen.Risk, chosen.Models,
            fillsFile is null ? null : fillsFile.Write, StrategyLog.To(progress));
        BacktestResult result = Play(backtest, data, progress, cancel);
        progress.Dispose();
        if (backtest.Failed is { } failed)
            return StrategyLog.SayFailure(failed);
        string text = BacktestJson.Of(chosen, backtest, result).ToJsonString(JsonText.Indented);
        json?.Writer.WriteLine(text);
        if (jsonPath == "-")
            Console.WriteLine(text);
        else
            BacktestTable.Print(chosen, result, backtest.Engine.Strategies[0].Metrics);
        json?.Complete();
        fills?.Complete();
        return CommandLine.Done;
    }

    private static BacktestResult Play(Backtest backtest, TradingData data, ProgressLine progress, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        long step = Math.Max(1, data.SpanNs / ProgressSteps);
        while (backtest.NextNs is var next && next != long.MaxValue && backtest.PlayUntil(Math.Min(next, long.MaxValue - step) + step))
        {
            cancel.ThrowIfCancellationRequested();
            progress.Show((double)backtest.LocalRows / data.Rows, backtest.LocalRows);
            if (backtest.Failed is not null)
                break;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        IEnumerable<InstrumentResult> instruments = data.Recordings.Select((r, i) =>
            new InstrumentResult(backtest.Instruments[i], r.MarketRowCount, backtest.FiguresOf(i)));
        return new BacktestResult(data.Rows, backtest.Figures, [.. instruments], seconds);
    }
}
