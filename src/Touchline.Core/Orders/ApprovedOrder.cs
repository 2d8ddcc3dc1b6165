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
}

/// <summary>Something the engine wants done at the venue, in the order in which it is to be sent.</summary>
public readonly struct Intent
{
    private Intent(IntentKind kind, long input, long localNs, ApprovedOrder order, OrderId id, int instrument)
    {
        Kind = kind;
        Input = input;
        LocalNs = localNs;
        Order = order;
        Id = id;
        Instrument = instrument;
    }

    public IntentKind Kind { get; }

    /// <summary>The number of the input that led to it.</summary>
    public long Input { get; }

    /// <summary>The engine's time when it was decided.</summary>
    public long LocalNs { get; }

    /// <summary>For <see cref="IntentKind.Place"/>.</summary>
    public ApprovedOrder Order { get; }

    /// <summary>The order that is placed or cancelled.</summary>
    public OrderId Id { get; }

    public int Instrument { get; }

    internal static Intent Place(long input, long localNs, in ApprovedOrder order) =>
        new(IntentKind.Place, input, localNs, order, order.Id, order.Order.Instrument);

    internal static Intent Cancel(long input, long localNs, OrderId id, int instrument) =>
        new(IntentKind.Cancel, input, localNs, default, id, instrument);
}
