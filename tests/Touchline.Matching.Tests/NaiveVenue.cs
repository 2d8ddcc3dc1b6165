using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// The venue a second time, as plainly and slowly as its rules can be written down, to compare with: lists and sorted dictionaries,
/// liquidity taken lot by lot, trades handed out unit by unit. It shares nothing with the product but value types.
/// </summary>
internal sealed class NaiveVenue(Instrument instrument, int index, FeeRates fees, ExchangeModel model)
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, long> _asks = [];
    private readonly List<Order> _resting = []; // by arrival
    private readonly long _lot = instrument.LotUnits;
    private long _trades;
    private bool _wasDefined;

    public List<OrderReport> Reports { get; } = [];

    private bool IsPartial => model == ExchangeModel.PartialFill;

    private sealed class Order
    {
        public required OrderId Id { get; init; }

        public required NewOrder Terms { get; set; }

        public long Filled { get; set; }

        /// <summary>The market's quantity ahead of it; below zero only where any fill is a whole one.</summary>
        public long Ahead { get; set; }

        /// <summary>What trades have left for it and isn't a whole lot yet.</summary>
        public long Credit { get; set; }

        public Side Side => Terms.Side;

        public long Price => Terms.Price.Units;

        public long Remaining => Terms.Quantity.Units - Filled;

        public bool IsBuy => Terms.Side == Side.Buy;

        public bool IsAtOrBeyond(long opposite) => IsBuy ? opposite <= Price : opposite >= Price;
    }

    public SortedDictionary<long, long> Levels(Side side) => LevelsOf(side);

    public void Row(in MarketEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Depth or EventKind.Snapshot:
                Level(e);
                break;
            case EventKind.Trade when IsPartial:
                HandOut(e);
                break;
            case EventKind.Trade:
                FillWhole(e);
                break;
            case EventKind.Clear:
                Clear(e.Side);
                break;
            case EventKind.Definition:
                if (_wasDefined)
                    Clear(Side.None);
                _wasDefined = true;
                break;
        }
    }

    public void Place(OrderId id, NewOrder terms, long now)
    {
        if (Arrive(new Order { Id = id, Terms = terms }, now))
            Say(ReportKind.Acknowledged, id, now);
    }

    public void Cancel(OrderId id, long now) =>
        Say(_resting.RemoveAll(o => o.Id == id) == 1 ? ReportKind.Cancelled : ReportKind.CancelRejected, id, now);

    public void Amend(OrderId id, NewOrder terms, long now)
    {
        Order? order = _resting.Find(o => o.Id == id);
        if (order is null)
        {
            Say(ReportKind.AmendRejected, id, now);
        }
        else if (terms.Quantity.Units <= order.Filled)
        {
            _resting.Remove(order);
            Say(ReportKind.Cancelled, id, now);
        }
        else
        {
            bool moves = terms.Price != order.Terms.Price || terms.Quantity > order.Terms.Quantity;
            order.Terms = order.Terms with { Price = terms.Price, Quantity = terms.Quantity };
            Reports.Add(new OrderReport { Kind = ReportKind.Amended, Id = id, Instrument = index, ExchangeNs = now, Price = terms.Price, Quantity = terms.Quantity });
            if (!moves)
                return;
            _resting.Remove(order);
            Arrive(new Order { Id = id, Terms = order.Terms, Filled = order.Filled }, now);
        }
    }

    // ---- arrival ----

    private bool Arrive(Order order, long now)
    {
        bool isMarket = order.Terms.Type == OrderType.Market;
        SortedDictionary<long, long> theirs = LevelsOf(order.IsBuy ? Side.Sell : Side.Buy);
        bool crosses = theirs.Count > 0 && (isMarket || order.IsAtOrBeyond(theirs.First().Key));
        bool isPassive = !isMarket && order.Terms.TimeInForce == TimeInForce.PostOnly;
        if (crosses && !isPassive)
            Trade(order, theirs, isMarket, now);
        if (order.Remaining == 0)
            return false;
        bool mayRest = !isMarket && (order.Terms.TimeInForce == TimeInForce.GoodTillCancel || (isPassive && !crosses));
        if (mayRest)
        {
            order.Ahead = LevelsOf(order.Side).GetValueOrDefault(order.Price);
            _resting.Add(order);
        }
        else
        {
            Say(ReportKind.Expired, order.Id, now);
        }

        return mayRest;
    }

    private void Trade(Order order, SortedDictionary<long, long> theirs, bool isMarket, long now)
    {
        if (!IsPartial)
        {
            Fill(order, theirs.First().Key, order.Remaining, isMaker: false, now);
            return;
        }

        var before = theirs.ToDictionary();
        var taken = new List<long>();
        while (taken.Count * _lot < order.Remaining && TakeLot(theirs, p => isMarket || order.IsAtOrBeyond(p)) is { } price)
            taken.Add(price);
        if (order.Terms.TimeInForce == TimeInForce.FillOrKill && taken.Count * _lot < order.Remaining)
        {
            theirs.Clear();
            foreach ((long at, long quantity) in before)
                theirs.Add(at, quantity);
            return;
        }

        foreach (IGrouping<long, long> level in taken.GroupBy(p => p))
            Fill(order, level.Key, level.Count() * _lot, isMaker: false, now);
    }

    // The price of the best acceptable level that has a lot to give; that lot is gone from it.
    private long? TakeLot(SortedDictionary<long, long> levels, Func<long, bool> isAcceptable)
    {
        foreach ((long price, long quantity) in levels)
        {
            if (quantity < _lot || !isAcceptable(price))
                continue;
            if (quantity == _lot)
                levels.Remove(price);
            else
                levels[price] = quantity - _lot;
            return price;
        }

        return null;
    }

    // ---- market rows ----

    private void Level(in MarketEvent e)
    {
        SortedDictionary<long, long> levels = LevelsOf(e.Side);
        levels.Remove(e.Price.Units);
        if (e.Quantity.Units > 0)
            levels.Add(e.Price.Units, e.Quantity.Units);
        foreach (Order order in _resting)
        {
            if (order.Side == e.Side && order.Price == e.Price.Units)
                order.Ahead = Math.Min(order.Ahead, e.Quantity.Units);
        }

        foreach (Order order in Walk(e.Side == Side.Buy ? Side.Sell : Side.Buy))
        {
            if (IsPartial)
            {
                long lots = 0;
                while (lots * _lot < order.Remaining && TakeLot(levels, order.IsAtOrBeyond) is not null)
                    lots++;
                FillPassively(order, lots * _lot, e.ExchangeNs);
            }
            else if (levels.Count > 0 && order.IsAtOrBeyond(levels.First().Key))
            {
                FillPassively(order, order.Remaining, e.ExchangeNs);
            }
        }
    }

    private void FillWhole(in MarketEvent trade)
    {
        foreach (Order order in Walk(trade.Side == Side.Buy ? Side.Sell : Side.Buy))
        {
            if (order.Price == trade.Price.Units)
            {
                order.Ahead -= trade.Quantity.Units;
                if (Math.Round((decimal)order.Ahead / _lot, MidpointRounding.AwayFromZero) <= -1)
                    FillPassively(order, order.Remaining, trade.ExchangeNs);
            }
            else if (order.IsAtOrBeyond(trade.Price.Units))
            {
                FillPassively(order, order.Remaining, trade.ExchangeNs);
            }
        }
    }

    private void HandOut(MarketEvent trade)
    {
        Order[] met = [.. Walk(trade.Side == Side.Buy ? Side.Sell : Side.Buy).Where(o => o.IsAtOrBeyond(trade.Price.Units))];
        foreach (Order order in met.Where(o => o.Price != trade.Price.Units))
            order.Ahead = 0;
        for (long unit = 0; unit < trade.Quantity.Units && met.Length > 0; unit++)
            HandOutUnit(met);
        foreach (Order order in met)
        {
            long fraction = order.Credit % _lot;
            FillPassively(order, order.Credit - fraction, trade.ExchangeNs);
            order.Credit = fraction;
        }
    }

    // To the first that still wants it: the market's quantity ahead of an order, or else the order.
    private static void HandOutUnit(Order[] met)
    {
        Order? first = Array.Find(met, static o => o.Credit < o.Remaining);
        if (first is null)
            return;
        if (first.Ahead == 0)
        {
            first.Credit++;
            return;
        }

        foreach (Order order in met)
        {
            if (order.Price == first.Price)
                order.Ahead = Math.Max(0, order.Ahead - 1);
        }
    }

    // ---- books and reports ----

    private Order[] Walk(Side side)
    {
        IEnumerable<Order> orders = _resting.Where(o => o.Side == side);
        return [.. IsPartial ? orders.OrderBy(o => o.IsBuy ? -o.Price : o.Price) : orders];
    }

    private SortedDictionary<long, long> LevelsOf(Side side) => side == Side.Buy ? _bids : _asks;

    private void Clear(Side side)
    {
        if (side != Side.Sell)
            _bids.Clear();
        if (side != Side.Buy)
            _asks.Clear();
    }

    private void FillPassively(Order order, long quantity, long now)
    {
        if (quantity == 0)
            return;
        Fill(order, order.Price, quantity, isMaker: true, now);
        if (order.Remaining == 0)
            _resting.Remove(order);
    }

    private void Fill(Order order, long price, long quantity, bool isMaker, long now)
    {
        order.Filled += quantity;
        decimal value = price * (instrument.Tick / instrument.TickUnits) * quantity * (instrument.Lot / _lot) * instrument.Multiplier;
        Reports.Add(new OrderReport
        {
            Kind = ReportKind.Fill,
            Id = order.Id,
            Instrument = index,
            ExchangeNs = now,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            TradeId = ++_trades,
            Fee = value * (isMaker ? fees.Maker : fees.Taker),
            IsMaker = isMaker,
        });
    }

    private void Say(ReportKind kind, OrderId id, long now) =>
        Reports.Add(new OrderReport { Kind = kind, Id = id, Instrument = index, ExchangeNs = now });
}
