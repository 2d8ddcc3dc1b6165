using Touchline.Core;

namespace Touchline.Trading;

/// <summary>The orders as another session's adapter takes them over: in decimals, by symbol.</summary>
internal sealed partial class OrderDesk
{
    public IReadOnlyList<AdoptedOrder> OrdersToAdopt()
    {
        var adopted = new List<AdoptedOrder>();
        foreach (OrderId id in _orders.EndedIds())
            adopted.Add(ToAdopt(_orders.FindEnded(id), isLive: false));
        foreach (OrderId id in _orders.LiveIds())
            adopted.Add(ToAdopt(_orders.Find(id), isLive: true));
        adopted.Sort(static (a, b) => a.Id.Number.CompareTo(b.Id.Number));
        return adopted;
    }

    private AdoptedOrder ToAdopt(in WorkingOrder order, bool isLive)
    {
        Instrument instrument = _instruments[order.Terms.Instrument].Instrument;
        ref TradeNumbers trades = ref _orders.TradesOf(order.Id);
        return new AdoptedOrder
        {
            Id = order.Id,
            Symbol = instrument.Symbol,
            Side = order.Terms.Side,
            Type = order.Terms.Type,
            TimeInForce = order.Terms.TimeInForce,
            ReduceOnly = order.Terms.ReduceOnly,
            Price = instrument.PriceUnit.ToDecimal(order.Terms.Price),
            Quantity = instrument.QuantityUnit.ToDecimal(order.Terms.Quantity),
            Filled = instrument.QuantityUnit.ToDecimal(order.Filled),
            Trades = trades.Remembered.ToArray(),
            AreTradesCut = trades.IsCut,
            IsLive = isLive,
            IsAcknowledged = order.IsAcknowledged,
            Open = (OpenRequests)order.Open,
            AmendPrice = (order.Open & Requests.Amend) != 0 ? instrument.PriceUnit.ToDecimal(order.AmendPrice) : 0,
            AmendQuantity = (order.Open & Requests.Amend) != 0 ? instrument.QuantityUnit.ToDecimal(order.AmendQuantity) : 0,
            SentNs = _engine.NowNs,
            TermsNs = Math.Max(0, order.AmendedNs),
        };
    }
}
