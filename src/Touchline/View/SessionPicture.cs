using Touchline.Core;
using Touchline.Terminal;

namespace Touchline.View;

/// <summary>What a session looks like at one moment, in texts: all that its view needs, and nothing of the engine.</summary>
internal sealed record SessionPicture
{
    public required string Strategy { get; init; }

    /// <summary>The instrument that the ladder is of.</summary>
    public required string Instrument { get; init; }

    public required string Clock { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>How fast it goes: <c>x1</c>, <c>max</c>.</summary>
    public required string Pace { get; init; }

    public required string Spread { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<LadderLevel> Bids { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<LadderLevel> Asks { get; init; }

    /// <summary>The most important first.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>One for each instrument where there are several; else none.</summary>
    public required IReadOnlyList<InstrumentLine> Instruments { get; init; }

    public required string FillCount { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<FillLine> Fills { get; init; }

    public required IReadOnlyList<ParameterLine> Parameters { get; init; }

    public required LatencyPicture Latency { get; init; }

    public required IReadOnlyList<Figure> Metrics { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<string> Log { get; init; }
}

internal enum SessionStatus
{
    Running,
    Paused,
    Killed,
}

/// <summary>A price of the ladder.</summary>
/// <param name="Own">What of ours may still trade there; empty when nothing.</param>
/// <param name="Ahead">The market's quantity ahead of our first order there, an estimate; empty when nothing of ours is there.</param>
/// <param name="Units">The market's quantity, for the bar.</param>
internal sealed record LadderLevel(string Price, string Quantity, string Own, string Ahead, long Units);

internal sealed record Figure(string Name, string Value, Ink Ink = Ink.Plain);

internal sealed record InstrumentLine(string Name, string Position, string Equity, bool IsShown);

/// <param name="IsNew">Within the last second.</param>
internal sealed record FillLine(string Clock, string Instrument, Side Side, string Quantity, string Price, bool IsMaker, string Fee, bool IsNew);

internal sealed record ParameterLine(string Name, string Value, string Unit, string Text, string Range);

/// <param name="Counts">How many were shorter than each of <see cref="BoundsNs"/>, each without those before; the last: longer than all.</param>
internal sealed record LatencyPicture(IReadOnlyList<long> Counts, string P50, string P99, string P999, string Max)
{
    public static readonly long[] BoundsNs = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

    /// <summary>The buckets' names: shorter than so many µs; the last is longer.</summary>
    public static readonly string[] Names = ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000", "more"];

    /// <summary>The same in two columns: from a tenth of a millisecond on in those.</summary>
    public static readonly string[] ShortNames = ["1", "2", "5", "10", "20", "50", ".1", ".2", ".5", "1m", ">"];

    public static LatencyPicture None { get; } = new(new long[BoundsNs.Length + 1], "", "", "", "");
}
