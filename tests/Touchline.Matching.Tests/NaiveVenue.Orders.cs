using Touchline.Core;
using Touchline.Core.Tests;

namespace Touchline.Matching.Tests;

/// <content>
/// Order-by-order rows: the market's orders in a list. Under fifo every own order remembers which of them it found at its price when it
/// came: those are ahead of it as long as they stay where they are, and nobody else is.
/// </content>
internal sealed partial class NaiveVenue
{
    private readonly PlainOrderBook _market = new();
    private readonly bool _isFifo = queue?.Kind == QueueKind.Fifo;
    private readonly Dictionary<OrderId, HashSet<PlainOrderBook.PlainOrder>> _ahead = [];
    private long _toldAgainNs = -1;
    private bool _tellsOrders;

    private void ComeBehind(Order order) => _ahead[order.Id] = new HashSet<PlainOrderBook.PlainOrder>(
        _market.Orders.Where(o => o.Side == order.Side && o.Price == order.Price), ReferenceEqualityComparer.Instance);

    private void OrderRow(in MarketEvent e)
    {
        _tellsOrders = true;
        PlainOrderBook.PlainOrder? order = _market.Find(e.Reference);
        (Side Side, long Price)? was = order is null ? null : (order.Side, order.Price);
        bool fits = false;
        switch (e.Kind)
        {
            case EventKind.OrderAdd:
                fits = _market.Add(e.Reference, e.Side, e.Price.Units, e.Quantity.Units, 0);
                break;
            case EventKind.OrderModify:
                fits = _market.Modify(e.Reference, e.Price.Units, e.Quantity.Units);
                break;
            case EventKind.OrderCancel:
                fits = _market.Cancel(e.Reference);
                break;
            default:
                if (order is not null && e.Quantity.Units > 0)
                    Trade(order, Math.Min(order.Quantity, e.Quantity.Units), e.ExchangeNs);
                fits = _market.Execute(e.Reference, e.Quantity.Units) > 0;
                break;
        }

        if (!fits)
            return;
        if (was is { } place)
            Level(place.Side, place.Price, e.ExchangeNs);
        if (_market.Find(e.Reference) is not { } stands || (stands.Side, stands.Price) == was)
            return;
        Level(stands.Side, stands.Price, e.ExchangeNs);
        if (e.Kind != EventKind.OrderAdd || e.ExchangeNs != _toldAgainNs)
            return;
        foreach (Order own in _resting.Where(o => o.Side == stands.Side && o.Price == stands.Price))
            ComeBehind(own);
    }

    private void Level(Side side, long price, long now) => Level(new MarketEvent
    {
        Kind = EventKind.Depth,
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(_market.Orders.Where(o => o.Side == side && o.Price == price).Sum(o => o.Quantity)),
        ExchangeNs = now,
    });

    private void Trade(PlainOrderBook.PlainOrder maker, long quantity, long now)
    {
        var trade = new MarketEvent
        {
            Kind = EventKind.Trade,
            Side = Opposite(maker.Side),
            Price = new Price(maker.Price),
            Quantity = new Quantity(quantity),
            ExchangeNs = now,
        };
        if (_isFifo)
            TradeInstead(maker, trade);
        else if (IsPartial)
            HandOut(trade);
        else
            FillAsReference(trade);
    }

    private void TradeInstead(PlainOrderBook.PlainOrder maker, MarketEvent trade)
    {
        Order[] met = [.. Walk(maker.Side).Where(o => o.Price == maker.Price ? !_ahead[o.Id].Contains(maker) : o.IsAtOrBeyond(maker.Price))];
        if (IsPartial)
        {
            for (long unit = 0; unit < trade.Quantity.Units; unit++)
            {
                if (Array.Find(met, o => o.Credit < o.Remaining) is { } first)
                    first.Credit++;
            }

            foreach (Order order in met)
            {
                long fraction = order.Credit % _lot;
                FillPassively(order, order.Credit - fraction, trade.ExchangeNs);
                order.Credit = fraction;
            }

            return;
        }

        foreach (Order order in met)
        {
            long lots = (long)Math.Round((decimal)trade.Quantity.Units / _lot, MidpointRounding.AwayFromZero);
            bool isWhole = model == ExchangeModel.NoPartialFill || order.Price != maker.Price;
            FillPassively(order, isWhole ? order.Remaining : Math.Min(order.Remaining, lots * _lot), trade.ExchangeNs);
        }
    }
}
