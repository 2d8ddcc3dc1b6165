using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>A strategy that reacts to everything, played on recordings: a line for every input and intent.</summary>
internal static class Playback
{
    public static List<string> Lines(string[] paths, SimulationOptions options, long stepNs, long? stopAfterNs, bool momentByMoment)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        var engine = new Engine(
            [.. recordings.Select(MarketSimulation.InstrumentOf)], [new StrategySetup("reactive", new ReactiveStrategy(stepNs, 60))], new RiskLimits { MaxLiveOrders = 512 }, options.Seed);
        var log = new InputLog(engine);
        var simulation = new MarketSimulation(recordings, engine, options, log, log);
        long until = stopAfterNs is { } after ? simulation.NextNs + after : long.MaxValue;
        if (momentByMoment)
        {
            while (simulation.NextNs <= until && simulation.NextNs != long.MaxValue && simulation.PlayUntil(simulation.NextNs))
            {
            }
        }

        bool goesOn = simulation.PlayUntil(until);
        log.Lines.Add($"{goesOn} {simulation.NextNs}");
        if (goesOn)
        {
            simulation.Stop();
            simulation.PlayUntil(simulation.Stopped!.Value.EndNs);
            log.Lines.Add($"{simulation.Stopped}");
        }

        log.Lines.Add($"{engine.Inputs} inputs, {simulation.LocalRows} rows");
        foreach (Recording recording in recordings)
            recording.Dispose();
        Assert.All(engine.Strategies, s => Assert.Null(s.Failure));
        return log.Lines;
    }

    private sealed class InputLog(Engine engine) : IEngineTap, ISimulationObserver
    {
        public List<string> Lines { get; } = [];

        public void BeforeInput()
        {
        }

        public void OnStart(long input, long localNs) => Lines.Add($"start {input} {localNs}");

        public void OnReport(long input, in OrderReport report) =>
            Lines.Add($"report {input} {report.Kind} {report.Id} {report.Instrument} {report.ExchangeNs}>{report.LocalNs} {report.Price} x {report.Quantity}");

        public void OnClock(long input, long localNs) => Lines.Add($"clock {input} {localNs}");

        public void OnStop(long input, long localNs) => Lines.Add($"stop {input} {localNs}");

        public void OnIntents(ReadOnlySpan<Intent> intents)
        {
            foreach (Intent intent in intents)
                Lines.Add($"intent {intent.Input} {intent.Kind} {intent.Id} {intent.LocalNs} {intent.Terms}");
        }

        public long NextLookNs { get; private set; }

        public void OnLook(long nowNs)
        {
            Lines.Add($"look after {engine.Inputs}, before {nowNs}");
            NextLookNs = (nowNs + 999_999_999) / 1_000_000_000 * 1_000_000_000;
        }

        // Some ask for a look in between.
        public void OnReport(in OrderReport report)
        {
            Lines.Add($"told after {engine.Inputs}");
            if (report.Kind == ReportKind.Fill)
                NextLookNs = Math.Min(NextLookNs, report.LocalNs + 300_000_000);
        }
    }
}
