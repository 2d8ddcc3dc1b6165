namespace Touchline.Core.Tests;

public class LatencyHistogramTests
{
    private static readonly double[] Percents = [0, 0.01, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

    [Theory]
    [InlineData("uniform")]
    [InlineData("exponential")]
    [InlineData("powers")]
    [InlineData("small")]
    [InlineData("constant")]
    [InlineData("two heaps")]
    [InlineData("any")]
    public void Percentiles_are_those_of_the_sorted_samples_or_up_to_a_128th_above(string shape)
    {
        var random = new Random(shape.Length);
        foreach (int count in new[] { 1, 2, 3, 100, 20_000 })
        {
            var histogram = new LatencyHistogram();
            long[] samples = [.. Enumerable.Range(0, count).Select(_ => Sample(shape, random))];
            foreach (long sample in samples)
                histogram.Record(sample);
            AssertHolds(histogram, samples);
        }
    }

    [Fact]
    public void Counts_below_a_duration_agree_with_counting_one_by_one_but_for_those_in_its_bucket()
    {
        var random = new Random(8);
        var histogram = new LatencyHistogram();
        long[] durations = [.. Enumerable.Range(0, 5_000).Select(_ => random.NextInt64(1L << random.Next(1, 40)))];
        foreach (long ns in durations)
            histogram.Record(ns);
        Assert.Equal(0, histogram.CountBelow(0));
        Assert.Equal(5_000, histogram.CountBelow(long.MaxValue));
        for (int i = 0; i < 200; i++)
        {
            long bound = random.NextInt64(1L << random.Next(1, 41));
            long start = bound < 256 ? bound : bound - bound / 128;
            Assert.InRange(histogram.CountBelow(bound), durations.Count(d => d < start), durations.Count(d => d < bound));
        }
    }

    [Fact]
    public void Every_magnitude_up_to_the_longest_is_within_a_128th()
    {
        for (int bits = 0; bits < 63; bits++)
        {
            foreach (long around in new[] { -1, 0, 1 })
            {
                long value = (1L << bits) + around;
                var histogram = new LatencyHistogram();
                histogram.Record(0);
                histogram.Record(value);
                histogram.Record(long.MaxValue);
                long got = histogram.Percentile(60)!.Value;
                Assert.True(got >= value && got - value <= value / 128, $"{value} became {got}");
            }
        }
    }

    [Fact]
    public void Two_added_up_are_as_one_that_recorded_all()
    {
        var random = new Random(5);
        LatencyHistogram a = new(), b = new(), all = new();
        for (int i = 0; i < 10_000; i++)
        {
            long sample = Sample("powers", random);
            (i % 3 == 0 ? a : b).Record(sample);
            all.Record(sample);
        }

        a.Add(b);
        a.Add(new LatencyHistogram());
        AssertSame(all, a);
        var copy = new LatencyHistogram();
        copy.Add(all);
        AssertSame(all, copy);
    }

    [Fact]
    public void Empty_it_has_no_figures_and_a_reset_makes_it_so()
    {
        var histogram = new LatencyHistogram();
        AssertEmpty(histogram);
        histogram.Record(1_000_000);
        histogram.Reset();
        AssertEmpty(histogram);
        histogram.Record(70);
        histogram.Record(30);
        AssertHolds(histogram, [70, 30]);
    }

    [Fact]
    public void The_mean_of_the_longest_durations_does_not_overflow()
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < 4; i++)
            histogram.Record(long.MaxValue);
        Assert.Equal(long.MaxValue, histogram.Mean);
        Assert.Equal(long.MaxValue, histogram.Percentile(50));
    }

    [Fact]
    public void A_negative_duration_is_refused_and_not_counted()
    {
        var histogram = new LatencyHistogram();
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Record(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Record(long.MinValue));
        AssertEmpty(histogram);
    }

    [Fact]
    public void Recording_costs_no_memory()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (long i = 1; i > 0; i <<= 1)
                histogram.Record(i);
        }));
        Assert.True(histogram.Count > 60);
    }

    private static long Sample(string shape, Random random) => shape switch
    {
        "uniform" => random.NextInt64(0, 1L << 40),
        "exponential" => (long)(-Math.Log(1 - random.NextDouble()) * 25_000),
        "powers" => random.NextInt64(0, 1L << random.Next(1, 63)),
        "small" => random.Next(300),
        "constant" => 123_456_789,
        "two heaps" => random.Next(50) == 0 ? 40_000_000 + random.Next(1_000_000) : 900 + random.Next(200),
        _ => random.NextInt64(0, long.MaxValue),
    };

    private static void AssertHolds(LatencyHistogram histogram, long[] samples)
    {
        long[] sorted = [.. samples.Order()];
        Assert.Equal((sorted.Length, sorted[0], sorted[^1]), (histogram.Count, histogram.Min, histogram.Max));
        double mean = sorted.Average(s => (double)s);
        Assert.InRange(histogram.Mean!.Value, mean * (1 - 1e-12), mean * (1 + 1e-12));
        foreach (double percent in Percents)
        {
            long exact = sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * sorted.Length) - 1)];
            long got = histogram.Percentile(percent)!.Value;
            Assert.True(got >= exact && got - exact <= exact / 128 && got <= sorted[^1], $"{percent} %: {got} for {exact}");
        }
    }

    private static void AssertSame(LatencyHistogram expected, LatencyHistogram got)
    {
        Assert.Equal((expected.Count, expected.Min, expected.Max, expected.Mean), (got.Count, got.Min, got.Max, got.Mean));
        foreach (double percent in Percents)
            Assert.Equal(expected.Percentile(percent), got.Percentile(percent));
    }

    private static void AssertEmpty(LatencyHistogram histogram)
    {
        Assert.Equal(0, histogram.Count);
        Assert.Null(histogram.Min);
        Assert.Null(histogram.Max);
        Assert.Null(histogram.Mean);
        Assert.Null(histogram.Percentile(50));
    }
}
