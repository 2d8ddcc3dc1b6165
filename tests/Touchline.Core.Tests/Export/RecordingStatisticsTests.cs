using System.Text.Json;

namespace Touchline.Core.Tests;

public sealed class RecordingStatisticsTests : IDisposable
{
    private readonly FormatFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(11, 1, 1)]
    [InlineData(12, 3, 1)]
    [InlineData(13, 2, 2)]
    public void One_pass_agrees_with_a_naive_count_on_random_recordings(int seed, int instruments, int versions)
    {
        RandomRecording.Write(_files.PathOf("a.tlr"), seed, 4000, instruments, versions, RandomRecording.Levels);
        using Recording recording = _files.Open("a.tlr");
        RecordingStatistics statistics = RecordingStatistics.Of(recording);
        List<MarketEvent> all = AllRows(recording);
        List<MarketEvent> market = [.. all.Where(r => r.Kind is not (EventKind.Definition or EventKind.DefinitionPart))];
        List<MarketEvent> local = [.. market.Where(r => r.SeenLocally)];
        long offset = recording.ClockOffsetNs;

        Assert.Equal(market.Count, statistics.Rows);
        Assert.Equal(market.GroupBy(r => r.Kind).ToDictionary(g => g.Key, g => g.LongCount()), statistics.RowsByKind);
        Assert.Equal(local[0].LocalNs + offset, statistics.FirstLocalNs);
        Assert.Equal(local[^1].LocalNs + offset, statistics.LastLocalNs);
        Assert.Equal(market.Where(r => r.SeenByExchange).Min(r => r.ExchangeNs), statistics.FirstExchangeNs);
        Assert.Equal(market.Where(r => r.SeenByExchange).Max(r => r.ExchangeNs), statistics.LastExchangeNs);
        Assert.Equal(market.Count(r => r.SeenLocally != r.SeenByExchange), statistics.OneSidedRows);
        Assert.Equal(market.Count(r => (r.Flags & EventFlags.Late) != 0), statistics.LateRows);
        Assert.True(statistics.LateRows > 100);
        AssertRate([.. local.Select(r => r.LocalNs)], offset, statistics.RowRate);
        AssertRate([.. local.Where(r => r.EndsBatch).Select(r => r.LocalNs)], offset, statistics.MessageRate);
        int quiet = Enumerable.Range(1, local.Count - 1).MaxBy(i => local[i].LocalNs - local[i - 1].LocalNs);
        Assert.Equal(
            new SilenceStatistics(local[quiet - 1].LocalNs + offset, local[quiet].LocalNs - local[quiet - 1].LocalNs), statistics.LargestSilence);
        AssertLatency(market, offset, statistics.FeedLatency);
        foreach (RecordedInstrumentStatistics instrument in statistics.Instruments)
            AssertBook(all, local, recording.Instruments.First(i => i.Instrument.Symbol == instrument.Symbol).Index, instrument);
        Assert.Equal(instruments, statistics.Instruments.Count);
        Assert.All(statistics.Instruments, i => Assert.Equal(versions, i.Versions.Count));
    }

    [Fact]
    public void A_recording_made_by_hand_has_the_numbers_one_expects()
    {
        const long S = 1_000_000_000;
        string csv = _files.Write(
            "in.csv", EventsCsvImport.Header,
            $"{S},{S - 100},depth,1,99,1",
            $"{2 * S},{2 * S - 300},depth,-1,100,1",
            $"{5 * S},{5 * S - 200},depth,1,101,1",
            $"{6 * S},{6 * S - 500},depth,1,101,0",
            $"{6 * S + 4_000_000},{6 * S},trade,1,100,1",
            $"{10 * S},-1,trade,1,100,1");
        FormatFixture.Import(new EventsCsvImport(), _files.Options("a.tlr", "1", "1"), csv);
        using Recording recording = _files.Open("a.tlr");
        RecordingStatistics statistics = RecordingStatistics.Of(recording);
        RecordedInstrumentStatistics book = Assert.Single(statistics.Instruments);
        Assert.Equal(9 * S, statistics.SpanNs);
        Assert.Equal(1 * S, book.CrossedNs);
        Assert.Equal(1.0 / 9, book.CrossedShare, 12);
        Assert.Equal(1 * S, book.OneSidedNs);
        Assert.Equal(0, book.EmptyNs);
        Assert.Equal(new SilenceStatistics(6 * S + 4_000_000, 4 * S - 4_000_000), statistics.LargestSilence);
        Assert.Equal((2, 6 * S + 4_000_000), (statistics.RowRate.LargestBurstIn10Ms, statistics.RowRate.LargestBurstNs));
        Assert.Equal((2, 2), (statistics.RowRate.MaxPerSecond, statistics.RowRate.P99PerSecond));
        Assert.Equal((5, 100, 300, 4_000_000), (statistics.FeedLatency.Rows, statistics.FeedLatency.MinNs, statistics.FeedLatency.P50Ns, statistics.FeedLatency.MaxNs));
        Assert.True(statistics.IsComplete);
        RecordedVersionStatistics version = Assert.Single(book.Versions);
        Assert.Equal((1, 0, 1m, 1m), (version.Version, version.FirstRow, version.Tick, version.Lot));
        string json = JsonSerializer.Serialize(statistics);
        Assert.Contains("\"LargestSilence\":{\"FromNs\":6004000000,\"DurationNs\":3996000000}", json);
        Assert.Contains("\"Trade\":2", json);
    }

    [Fact]
    public void Percentiles_are_exact_for_small_values_and_within_a_thousandth_for_large_ones()
    {
        var random = new Random(1);
        foreach (int bits in new[] { 8, 11, 20, 45, 62 })
        {
            var histogram = new ValueHistogram();
            var values = new List<long>();
            for (int i = 0; i < 5000; i++)
            {
                long value = random.NextInt64(1L << bits) >> random.Next(bits);
                value = random.Next(3) == 0 ? ~value : value;
                values.Add(value);
                histogram.Add(value);
            }

            values.Sort();
            Assert.Equal((values[0], values[^1]), (histogram.Min, histogram.Max));
            foreach (double percent in new[] { 0, 1, 33.3, 50, 90, 99, 99.9, 100 })
            {
                long exact = values[Math.Max(0, (int)Math.Ceiling(percent / 100 * values.Count) - 1)];
                long got = histogram.Percentile(percent)!.Value;
                Assert.InRange(got, exact, exact + Math.Abs(exact) / 1024.0);
                if (Math.Abs(exact) < 2048)
                    Assert.Equal(exact, got);
            }
        }

        var extremes = new ValueHistogram();
        extremes.Add(long.MaxValue);
        extremes.Add(long.MinValue);
        Assert.Equal((long.MinValue, long.MaxValue), (extremes.Percentile(1), extremes.Percentile(100)));
        Assert.Null(new ValueHistogram().Percentile(50));
    }

    private static void AssertRate(List<long> times, long offset, RateStatistics rate)
    {
        Assert.Equal(times.Count, rate.Count);
        Assert.Equal(times.Count / ((times[^1] - times[0]) / 1e9), rate.MeanPerSecond, 9);
        long first = times[0] / 1_000_000_000, last = times[^1] / 1_000_000_000;
        var seconds = new long[last - first + 1];
        foreach (long t in times)
            seconds[t / 1_000_000_000 - first]++;
        Array.Sort(seconds);
        Assert.Equal(seconds[^1], rate.MaxPerSecond);
        Assert.Equal(seconds[(int)Math.Ceiling(0.99 * seconds.Length) - 1], rate.P99PerSecond);
        long burst = 0, when = 0;
        for (int i = 0, from = 0; i < times.Count; i++)
        {
            while (times[from] <= times[i] - 10_000_000)
                from++;
            if (i - from + 1 > burst)
                (burst, when) = (i - from + 1, times[i]);
        }

        Assert.Equal((burst, when + offset), (rate.LargestBurstIn10Ms, rate.LargestBurstNs));
    }

    private static void AssertLatency(List<MarketEvent> market, long offset, LatencyStatistics latency)
    {
        long[] values =
        [
            .. market.Where(r => r.SeenLocally && r.SeenByExchange && r.Kind is not (EventKind.Snapshot or EventKind.Clear or EventKind.Gap))
                .Select(r => r.LocalNs + offset - r.ExchangeNs).Order(),
        ];
        Assert.Equal(values.Length, latency.Rows);
        Assert.Equal((values[0], values[^1]), (latency.MinNs, latency.MaxNs));
        foreach ((double share, long? got) in new[] { (0.5, latency.P50Ns), (0.9, latency.P90Ns), (0.99, latency.P99Ns), (0.999, latency.P999Ns) })
        {
            long exact = values[(int)Math.Ceiling(share * values.Length) - 1];
            Assert.InRange(got!.Value, exact, exact + exact / 1024.0);
        }
    }

    // The state after all rows of a time lasts until the next time.
    private static void AssertBook(List<MarketEvent> all, List<MarketEvent> local, ushort index, RecordedInstrumentStatistics statistics)
    {
        SortedDictionary<long, long> bids = [], asks = [];
        bool stale = false;
        long now = local[0].LocalNs, crossed = 0, oneSided = 0, empty = 0, staleTime = 0;
        void Pass(long to)
        {
            long passed = to - now;
            now = to;
            crossed += bids.Count > 0 && asks.Count > 0 && bids.Last().Key >= asks.First().Key ? passed : 0;
            oneSided += bids.Count > 0 != asks.Count > 0 ? passed : 0;
            empty += bids.Count == 0 && asks.Count == 0 ? passed : 0;
            staleTime += stale ? passed : 0;
        }

        foreach (MarketEvent row in all.Where(r => r.Kind != EventKind.DefinitionPart && r.Instrument == index && r.SeenLocally))
        {
            if (row.LocalNs > now)
                Pass(row.LocalNs);
            if (row.Kind is EventKind.Clear or EventKind.Definition)
            {
                if (row.Side != Side.Sell)
                    bids.Clear();
                if (row.Side != Side.Buy)
                    asks.Clear();
                stale &= row.Kind == EventKind.Clear;
            }
            else if (row.Kind is EventKind.Depth or EventKind.Snapshot)
            {
                SortedDictionary<long, long> side = row.Side == Side.Buy ? bids : asks;
                side[row.Price.Units] = row.Quantity.Units;
                if (row.Quantity.IsZero)
                    side.Remove(row.Price.Units);
                stale &= !(row.Kind == EventKind.Snapshot && row.EndsBatch);
            }
            else if (row.Kind == EventKind.Gap)
            {
                stale = true;
            }
        }

        Pass(local[^1].LocalNs);
        Assert.Equal((crossed, oneSided, empty, staleTime), (statistics.CrossedNs, statistics.OneSidedNs, statistics.EmptyNs, statistics.StaleNs));
        Assert.True(crossed > 0 && oneSided > 0 && staleTime > 0);
        Assert.Equal(all.Count(r => r.Kind is not (EventKind.Definition or EventKind.DefinitionPart) && r.Instrument == index), statistics.Rows);
    }

    private static List<MarketEvent> AllRows(Recording recording)
    {
        var rows = new List<MarketEvent>();
        for (int b = 0; b < recording.BlockCount; b++)
            rows.AddRange(recording.Rows(b));
        return rows;
    }
}
