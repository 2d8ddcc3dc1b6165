using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary><c>touchline run</c>: a strategy on paper, at the market's own pace, in the terminal.</summary>
internal static class RunCommand
{
    // 2026-01-05 00:00:00 UTC: what a seed gives doesn't depend on when it is looked at.
    private const long SyntheticStartNs = 1_767_571_200_000_000_000;

    public static Command Create()
    {
        var trading = new TradingOptions(Settings.All);
        var json = new Option<bool>("--json") { Description = "No display; one JSON object at the end" };
        var command = new Command("run", "Trade on paper: a strategy on recordings, or without --data on a synthetic market that never ends, shown in the terminal. Ctrl-C cancels everything and sums up.");
        trading.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(trading.Read(parsed), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(TradingSettings chosen, bool json, CancellationToken interrupted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupted, CommandLine.HangUp);
        CancellationToken cancel = either.Token;
        if (chosen.Data.Count == 0)
            return Run(chosen, [Synthetic(chosen)], json, cancel);
        if (chosen.Run.Impact)
            throw new BadInputException("setting run.impact is on, but a recording can't react to orders; leave out --data to trade on the synthetic market, or --impact");
        using var data = new TradingData(chosen.Data);
        return Run(chosen, data.Recordings, json, cancel);
    }

    private static RowSource Synthetic(TradingSettings chosen)
    {
        var options = new SyntheticStreamOptions();
        return chosen.Run.Impact
            ? new ImpactMarket(options, chosen.Seed, SyntheticStartNs)
            : new SyntheticStream(options, chosen.Seed, SyntheticStartNs);
    }

    private static int Run(TradingSettings chosen, IReadOnlyList<RowSource> sources, bool json, CancellationToken cancel)
    {
        var log = new SessionLog(isShown: !json && PaperView.IsDrawn);
        using var session = new PaperSession(chosen, sources, log.Add);
        WarmUp.Run();
        if (json)
            session.Play(() => { }, cancel);
        else
            PaperView.Show(session, log, frame => session.Play(frame, cancel));
        if (json)
            Console.WriteLine(Summary(session).ToJsonString(JsonText.Indented));
        else
            PrintSummary(session);
        return session.Paper.Failed is { } failed ? StrategyLog.SayFailure(failed) : CommandLine.Done;
    }

    private static void PrintSummary(PaperSession session)
    {
        BacktestFigures f = session.Paper.Figures;
        string position = f.Position is { } one ? $"{one:0.########}" : string.Join(", ", session.Paper.Instruments.Select((n, i) => $"{session.Paper.FiguresOf(i).Position:0.########} {n.Symbol}"));
        Console.WriteLine($"{f.Fills:N0} fills from {f.Orders.Sent:N0} orders in {session.Elapsed.TotalSeconds:0.0} s; position {position}; "
            + $"P&L {f.Equity:N4} after fees of {f.Fees:N4}");
        LatencyHistogram latency = session.Latency;
        if (latency.Count > 0)
            Console.WriteLine($"event to order in the engine: p50 {Us(latency, 50):0.0} µs, p99 {Us(latency, 99):0.0} µs over {latency.Count:N0}");
        Console.WriteLine(EndOf(session));
    }

    private static string EndOf(PaperSession session)
    {
        int working = session.Paper.Engine.LiveOrders;
        if (!session.IsStopped)
            return $"the recording is over; {working} orders were still working at its last row";
        string where = session.IsOver ? " where the recorded session was" : "";
        return $"stopped{where}: all orders are cancelled, {working} left working";
    }

    private static JsonObject Summary(PaperSession session)
    {
        BacktestFigures f = session.Paper.Figures;
        JsonObject orders = BacktestJson.Orders(f.Orders);
        orders["working"] = session.Paper.Engine.LiveOrders;
        LatencyHistogram latency = session.Latency;
        return new JsonObject
        {
            ["strategy"] = session.Chosen.Name,
            ["parameters"] = BacktestJson.Parameters(session.Chosen.Strategy),
            ["seed"] = session.Chosen.Seed,
            ["models"] = BacktestJson.Models(session.Chosen),
            ["rows"] = session.Paper.LocalRows,
            ["fills"] = f.Fills,
            ["pnl"] = DecimalsText.Trim(f.Equity),
            ["realised"] = DecimalsText.Trim(f.Realised),
            ["unrealised"] = DecimalsText.Trim(f.Unrealised),
            ["fees"] = DecimalsText.Trim(f.Fees),
            ["position"] = f.Position is { } position ? DecimalsText.Trim(position) : null,
            ["orders"] = orders,
            ["latency_us"] = new JsonObject
            {
                ["p50"] = latency.Count == 0 ? null : Us(latency, 50),
                ["p99"] = latency.Count == 0 ? null : Us(latency, 99),
                ["count"] = latency.Count,
            },
            ["stopped"] = session.IsStopped,
            ["seconds"] = session.Elapsed.TotalSeconds,
        };
    }

    private static double Us(LatencyHistogram latency, double percentile) => (latency.Percentile(percentile) ?? 0) / 1e3;
}
