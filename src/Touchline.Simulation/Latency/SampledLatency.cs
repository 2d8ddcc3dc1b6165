using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>
/// Latencies drawn at random, with replacement, from measured ones: for the way to the venue and the way back each on its own. Every
/// instrument has sequences of its own that depend on the seed and its name alone.
/// </summary>
public sealed record SampledLatency : LatencyModel
{
    internal const string Kind = "sampled:";

    private readonly string _path;
    private readonly LatencySample[] _samples;

    /// <exception cref="BadInputException">The file holds no latencies.</exception>
    public SampledLatency(string path) : this(path, LatencyFile.Read(path, MostNs))
    {
    }

    internal SampledLatency(string path, LatencySample[] samples)
    {
        _path = path;
        _samples = samples;
        (LeastEntryNs, MostEntryNs) = (samples.Min(s => s.EntryNs), samples.Max(s => s.EntryNs));
        (LeastResponseNs, MostResponseNs) = (samples.Min(s => s.AnswerNs), samples.Max(s => s.AnswerNs));
    }

    public override long LeastEntryNs { get; }

    public override long LeastResponseNs { get; }

    public override long MostEntryNs { get; }

    public override long MostResponseNs { get; }

    public bool Equals(SampledLatency? other) => other is not null && _path == other._path && _samples.AsSpan().SequenceEqual(other._samples);

    public override int GetHashCode() => HashCode.Combine(_path, _samples.Length);

    public override string ToString() => Kind + _path;

    internal override ILatency Of(Instrument instrument, ulong seed) => new Draws(_samples, seed ^ HashOf(instrument.ToString()));

    // FNV-1a over UTF-16: string.GetHashCode differs from process to process.
    private static ulong HashOf(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }

    // Two sequences, because the simulation decides how far one side is played before the other.
    private sealed class Draws(LatencySample[] samples, ulong seed) : ILatency
    {
        private readonly SeededRandom _entries = new(seed);
        private readonly SeededRandom _responses = new(~seed);

        public long EntryNs(long sentNs) => samples[_entries.Below(samples.Length)].EntryNs;

        public long ResponseNs(long exchangeNs) => samples[_responses.Below(samples.Length)].AnswerNs;
    }
}
