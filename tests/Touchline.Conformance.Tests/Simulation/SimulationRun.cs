using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace Touchline.Conformance.Tests;

/// <summary>Many simulated sessions, as many at once as there are processors, and what came of them together.</summary>
internal sealed class SimulationRun(Func<StageTerms, VenueStage> open, string howToRunOne, ITestOutputHelper output)
{
    /// <summary>One seed alone, for whoever looks for what went wrong.</summary>
    public const string SeedOnly = "TOUCHLINE_SEED_ONLY";

    private readonly Lock _lock = new();
    private readonly Tally _tally = new();
    private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ulong, string> _wrong = [];

    /// <summary>Seeds that didn't end as they must.</summary>
    public IEnumerable<ulong> Wrong => _wrong.Keys;

    public static IEnumerable<ulong> Seeds(ulong from, ulong to) =>
        Environment.GetEnvironmentVariable(SeedOnly) is { Length: > 0 } only
            ? [ulong.Parse(only, CultureInfo.InvariantCulture)]
            : Enumerable.Range((int)from, (int)(to - from)).Select(s => (ulong)s);

    public static bool IsOneSeed => Environment.GetEnvironmentVariable(SeedOnly) is { Length: > 0 };

    public void Play(IEnumerable<ulong> seeds)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(Partitioner.Create(seeds, EnumerablePartitionerOptions.NoBuffering), options, Play);
    }

    /// <summary>Every seed ended as it must, and every kind of trouble came.</summary>
    public void Check()
    {
        output.WriteLine(_tally.ToString());
        CheckAgreement();
        if (IsOneSeed)
            return;
        foreach (string kind in _kinds)
            Assert.True(_tally[kind] > 0, $"no seed met '{kind}'");
    }

    public void CheckAgreement() =>
        Assert.True(_wrong.Count == 0, string.Join("\n\n", _wrong.Take(5).Select(w => $"seed {w.Key}: {w.Value}\nalone: {SeedOnly}={w.Key} {howToRunOne}")));

    private void Play(ulong seed)
    {
        var session = new SimulatedSession(seed, open);
        string? wrong;
        try
        {
            wrong = session.Run();
        }
        catch (Exception e)
        {
            // The seed is what one needs to know.
            wrong = e.ToString();
        }

        lock (_lock)
        {
            _tally.Add(session.Tally);
            _kinds.UnionWith(session.TroubleKinds);
            if (wrong is not null)
                _wrong.Add(seed, wrong);
            string line = string.Create(
                CultureInfo.InvariantCulture, $"seed {seed}: {(wrong is null ? "agrees" : "DIFFERS")}, trace {session.Trace.Hash:x16} of {session.Trace.Things} things, {session.Tally["fills"]} fills");
            output.WriteLine(line);
            if (LongFactAttribute.ProgressFile is not null)
                Console.WriteLine(line);
        }
    }
}
