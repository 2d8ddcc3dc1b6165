using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The venue's answers in the order of what happened, with exchange times only. Fills are numbered from 1. Every fill changes the account
/// before anything else is said.
/// </summary>
internal sealed class VenueReports(Instrument instrument, int index, FeeRates fees, VenueAccount account)
{
    private readonly FeeMeter _fees = new(fees);
    private long _lastTradeId;

    public List<OrderReport> All { get; } = [];

    /// <summary>What may have to be cut by a fill.</summary>
    public ReduceOnlyOrders? ReduceOnly { get; set; }

    /// <summary>What liquidations are charged.</summary>
    public MarginAccount? Margin { get; set; }

    /// <summary>The worst price of the liquidation that goes on.</summary>
    public Price Bankruptcy { get; set; }

    public void Fill(in OwnOrder order, Price price, Quantity quantity, bool isMaker, long exchangeNs)
    {
        if (quantity.IsZero)
            return; // of an order that was cut by the fill before
        bool isLiquidation = order.Id.IsNone;
        decimal value = instrument.Value(price, quantity);
        decimal fee = isLiquidation ? Margin!.LiquidationFee(order.Side, price, quantity, Bankruptcy) : _fees.Fee(value, isMaker, exchangeNs);
        account.OnFill(order.Side, quantity, value, fee);
        All.Add(new OrderReport
        {
            Kind = isLiquidation ? ReportKind.Liquidation : ReportKind.Fill,
            Id = order.Id,
            Instrument = index,
            ExchangeNs = exchangeNs,
            Price = price,
            Quantity = quantity,
            TradeId = ++_lastTradeId,
            Fee = fee,
            IsMaker = isMaker,
            Side = isLiquidation ? order.Side : Side.None,
        });
        if (ReduceOnly!.Any)
            ReduceOnly.Cut(exchangeNs);
    }

    public void Amended(OrderId id, Price price, Quantity whole, long exchangeNs, int request) =>
        Changed(ReportKind.Amended, id, price, whole, exchangeNs, request);

    public void Reduced(OrderId id, Price price, Quantity whole, long exchangeNs) => Changed(ReportKind.Reduced, id, price, whole, exchangeNs, 0);

    /// <param name="paid">Negative when received.</param>
    /// <param name="exchangeNs">When it was due.</param>
    public void Funding(decimal paid, long exchangeNs)
    {
        account.Pay(paid);
        All.Add(new OrderReport
        {
            Kind = ReportKind.Funding,
            Instrument = index,
            ExchangeNs = exchangeNs,
            Quantity = new Quantity(account.Position),
            Fee = paid,
        });
    }

    /// <summary>What is said is of an order whose price has come.</summary>
    public bool SetsOff { get; set; }

    public void Say(ReportKind kind, OrderId id, long exchangeNs, int request = 0)
    {
        if (id.IsNone)
            return; // of its own order the venue tells the fills alone
        All.Add(new OrderReport
        {
            Kind = kind,
            Id = id,
            Instrument = index,
            ExchangeNs = exchangeNs,
            Request = request,
            WasSetOff = SetsOff && kind == ReportKind.Expired,
        });
    }

    private void Changed(ReportKind kind, OrderId id, Price price, Quantity whole, long exchangeNs, int request) => All.Add(new OrderReport
    {
        Kind = kind,
        Id = id,
        Instrument = index,
        ExchangeNs = exchangeNs,
        Price = price,
        Quantity = whole,
        Request = request,
    });
}
