using System.Numerics;

namespace Touchline.Core;

/// <summary>
/// Counts 64-bit values for percentiles in constant memory. Magnitudes below 2048 are kept exactly, larger ones in buckets of at
/// most 1/1024 of their value, as in Gil Tene's HdrHistogram with three digits; least and greatest are exact. For one thread.
/// </summary>
public sealed class ValueHistogram
{
    private const int ExactBits = 11;
    private const int HalfBuckets = 1 << (ExactBits - 1);
    private const int BucketCount = (1 << ExactBits) + (63 - ExactBits) * HalfBuckets;

    private readonly long[] _positive = new long[BucketCount];

    // Under the complement of the value, so that -1 is 0. Made when the first negative value comes.
    private long[]? _negative;

    public long Count { get; private set; }

    /// <summary>The least value; null before the first.</summary>
    public long? Min { get; private set; }

    /// <summary>The greatest value; null before the first.</summary>
    public long? Max { get; private set; }

    public void Add(long value, long times = 1)
    {
        if (times <= 0)
            return;
        if (value >= 0)
            _positive[BucketOf(value)] += times;
        else
            (_negative ??= new long[BucketCount])[BucketOf(~value)] += times;
        Count += times;
        Min = Math.Min(Min ?? value, value);
        Max = Math.Max(Max ?? value, value);
    }

    /// <summary>
    /// The value at or below which a share of all values lies (nearest rank), rounded up to the end of its bucket but never above
    /// the greatest value. Null before the first value.
    /// </summary>
    /// <param name="percent">0 to 100.</param>
    public long? Percentile(double percent)
    {
        if (Count == 0)
            return null;
        long rank = Math.Clamp((long)Math.Ceiling(percent / 100 * Count), 1, Count);
        if (rank == 1)
            return Min;
        for (int i = BucketCount - 1; _negative is not null && i >= 0; i--)
        {
            rank -= _negative[i];
            if (rank <= 0)
                return Math.Clamp(~StartOf(i), Min!.Value, Max!.Value);
        }

        for (int i = 0; i < BucketCount; i++)
        {
            rank -= _positive[i];
            if (rank <= 0)
                return Math.Clamp(i == BucketCount - 1 ? long.MaxValue : StartOf(i + 1) - 1, Min!.Value, Max!.Value);
        }

        return Max;
    }

    /// <summary>How often a value from 0 to 2047 came.</summary>
    internal long CountOf(long value) =>
        value is >= 0 and < 1 << ExactBits ? _positive[value] : throw new ArgumentOutOfRangeException(nameof(value), value, "larger values share buckets");

    // From 2048 on every doubling has 1024 buckets: the value's leading 11 bits say which.
    private static int BucketOf(long value)
    {
        int shift = Math.Max(0, 64 - ExactBits - BitOperations.LeadingZeroCount((ulong)value));
        return shift * HalfBuckets + (int)(value >> shift);
    }

    private static long StartOf(int bucket)
    {
        if (bucket < 1 << ExactBits)
            return bucket;
        int shift = bucket / HalfBuckets - 1;
        return (long)(bucket - shift * HalfBuckets) << shift;
    }
}
