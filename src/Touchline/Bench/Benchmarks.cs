namespace Touchline.Bench;

/// <summary>Everything that <c>touchline bench</c> measures, in order.</summary>
internal static class Benchmarks
{
    public static IReadOnlyList<BenchmarkEntry> All { get; } =
        [.. BookBenchmarks.All, .. OrderBenchmarks.All, .. GateBenchmarks.Entries, .. JournalBenchmark.All, .. StorageBenchmarks.All, .. RingBenchmark.All, .. EngineBenchmark.All, .. BacktestBenchmarks.All, .. ImportBenchmark.All, .. BinanceBenchmarks.All, .. VenueBenchmark.All, .. SyntheticBenchmark.All];
}
