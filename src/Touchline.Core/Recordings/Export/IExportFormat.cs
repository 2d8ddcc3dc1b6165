namespace Touchline.Core;

/// <summary>A file format that a recording can be written as. One implementation a format; the composition root lists them.</summary>
public interface IExportFormat
{
    /// <summary>What the user types to choose it.</summary>
    string Name { get; }

    /// <summary>The ending of a file name that chooses it, with its dot.</summary>
    string Extension { get; }

    /// <summary>One line for the help text.</summary>
    string Description { get; }

    /// <summary>Writes one instrument of a recording.</summary>
    /// <exception cref="BadInputException">
    /// The instrument is unknown or ambiguous, there is nothing to write, the recording is damaged, or the output can't be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing was left behind.</exception>
    ExportReport Export(Recording recording, ExportOptions options, IProgress<ExportProgress>? progress, CancellationToken cancel);
}

/// <summary>What the user asked an export to do.</summary>
/// <param name="Output">The file to write, in place of one that stands there.</param>
/// <param name="Instrument">The symbol, or <c>SYMBOL@VENUE</c>; null when the recording holds one instrument only.</param>
public sealed record ExportOptions(string Output, string? Instrument = null);

/// <summary>How far an export is, in rows of the recording; a format that walks it twice counts it twice.</summary>
public readonly record struct ExportProgress(long Rows, long TotalRows);

/// <summary>What an export did.</summary>
public sealed record ExportReport
{
    public required Instrument Instrument { get; init; }

    public required long RowsWritten { get; init; }

    /// <summary>Rows of the recording that were written twice, once for each side, because the sides saw them in different orders.</summary>
    public required long RowsSplit { get; init; }

    /// <summary>Rows the format has no place for, by kind.</summary>
    public required IReadOnlyDictionary<EventKind, long> RowsLeftOut { get; init; }

    /// <summary>What was added to the recorded local times.</summary>
    public required long ClockOffsetNs { get; init; }

    internal static ExportReport Of(ExportWalk walk) => new()
    {
        Instrument = walk.Instrument,
        RowsWritten = walk.Written,
        RowsSplit = walk.Split,
        RowsLeftOut = walk.LeftOut,
        ClockOffsetNs = walk.ClockOffsetNs,
    };
}
