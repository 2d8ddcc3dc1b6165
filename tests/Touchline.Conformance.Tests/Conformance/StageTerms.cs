using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Conformance.Tests;

/// <summary>What goes wrong at an exchange, in no venue's words.</summary>
internal enum VenueFault
{
    /// <summary>Now and then the feed jumps over a message that is never sent.</summary>
    SkippedUpdates,

    /// <summary>The next order request is carried out and answered as if nobody knew.</summary>
    UnknownButDone,

    /// <summary>The next order request isn't carried out and answered as if nobody knew.</summary>
    UnknownAndNotDone,

    /// <summary>The next order request is refused.</summary>
    Refused,

    /// <summary>The next request is refused: too many. Nothing may be sent for a while.</summary>
    TooManyRequests,

    /// <summary>The next request is refused: the address is banned for a while.</summary>
    Banned,

    /// <summary>The exchange's clock goes wrong by so much.</summary>
    ClockSkew,

    /// <summary>What the private stream was opened with is worth nothing any more.</summary>
    PrivateStreamEnds,

    /// <summary>Messages about orders come twice.</summary>
    PrivateTwice,

    /// <summary>Messages about orders overtake each other.</summary>
    PrivateOutOfOrder,

    /// <summary>Messages about orders get lost.</summary>
    PrivateLost,

    /// <summary>An order's fills are told before its acceptance is.</summary>
    FillBeforeAnswer,

    /// <summary>The next answer to an order request never comes; the request is carried out.</summary>
    AnswerLost,

    /// <summary>The exchange says nothing on connections with market data and keeps them open.</summary>
    FeedSilent,
}

/// <summary>What a connection is for.</summary>
internal enum VenueLine
{
    Market,
    Private,
    Orders,
}

/// <summary>What an exchange and a session are opened with.</summary>
internal sealed record StageTerms
{
    public int Symbols { get; init; } = 1;

    public ulong Seed { get; init; } = 1;

    /// <summary>How fast the market goes. The least that can be: it stands nearly still, and what happens is the test's doing.</summary>
    public double Pace { get; init; } = 0.01;

    public bool HasWrongKey { get; init; }

    public bool HasWrongHost { get; init; }

    /// <summary>How requests are signed, where the venue has several ways; null: the usual one.</summary>
    public string? KeyKind { get; init; }

    public decimal Money { get; init; } = 1_000_000;

    /// <summary>The session's clock is ahead of the exchange's by so much.</summary>
    public long ClockAheadNs { get; init; }

    /// <summary>The exchange closes connections after so long; null: as the venue does.</summary>
    public long? ConnectionLifeNs { get; init; }

    public FeedStreams Streams { get; init; } = FeedStreams.Usual;

    /// <summary>What the engine wants is sent from inside the adapter's call.</summary>
    public bool SendsAtOnce { get; init; }

    public Strategy? Strategy { get; init; }

    public RiskLimits Limits { get; init; } = new();
}

/// <summary>An order as the exchange has it.</summary>
/// <param name="Number">The engine's number of it; 0: another's order.</param>
internal sealed record StageOrder(long Number, string Symbol, Side Side, decimal Price, decimal Quantity, decimal Executed, bool IsLive);

/// <summary>A fill as the exchange has it.</summary>
internal sealed record StageFill(long TradeId, long Number, string Symbol, decimal Price, decimal Quantity, decimal Fee);
