using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Control;

/// <summary>How a session stands at a moment, for other threads to read: nothing in it changes any more. Money is quote currency.</summary>
internal sealed record SessionPortrait
{
    /// <summary>Levels a side that are shown of a book.</summary>
    public const int Levels = 50;

    /// <summary>The engine's time, in nanoseconds since the Unix epoch.</summary>
    public required long AtNs { get; init; }

    /// <summary>Which session it is, as in the database and in trace ids.</summary>
    public required string Session { get; init; }

    /// <summary>paper, simulated, testnet or live.</summary>
    public required string Kind { get; init; }

    /// <inheritdoc cref="Commands.IWatchedSession.Pace"/>
    public required string Pace { get; init; }

    /// <summary>Of the wall clock, since the session began.</summary>
    public required double Seconds { get; init; }

    public required bool IsStopped { get; init; }

    /// <summary>Inputs that the engine took.</summary>
    public required long Inputs { get; init; }

    /// <summary>Rows of market data.</summary>
    public required long Rows { get; init; }

    public required double EventsPerSecond { get; init; }

    public required int LiveOrders { get; init; }

    /// <summary>Since the session began, as <see cref="Orders"/>; money is since the journal did.</summary>
    public required long Fills { get; init; }

    public required decimal Equity { get; init; }

    public required decimal Realised { get; init; }

    public required decimal Unrealised { get; init; }

    public required decimal Fees { get; init; }

    public required decimal Funding { get; init; }

    public required decimal Turnover { get; init; }

    public required decimal MaxDrawdown { get; init; }

    /// <summary>Fills by orders that filled or ended, from 0 to 1.</summary>
    public required double FillRatio { get; init; }

    /// <summary>All instruments together, since the session began.</summary>
    public required OrderCounts Orders { get; init; }

    public required KillStatus Kill { get; init; }

    /// <summary>Who gave the newest kill; null: nobody, or in an earlier session.</summary>
    public string? KilledBy { get; init; }

    public required RiskLimits Limits { get; init; }

    /// <summary>How much the day and the best moment are away, for the daily loss and the drawdown.</summary>
    public required EquityMarks Marks { get; init; }

    public required IReadOnlyList<StrategyPortrait> Strategies { get; init; }

    public required IReadOnlyList<InstrumentPortrait> Instruments { get; init; }

    public required IReadOnlyList<BudgetStatus> Budgets { get; init; }

    public required IReadOnlyList<BreakerStatus> Breakers { get; init; }

    public required ReportAnomalies Anomalies { get; init; }

    /// <summary>Signals that found no room, since the session began.</summary>
    public required long DroppedSignals { get; init; }

    /// <summary>By stage, in the order of the way from the feed to the fill.</summary>
    public required IReadOnlyList<StageLatency> Latencies { get; init; }

    public required IReadOnlyList<ConnectionPortrait> Connections { get; init; }

    /// <inheritdoc cref="Commands.IWatchedSession.Balances"/>
    public (IReadOnlyList<WalletPortrait> Wallets, string? Why) Balances { get; init; } = ([], null);

    /// <summary>Differences between ledger and venue that were told and aren't over; none on paper.</summary>
    public required IReadOnlyList<ToldDifference> Differences { get; init; }

    /// <summary>Entries that the session's database lost, and those that wait for it; null: it has none.</summary>
    public required (long Lost, long Waiting)? Storage { get; init; }
}

/// <summary>A strategy of a session at a moment.</summary>
internal sealed record StrategyPortrait
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>running, paused, stopped or failed.</summary>
    public required string State { get; init; }

    /// <summary>Which of the strategy's versions is called; empty where it has none.</summary>
    public string Version { get; init; } = "";

    /// <summary>The newest; null: there was none.</summary>
    public Replacement? Replacement { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public required string? Failure { get; init; }

    public required int LiveOrders { get; init; }

    public required IReadOnlyList<ParameterPortrait> Parameters { get; init; }

    /// <summary>Figures that it sets itself.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    public required RiskLimits Limits { get; init; }

    /// <summary>By instrument.</summary>
    public required IReadOnlyList<LedgerSnapshot> Ledgers { get; init; }
}

/// <param name="Value">As one would type it.</param>
/// <param name="Text">What it means, for people.</param>
internal sealed record ParameterPortrait(string Name, string Value, string Unit, string Text, string Range);

/// <summary>An instrument of a session at a moment: its market, and what the account has in it.</summary>
internal sealed record InstrumentPortrait
{
    public required Instrument Instrument { get; init; }

    /// <summary>Best first, at most <see cref="SessionPortrait.Levels"/>.</summary>
    public required IReadOnlyList<BookLevel> Bids { get; init; }

    /// <inheritdoc cref="Bids"/>
    public required IReadOnlyList<BookLevel> Asks { get; init; }

    /// <summary>Parts of it are missing until it comes anew.</summary>
    public required bool IsStale { get; init; }

    /// <summary>When the book was last two-sided; null before.</summary>
    public required decimal? Mid { get; init; }

    /// <summary>Local time of the newest market event.</summary>
    public required long LastEventNs { get; init; }

    public required InstrumentStatus Status { get; init; }

    public required FreezeReason Frozen { get; init; }

    public required LedgerSnapshot Account { get; init; }

    /// <summary>What of the account belongs to no strategy.</summary>
    public required LedgerSnapshot Unassigned { get; init; }

    /// <summary>The largest positions that open orders could lead to, on both sides.</summary>
    public required decimal WorstLong { get; init; }

    public required decimal WorstShort { get; init; }

    public required IReadOnlyList<RatioStatus> Ratios { get; init; }
}

/// <summary>How long one stage of the way takes, since the session began. Nanoseconds; null: nothing was measured yet.</summary>
/// <param name="Stage">E.g. <c>engine</c>.</param>
/// <param name="Below">For each of <see cref="BoundsNs"/> how many took less.</param>
internal sealed record StageLatency(string Stage, long Count, long? P50Ns, long? P99Ns, long? P999Ns, long MaxNs, double SumNs, IReadOnlyList<long> Below)
{
    /// <summary>Bounds of the buckets: 1 µs to 10 s, three a decade.</summary>
    public static IReadOnlyList<long> BoundsNs { get; } = [.. Enumerable.Range(3, 7).SelectMany(e => new[] { 1, 2, 5 }.Select(m => m * (long)Math.Pow(10, e))), 10_000_000_000];

    public static StageLatency Of(string stage, LatencyHistogram histogram) => new(
        stage, histogram.Count, histogram.Percentile(50), histogram.Percentile(99), histogram.Percentile(99.9), histogram.Count == 0 ? 0 : histogram.Max ?? 0, histogram.Sum,
        [.. BoundsNs.Select(histogram.CountBelow)]);
}

/// <summary>A connection, or what stands for several of one kind.</summary>
/// <param name="Name">E.g. <c>market</c>, <c>order_entry</c>.</param>
/// <param name="Trouble">For people; null: none.</param>
internal sealed record ConnectionPortrait(string Name, bool IsUp, string? Trouble)
{
    public static IReadOnlyList<ConnectionPortrait> Of(VenueState state) => [.. (state.Connections ?? []).Select(c => new ConnectionPortrait(c.Name, c.IsUp, c.Trouble))];
}
