using System.Text.Json.Nodes;

namespace Touchline.StoredStrategies;

/// <summary>What is known of a stored strategy: its <c>metadata.json</c>. Immutable.</summary>
/// <param name="CreatedAt">Unix seconds, as all its times.</param>
internal sealed record StoredStrategy(string Id, string Name, string Symbol, long CreatedAt, long UpdatedAt)
{
    /// <summary>Starts with the program.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>It may open positions; else only reduce them.</summary>
    public bool OpensPositions { get; init; } = true;

    public StrategyLanguage Language { get; init; }

    /// <summary>Where it runs in a session.</summary>
    public StrategyThread Thread { get; init; }

    /// <summary>Of the code, from 1; 0 until the program has seen a strategy that somebody else put there.</summary>
    public int Version { get; init; }

    /// <summary>Counts every change, of the code and of all else.</summary>
    public long Revision { get; init; }

    /// <summary>SHA-256 of the code, in small hexadecimal digits; empty when it isn't known.</summary>
    public string CodeHash { get; init; } = "";

    /// <summary>As it stands in the file, with what the program doesn't know; not to be changed.</summary>
    public JsonObject? Document { get; init; }
}

/// <summary>A version of a strategy's code.</summary>
/// <param name="At">When it was given, in Unix seconds.</param>
internal readonly record struct CodeVersion(int Number, long At, long Bytes, bool IsCurrent);

/// <summary>One of the store's folders: a strategy, or why it is none.</summary>
/// <param name="Strategy">Null when <paramref name="Problem"/> isn't.</param>
internal sealed record StoreEntry(string Id, StoredStrategy? Strategy, string? Problem);

/// <summary>What became of a request.</summary>
internal enum StoreAnswer
{
    Done,

    /// <summary>There is no such strategy, or no such version of it.</summary>
    Unknown,

    /// <summary>There is one of that id already.</summary>
    Exists,

    /// <summary>It isn't of the revision any more that the change was meant for.</summary>
    Stale,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>What stands on the disk isn't right, and was left as it is.</summary>
    Damaged,

    /// <summary>What was given isn't right, or there are as many as there may be.</summary>
    Refused,
}

/// <param name="Strategy">After the change; where it was refused, what stands there, if anything.</param>
/// <param name="Why">Null when it is done.</param>
internal sealed record StoreOutcome(StoreAnswer Answer, StoredStrategy? Strategy, string? Why)
{
    public bool IsDone => Answer == StoreAnswer.Done;

    public static StoreOutcome Done(StoredStrategy strategy) => new(StoreAnswer.Done, strategy, null);

    public static StoreOutcome Refused(string why) => new(StoreAnswer.Refused, null, why);

    public static StoreOutcome Unknown(string id) => new(StoreAnswer.Unknown, null, StrategyId.WhyNot(id) ?? $"there is no strategy '{id}'; 'touchline strategy list' lists those there are");
}
