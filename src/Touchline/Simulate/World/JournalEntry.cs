using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulate;

/// <summary>A record of a journal, as far as the simulation looks at it.</summary>
internal readonly record struct JournalEntry
{
    public required JournalRecordKind Kind { get; init; }

    /// <summary>Of the segment that it stands in.</summary>
    public required int Segment { get; init; }

    /// <summary>Where it begins there.</summary>
    public required int At { get; init; }

    public required int Bytes { get; init; }

    /// <summary>Of an intent or report: the order's number.</summary>
    public long Number { get; init; }

    public IntentKind Intent { get; init; }

    public ReportKind Report { get; init; }

    /// <summary>Of a fill: the venue's number of it.</summary>
    public long Trade { get; init; }

    /// <summary>Of an intent: it only reduces, and trades at once or not at all.</summary>
    public bool Closes { get; init; }

    /// <summary>Of an intent: an order that takes out what is open, of the engine's own.</summary>
    public bool IsExit { get; init; }

    /// <summary>Of an intent: an order that hedges a leg.</summary>
    public bool IsHedge { get; init; }

    /// <summary>Of a command: its text.</summary>
    public string? Command { get; init; }

    /// <summary>The engine was killed when it was written.</summary>
    public bool IsKilled { get; init; }

    /// <summary>And was to close positions.</summary>
    public bool Flattens { get; init; }

    public int End => At + Bytes;

    public override string ToString() => Kind switch
    {
        default(JournalRecordKind) => $"segment {Segment}: cut off at byte {At}",
        JournalRecordKind.Intent => $"segment {Segment} byte {At}: order {Number}, {Intent}",
        JournalRecordKind.Report => $"segment {Segment} byte {At}: order {Number} was reported {Report}{(Trade == 0 ? "" : $" {Trade}")}",
        JournalRecordKind.Command => $"segment {Segment} byte {At}: {Command}",
        _ => $"segment {Segment} byte {At}: {Kind}",
    };
}
