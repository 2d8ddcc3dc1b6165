using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.StoredStrategies;
using Touchline.Terminal;
using Touchline.Venues.Binance;
using Touchline.View;

namespace Touchline.Live;

/// <summary><c>touchline run --live</c>: from the settings to the exit code.</summary>
internal static class LiveRun
{
    public static int Run(TradingSettings chosen, bool json, TerminalKind terminal, CancellationTokenSource end)
    {
        SessionFiles.Check(chosen, chosen.Venue!.Symbols.Count);
        bool isDrawn = !json && terminal.CanDraw;
        var log = new SessionLog(isDrawn);
        JsonObject parameters = BacktestJson.Parameters(chosen.Strategy);
        if (chosen.Venue.IsRealMoney)
            Console.Error.WriteLine(RealMoney.Describe(chosen));
        // Before there is a picture, and without one, what is to be said goes to standard error.
        bool isShown = false;
        void Tell(string text)
        {
            if (isShown)
                log.Say(text);
            else
                Console.Error.WriteLine(text);
        }

        using var desk = new StrategyDesk(chosen.StrategyFolder, chosen.Rules, Tell);
        using ControlPlane? control = ControlPlane.Open(chosen, Tell, log.TellOnce, desk);
        using LiveSession session = Connect(chosen, EarlierSessions.Open(chosen), log, SessionStorage.Open, Tell, control?.Link, end.Token);
        using var door = new CommandDoor(session, control?.Link, desk);
        session.Begin(end.Token);
        isShown = isDrawn;
        if (isDrawn)
            PlayInView(session, door, log, terminal, end);
        else
            session.Play(RunCommand.Step(door, json ? () => { } : new SessionLines(session).OnStep), end.Token);
        return Say(session, parameters, json);
    }

    /// <summary><c>touchline recover</c>.</summary>
    public static int Recover(TradingSettings chosen, bool json, CancellationTokenSource end)
    {
        if (EarlierSessions.Open(chosen) is not { } before)
        {
            Console.WriteLine(json ? "{}" : "the journal has nothing to take up");
            return CommandLine.Done;
        }

        // Orders at the venue don't wait for a database.
        using LiveSession session = Connect(chosen, before, new SessionLog(false), SessionStorage.OpenIfUsable, Console.Error.WriteLine, null, end.Token);
        try
        {
            session.Begin(end.Token);
        }
        catch when (json)
        {
            Console.WriteLine(session.Recovery!.ToJson().ToJsonString(JsonText.Indented));
            throw;
        }

        session.EndWithoutTrading();
        if (json)
            Console.WriteLine(session.Recovery!.ToJson().ToJsonString(JsonText.Indented));
        else
            Console.WriteLine($"recovered: {session.Recovery!.Actions.Count} things were done; the position is {session.Recovery.Positions}");
        return Complain(session);
    }

    private static LiveSession Connect(
        TradingSettings chosen, EarlierSessions? before, SessionLog log, Func<TradingSettings, Action<string>, SessionStorage?> open, Action<string> say, SessionLink? control,
        CancellationToken cancel)
    {
        SessionStorage? storage = null;
        try
        {
            BinanceCredentials credentials = LiveVenues.Credentials(chosen.Venue!)!;
            WarmUp.Run();
            if (before is null)
                CheckFlat(chosen.Venue!, credentials, cancel);
            storage = open(chosen, say);
            string prefix = before?.Journal.Prefix ?? SessionPrefix.New();
            return new LiveSession(
                chosen, prefix, before, LiveVenues.Connect(chosen.Venue!, chosen.Run.Waiting, credentials, prefix), log.Add, say, () => Look(chosen.Venue!, credentials, prefix), storage, control);
        }
        catch
        {
            storage?.Dispose();
            before?.Dispose();
            throw;
        }
    }

    private static void CheckFlat(VenueSettings venue, BinanceCredentials credentials, CancellationToken cancel)
    {
        using var calls = new WireCalls(venue.Certificate, cancel);
        FlatAccount.Check(new BinanceInquiry(venue.Addresses with { Credentials = credentials }, calls.Call, () => calls.NowNs), venue.Symbols, venue.Doctor);
    }

    // By a connection of its own, and also when the user has ended everything else.
    private static LastLook Look(VenueSettings venue, BinanceCredentials credentials, string prefix)
    {
        using var calls = new WireCalls(venue.Certificate, CancellationToken.None);
        return LastLook.Take(new BinanceInquiry(venue.Addresses with { Credentials = credentials }, calls.Call, () => calls.NowNs, LastLook.TimeoutNs), venue.Symbols, prefix);
    }

    // The view has gone before anything is said.
    private static void PlayInView(LiveSession session, CommandDoor door, SessionLog log, TerminalKind terminal, CancellationTokenSource end)
    {
        using var view = new SessionView(session, log, terminal, end.Cancel);
        session.Play(RunCommand.Step(door, view.OnStep), end.Token);
    }

    private static int Say(LiveSession session, JsonObject parameters, bool json)
    {
        if (json)
            Console.WriteLine(RunCommand.Summary(session, parameters, ToJson(session)).ToJsonString(JsonText.Indented));
        else
            RunCommand.PrintSummary(session, [.. session.Storage is { } storage ? [storage.Line] : Array.Empty<string>(), .. EndOf(session)]);
        return Complain(session);
    }

    private static int Complain(LiveSession session)
    {
        if (session.Trouble is { } trouble)
            Console.Error.WriteLine($"touchline: {trouble}");
        foreach (string order in session.LeftOpen)
            Console.Error.WriteLine($"touchline: LEFT OPEN, the venue didn't confirm its end: {order}");
        foreach (string order in session.Kept is null ? session.LastLook!.Open : [])
            Console.Error.WriteLine($"touchline: OPEN AT THE VENUE after the end: {order}");
        foreach (string order in session.LastLook!.OfOthers)
            Console.Error.WriteLine($"note: open at the venue, of others, and left alone: {order}");
        if (session.LastLook.Failure is { } failure)
            Console.Error.WriteLine($"touchline: the venue couldn't be asked a last time what is open there: {failure}");
        foreach (string difference in session.Differences)
            Console.Error.WriteLine($"touchline: {difference}");
        if (session.IsCountdownLeft)
            Console.Error.WriteLine("touchline: the venue didn't confirm that its countdown is switched off: it may cancel the kept orders within a minute");
        if (!session.IsClean && session.Kept is null)
            Console.Error.WriteLine("touchline: look at the open orders at the venue and cancel them there; where the venue has the countdown running, it cancels them itself within a minute");
        if (session.Failed is { } failed)
            return StrategyLog.SayFailure(failed);
        return session.Trouble is null && session.IsClean && session.Differences.Count == 0 ? CommandLine.Done : CommandLine.FailedRun;
    }

    private static string[] EndOf(LiveSession session) => session switch
    {
        { Kept: { } kept, LastLook: var look } =>
        [
            $"stopped: {kept.Count} orders are kept {(look!.Failure is null ? $"at {session.Chosen.Venue!.Name}, which lists them" : "as far as anybody knows")}; nobody looks after them until a session with the journal {session.Chosen.Run.Journal} begins",
            .. kept.Select(o => $"kept: {o}"),
        ],
        { IsClean: true } => ["stopped: all orders are cancelled, and the venue has confirmed it"],
        { LeftOpen.Count: > 0 } => [$"stopped: {session.LeftOpen.Count} orders are left open as far as anybody knows"],
        { LastLook.Open.Count: > 0 } => ["stopped: every order's end was reported, but the venue lists orders of this session's as open"],
        _ => ["stopped: every order's end was reported, but the venue couldn't be asked whether it lists any"],
    };

    private static JsonObject ToJson(LiveSession session) => new()
    {
        ["venue"] = session.Chosen.Venue!.Name,
        ["testnet"] = session.Chosen.Venue.IsTestnet,
        ["trouble"] = session.Trouble,
        ["left_open"] = new JsonArray([.. session.LeftOpen.Select(o => (JsonNode)o)]),
        ["kept"] = session.Kept is { } kept ? new JsonArray([.. kept.Select(o => (JsonNode)o)]) : null,
        ["open_at_venue"] = session.LastLook!.Failure is null ? new JsonArray([.. session.LastLook.Open.Select(o => (JsonNode)o)]) : null,
        ["others_at_venue"] = session.LastLook.Failure is null ? new JsonArray([.. session.LastLook.OfOthers.Select(o => (JsonNode)o)]) : null,
        ["differences"] = new JsonArray([.. session.Differences.Select(d => (JsonNode)d)]),
        ["wallets"] = new JsonArray([.. session.Wallets.Select(w => (JsonNode)new JsonObject
        {
            ["asset"] = w.Asset,
            ["expected"] = w.Expected is { } expected ? DecimalsText.Trim(expected) : null,
            ["wallet"] = w.Wallet is { } wallet ? DecimalsText.Trim(wallet) : null,
            ["agrees"] = w.Agrees,
        })]),
        ["recovery"] = session.Recovery?.ToJson(),
    };
}
