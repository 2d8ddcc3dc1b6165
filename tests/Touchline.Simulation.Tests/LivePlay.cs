using System.Text.Json;
using System.Text.Json.Serialization;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>
/// A session on live feeds whose messages come in random portions, late, early or not at all, recorded as it goes, and what a backtest
/// of its recordings comes to.
/// </summary>
internal sealed class LivePlay
{
    private static readonly JsonSerializerOptions Numbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly Random _random;
    private readonly MarketEvent[][][] _messages;
    private readonly int[] _told;
    private readonly SimulationOptions _options;
    private readonly bool _isQuoting;

    /// <param name="markets">Their messages, in order.</param>
    public LivePlay(Random random, IReadOnlyList<(Instrument Instrument, MarketEvent[][] Messages)> markets, SimulationOptions options)
    {
        _random = random;
        _messages = [.. markets.Select(m => m.Messages)];
        _told = new int[markets.Count];
        _options = options;
        _isQuoting = random.Next(2) == 0;
        Feeds = [.. markets.Select(m => new LiveFeed(m.Instrument, m.Messages[0][0].LocalNs - random.Next(3)))];
    }

    public LiveFeed[] Feeds { get; }

    public InputLog Live { get; private set; } = new();

    public bool EndedInSilence { get; private set; }

    /// <summary>Gives the strategies commands while they run.</summary>
    public bool HasCommands { get; init; }

    /// <summary>The venue may change a tick in the middle.</summary>
    public bool ChangesTicks { get; init; }

    /// <summary>Trades with orders of every kind instead.</summary>
    public bool HasAllTerms { get; init; }

    /// <summary>Plays the session to its end; the recordings get these names.</summary>
    /// <param name="journal">The journal's folder, which is there; null: none.</param>
    public string[] Play(string[] paths, string? journal)
    {
        SessionRecorder[] recorders = [.. Feeds.Select((f, i) => new SessionRecorder(f, paths[i], "test"))];
        using JournalLock? place = journal is null ? null : JournalLock.Take(journal);
        using OrderJournal? orders = place is null ? null : new OrderJournal(place, [], 1, Limits, waits: true, segmentBytes: 1 << 20);
        Live = new InputLog();
        Backtest session = Session(Feeds, Live, orders);
        orders?.Begin(session.Engine, 0);
        long now = session.NextNs, step = Span / _random.Next(2, 60);
        bool silentAtEnd = _random.Next(6) == 0;
        for (int turns = _random.Next(2, 80); turns > 0; turns--)
        {
            now += _random.NextInt64(1 + step);
            Turn(session, recorders, now);
            if (ChangesTicks && _random.Next(30) == 0)
                ChangeTick(Feeds[_random.Next(Feeds.Length)]);
            for (int more = HasCommands ? _random.Next(3) : 0; more > 1; more--)
                Give(session, recorders);
        }

        if (_random.Next(4) == 0)
            Turn(session, recorders, now = (now / 1_000_000_000 + 1) * 1_000_000_000 - 1); // stopped at a whole second, where figures are looked at
        session.Stop();
        (long stopNs, long latestNs) = session.Stopped!.Value;
        foreach (SessionRecorder recorder in recorders)
            recorder.MarkEnd(stopNs);
        now = Math.Max(now, stopNs - 1);
        while (session.PlayUntil(now))
        {
            foreach (SessionRecorder recorder in recorders)
                recorder.Advance(now);
            now += _random.NextInt64(1 + (now < latestNs && _random.Next(4) == 0 ? latestNs - now : step)) + 1;
            if (!silentAtEnd)
                Tell(now);
        }

        EndedInSilence = session.Engine.LiveOrders > 0;
        Assert.Equal(EndedInSilence, session.Stopped.Value.EndNs == latestNs && session.Engine.LiveOrders > 0);
        foreach (SessionRecorder recorder in recorders)
            recorder.Complete(null, session.Stopped.Value.EndNs);
        orders?.Complete(session.Engine.Inputs);
        return Results(session, Live);
    }

    /// <summary>Plays recordings of the session.</summary>
    public string[] Again(string[] paths, bool momentByMoment)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        Assert.All(recordings, r => Assert.True(r.OrdersAwaitRows));
        var log = new InputLog();
        Backtest session = Session(recordings, log, null);
        while (momentByMoment && session.NextNs != long.MaxValue && session.PlayUntil(session.NextNs))
        {
        }

        session.PlayUntil(long.MaxValue);
        string[] results = Results(session, log);
        foreach (Recording recording in recordings)
            recording.Dispose();
        return results;
    }

    /// <summary>The journal through a new engine, with the recordings as market.</summary>
    public ReplayResult Replay(string journal, string[] paths)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        Instrument[] instruments = [.. recordings.Select(MarketSimulation.InstrumentOf)];
        var engine = new Engine(instruments, Strategies(), Limits, _options.Seed);
        ReplayResult result = JournalReplay.Run(OrderJournalFile.Read(journal), new MarketLog(recordings, instruments), engine);
        foreach (Recording recording in recordings)
            recording.Dispose();
        return result;
    }

    private static RiskLimits Limits => new() { MaxLiveOrders = 512 };

    private long Span => Math.Max(1, _messages.Max(m => m[^1][0].LocalNs) - _messages.Min(m => m[0][0].LocalNs));

    private StrategySetup[] Strategies() => HasAllTerms ? [new("account", new AccountStrategy(80))] : _isQuoting
        ? [new("reactive", new ReactiveStrategy(1 + _options.Latency.MostEntryNs / 2, 60)), new("quoting", new RecordedCommandTests.Quoting())]
        : [new("reactive", new ReactiveStrategy(1 + _options.Latency.MostEntryNs / 2, 90)), new("idle", new RecordedCommandTests.Quoting { IsIdle = true })];

    private Backtest Session(IReadOnlyList<RowSource> sources, InputLog log, OrderJournal? journal) =>
        new(sources, Strategies(), Limits, _options, null, null, journal is null ? [log] : [log, journal]);

    private void Turn(Backtest session, SessionRecorder[] recorders, long now)
    {
        Tell(now);
        Assert.True(session.PlayUntil(now));
        foreach (SessionRecorder recorder in recorders)
            recorder.Advance(now);
    }

    private static void ChangeTick(LiveFeed feed)
    {
        feed.Add(feed.Instrument with { Version = 2, TickUnits = feed.Instrument.TickUnits * 2 });
        Assert.NotNull(feed.End);
    }

    // Mostly what has come by now; at times nothing of a market, at times what bears a later time.
    private void Tell(long now)
    {
        for (int i = 0; i < Feeds.Length; i++)
        {
            if (_random.Next(4) == 0)
                continue;
            long upTo = _random.Next(8) == 0 ? now + Span / 20 : now;
            while (_told[i] < _messages[i].Length && _messages[i][_told[i]][0].LocalNs <= upTo)
                Feeds[i].Add(_messages[i][_told[i]++]);
        }
    }

    private void Give(Backtest session, SessionRecorder[] recorders)
    {
        EngineCommand command = _random.Next(8) switch
        {
            0 => EngineCommand.Kill,
            1 or 2 => EngineCommand.Arm,
            3 => EngineCommand.Pause(_random.Next(2)),
            4 or 5 => EngineCommand.Resume(_random.Next(2)),
            _ => EngineCommand.Set(1, "lots", $"{_random.Next(1, 12)}"),
        };
        session.Command(command, out long localNs);
        foreach (SessionRecorder recorder in recorders)
            recorder.MarkCommand(localNs, command.ToString());
    }

    private static string[] Results(Backtest session, InputLog log)
    {
        Assert.All(session.Engine.Strategies, s => Assert.Null(s.Failure));
        return
        [
            .. log.Lines,
            $"ended {session.Stopped} with {session.Engine.LiveOrders} orders after {session.Engine.Inputs} inputs, {session.LocalRows} rows",
            .. session.Instruments.Select((_, i) => JsonSerializer.Serialize(session.FiguresOf(i), Numbers)),
            JsonSerializer.Serialize(session.Figures, Numbers),
        ];
    }

    /// <summary>A line for every input but rows, and for every intent.</summary>
    public sealed class InputLog : IEngineTap
    {
        public List<string> Lines { get; } = [];

        public List<OrderReport> Reports { get; } = [];

        public void BeforeInput()
        {
        }

        public void OnStart(long input, long localNs) => Lines.Add($"start {input} {localNs}");

        public void OnReport(long input, in OrderReport report)
        {
            Reports.Add(report);
            Lines.Add($"report {input} {report.Kind} {report.Id} {report.Instrument} {report.ExchangeNs}>{report.LocalNs} {report.Price} x {report.Quantity} fee {report.Fee}");
        }

        public void OnClock(long input, long localNs) => Lines.Add($"clock {input} {localNs}");

        public void OnCommand(long input, long localNs, EngineCommand command) => Lines.Add($"command {input} {localNs} {command}");

        public void OnStop(long input, long localNs) => Lines.Add($"stop {input} {localNs}");

        public void OnIntents(ReadOnlySpan<Intent> intents)
        {
            foreach (Intent intent in intents)
                Lines.Add($"intent {intent.Input} {intent.Kind} {intent.Id} {intent.LocalNs} {intent.Terms}");
        }
    }
}
