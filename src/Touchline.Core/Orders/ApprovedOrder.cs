namespace Touchline.Core;

/// <summary>
/// An order that passed the risk gate. Only the trading assembly can make one, and gateways take nothing else; the default value is
/// no approval and every gateway refuses it.
/// </summary>
public readonly struct ApprovedOrder
{
    internal ApprovedOrder(OrderId id, in NewOrder order)
    {
        Id = id;
        Order = order;
    }

    public OrderId Id { get; }

    public NewOrder Order { get; }

    public bool IsApproved => !Id.IsNone;
}

public enum IntentKind : byte
{
    Place = 1,
    Cancel = 2,
    Amend = 3,
}

/// <summary>Something the engine wants done at the venue, in the order in which it is to be sent. Only the trading assembly makes one.</summary>
public readonly struct Intent
{
    private Intent(IntentKind kind, long input, long localNs, OrderId id, in NewOrder terms, int strategy)
    {
        Kind = kind;
        Input = input;
        LocalNs = localNs;
        Id = id;
        Terms = terms;
        Strategy = strategy;
    }

    public IntentKind Kind { get; }

    /// <summary>The number of the input that led to it.</summary>
    public long Input { get; }

    /// <summary>The engine's time when it was decided.</summary>
    public long LocalNs { get; }

    /// <summary>The order that is placed, cancelled or amended.</summary>
    public OrderId Id { get; }

    /// <summary>
    /// The order's terms: of a new one its own, of an amended one the new ones (the quantity is the whole one, what has filled
    /// included), of a cancelled one those it was known by.
    /// </summary>
    public NewOrder Terms { get; }

    /// <summary>
    /// The number of the request among those for its order, from 1, the placing. A venue's adapter that can says it in the answer
    /// (<see cref="OrderReport.Request"/>).
    /// </summary>
    public int Request { get; private init; }

    public int Instrument => Terms.Instrument;

    /// <summary>The strategy that the order belongs to, by its index in the engine.</summary>
    public int Strategy { get; }

    /// <summary>The approval of a new order; no approval for the other kinds.</summary>
    public ApprovedOrder Order => Kind == IntentKind.Place ? new ApprovedOrder(Id, Terms) : default;

    internal static Intent Place(long input, long localNs, in ApprovedOrder order, int strategy) =>
        new(IntentKind.Place, input, localNs, order.Id, order.Order, strategy) { Request = 1 };

    internal static Intent Cancel(long input, long localNs, OrderId id, in NewOrder terms, int strategy, int request) =>
        new(IntentKind.Cancel, input, localNs, id, terms, strategy) { Request = request };

    internal static Intent Amend(long input, long localNs, OrderId id, in NewOrder terms, int strategy, int request) =>
        new(IntentKind.Amend, input, localNs, id, terms, strategy) { Request = request };
}
