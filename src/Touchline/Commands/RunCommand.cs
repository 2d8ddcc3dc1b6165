using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline run</c>: the same strategy on paper, at the recording's own pace, in the terminal.</summary>
internal static class RunCommand
{
    private const int FrameMs = 100;
    private const int SyntheticMinutes = 10;

    public static Command Create()
    {
        var trading = new TradingOptions(Settings.All);
        var json = new Option<bool>("--json") { Description = "No display; one JSON object at the end" };
        var command = new Command("run", $"Trade on paper: a strategy on a recording, or without --data on {SyntheticMinutes} minutes of a synthetic market, at recorded speed, shown in the terminal. Ctrl-C cancels everything and sums up.");
        trading.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(trading.Read(parsed), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(TradingSettings chosen, bool json, CancellationToken cancel)
    {
        if (chosen.Run.Record.Count > 0)
            throw new BadInputException("--record: a session can't be recorded yet; leave it out");
        if (chosen.OnlyRecording() is { } data)
            return Run(chosen, data, json, cancel);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-run-");
        try
        {
            string market = Path.Combine(folder.FullName, "synthetic.tlr");
            SyntheticCapture.Record("BTCUSDT", SyntheticMinutes * 60 * SyntheticCapture.NsPerSecond, chosen.Seed, market, cancel);
            if (!json)
                Console.WriteLine($"paper trading on a synthetic market ({SyntheticMinutes} minutes); Ctrl-C ends it");
            return Run(chosen, market, json, cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Run(TradingSettings chosen, string data, bool json, CancellationToken cancel)
    {
        using Recording recording = TradingOptions.Open(data);
        var fills = new RecentFills();
        var paper = new Backtest(recording, chosen.Strategy, chosen.Risk, chosen.Models, fills.Add);
        var watch = Stopwatch.StartNew();
        if (json)
            Pace(paper, chosen.Run.Speed, chosen.Run.For, watch, () => { }, cancel);
        else
            PaperView.Show(chosen, paper, fills, watch, frame => Pace(paper, chosen.Run.Speed, chosen.Run.For, watch, frame, cancel));
        bool isOver = paper.NextNs == long.MaxValue;
        if (!isOver)
            paper.Stop();
        if (json)
            Console.WriteLine(Summary(chosen, paper, watch.Elapsed).ToJsonString(JsonText.Indented));
        else
            PrintSummary(paper, watch.Elapsed, isOver);
        return CommandLine.Done;
    }

    // Plays what is due, shows it, waits for the next frame; ends with the recording, the time given, or Ctrl-C.
    private static void Pace(Backtest paper, double speed, TimeSpan? time, Stopwatch watch, Action frame, CancellationToken cancel)
    {
        long start = paper.NextNs;
        bool more = true;
        while (more && !cancel.IsCancellationRequested && !(watch.Elapsed >= time))
        {
            double passedNs = watch.Elapsed.TotalNanoseconds * speed;
            long until = double.IsInfinity(speed) ? paper.NextNs + 1_000_000_000 : start + (long)Math.Min(passedNs, long.MaxValue / 4);
            more = paper.PlayUntil(until);
            frame();
            if (more && !double.IsInfinity(speed))
                cancel.WaitHandle.WaitOne(FrameMs);
        }
    }

    private static void PrintSummary(Backtest paper, TimeSpan elapsed, bool isOver)
    {
        BacktestFigures f = paper.Figures;
        Console.WriteLine($"{f.Fills:N0} fills from {f.Orders.Sent:N0} orders in {elapsed.TotalSeconds:0.0} s; position {f.Position:0.########}; "
            + $"P&L {f.Equity:N4} after fees of {f.Fees:N4}");
        Console.WriteLine(isOver
            ? $"the recording is over; {paper.Engine.LiveOrders} orders were still working at its last row"
            : $"stopped: all orders are cancelled, {paper.Engine.LiveOrders} left working");
    }

    private static JsonObject Summary(TradingSettings chosen, Backtest paper, TimeSpan elapsed)
    {
        BacktestFigures f = paper.Figures;
        return new JsonObject
        {
            ["strategy"] = chosen.Name,
            ["rows"] = paper.LocalRows,
            ["fills"] = f.Fills,
            ["pnl"] = f.Equity,
            ["fees"] = f.Fees,
            ["position"] = f.Position,
            ["orders"] = new JsonObject { ["sent"] = f.Orders.Sent, ["filled"] = f.Orders.Filled, ["cancelled"] = f.Orders.Cancelled, ["working"] = paper.Engine.LiveOrders },
            ["seconds"] = elapsed.TotalSeconds,
        };
    }
}
