using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>
/// Latencies as they were measured at the same time, interpolated between the two measurements around it: the way to the venue by the
/// time of sending, the way back by the time at the venue. Before the first and after the last measurement that one holds.
/// </summary>
public sealed record RecordedLatency : LatencyModel, ILatency
{
    internal const string Kind = "recorded:";

    private readonly string _path;
    private readonly LatencySample[] _byRequest;
    private readonly LatencySample[] _byExchange;

    /// <exception cref="BadInputException">The file holds no latencies.</exception>
    public RecordedLatency(string path) : this(path, LatencyFile.Read(path, MostNs))
    {
    }

    internal RecordedLatency(string path, LatencySample[] samples)
    {
        _path = path;
        _byRequest = samples;
        // Orders may overtake each other on their way: a stable sort keeps those of one instant in the order of their requests.
        _byExchange = [.. samples.OrderBy(s => s.ExchangeNs)];
        (LeastEntryNs, MostEntryNs) = (samples.Min(s => s.EntryNs), samples.Max(s => s.EntryNs));
        (LeastResponseNs, MostResponseNs) = (samples.Min(s => s.AnswerNs), samples.Max(s => s.AnswerNs));
    }

    public override long LeastEntryNs { get; }

    public override long LeastResponseNs { get; }

    public override long MostEntryNs { get; }

    public override long MostResponseNs { get; }

    /// <summary>Time of the first request measured.</summary>
    public long FirstNs => _byRequest[0].RequestNs;

    /// <summary>Time of the last answer measured.</summary>
    public long LastNs => _byRequest.Max(s => s.ResponseNs);

    public bool Equals(RecordedLatency? other) => other is not null && _path == other._path && _byRequest.AsSpan().SequenceEqual(other._byRequest);

    public override int GetHashCode() => HashCode.Combine(_path, _byRequest.Length);

    public override string ToString() => Kind + _path;

    internal override ILatency Of(Instrument instrument, ulong seed) => this;

    long ILatency.EntryNs(long sentNs)
    {
        int after = FirstAfter(_byRequest, sentNs, static s => s.RequestNs);
        if (after == 0 || after == _byRequest.Length)
            return _byRequest[Math.Max(0, after - 1)].EntryNs;
        LatencySample before = _byRequest[after - 1], next = _byRequest[after];
        return Between(before.RequestNs, before.EntryNs, next.RequestNs, next.EntryNs, sentNs);
    }

    long ILatency.ResponseNs(long exchangeNs)
    {
        int after = FirstAfter(_byExchange, exchangeNs, static s => s.ExchangeNs);
        if (after == 0 || after == _byExchange.Length)
            return _byExchange[Math.Max(0, after - 1)].AnswerNs;
        LatencySample before = _byExchange[after - 1], next = _byExchange[after];
        return Between(before.ExchangeNs, before.AnswerNs, next.ExchangeNs, next.AnswerNs, exchangeNs);
    }

    // The index of the first sample that is later than a time.
    private static int FirstAfter(LatencySample[] samples, long ns, Func<LatencySample, long> time)
    {
        int low = 0, high = samples.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (time(samples[middle]) <= ns)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    // Whole nanoseconds, rounded down: between the two values, so within the bounds.
    private static long Between(long fromNs, long from, long toNs, long to, long ns)
    {
        Int128 product = (Int128)(to - from) * (ns - fromNs), span = toNs - fromNs;
        Int128 quotient = product / span;
        return from + (long)(product < 0 && product % span != 0 ? quotient - 1 : quotient);
    }
}
