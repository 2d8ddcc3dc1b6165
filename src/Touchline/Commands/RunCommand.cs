using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Live;
using Touchline.Matching;
using Touchline.Simulation;
using Touchline.StoredStrategies;
using Touchline.Terminal;
using Touchline.View;

namespace Touchline.Commands;

/// <summary><c>touchline run</c>: a strategy on paper, at the market's own pace, in the terminal.</summary>
internal static class RunCommand
{
    // 2026-01-05 00:00:00 UTC: what a seed gives doesn't depend on when it is looked at.
    private const long SyntheticStartNs = 1_767_571_200_000_000_000;

    private const int StepMs = 100;

    /// <summary>What to do about a disk that takes no more.</summary>
    public const string FreeSpace = "Free space, or write elsewhere, then start again";

    public static Command Create()
    {
        var trading = new TradingOptions(Settings.All);
        var json = new Option<bool>("--json") { Description = "No display; one JSON object at the end" };
        var noColour = new Option<bool>("--no-color") { Description = $"No colours in the display; the variable {TerminalKind.NoColourVariable} says the same" };
        var command = new Command("run", "Trade on paper: a strategy on recordings, on a venue's live market (--venue, --symbols), or without either on a synthetic market that never ends, shown in the terminal. Ctrl-C cancels everything and sums up.");
        trading.AddTo(command);
        command.Add(json);
        command.Add(noColour);
        command.SetAction((parsed, cancel) => CommandLine.Start(
            () => Run(trading.ReadSession(parsed, CommandLine.IsUnasked), parsed.GetValue(json), TerminalKind.Current(parsed.GetValue(noColour)), cancel)));
        return command;
    }

    private static int Run(TradingSettings chosen, bool json, TerminalKind terminal, CancellationToken interrupted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupted, CommandLine.HangUp);
        if (chosen.Venue is { } venue)
            return chosen.Run.Live ? LiveRun.Run(chosen, json, terminal, either) : RunLive(chosen, venue, json, terminal, either);
        if (chosen.Data.Count == 0)
        {
            LatencyCoverage.Check(chosen.Models.Latency, SyntheticStartNs, long.MaxValue);
            return Run(chosen, [Synthetic(chosen)], json, terminal, either);
        }

        if (chosen.Run.Impact)
            throw new BadInputException("setting run.impact is on, but a recording can't react to orders; leave out --data to trade on the synthetic market, or --impact");
        using var data = new TradingData(chosen.Data, chosen.FeedOffsetNs);
        LatencyCoverage.Check(chosen.Models.Latency, data.FirstLocalNs, data.LastLocalNs);
        return Run(chosen, data.Recordings, json, terminal, either);
    }

    // Once the market speaks, nothing may keep it waiting: what takes time is done before.
    private static int RunLive(TradingSettings chosen, VenueSettings venue, bool json, TerminalKind terminal, CancellationTokenSource end)
    {
        SessionFiles.Check(chosen, venue.Symbols.Count);
        var log = new SessionLog(!json && terminal.CanDraw);
        WarmUp.Run();
        using var desk = new StrategyDesk(chosen.StrategyFolder, chosen.Rules, log.Note);
        using ControlPlane? control = ControlPlane.Open(chosen, log.Note, log.TellOnce, desk);
        using SessionStorage? storage = SessionStorage.Open(chosen, log.Note);
        using var market = new LiveMarket(venue.Name, venue.Symbols, LiveVenues.Connect(venue, chosen.Run.Waiting), log.Note);
        market.Open(end.Token);
        LatencyCoverage.Check(chosen.Models.Latency, market.NowNs, long.MaxValue);
        JsonObject parameters = BacktestJson.Parameters(chosen.Strategy);
        using var session = new PaperSession(chosen, market.Feeds, log.Add, market, storage, control?.Link);
        return Run(session, control?.Link, desk, parameters, log, json, terminal, end);
    }

    private static RowSource Synthetic(TradingSettings chosen)
    {
        var options = new SyntheticStreamOptions();
        return chosen.Run.Impact
            ? new ImpactMarket(options, chosen.Seed, SyntheticStartNs, chosen.FeedOffsetNs)
            : new SyntheticStream(options, chosen.Seed, SyntheticStartNs, chosen.FeedOffsetNs);
    }

    private static int Run(TradingSettings chosen, IReadOnlyList<RowSource> sources, bool json, TerminalKind terminal, CancellationTokenSource end)
    {
        var log = new SessionLog(!json && terminal.CanDraw);
        JsonObject parameters = BacktestJson.Parameters(chosen.Strategy);
        using var desk = new StrategyDesk(chosen.StrategyFolder, chosen.Rules, log.Note);
        using ControlPlane? control = ControlPlane.Open(chosen, log.Note, log.TellOnce, desk);
        using var session = new PaperSession(chosen, sources, log.Add, storage: SessionStorage.Open(chosen, log.Note), control: control?.Link);
        WarmUp.Run();
        return Run(session, control?.Link, desk, parameters, log, json, terminal, end);
    }

    /// <param name="parameters">Those that the session begins with.</param>
    private static int Run(PaperSession session, SessionLink? control, StrategyDesk desk, JsonObject parameters, SessionLog log, bool json, TerminalKind terminal, CancellationTokenSource end)
    {
        try
        {
            using var door = new CommandDoor(session, control, desk);
            if (!json && terminal.CanDraw)
                PlayInView(session, door, log, terminal, end);
            else
                session.Play(Step(door, json ? () => { } : new SessionLines(session).OnStep), cancel => cancel.WaitHandle.WaitOne(StepMs), end.Token);
        }
        catch (IOException e)
        {
            Say(session, parameters, json, "ended before its time: what it keeps can't be written any more");
            throw new IOException($"{e.Message}; the session has ended. What it kept until then is readable, by its name with {PartialFile.Suffix} behind. {FreeSpace}", e);
        }

        Say(session, parameters, json, EndOf(session));
        if (session.Live?.End is { } reason)
            Console.Error.WriteLine($"touchline: {reason}");
        return session.Paper.Failed is { } failed ? StrategyLog.SayFailure(failed) : session.Live?.End is null ? CommandLine.Done : CommandLine.FailedRun;
    }

    private static void Say(PaperSession session, JsonObject parameters, bool json, string end)
    {
        if (json)
            Console.WriteLine(Summary(session, parameters, session.Live is { } live ? LiveTexts.ToJson(live) : null).ToJsonString(JsonText.Indented));
        else
            PrintSummary(session, [.. (session.Live?.Feeds ?? []).Select(LiveTexts.Line), .. session.Storage is { } storage ? [storage.Line] : Array.Empty<string>(), end]);
    }

    // The view has gone before anything is said.
    private static void PlayInView(PaperSession session, CommandDoor door, SessionLog log, TerminalKind terminal, CancellationTokenSource end)
    {
        using var view = new SessionView(session, log, terminal, end.Cancel);
        session.Play(Step(door, view.OnStep), view.Wait, end.Token);
    }

    /// <summary>What happens after every step of a session: it is told what others ask of it, and shown.</summary>
    internal static Action Step(CommandDoor door, Action show) => () =>
    {
        door.OnStep();
        show();
    };

    internal static void PrintSummary(IWatchedSession session, IEnumerable<string> end)
    {
        BacktestFigures f = session.Figures;
        string position = f.Position is { } one ? $"{one:0.########}" : string.Join(", ", session.Instruments.Select((n, i) => $"{session.FiguresOf(i).Position:0.########} {n.Symbol}"));
        string rejected = f.Orders.Rejected == 0 ? "" : $" ({f.Orders.Rejected:N0} rejected)";
        Console.WriteLine($"{f.Fills:N0} fills from {f.Orders.Sent:N0} orders{rejected} in {session.Elapsed.TotalSeconds:0.0} s; position {position}; "
            + $"P&L {f.Equity:N4} after fees of {f.Fees:N4}");
        if (session.Commands > 0)
            Console.WriteLine($"{session.Commands:N0} commands were given; parameters at the end: {string.Join(", ", session.Chosen.Strategy.Parameters.Select(p => $"{p.Name}={p.ValueText}"))}");
        LatencyHistogram latency = session.Latency;
        if (latency.Count > 0)
            Console.WriteLine($"event to order in the engine: p50 {Us(latency, 50):0.0} µs, p99 {Us(latency, 99):0.0} µs over {latency.Count:N0}");
        foreach (string line in end)
            Console.WriteLine(line);
    }

    private static string EndOf(PaperSession session)
    {
        int working = session.Paper.Engine.LiveOrders;
        if (!session.IsStopped)
            return $"the recording is over; {working} orders were still working at its last row";
        if (session.Live is not null && working > 0)
            return $"stopped: the market told nothing more for {Duration.Format(MarketSimulation.MostSilenceNs)}, and what became of {working} orders isn't known: on paper they are still open";
        string where = session.IsOver ? " where the recorded session was" : "";
        return $"stopped{where}: all orders are cancelled, {working} left working";
    }

    /// <param name="parameters">Those that the session began with.</param>
    /// <param name="live">What there is to say of the venue; null where there is none.</param>
    internal static JsonObject Summary(IWatchedSession session, JsonObject parameters, JsonObject? live)
    {
        BacktestFigures f = session.Figures;
        JsonObject orders = BacktestJson.Orders(f.Orders);
        orders["working"] = session.Engine.LiveOrders;
        LatencyHistogram latency = session.Latency;
        JsonObject json = new()
        {
            ["strategy"] = session.Chosen.Name,
            ["parameters"] = BacktestJson.Parameters(session.Chosen.Strategy),
            ["parameters_at_start"] = parameters,
            ["commands"] = session.Commands,
            ["seed"] = session.Chosen.Seed,
            ["models"] = session.Chosen.Run.Live ? null : BacktestJson.Models(session.Chosen),
            ["rows"] = session.Rows,
            ["fills"] = f.Fills,
            ["pnl"] = DecimalsText.Trim(f.Equity),
            ["realised"] = DecimalsText.Trim(f.Realised),
            ["realised_fifo"] = DecimalsText.Trim(f.RealisedFifo),
            ["unrealised"] = DecimalsText.Trim(f.Unrealised),
            ["fees"] = DecimalsText.Trim(f.Fees),
        };
        FigureFields.AddSplit(json, f.Split);
        json["position"] = f.Position is { } position ? DecimalsText.Trim(position) : null;
        json["positions"] = new JsonArray([.. session.Instruments.Select((n, i) => new JsonObject
        {
            ["instrument"] = n.Symbol,
            ["venue"] = n.Venue,
            ["position"] = session.FiguresOf(i).Position is { } held ? DecimalsText.Trim(held) : null,
        })]);
        json["ledgers"] = LedgerFields.Of(session.Engine);
        json["orders"] = orders;
        json["latency_us"] = new JsonObject
        {
            ["p50"] = latency.Count == 0 ? null : Us(latency, 50),
            ["p99"] = latency.Count == 0 ? null : Us(latency, 99),
            ["count"] = latency.Count,
        };
        if (live is not null)
            json["live"] = live;
        if (session.Storage is { } storage)
            json["storage"] = storage.ToJson();
        json["stopped"] = session.IsStopped;
        json["seconds"] = session.Elapsed.TotalSeconds;
        return json;
    }

    private static double Us(LatencyHistogram latency, double percentile) => (latency.Percentile(percentile) ?? 0) / 1e3;
}
