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

    /// <summary>The amend was carried out: price and quantity are the order's new ones.</summary>
    Amended = 7,

    /// <summary>The amend was refused; the order, if it still lives, stands as it was.</summary>
    AmendRejected = 8,

    /// <summary>
    /// Nobody knows whether the last request was carried out (a time-out, a lost connection). The next definite report settles it;
    /// nothing is ever sent again.
    /// </summary>
    Unknown = 9,

    /// <summary>The venue cut a reduce-only order to what of the position is left: the quantity is the order's new whole one.</summary>
    Reduced = 10,

    /// <summary>
    /// The position earned or paid funding. About no order: <see cref="OrderReport.Fee"/> is what was paid, <see cref="OrderReport.Quantity"/>
    /// the signed position that it was for.
    /// </summary>
    Funding = 11,

    /// <summary>
    /// The venue closed some of the position because its margin was used up. About no order: the fields are those of a fill, with the side of
    /// the closing.
    /// </summary>
    Liquidation = 12,

    /// <summary>
    /// A fill in the account that is of no order of ours: placed by hand or by another session, auto-deleveraging, a settlement. About no order: the fields are those of a fill, with the side of
    /// the order that traded.
    /// </summary>
    External = 13,

    /// <summary>
    /// What became of a request, or which fills an order had, couldn't be found out within the bound that the venue's adapter sets itself. It goes on asking, slowly; the definite report that then
    /// comes settles it. Told once for each time that it can't be found out.
    /// </summary>
    Unresolved = 14,
}

/// <summary>One message from a venue about one of our orders, or about the position there.</summary>
public struct OrderReport
{
    public ReportKind Kind;

    public OrderId Id;

    public int Instrument;

    /// <summary>When it happened at the venue, by the venue's clock.</summary>
    public long ExchangeNs;

    /// <summary>When it reached us, by our clock.</summary>
    public long LocalNs;

    /// <summary>Price of a fill; the new limit of an amended order.</summary>
    public Price Price;

    /// <summary>Quantity of this fill alone; of an amended order its new whole quantity, what has filled included.</summary>
    public Quantity Quantity;

    /// <summary>The venue's number of a fill, different for each fill of an order, and growing with time within an instrument. 0 when the venue gives none.</summary>
    public long TradeId;

    /// <summary>
    /// Fee of a fill, negative for a rebate, in quote currency or in the asset that <see cref="FeeAsset"/> says; of funding what was paid, negative
    /// when received, always in quote currency.
    /// </summary>
    public decimal Fee;

    /// <summary>0: the fee of a fill is in quote currency; else the asset's place, from 1, in the session's list of assets in which fees are paid.</summary>
    public byte FeeAsset;

    /// <summary>
    /// What one unit of that asset was worth in quote currency at the fill, counted in <see cref="FeePriceStep"/>; 0 when it isn't known, and for
    /// the quote currency itself.
    /// </summary>
    public long FeePrice;

    public const decimal FeePriceStep = 1e-8m;

    /// <summary>The fee in quote currency; 0 where it was paid in another asset and nobody knew its price.</summary>
    public readonly decimal FeeInQuote => FeeAsset == 0 ? Fee : Fee * (FeePrice * FeePriceStep);

    public bool IsMaker;

    /// <summary>
    /// Of an answer to an amend or a cancel, refused or carried out, and of its unknown outcome: the request's number
    /// (<see cref="Intent.Request"/>). 0 when it isn't known.
    /// </summary>
    public int Request;

    /// <summary>
    /// Of a refusal: the venue couldn't, rather than wouldn't (overloaded, an internal error, no answer from its matching engine). Refusals for the order's own sake, such as
    /// a post-only order that would have traded, don't say so.
    /// </summary>
    public bool IsVenueFault;

    /// <summary>Of a refusal: it is the adapter's own (no way to the venue, its allowance is used up, an amend is under way), and nothing reached the venue.</summary>
    public bool NeverLeft;

    /// <summary>Of the end of an order that waited for a price: its price had come, and what it then found was too little or nothing.</summary>
    public bool WasSetOff;

    /// <summary>Of an end: the venue knows nothing of the order, neither as open nor in its history. It never arrived, or is no longer kept there.</summary>
    public bool IsNotFound;

    /// <summary>Of a liquidation the side that closed the position, of an external fill that of the order that traded. None for all else.</summary>
    public Side Side;
}
