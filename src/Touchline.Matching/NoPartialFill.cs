using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The simple reference model: any fill fills a whole order, a taker trades wholly at the touch, and the market stays as it was.
/// Own orders are gone through in the order of their arrival.
/// </summary>
internal sealed class NoPartialFill(Instrument instrument, OrderBook book, OwnOrders own, VenueReports reports) : IFillRules
{
    public bool Arrive(OwnOrder order, long exchangeNs)
    {
        Touch touch = book.Touch;
        bool canTrade = order.Side == Side.Buy ? touch.HasAsk : touch.HasBid;
        Price opposite = order.Side == Side.Buy ? touch.AskPrice : touch.BidPrice;
        bool isMarket = order.Type == OrderType.Market;
        bool crosses = canTrade && (isMarket || order.Reaches(opposite));
        if (crosses && (isMarket || order.TimeInForce != TimeInForce.PostOnly))
        {
            reports.Fill(order, opposite, order.Remaining, isMaker: false, exchangeNs);
            return false;
        }

        if (crosses || isMarket || order.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
        {
            reports.Say(ReportKind.Expired, order.Id, exchangeNs);
            return false;
        }

        order.Ahead = RiskAverseQueue.Join(book.QuantityAt(order.Side, order.Price));
        own.AddLast(order);
        return true;
    }

    // No resting order is reached by a touch that stood before: only a level that is the touch now can reach one.
    public void OnLevel(in MarketEvent level)
    {
        List<OwnOrder> orders = own.Of(level.Side.Opposite());
        if (orders.Count == 0 || level.Price != (level.Side == Side.Buy ? book.BestBid : book.BestAsk))
            return;
        for (int i = 0; i < orders.Count;)
        {
            if (orders[i].Reaches(level.Price))
                FillAt(orders, i, level.ExchangeNs);
            else
                i++;
        }
    }

    public void OnTrade(in MarketEvent trade)
    {
        // A buyer's trade meets our sells, a seller's our buys.
        Side ours = trade.Side.Opposite();
        List<OwnOrder> orders = own.Of(ours);
        for (int i = 0; i < orders.Count;)
        {
            if (IsFilledBy(ref own.At(ours, i), trade))
                FillAt(orders, i, trade.ExchangeNs);
            else
                i++;
        }
    }

    private bool IsFilledBy(ref OwnOrder order, in MarketEvent trade)
    {
        if (order.Price != trade.Price)
            return order.IsBetterThan(trade.Price);
        order.Ahead -= trade.Quantity.Units;
        // Rounded to lots half away from zero it is at least one lot below zero.
        return order.Ahead < 0 && -2 * (Int128)order.Ahead >= instrument.LotUnits;
    }

    private void FillAt(List<OwnOrder> orders, int index, long exchangeNs)
    {
        OwnOrder order = orders[index];
        orders.RemoveAt(index);
        reports.Fill(order, order.Price, order.Remaining, isMaker: true, exchangeNs);
    }
}
