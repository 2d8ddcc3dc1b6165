using System.Numerics;

namespace Touchline.Core;

/// <summary>
/// Durations in nanoseconds, counted for percentiles as they are measured: recording one takes a few nanoseconds and no memory. Those
/// below 256 are kept exactly, longer ones, up to any 64-bit length, in buckets of at most 1/128 of their start, as in Gil Tene's
/// HdrHistogram; count, least, greatest and mean are exact. One thread writes; another that reads meanwhile sees figures that may miss
/// the newest few.
/// </summary>
public sealed class LatencyHistogram
{
    private const int ExactBits = 8;
    private const int HalfBuckets = 1 << (ExactBits - 1);
    private const int BucketCount = (1 << ExactBits) + (63 - ExactBits) * HalfBuckets;

    private readonly long[] _buckets = new long[BucketCount];
    private long _min = long.MaxValue;
    private long _max = -1;
    private UInt128 _sum;

    public long Count { get; private set; }

    /// <summary>In ns; null before the first.</summary>
    public long? Min => Count == 0 ? null : _min;

    /// <summary>In ns; null before the first.</summary>
    public long? Max => Count == 0 ? null : _max;

    /// <summary>All of them together, in ns.</summary>
    public double Sum => (double)_sum;

    /// <summary>In ns; null before the first.</summary>
    public double? Mean => Count == 0 ? null : (double)_sum / Count;

    /// <exception cref="ArgumentOutOfRangeException">The duration is negative: its two ends are from different clocks.</exception>
    public void Record(long ns)
    {
        if (ns < 0)
            ThrowNegative(ns);
        _buckets[BucketOf(ns)]++;
        _sum += (ulong)ns;
        if (ns < _min)
            _min = ns;
        if (ns > _max)
            _max = ns;
        Count++;
    }

    /// <summary>
    /// The duration in ns that a share of all doesn't exceed (nearest rank), at most 1/128 above the exact one and never above the
    /// greatest. Null before the first.
    /// </summary>
    /// <param name="percent">0 to 100.</param>
    public long? Percentile(double percent)
    {
        long count = Count;
        if (count == 0)
            return null;
        long rank = Math.Clamp((long)Math.Ceiling(percent / 100 * count), 1, count);
        if (rank == 1)
            return _min;
        for (int i = 0; i < BucketCount - 1; i++)
        {
            rank -= _buckets[i];
            if (rank <= 0)
                return Math.Min(StartOf(i + 1) - 1, _max);
        }

        return _max;
    }

    /// <summary>How many were shorter than a duration; those in its bucket count as not shorter.</summary>
    public long CountBelow(long ns)
    {
        long count = 0;
        for (int i = BucketOf(Math.Max(0, ns)) - 1; i >= 0; i--)
            count += _buckets[i];
        return count;
    }

    /// <summary>As if everything the other one recorded had been recorded here too.</summary>
    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < BucketCount; i++)
            _buckets[i] += other._buckets[i];
        _sum += other._sum;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
        Count += other.Count;
    }

    /// <summary>As new.</summary>
    public void Reset()
    {
        Array.Clear(_buckets);
        _sum = 0;
        _min = long.MaxValue;
        _max = -1;
        Count = 0;
    }

    // From 256 on every doubling has 128 buckets: the leading 8 bits say which.
    private static int BucketOf(long ns)
    {
        int shift = Math.Max(0, 64 - ExactBits - BitOperations.LeadingZeroCount((ulong)ns));
        return shift * HalfBuckets + (int)(ns >> shift);
    }

    private static long StartOf(int bucket)
    {
        if (bucket < 1 << ExactBits)
            return bucket;
        int shift = bucket / HalfBuckets - 1;
        return (long)(bucket - shift * HalfBuckets) << shift;
    }

    private static void ThrowNegative(long ns) => throw new ArgumentOutOfRangeException(nameof(ns), ns, "a duration is 0 or more");
}
