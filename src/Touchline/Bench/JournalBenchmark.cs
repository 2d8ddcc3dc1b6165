using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Bench;

/// <summary>
/// A report into the order journal, against the same report's bytes into a plain file with a write of their own. Both leave it with the operating system. Measured in groups, by
/// the median: a journal that is written as fast as it goes waits for its next segment now and then, which no session does.
/// </summary>
internal static class JournalBenchmark
{
    private const int Group = 32;
    private const int SweepMs = 10;

    public static IReadOnlyList<BenchmarkEntry> All { get; } =
        [new("journal.append", "one report into the order journal, safe from the death of the process; the twin: FileStream.Write", SetUp)];

    private static Benchmark SetUp()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-bench-");
        var engine = new Engine([Instrument.Linear("bench", "X", DecimalUnit.One, DecimalUnit.One)], [], new RiskLimits());
        JournalLock place = JournalLock.Take(folder.FullName);
        var journal = new OrderJournal(place, [], 1, new RiskLimits(), waits: true);
        journal.Begin(engine, 0);
        var file = new FileStream(Path.Combine(folder.FullName, "plain"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
        var report = new OrderReport { Kind = ReportKind.Acknowledged, Id = new OrderId(1), Price = new Price(100), Quantity = new Quantity(1) };
        (LatencyHistogram ours, LatencyHistogram twin) = (new LatencyHistogram(), new LatencyHistogram());
        bool isOver = false;
        var sweeper = new Thread(() => Sweep(folder.FullName, () => Volatile.Read(ref isOver))) { IsBackground = true };
        sweeper.Start();
        long input = 0;
        return new Benchmark(
            n => Measure(n, ours, () => journal.OnReport(++input, report)),
            n => Measure(n, twin, () => WritePlain(file, ++input, report)),
            Group,
            () =>
            {
                Volatile.Write(ref isOver, true);
                sweeper.Join();
                journal.Dispose();
                place.Dispose();
                file.Dispose();
                folder.Delete(recursive: true);
            })
        { Latencies = (ours, twin) };
    }

    private static double Measure(int n, LatencyHistogram latency, Action append)
    {
        for (int left = n; left > 0; left -= Group)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Group; i++)
                append();
            latency.Record((long)(Stopwatch.GetElapsedTime(start).TotalNanoseconds / Group));
        }

        return n;
    }

    private static void WritePlain(FileStream file, long input, in OrderReport report)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long) + Unsafe.SizeOf<OrderReport>()];
        MemoryMarshal.Write(bytes, input);
        MemoryMarshal.Write(bytes[sizeof(long)..], report);
        file.Write(bytes);
    }

    // The disk is small: what was written is of no use to anybody.
    private static void Sweep(string folder, Func<bool> isOver)
    {
        while (!isOver())
        {
            IReadOnlyList<(int Number, string Path)> there = JournalNames.Segments(folder);
            foreach ((_, string path) in there.Take(Math.Max(0, there.Count - 4)))
                File.Delete(path);
            Thread.Sleep(SweepMs);
        }
    }
}
