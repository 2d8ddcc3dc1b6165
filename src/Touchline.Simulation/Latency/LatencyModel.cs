using System.Diagnostics.CodeAnalysis;
using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>How long orders and answers travel. Immutable; printed with every result.</summary>
public abstract record LatencyModel
{
    /// <summary>One hour: an order that takes longer is a typing error.</summary>
    public const long MostNs = 3_600_000_000_000;

    /// <summary>No order reaches the venue faster, in nanoseconds.</summary>
    public abstract long LeastEntryNs { get; }

    /// <summary>No answer reaches us faster, in nanoseconds.</summary>
    public abstract long LeastResponseNs { get; }

    /// <summary>Every order has reached the venue after so many nanoseconds.</summary>
    public abstract long MostEntryNs { get; }

    /// <summary>Every answer has reached us after so many nanoseconds.</summary>
    public abstract long MostResponseNs { get; }

    /// <summary>Reads <c>constant:ENTRY,RESPONSE</c>, <c>recorded:FILE</c> or <c>sampled:FILE</c>; false for anything else.</summary>
    /// <exception cref="BadInputException">The file holds no latencies.</exception>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out LatencyModel latency)
    {
        latency = FileOf(text, RecordedLatency.Kind) is { } recorded ? new RecordedLatency(recorded)
            : FileOf(text, SampledLatency.Kind) is { } sampled ? new SampledLatency(sampled)
            : ConstantLatency.TryParse(text, out ConstantLatency? constant) ? constant
            : null;
        return latency is not null;
    }

    private static string? FileOf(string text, string kind) =>
        text.StartsWith(kind, StringComparison.Ordinal) && text.Length > kind.Length ? text[kind.Length..] : null;

    /// <summary>
    /// One instrument's latencies. What it asks for, and in which order of entries to responses, changes nothing for the others.
    /// </summary>
    internal abstract ILatency Of(Instrument instrument, ulong seed);
}

/// <summary>The latencies of one instrument of one run.</summary>
internal interface ILatency
{
    /// <summary>From our decision to the venue, for the next order sent. Asked once an order, in the order of sending.</summary>
    long EntryNs(long sentNs);

    /// <summary>From the venue to us, for the venue's next answer. Asked once an answer, in the order in which they happened.</summary>
    long ResponseNs(long exchangeNs);
}
