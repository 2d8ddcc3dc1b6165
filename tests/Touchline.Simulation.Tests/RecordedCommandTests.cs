using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>
/// Sessions that are given commands while they go on, recorded as they go: played again, the recordings give the engine the same
/// commands at the same times, and the same comes of it, whichever of a session's recordings carries them first.
/// </summary>
public sealed class RecordedCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 150)]
    [InlineData(2, 150)]
    [InlineData(3, 80)]
    public void The_recording_of_a_session_that_was_given_commands_plays_the_session_again(int markets, int runs)
    {
        var random = new Random(50 + markets);
        int commands = 0, reports = 0, fills = 0;
        for (int run = 0; run < runs; run++)
        {
            Market market = RandomMarket.Next(random, forText: false);
            SimulationOptions options = market.Options with { Exchange = (ExchangeModel)random.Next(1, 3) };
            string[] paths = [.. Enumerable.Range(0, markets).Select(i => Record(market, i, random))];
            string[] copies = [.. paths.Select(p => p + ".session.tlr")];
            List<string> live = Live(paths, copies, options, random);
            List<string> again = Again(copies, options);
            int same = live.Zip(again).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.True(
                same == Math.Max(live.Count, again.Count),
                $"run {run}, line {same}:\n{string.Join('\n', live.Skip(same - 3).Take(8))}\n\n{string.Join('\n', again.Skip(same - 3).Take(8))}");
            commands += live.Count(l => l.StartsWith("command", StringComparison.Ordinal));
            reports += live.Count(l => l.StartsWith("report", StringComparison.Ordinal));
            fills += live.Count(l => l.Contains("Fill", StringComparison.Ordinal));
        }

        Assert.True(commands > 3 * runs && reports > 5 * runs && fills > runs / 4, $"{commands} commands, {reports} reports, {fills} fills are too few to mean anything");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void So_do_those_of_a_thousand_sessions()
    {
        foreach ((int markets, int runs) in ((int, int)[])[(1, 400), (2, 400), (3, 200)])
            The_recording_of_a_session_that_was_given_commands_plays_the_session_again(markets, runs);
    }

    private string Record(Market market, int index, Random random)
    {
        string path = _folder.File($"market-{index}.tlr");
        Row[] rows = [.. market.Rows.SkipWhile(r => r.Local == -1).Where((r, i) => i == 0 || index == 0 || random.Next(4) > 0)];
        (market with { Instrument = market.Instrument with { Symbol = $"X{index}" }, Rows = rows }).Record(path);
        return path;
    }

    private static List<string> Live(string[] paths, string[] copies, SimulationOptions options, Random random)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        SessionRecorder[] recorders = [.. recordings.Select((r, i) => new SessionRecorder(r, copies[i], "test"))];
        (MarketSimulation simulation, InputLog log) = Simulation(recordings, options);
        long start = simulation.NextNs, span = Math.Max(1, recordings.Max(r => r.LastLocalNs) - start), now = start;
        while (now < start + span && simulation.PlayUntil(now))
        {
            foreach (SessionRecorder recorder in recorders)
                recorder.Advance(now);
            for (int more = random.Next(3); more > 0; more--)
                Give(simulation, recorders, random);
            now += random.NextInt64(1 + span / 4);
        }

        simulation.Stop();
        (long stopNs, long endNs) = simulation.Stopped!.Value;
        foreach (SessionRecorder recorder in recorders)
            recorder.MarkEnd(stopNs);
        simulation.PlayUntil(endNs);
        foreach (SessionRecorder recorder in recorders)
            recorder.Complete(null, endNs);
        foreach (Recording recording in recordings)
            recording.Dispose();
        return log.Lines;
    }

    private static void Give(MarketSimulation simulation, SessionRecorder[] recorders, Random random)
    {
        EngineCommand command = random.Next(9) switch
        {
            0 => EngineCommand.Kill,
            1 or 2 => EngineCommand.Arm,
            3 => EngineCommand.Pause(random.Next(2)),
            4 or 5 => EngineCommand.Resume(random.Next(2)),
            6 => EngineCommand.Set(0, "lots", "1"), // it has no such parameter
            _ => EngineCommand.Set(1, "lots", $"{random.Next(1, 12)}"),
        };
        simulation.Command(command, out long localNs);
        foreach (SessionRecorder recorder in recorders)
            recorder.MarkCommand(localNs, command.ToString());
    }

    private static List<string> Again(string[] paths, SimulationOptions options)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        (MarketSimulation simulation, InputLog log) = Simulation(recordings, options);
        simulation.PlayUntil(long.MaxValue);
        foreach (Recording recording in recordings)
            recording.Dispose();
        return log.Lines;
    }

    private static (MarketSimulation Simulation, InputLog Log) Simulation(Recording[] recordings, SimulationOptions options)
    {
        StrategySetup[] strategies = [new("reactive", new ReactiveStrategy(1 + options.Latency.MostEntryNs / 2, 60)), new("quoting", new Quoting())];
        var engine = new Engine([.. recordings.Select(MarketSimulation.InstrumentOf)], strategies, new RiskLimits { MaxLiveOrders = 512 });
        var log = new InputLog();
        return (new MarketSimulation(recordings, engine, options, log, log), log);
    }

    /// <summary>A quote at each touch, moved with it.</summary>
    internal sealed class Quoting : Strategy
    {
        public bool IsIdle { get; init; }

        private readonly WholeParameter _lots = new("lots", 2, 1, 9, "lots", "quantity of each quote");

        public override void OnParametersChanged() => Follow(0);

        public override void OnBook(int instrument) => Follow(instrument);

        private void Follow(int instrument)
        {
            BookView book = Context.Book(instrument);
            var size = new Quantity(_lots.Value * Context.Instruments[instrument].LotUnits);
            long tick = Context.Instruments[instrument].TickUnits;
            bool isSound = !IsIdle && book.IsTwoSided && !book.IsCrossed && book.BestBid.Units > 0;
            if (isSound)
                Context.Quote(instrument, [new Quote(new Price(book.BestBid.Units / tick * tick), size)], [new Quote(new Price((book.BestAsk.Units + tick - 1) / tick * tick), size)]);
        }
    }

    private sealed class InputLog : IEngineTap, ISimulationObserver
    {
        public List<string> Lines { get; } = [];

        public void BeforeInput()
        {
        }

        public void OnStart(long input, long localNs) => Lines.Add($"start {input} {localNs}");

        public void OnReport(long input, in OrderReport report) =>
            Lines.Add($"report {input} {report.Kind} {report.Id} {report.Instrument} {report.ExchangeNs}>{report.LocalNs} {report.Price} x {report.Quantity}");

        public void OnClock(long input, long localNs) => Lines.Add($"clock {input} {localNs}");

        public void OnCommand(long input, long localNs, EngineCommand command) => Lines.Add($"command {input} {localNs} {command}");

        public void OnStop(long input, long localNs) => Lines.Add($"stop {input} {localNs}");

        public void OnIntents(ReadOnlySpan<Intent> intents)
        {
            foreach (Intent intent in intents)
                Lines.Add($"intent {intent.Input} {intent.Kind} {intent.Id} {intent.LocalNs} {intent.Terms}");
        }

        public long NextLookNs { get; private set; }

        public void OnLook(long nowNs)
        {
            Lines.Add($"look after {Lines.Count}");
            NextLookNs = (nowNs + 999_999_999) / 1_000_000_000 * 1_000_000_000;
        }

        public void OnReport(in OrderReport report)
        {
        }
    }
}
