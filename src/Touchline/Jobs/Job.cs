using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Touchline.Jobs;

internal enum JobKind
{
    Backtest = 1,
    Sweep = 2,
}

internal enum JobState
{
    Queued = 1,
    Running = 2,
    Done = 3,
    Failed = 4,
    Cancelled = 5,
}

/// <summary>What a job is to do, checked.</summary>
/// <param name="Configuration">Settings by path, as the program reads them from a JSON file.</param>
/// <param name="Arguments">The verb's own options.</param>
/// <param name="Asked">What was asked for, to show.</param>
/// <param name="Folder">Whose files it uses, whole: who asked named them without it, and isn't told where it is.</param>
internal sealed record JobOrder(JobKind Kind, JsonObject Configuration, IReadOnlyList<string> Arguments, JsonObject Asked, string Folder)
{
    /// <summary>What the program said, with files named as the request names them.</summary>
    public string Told(string said) => said.Replace(Folder.TrimEnd('/') + '/', "", StringComparison.Ordinal);

    public string Verb => Kind == JobKind.Backtest ? "backtest" : "sweep";
}

/// <summary>A backtest or sweep and how it goes; nothing in it changes, a newer one takes its place.</summary>
internal sealed record Job
{
    private const int IdBytes = 12;

    public required string Id { get; init; }

    public required JobOrder Order { get; init; }

    /// <summary>The user who asked for it.</summary>
    public required string Owner { get; init; }

    public required DateTimeOffset Asked { get; init; }

    public JobState State { get; init; } = JobState.Queued;

    /// <summary>0 to 1.</summary>
    public double Progress { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>What the program said of its failure; null: it hasn't failed.</summary>
    public string? Error { get; init; }

    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>It may be one; names of files are made of it.</summary>
    public static bool IsId(string text) => text.Length == 2 * IdBytes && text.All(char.IsAsciiHexDigitLower);
}
