namespace Touchline.Core;

public enum ReportKind : byte
{
    /// <summary>The order rests at the venue.</summary>
    Acknowledged = 1,

    /// <summary>The venue refused it.</summary>
    Rejected = 2,

    /// <summary>Some or all of it traded.</summary>
    Fill = 3,

    /// <summary>It left the book as we asked.</summary>
    Cancelled = 4,

    /// <summary>The cancel found no such order: it had filled or gone before.</summary>
    CancelRejected = 5,

    /// <summary>It left, or never entered, by its own terms.</summary>
    Expired = 6,
}

/// <summary>One message from a venue about one of our orders.</summary>
public struct OrderReport
{
    public ReportKind Kind;

    public OrderId Id;

    public int Instrument;

    /// <summary>When it happened at the venue, by the venue's clock.</summary>
    public long ExchangeNs;

    /// <summary>When it reached us, by our clock.</summary>
    public long LocalNs;

    /// <summary>Price of a fill.</summary>
    public Price Price;

    /// <summary>Quantity of this fill alone.</summary>
    public Quantity Quantity;

    /// <summary>Fee of a fill in quote currency, negative for a rebate.</summary>
    public decimal Fee;

    public bool IsMaker;
}
