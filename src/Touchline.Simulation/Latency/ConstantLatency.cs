using System.Diagnostics.CodeAnalysis;
using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>Every order takes the same time, and so does every answer; in nanoseconds.</summary>
/// <param name="EntryNs">From our decision to the venue.</param>
/// <param name="ResponseNs">From the venue to us.</param>
public sealed record ConstantLatency(long EntryNs, long ResponseNs) : LatencyModel, ILatency
{
    public override long LeastEntryNs => EntryNs;

    public override long LeastResponseNs => ResponseNs;

    public override long MostEntryNs => EntryNs;

    public override long MostResponseNs => ResponseNs;

    /// <summary>Reads <c>constant:ENTRY,RESPONSE</c>, e.g. <c>constant:2ms,500us</c>, each at most <see cref="LatencyModel.MostNs"/>.</summary>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out ConstantLatency latency)
    {
        const string Kind = "constant:";
        latency = null;
        string[] parts = text.StartsWith(Kind, StringComparison.Ordinal) ? text[Kind.Length..].Split(',') : [];
        if (parts.Length != 2 || !Duration.TryParse(parts[0], out long entry) || !Duration.TryParse(parts[1], out long response)
            || Math.Max(entry, response) > MostNs)
            return false;
        latency = new ConstantLatency(entry, response);
        return true;
    }

    public override string ToString() => $"constant:{Duration.Format(EntryNs)},{Duration.Format(ResponseNs)}";

    internal override ILatency Of(Instrument instrument, ulong seed) => this;

    long ILatency.EntryNs(long sentNs) => EntryNs;

    long ILatency.ResponseNs(long exchangeNs) => ResponseNs;
}
