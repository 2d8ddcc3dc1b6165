using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline run</c>: the same strategy on paper, at the recording's own pace, in the terminal.</summary>
internal static class RunCommand
{
    private const int FrameMs = 100;
    private const int SyntheticMinutes = 10;
    private const ulong SyntheticSeed = 1;

    public static Command Create()
    {
        var trading = new TradingOptions();
        var speed = new Option<string>("--speed") { Description = "How fast the recording plays: 1x, 10x, max", DefaultValueFactory = _ => "1x" };
        var time = new Option<string?>("--for") { Description = "Stop after this time, e.g. 30s" };
        var json = new Option<bool>("--json") { Description = "No display; one JSON object at the end" };
        var command = new Command("run", "Trade on paper: a strategy on a recording, or on a synthetic market, at recorded speed, shown in the terminal. Ctrl-C cancels everything and sums up.");
        trading.AddTo(command, $"{SyntheticMinutes} minutes of a synthetic market");
        command.Add(speed);
        command.Add(time);
        command.Add(json);
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(
            trading.Read(parsed), Speed(parsed.GetRequiredValue(speed)), Time(parsed.GetValue(time)), parsed.GetValue(json), cancel)));
        return command;
    }

    private static double Speed(string text)
    {
        if (text == "max")
            return double.PositiveInfinity;
        return text.EndsWith('x') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor)
            && factor is > 0 and <= 1e6
            ? factor
            : throw new BadInputException($"speed '{text}' is wrong; right is a factor such as 1x or 10x, or max");
    }

    private static TimeSpan? Time(string? text)
    {
        if (text is null)
            return null;
        return Duration.TryParse(text, out long ns) && ns > 0
            ? TimeSpan.FromTicks(Math.Max(1, ns / 100))
            : throw new BadInputException($"--for '{text}' is wrong; right is a time with its unit, e.g. 30s");
    }

    private static int Run(TradingOptions.Chosen chosen, double speed, TimeSpan? time, bool json, CancellationToken cancel)
    {
        if (chosen.Data is not null)
            return Run(chosen, chosen.Data, speed, time, json, cancel);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-run-");
        try
        {
            string market = Path.Combine(folder.FullName, "synthetic.tlr");
            SyntheticCapture.Record("BTCUSDT", SyntheticMinutes * 60 * SyntheticCapture.NsPerSecond, SyntheticSeed, market, cancel);
            if (!json)
                Console.WriteLine($"paper trading on a synthetic market ({SyntheticMinutes} minutes); Ctrl-C ends it");
            return Run(chosen, market, speed, time, json, cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Run(TradingOptions.Chosen chosen, string data, double speed, TimeSpan? time, bool json, CancellationToken cancel)
    {
        using Recording recording = TradingOptions.Open(data);
        var fills = new RecentFills();
        var paper = new Backtest(recording, chosen.Strategy, new RiskLimits(), chosen.Models, fills.Add);
        var watch = Stopwatch.StartNew();
        if (json)
            Pace(paper, speed, time, watch, () => { }, cancel);
        else
            PaperView.Show(chosen, paper, fills, watch, frame => Pace(paper, speed, time, watch, frame, cancel));
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

    private static JsonObject Summary(TradingOptions.Chosen chosen, Backtest paper, TimeSpan elapsed)
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
