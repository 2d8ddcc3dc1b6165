using Touchline.Core;

namespace Touchline.Matching;

/// <summary>Maker and taker fee as a share of the traded value; negative is a rebate.</summary>
public sealed record FeeRates(decimal Maker, decimal Taker);

/// <summary>
/// The exchange's side of a simulation for one instrument: the recorded book at exchange time, with our own orders resting in it,
/// under the <c>no-partial-fill</c> rules and the risk-averse queue. Any fill fills a whole order; a taker trades wholly at the touch.
/// Market rows and requests come in exchange order; every answer goes into <see cref="Reports"/>, in order. Our orders leave the
/// market as it was. Rules: docs/simulation.md.
/// </summary>
public sealed class SimulatedVenue
{
    private readonly Instrument _instrument;
    private readonly int _index;
    private readonly FeeRates _fees;
    private readonly List<RestingOrder> _buys = [];
    private readonly List<RestingOrder> _sells = [];
    private bool _isDefined;

    public SimulatedVenue(Instrument instrument, int index, FeeRates fees)
    {
        _instrument = instrument;
        _index = index;
        _fees = fees;
    }

    public OrderBook Book { get; } = new();

    /// <summary>Answers since <see cref="List{T}.Clear"/>, with exchange times only; the host delivers and clears them.</summary>
    public List<OrderReport> Reports { get; } = [];

    /// <summary>A row of the market data.</summary>
    public void OnMarket(in MarketEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Depth or EventKind.Snapshot:
                OnLevel(e);
                break;
            case EventKind.Trade:
                OnTrade(e);
                break;
            case EventKind.Clear or EventKind.Gap:
                Book.Apply(e);
                break;
            case EventKind.Definition:
                OnDefinition(e);
                break;
        }
    }

    /// <summary>A new order arrives.</summary>
    public void OnPlace(in ApprovedOrder approved, long exchangeNs)
    {
        if (!approved.IsApproved)
            throw new ArgumentException("the order was never approved", nameof(approved));
        NewOrder order = approved.Order;
        Touch touch = Book.Touch;
        bool canTrade = order.Side == Side.Buy ? touch.HasAsk : touch.HasBid;
        Price opposite = order.Side == Side.Buy ? touch.AskPrice : touch.BidPrice;
        if (order.Type == OrderType.Market)
        {
            if (canTrade)
                Fill(approved.Id, order, opposite, isMaker: false, exchangeNs);
            else
                Report(ReportKind.Expired, approved.Id, exchangeNs);
            return;
        }

        bool crosses = canTrade && (order.Side == Side.Buy ? order.Price >= opposite : order.Price <= opposite);
        if (crosses && order.TimeInForce != TimeInForce.PostOnly)
            Fill(approved.Id, order, opposite, isMaker: false, exchangeNs);
        else if (crosses || order.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
            Report(ReportKind.Expired, approved.Id, exchangeNs);
        else
            Rest(approved.Id, order, exchangeNs);
    }

    /// <summary>A cancel arrives.</summary>
    public void OnCancel(OrderId id, long exchangeNs)
    {
        bool found = Remove(_buys, id) || Remove(_sells, id);
        Report(found ? ReportKind.Cancelled : ReportKind.CancelRejected, id, exchangeNs);
    }

    // A later version tells the whole book again. The first stands at the head of the file with the time of the row behind it, but rows
    // further down may have happened before that: what they left in the book stays.
    private void OnDefinition(in MarketEvent e)
    {
        if (_isDefined)
            Book.Apply(e);
        _isDefined = true;
    }

    private static bool Remove(List<RestingOrder> orders, OrderId id)
    {
        for (int i = 0; i < orders.Count; i++)
        {
            if (orders[i].Id != id)
                continue;
            orders.RemoveAt(i);
            return true;
        }

        return false;
    }

    private void Rest(OrderId id, in NewOrder order, long exchangeNs)
    {
        (order.Side == Side.Buy ? _buys : _sells).Add(new RestingOrder
        {
            Id = id,
            Side = order.Side,
            Price = order.Price,
            Remaining = order.Quantity,
            Ahead = RiskAverseQueue.Join(Book.QuantityAt(order.Side, order.Price)),
        });
        Report(ReportKind.Acknowledged, id, exchangeNs);
    }

    // A better opposite touch that reaches our price fills us; a change at our price moves us in the queue.
    private void OnLevel(in MarketEvent e)
    {
        if (e.Side == Side.Buy)
        {
            Price before = Book.BestBid;
            Book.Set(Side.Buy, e.Price, e.Quantity);
            if (_buys.Count > 0)
                MoveInQueue(_buys, e);
            if (_sells.Count > 0 && Book.BestBid > before)
                FillReached(_sells, Book.BestBid, e.ExchangeNs);
        }
        else
        {
            Price before = Book.BestAsk;
            Book.Set(Side.Sell, e.Price, e.Quantity);
            if (_sells.Count > 0)
                MoveInQueue(_sells, e);
            if (_buys.Count > 0 && Book.BestAsk < before)
                FillReached(_buys, Book.BestAsk, e.ExchangeNs);
        }
    }

    private static void MoveInQueue(List<RestingOrder> orders, in MarketEvent e)
    {
        foreach (ref RestingOrder order in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(orders))
        {
            if (order.Price == e.Price)
                RiskAverseQueue.OnDepth(ref order, e.Quantity);
        }
    }

    private void FillReached(List<RestingOrder> orders, Price opposite, long exchangeNs)
    {
        for (int i = 0; i < orders.Count;)
        {
            RestingOrder order = orders[i];
            if (order.Side == Side.Buy ? order.Price >= opposite : order.Price <= opposite)
            {
                orders.RemoveAt(i);
                FillMaker(order, exchangeNs);
            }
            else
            {
                i++;
            }
        }
    }

    // A buyer-initiated trade meets our sells, a seller-initiated one our buys: strictly through our price it fills us, at our price it
    // goes through the queue.
    private void OnTrade(in MarketEvent e)
    {
        List<RestingOrder> orders = e.Side == Side.Buy ? _sells : _buys;
        for (int i = 0; i < orders.Count;)
        {
            if (IsFilledBy(ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(orders)[i], e))
            {
                RestingOrder order = orders[i];
                orders.RemoveAt(i);
                FillMaker(order, e.ExchangeNs);
            }
            else
            {
                i++;
            }
        }
    }

    private bool IsFilledBy(ref RestingOrder order, in MarketEvent trade)
    {
        if (order.Price == trade.Price)
        {
            RiskAverseQueue.OnTrade(ref order, trade.Quantity);
            return RiskAverseQueue.IsFilled(order, _instrument.LotUnits);
        }

        return order.Side == Side.Buy ? trade.Price < order.Price : trade.Price > order.Price;
    }

    private void FillMaker(in RestingOrder order, long exchangeNs)
    {
        var whole = NewOrder.Limit(_index, order.Side, order.Price, order.Remaining);
        Fill(order.Id, whole, order.Price, isMaker: true, exchangeNs);
    }

    private void Fill(OrderId id, in NewOrder order, Price price, bool isMaker, long exchangeNs) => Reports.Add(new OrderReport
    {
        Kind = ReportKind.Fill,
        Id = id,
        Instrument = _index,
        ExchangeNs = exchangeNs,
        Price = price,
        Quantity = order.Quantity,
        Fee = _instrument.Value(price, order.Quantity) * (isMaker ? _fees.Maker : _fees.Taker),
        IsMaker = isMaker,
    });

    private void Report(ReportKind kind, OrderId id, long exchangeNs) => Reports.Add(new OrderReport
    {
        Kind = kind,
        Id = id,
        Instrument = _index,
        ExchangeNs = exchangeNs,
    });
}
