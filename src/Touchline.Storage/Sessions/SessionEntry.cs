using Touchline.Core;

namespace Touchline.Storage;

public enum SessionEntryKind : byte
{
    Start = 1,
    Stop,
    Place,
    Amend,
    Cancel,
    Report,
    Command,

    /// <summary>The session is over: nothing comes after it.</summary>
    End,

    /// <summary>A strategy's opinion, which its next positions are put down to.</summary>
    Signal,

    /// <summary>A figure of a strategy's, for the positions that the next report opens or closes.</summary>
    Indicator,
    Market,
    Equity,
    Audit,
}

/// <summary>The best of both sides; a quantity of 0: that side is empty.</summary>
public readonly record struct MarketTouch(Price Bid, Quantity BidQuantity, Price Ask, Quantity AskQuantity)
{
    public bool IsNone => BidQuantity.IsZero && AskQuantity.IsZero;
}

/// <summary>Looks at an instrument's book, on the engine's thread.</summary>
public delegate MarketTouch MarketLook(int instrument);

/// <summary>Why a strategy wants a position.</summary>
/// <param name="Type">Who says so.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Reason">For people.</param>
public sealed record SessionSignal(string Type, Side Side, double Confidence, string Reason);

/// <summary>A ledger at a moment, in quote currency; the position in the instrument's quantity.</summary>
public sealed record LedgerSample(
    decimal Position, decimal AveragePrice, decimal? Mid, decimal Realised, decimal Unrealised, decimal Fees, decimal Funding, decimal Equity);

/// <summary>One thing that a session did or saw, as its engine's tap or its journal tells it.</summary>
public struct SessionEntry
{
    public SessionEntryKind Kind;

    /// <summary>The engine's input that it is, or that led to it.</summary>
    public long Input;

    public long LocalNs;

    /// <summary>By index; of a sample -1: the account's. Of a report no matter: orders are known by their numbers.</summary>
    public int Strategy;

    public int Instrument;

    /// <summary>Of what was asked for an order.</summary>
    public OrderId Order;

    /// <summary>As an intent has them.</summary>
    public NewOrder Terms;

    public OrderReport Report;

    /// <summary>The market at that moment.</summary>
    public MarketTouch Touch;

    /// <summary>A command's text, an indicator's name; of an order that is placed, what its strategy calls its reason; of a report why the venue refused, in its words.</summary>
    public string? Text;

    /// <summary>An indicator's value.</summary>
    public double Value;

    /// <summary>A <see cref="SessionSignal"/>, <see cref="LedgerSample"/> or <see cref="AuditEntry"/>; of a command who gave it, or null.</summary>
    public object? Detail;

    internal static SessionEntryKind KindOf(IntentKind kind) => kind switch
    {
        IntentKind.Place => SessionEntryKind.Place,
        IntentKind.Amend => SessionEntryKind.Amend,
        _ => SessionEntryKind.Cancel,
    };
}
