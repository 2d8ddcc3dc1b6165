using Touchline.Core;

namespace Touchline.Trading;

internal enum OutpostItemKind : byte
{
    /// <summary>A market event.</summary>
    Market,

    /// <summary>The next of the ring of reports.</summary>
    Report,

    /// <summary>No other input at or before this time is to come.</summary>
    Clock,

    /// <summary>Anything rare.</summary>
    Other,
}

/// <summary>What an outpost is told, in the order in which it happened.</summary>
internal struct OutpostItem
{
    public MarketEvent Event;

    /// <summary>The engine's time: of an event its own, of the clock what it says, else when it was to be told.</summary>
    public long LocalNs;

    public OutpostMessage? Other;

    public OutpostItemKind Kind;
}
