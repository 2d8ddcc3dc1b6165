using Touchline.Core;

namespace Touchline.Matching;

/// <content>Rows of an order-by-order feed.</content>
public sealed partial class SimulatedVenue
{
    private readonly bool _isFifo;
    private long _toldAgainNs = MarketEvent.Unseen;

    private void OnOrderRow(in MarketEvent e)
    {
        if (e.Kind == EventKind.OrderExecute && Book.Orders is { } standing && standing.TryFind(e.Reference, out RestingOrder met))
            _prices.OnTrade(met.Price);
        if (_own.Count == 0 && _spent.IsEmpty)
        {
            Book.Apply(e);
            return;
        }

        RestingOrder before = default;
        bool stood = Book.Orders is { } known && known.TryFind(e.Reference, out before);
        if (e.Kind == EventKind.OrderExecute)
            OnExecution(e, before);
        bool comes = e.Kind == EventKind.OrderAdd;
        if (!Fits(e, stood))
        {
            Book.Apply(e);
            return;
        }

        Quantity left = Book.QuantityAt(before.Side, before.Price), joined = Book.QuantityAt(comes ? e.Side : before.Side, e.Price);
        Book.Apply(e);
        bool stands = Book.Orders!.TryFind(e.Reference, out RestingOrder after);
        if (stood)
            OnOrderLevel(e, before.Side, before.Price, left);
        if (stands && (comes || after.Price != before.Price))
            OnOrderLevel(e, after.Side, after.Price, joined);
        if (comes && _isFifo && e.ExchangeNs == _toldAgainNs)
            FifoQueue.StandBehind(_own.Of(e.Side), e.Price, Book);
    }

    // What doesn't is counted by the book, which stays as it is.
    private static bool Fits(in MarketEvent e, bool stood) => e.Kind switch
    {
        EventKind.OrderAdd => !stood && e.Quantity.Units > 0 && e.Side != Side.None,
        EventKind.OrderModify => stood && e.Quantity.Units >= 0,
        EventKind.OrderExecute => stood && e.Quantity.Units > 0,
        _ => stood,
    };

    // What was executed of an order is a trade that met it; one it wasn't there for met nobody.
    private void OnExecution(in MarketEvent e, in RestingOrder before)
    {
        var quantity = new Quantity(Math.Min(e.Quantity.Units, before.Quantity.Units));
        if (quantity.Units <= 0)
            return;
        var trade = new MarketEvent
        {
            Kind = EventKind.Trade,
            Side = before.Side.Opposite(),
            Price = before.Price,
            Quantity = quantity,
            ExchangeNs = e.ExchangeNs,
        };
        if (_isFifo)
            _rules.OnExecution(trade, before.Place);
        else
            _rules.OnTrade(trade);
    }

    // What the orders at a price come to now is a level row to the rules.
    private void OnOrderLevel(in MarketEvent e, Side side, Price price, Quantity previous)
    {
        var level = new MarketEvent
        {
            Kind = EventKind.Depth,
            Side = side,
            Price = price,
            Quantity = Book.QuantityAt(side, price),
            ExchangeNs = e.ExchangeNs,
        };
        _rules.OnLevel(level, previous);
    }
}
