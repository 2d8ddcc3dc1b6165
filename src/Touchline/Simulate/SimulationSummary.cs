using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Touchline.Simulate;

/// <summary>Many seeds, as many at once as there are processors, and what came of them together.</summary>
/// <param name="asked">Seeds that were asked for.</param>
/// <param name="events">Of each.</param>
internal sealed class SimulationSummary(int asked, long events)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private readonly Tally _tally = new();
    private readonly List<SeedResult> _broken = [];
    private long _steps;
    private double _hours;

    /// <summary>Seeds that were run to their end.</summary>
    public int Seeds { get; private set; }

    /// <summary>Seeds in which an invariant broke.</summary>
    public IReadOnlyList<SeedResult> Broken => _broken;

    public Tally Tally => _tally;

    /// <summary>How fast it goes, for people.</summary>
    public string Pace => string.Create(CultureInfo.InvariantCulture, $"{Seeds} of {asked} seeds, {_broken.Count} broken, {HoursPerMinute:0.0} simulated hours a minute");

    private double HoursPerMinute => _hours / Math.Max(_watch.Elapsed.TotalMinutes, 1e-6);

    /// <summary>Runs them, or as many as there is time for.</summary>
    /// <param name="after">Told of each, one at a time.</param>
    public void Play(IEnumerable<ulong> seeds, Action<SeedResult> after, CancellationToken cancel)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel };
            Parallel.ForEach(Partitioner.Create(seeds, EnumerablePartitionerOptions.NoBuffering), options, seed =>
            {
                SeedResult result = SeedResult.Play(seed, events, cancel);
                lock (_lock)
                {
                    Add(result);
                    after(result);
                }
            });
        }
        catch (OperationCanceledException)
        {
            // What was done until then counts.
        }
    }

    public JsonObject ToJson() => new()
    {
        ["asked"] = asked,
        ["seeds"] = Seeds,
        ["events"] = events,
        ["steps"] = _steps,
        ["simulated_hours"] = Math.Round(_hours, 3),
        ["wall_seconds"] = Math.Round(_watch.Elapsed.TotalSeconds, 3),
        ["simulated_hours_per_minute"] = Math.Round(HoursPerMinute, 3),
        ["happened"] = new JsonObject(_tally.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
        ["broken"] = new JsonArray([.. _broken.Select(b => (JsonNode)new JsonObject
        {
            ["seed"] = b.Seed,
            ["command"] = b.Command,
            ["invariant"] = b.Broken!.Name,
            ["step"] = b.Broken.Step,
            ["seconds"] = b.Broken.AtNs / 1e9,
            ["detail"] = b.Broken.Detail,
        })]),
    };

    public override string ToString()
    {
        string[] counted =
        [
            "orders", "amends", "cancels", "fills", "unknown outcomes", "starts", "restarts", "crashes", "torn records", "torn segments", "losses of power", "network: parted",
        ];
        IEnumerable<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"{Seeds} of {asked} seeds with {events} events each: {_steps} steps, {_hours:0.0} simulated hours in {_watch.Elapsed.TotalSeconds:0.0} s, {HoursPerMinute:0.0} hours a minute"),
            string.Join(", ", counted.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c} {_tally[c]}"))),
            .. _tally.Counts.Where(c => c.Key.StartsWith("exchange:", StringComparison.Ordinal) || c.Key.StartsWith("network", StringComparison.Ordinal)).Select(c => string.Create(CultureInfo.InvariantCulture, $"    {c.Key,-40} {c.Value,10}")),
            _broken.Count == 0 ? "every invariant held" : $"{_broken.Count} seeds broke an invariant",
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private void Add(SeedResult result)
    {
        Seeds++;
        _steps += result.Steps;
        _hours += result.SimulatedNs / 3.6e12;
        _tally.Add(result.Tally);
        if (result.Broken is not null)
            _broken.Add(result);
    }
}
