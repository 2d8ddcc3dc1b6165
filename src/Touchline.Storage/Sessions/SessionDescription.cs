using Touchline.Core;

namespace Touchline.Storage;

/// <summary>Which session it is, and what its numbers stand for.</summary>
public sealed record SessionDescription
{
    /// <summary>What names the journal: another one for each on any machine, and the same in each of its sessions (the client ids' prefix).</summary>
    public required string Journal { get; init; }

    /// <summary>Counts the journal's sessions from 1.</summary>
    public required long Number { get; init; }

    /// <summary>paper, simulated, testnet or live.</summary>
    public required string Kind { get; init; }

    public required string Venue { get; init; }

    /// <summary>Whose account, by the name of its key; empty on paper.</summary>
    public string Account { get; init; } = "";

    /// <summary>By index.</summary>
    public required IReadOnlyList<string> Strategies { get; init; }

    /// <summary>By index.</summary>
    public required IReadOnlyList<Instrument> Instruments { get; init; }

    /// <summary>Assets besides the quote currency in which fees are paid, as reports number them from 1.</summary>
    public IReadOnlyList<string> FeeAssets { get; init; } = [];

    /// <summary>An order's client id is this, <c>-</c> and its number; null: nobody was told of one.</summary>
    public string? ClientIdPrefix { get; init; }

    public string Key => $"{Journal}-{Number}";
}
