using System.Diagnostics;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>One line of the table: what is measured, and how to set it up.</summary>
/// <param name="Name">As in the JSON.</param>
/// <param name="What">One line for people.</param>
internal sealed record BenchmarkEntry(string Name, string What, Func<Benchmark> SetUp);

/// <summary>Ours and a plain twin doing the same work.</summary>
/// <param name="Ours">Does so many operations and returns something that depends on them all.</param>
/// <param name="Twin">The same, plainly.</param>
/// <param name="Quantum">Operations in one call are a multiple of this.</param>
/// <param name="Release">Ends what the set-up started.</param>
internal sealed record Benchmark(Func<int, double> Ours, Func<int, double> Twin, int Quantum = BookFlow.Length, Action? Release = null)
{
    /// <summary>What both measure themselves, event by event: then a pass counts by its median, and not by its length. Null: by its length.</summary>
    public (LatencyHistogram Ours, LatencyHistogram Twin)? Latencies { get; init; }
}

/// <summary>Medians over the passes; the ratio is the median of the ratios pass by pass.</summary>
internal sealed record BenchmarkResult(string Name, string What, double NsPerOp, double TwinNsPerOp, double Ratio)
{
    /// <summary>Of single events, where they were measured: the median of the passes' 99th percentiles, and how many events there were.</summary>
    public (double P99Ns, double TwinP99Ns, long Events)? Tail { get; init; }

    public double PerSecond => 1e9 / NsPerOp;
}

/// <summary>Times ours and the twin in turn, pass by pass, so that the machine's mood hits both.</summary>
internal static class BenchmarkRunner
{
    public const int Passes = 7;

    private const double PassSeconds = 0.05;

    // The just-in-time compiler finishes its work in the background, on a busy machine long after the first rounds.
    private const double WarmUpSeconds = 2;
    private const int MaxCalls = 1 << 12;

    public static BenchmarkResult Run(BenchmarkEntry entry, Action<int> progress, CancellationToken cancel)
    {
        Benchmark benchmark = entry.SetUp();
        int ours = Calibrate(benchmark.Ours, benchmark.Quantum), twin = Calibrate(benchmark.Twin, benchmark.Quantum);
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds;)
        {
            cancel.ThrowIfCancellationRequested();
            Time(benchmark.Ours, ours);
            Time(benchmark.Twin, twin);
        }

        double[] oursNs = new double[Passes], twinNs = new double[Passes], ratios = new double[Passes];
        EventTails? tails = benchmark.Latencies is { } measured ? new EventTails(measured.Ours, measured.Twin) : null;
        for (int pass = 0; pass < Passes; pass++)
        {
            cancel.ThrowIfCancellationRequested();
            oursNs[pass] = Time(benchmark.Ours, ours);
            twinNs[pass] = Time(benchmark.Twin, twin);
            if (tails is not null)
                (oursNs[pass], twinNs[pass]) = tails.Take(pass);
            ratios[pass] = twinNs[pass] / oursNs[pass];
            progress(pass + 1);
        }

        benchmark.Release?.Invoke();
        return new BenchmarkResult(entry.Name, entry.What, Median(oursNs), Median(twinNs), Median(ratios)) { Tail = tails?.Result };
    }

    // Finds how many operations fill a pass; the just-in-time compiler needs a few rounds for its first code.
    private static int Calibrate(Func<int, double> work, int quantum)
    {
        int calls = 1;
        for (int round = 0; ; round++)
        {
            double seconds = Time(work, calls * quantum) * calls * quantum / 1e9;
            if (round >= 3 && (seconds >= PassSeconds || calls >= MaxCalls))
                return calls * quantum;
            if (seconds < PassSeconds && calls < MaxCalls)
                calls = Math.Min(MaxCalls, Math.Max(calls + 1, (int)(calls * Math.Min(4, PassSeconds / seconds * 1.2))));
        }
    }

    private static double Time(Func<int, double> work, int operations)
    {
        long start = Stopwatch.GetTimestamp();
        double sink = work(operations);
        double ns = Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations;
        GC.KeepAlive(sink);
        return ns;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    // Single events of a pass: its median now, its tail for later. What was measured while warming up doesn't count.
    private sealed class EventTails
    {
        private const double Tail = 99;

        private readonly LatencyHistogram _ours, _twin;
        private readonly double[] _oursTail = new double[Passes], _twinTail = new double[Passes];
        private long _events;

        public EventTails(LatencyHistogram ours, LatencyHistogram twin)
        {
            (_ours, _twin) = (ours, twin);
            ours.Reset();
            twin.Reset();
        }

        public (double P99Ns, double TwinP99Ns, long Events) Result => (Median(_oursTail), Median(_twinTail), _events);

        public (double OursNs, double TwinNs) Take(int pass)
        {
            (double, double) medians = (_ours.Percentile(50)!.Value, _twin.Percentile(50)!.Value);
            (_oursTail[pass], _twinTail[pass]) = (_ours.Percentile(Tail)!.Value, _twin.Percentile(Tail)!.Value);
            _events += _ours.Count;
            _ours.Reset();
            _twin.Reset();
            return medians;
        }
    }
}
