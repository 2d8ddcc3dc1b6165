using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Reports;
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
        var report = new Option<string?>("--report") { Description = "Write the result as a page with charts to an HTML file, which needs nothing else" };
        var command = new Command("backtest", "Run a strategy over one or more recordings with latency and queue position, and print what came of it.");
        var range = new RangeOptions();
        trading.AddTo(command);
        range.AddTo(command);
        command.Add(json);
        command.Add(fills);
        command.Add(report);
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(
            trading.Read(parsed), data => range.Read(parsed, data),
            new Outputs(parsed.GetValue(json), parsed.GetValue(fills), parsed.GetValue(report)), cancel)));
        return command;
    }

    private static int Run(TradingSettings settings, Func<TradingData, TimeRange> rangeOf, Outputs outputs, CancellationToken cancel)
    {
        if (settings.Data.Count == 0)
            throw new BadInputException("a backtest needs a recording: give --data FILE or the setting data");
        outputs.Check(settings.Data);
        using var data = new TradingData(settings.Data, settings.FeedOffsetNs);
        TradingSettings chosen = settings with { Models = settings.Models with { Range = rangeOf(data) } };
        LatencyCoverage.Check(chosen.Models.Latency, Math.Max(chosen.Models.Range.StartNs, data.FirstLocalNs), Math.Min(chosen.Models.Range.EndNs, data.LastLocalNs));
        using OutputFile? json = outputs.Json is null or "-" ? null : new OutputFile(outputs.Json);
        using OutputFile? fills = outputs.Fills is null ? null : new OutputFile(outputs.Fills);
        using OutputFile? report = outputs.Report is null ? null : new OutputFile(outputs.Report);
        using var progress = new ProgressLine("backtest");
        var fillsFile = fills is null ? null : new FillsFile(fills.Writer, data.Instruments);
        var roundTrips = new OrderRoundTrips();
        var backtest = new Backtest(
            data.Recordings, [new StrategySetup(chosen.Name, chosen.Strategy), Operator.Setup()], chosen.Risk, chosen.Models,
            fillsFile is null ? null : fillsFile.Write, StrategyLog.To(progress), report is null ? [] : [roundTrips])
        {
            Chart = report is null ? null : ChartOf(data, chosen),
        };
        JsonObject parameters = BacktestJson.Parameters(chosen.Strategy); // recorded commands may change them
        BacktestResult result = Play(backtest, data, chosen.Models.Range, progress, cancel);
        progress.Dispose();
        if (result.Figures.Returns.Statistics.Count < ReturnStatistics.Fewest)
            Console.Error.WriteLine($"note: {result.Figures.SpanNs / 1e9:0.0} s of market are too short for Sharpe and Sortino, which need more than {ReturnStatistics.Fewest} s");
        if (backtest.Commands > 0)
            Console.Error.WriteLine($"note: the recorded session was given {backtest.Commands:N0} commands; the strategy was given them too, at the same times");
        if (backtest.Failed is { } failed)
            return StrategyLog.SayFailure(failed);
        JsonObject all = BacktestJson.Of(chosen, parameters, backtest, result);
        all["commands"] = backtest.Commands;
        string text = all.ToJsonString(JsonText.Indented);
        json?.Writer.WriteLine(text);
        report?.Writer.Write(new BacktestReport(chosen, parameters, backtest, result, backtest.Chart!, roundTrips.Times).Html());
        if (outputs.Json == "-")
            Console.WriteLine(text);
        else
            BacktestTable.Print(chosen, parameters, result, backtest.Engine.Strategies[0].Metrics);
        json?.Complete();
        fills?.Complete();
        report?.Complete();
        return CommandLine.Done;
    }

    private static SessionChart ChartOf(TradingData data, TradingSettings chosen) => new(
        Math.Max(chosen.Models.Range.StartNs, data.FirstLocalNs), Math.Min(chosen.Models.Range.EndNs, data.LastLocalNs), data.Recordings.Count, chosen.Risk.MaxLiveOrders);

    private static BacktestResult Play(Backtest backtest, TradingData data, TimeRange range, ProgressLine progress, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        long first = Math.Max(range.StartNs, data.FirstLocalNs), span = Math.Max(1, Math.Min(range.EndNs, data.LastLocalNs) - first);
        long step = Math.Max(1, data.SpanNs / ProgressSteps);
        while (backtest.NextNs is var next && next != long.MaxValue && backtest.PlayUntil(Math.Min(next, long.MaxValue - step) + step))
        {
            cancel.ThrowIfCancellationRequested();
            progress.Show((double)(next - first) / span, backtest.LocalRows);
            if (backtest.Failed is not null)
                break;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        IEnumerable<InstrumentResult> instruments = data.Recordings.Select((r, i) =>
            new InstrumentResult(
                backtest.Instruments[i], range.IsAll ? r.MarketRowCount : backtest.LocalRowsOf(i), Math.Max(range.StartNs, r.FirstLocalNs),
                Math.Min(range.EndNs, r.LastLocalNs), backtest.FiguresOf(i)));
        return new BacktestResult(range.IsAll ? data.Rows : backtest.LocalRows, backtest.Figures, [.. instruments], seconds);
    }

    private sealed record Outputs(string? Json, string? Fills, string? Report)
    {
        /// <exception cref="BadInputException">Two files are one, or a file can't go where it is wanted.</exception>
        public void Check(IReadOnlyList<string> data)
        {
            if (Fills == "-" || Report == "-")
                throw new BadInputException($"{(Fills == "-" ? "--fills" : "--report")} takes the name of a file; only --json may go to standard output");
            if (Fills is not null)
                PartialFile.CheckApart(Fills, [.. data, Json]);
            if (Json is not null and not "-")
                PartialFile.CheckApart(Json, data);
            if (Report is not null)
                PartialFile.CheckApart(Report, [.. data, Json, Fills]);
        }
    }
}
