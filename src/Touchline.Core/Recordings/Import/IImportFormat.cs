namespace Touchline.Core;

/// <summary>A file format that becomes a recording. One implementation a format; the composition root lists them.</summary>
public interface IImportFormat
{
    /// <summary>What the user types after <c>--format</c>.</summary>
    string Name { get; }

    /// <summary>One line for the help text.</summary>
    string Description { get; }

    /// <summary>The venue written into the recording unless the user names one.</summary>
    string Venue { get; }

    /// <summary>The file doesn't show its units, so that the user has to give both.</summary>
    bool NeedsUnits { get; }

    /// <summary>Reads the files and completes the recording.</summary>
    /// <exception cref="BadInputException">Something in the input is wrong; nothing was written.</exception>
    ImportReport Import(ImportOptions options, InputFiles files, CancellationToken cancel);
}

/// <summary>What an import did, for the user and for programs.</summary>
public sealed record ImportReport
{
    public required Instrument Instrument { get; init; }

    public required bool TickWasGiven { get; init; }

    public required bool LotWasGiven { get; init; }

    /// <summary>Rows of market data in the recording.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows by kind.</summary>
    public required IReadOnlyDictionary<EventKind, long> RowsByKind { get; init; }

    public required long Lines { get; init; }

    public required long ClockOffsetNs { get; init; }

    public required TouchAgreement Agreement { get; init; }

    /// <summary>Breaks in the venue's sequence.</summary>
    public long Gaps { get; init; }

    /// <summary>Things the user may want to know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Things that make the recording less than it should be.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static ImportReport Of(ImportSession session, long lines) => new()
    {
        Instrument = session.Instrument,
        TickWasGiven = session.TickWasGiven,
        LotWasGiven = session.LotWasGiven,
        Rows = Enum.GetValues<EventKind>().Sum(session.RowsOf),
        RowsByKind = Enum.GetValues<EventKind>().Where(k => session.RowsOf(k) > 0).ToDictionary(k => k, session.RowsOf),
        Lines = lines,
        ClockOffsetNs = session.ClockOffsetNs,
        Agreement = session.Agreement,
    };
}
