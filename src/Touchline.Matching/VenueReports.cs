using Touchline.Core;

namespace Touchline.Matching;

/// <summary>Maker and taker fee as a share of the traded value; negative is a rebate.</summary>
public sealed record FeeRates(decimal Maker, decimal Taker);

/// <summary>The venue's answers in the order of what happened, with exchange times only. Fills are numbered from 1.</summary>
internal sealed class VenueReports(Instrument instrument, int index, FeeRates fees)
{
    private long _lastTradeId;

    public List<OrderReport> All { get; } = [];

    public void Fill(OrderId id, Price price, Quantity quantity, bool isMaker, long exchangeNs) => All.Add(new OrderReport
    {
        Kind = ReportKind.Fill,
        Id = id,
        Instrument = index,
        ExchangeNs = exchangeNs,
        Price = price,
        Quantity = quantity,
        TradeId = ++_lastTradeId,
        Fee = instrument.Value(price, quantity) * (isMaker ? fees.Maker : fees.Taker),
        IsMaker = isMaker,
    });

    public void Amended(OrderId id, Price price, Quantity whole, long exchangeNs) => All.Add(new OrderReport
    {
        Kind = ReportKind.Amended,
        Id = id,
        Instrument = index,
        ExchangeNs = exchangeNs,
        Price = price,
        Quantity = whole,
    });

    public void Say(ReportKind kind, OrderId id, long exchangeNs) => All.Add(new OrderReport
    {
        Kind = kind,
        Id = id,
        Instrument = index,
        ExchangeNs = exchangeNs,
    });
}
