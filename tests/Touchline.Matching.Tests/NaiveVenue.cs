using System.Globalization;
using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// The venue a second time, as plainly and slowly as its rules can be written down, to compare with: lists and sorted dictionaries,
/// liquidity taken lot by lot, trades handed out unit by unit, price levels walked tick by tick. It shares nothing with the product but
/// value types.
/// </summary>
internal sealed partial class NaiveVenue(Instrument instrument, int index, FeeRates fees, ExchangeModel model, QueueModel? queue = null)
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, long> _asks = [];
    private readonly Dictionary<(Side, long), long> _told = []; // what the feed's last row of each price said
    private readonly Dictionary<(Side, long), long> _spent = []; // of that, what own orders have had
    private readonly List<Order> _resting = []; // by arrival
    private readonly NaiveQueue _queue = new(queue ?? QueueModel.RiskAverse);
    private readonly long _lot = instrument.LotUnits;
    private long _trades;
    private bool _wasDefined;

    public List<OrderReport> Reports { get; } = [];

    public IReadOnlyDictionary<string, int> SeenInQueue => _queue.Seen;

    private bool IsPartial => model == ExchangeModel.PartialFill;

    private sealed class Order
    {
        public required OrderId Id { get; init; }

        public required NewOrder Terms { get; set; }

        public long Filled { get; set; }

        /// <summary>The market's quantity ahead of it, under partial-fill.</summary>
        public long Ahead { get; set; }

        /// <summary>Traded at its price since that last changed, under partial-fill.</summary>
        public long Traded { get; set; }

        /// <summary>F and T of the reference models.</summary>
        public double Front { get; set; }

        public double FrontTraded { get; set; }

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
            case >= EventKind.OrderAdd and <= EventKind.OrderExecute:
                OrderRow(e);
                break;
            case EventKind.Trade when _tellsOrders:
                break;
            case EventKind.Trade when IsPartial:
                HandOut(e);
                break;
            case EventKind.Trade:
                FillAsReference(e);
                break;
            case EventKind.Clear:
                Clear(e.Side);
                _market.Clear(e.Side);
                _toldAgainNs = e.ExchangeNs;
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
        SortedDictionary<long, long> theirs = LevelsOf(Opposite(order.Side));
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
            order.Front = Written(order.Ahead);
            _resting.Add(order);
            ComeBehind(order);
        }
        else
        {
            Say(ReportKind.Expired, order.Id, now);
        }

        return mayRest;
    }

    private void Trade(Order order, SortedDictionary<long, long> theirs, bool isMarket, long now)
    {
        if (model == ExchangeModel.NoPartialFill)
        {
            Fill(order, theirs.First().Key, order.Remaining, isMaker: false, now);
            return;
        }

        if (model == ExchangeModel.ReferencePartialFill)
        {
            TradeWhatIsShown(order, theirs, isMarket, now);
            return;
        }

        bool Accepts(long price) => isMarket || order.IsAtOrBeyond(price);
        long lots = theirs.Where(l => Accepts(l.Key)).Sum(l => l.Value / _lot);
        if (order.Terms.TimeInForce == TimeInForce.FillOrKill && lots * _lot < order.Remaining)
            return;
        var taken = new List<long>();
        while (taken.Count * _lot < order.Remaining && TakeLot(Opposite(order.Side), Accepts, (_, inBook) => inBook) is { } price)
            taken.Add(price);
        foreach (IGrouping<long, long> level in taken.GroupBy(p => p))
            Fill(order, level.Key, level.Count() * _lot, isMaker: false, now);
    }

    // Tick by tick from the touch to the limit, or as deep as a market order looks. The book stays as it is.
    private void TradeWhatIsShown(Order order, SortedDictionary<long, long> theirs, bool isMarket, long now)
    {
        long tick = instrument.TickUnits, price = theirs.First().Key, wanted = order.Remaining;
        var taken = new List<(long Price, long Quantity)>();
        for (int looked = 0; isMarket ? looked < (order.IsBuy ? 100 : 101) : order.IsAtOrBeyond(price); looked++)
        {
            long quantity = Math.Min(wanted, theirs.GetValueOrDefault(price));
            taken.Add((price, quantity));
            wanted -= quantity;
            price += order.IsBuy ? tick : -tick;
        }

        TimeInForce tif = order.Terms.TimeInForce;
        if (tif == TimeInForce.FillOrKill && wanted > 0)
            return;
        if (tif == TimeInForce.GoodTillCancel && !isMarket)
            taken.Add((order.Price, wanted));
        foreach ((long at, long quantity) in taken.Where(t => t.Quantity > 0))
            Fill(order, at, quantity, isMaker: false, now);
    }

    // The price of the best acceptable level that has a lot to give; that lot is gone from the book, and had of what the feed told.
    private long? TakeLot(Side side, Func<long, bool> isAcceptable, Func<long, long, long> gives)
    {
        SortedDictionary<long, long> levels = LevelsOf(side);
        foreach ((long price, long quantity) in levels)
        {
            if (!isAcceptable(price) || gives(price, quantity) < _lot)
                continue;
            if (quantity == _lot)
                levels.Remove(price);
            else
                levels[price] = quantity - _lot;
            _spent[(side, price)] = Math.Min(_told[(side, price)], _spent.GetValueOrDefault((side, price)) + _lot);
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
        Side theirs = e.Side;
        long before = _told.GetValueOrDefault((theirs, e.Price.Units));
        _told[(theirs, e.Price.Units)] = e.Quantity.Units;
        _spent[(theirs, e.Price.Units)] = Math.Min(_spent.GetValueOrDefault((theirs, e.Price.Units)), e.Quantity.Units);
        foreach (Order order in _resting)
        {
            if (order.Side != e.Side || order.Price != e.Price.Units)
                continue;
            order.Ahead = _queue.WholeAfterDepth(order.Ahead, order.Traded, before, e.Quantity.Units, Written);
            order.Front = _queue.AfterDepth(order.Front, order.FrontTraded, Written(before), Written(e.Quantity.Units));
            order.Traded = 0;
            order.FrontTraded = 0;
        }

        foreach (Order order in Walk(Opposite(theirs)))
        {
            if (IsPartial)
            {
                long lots = 0;
                while (lots * _lot < order.Remaining && TakeLot(theirs, order.IsAtOrBeyond, (price, _) => Unspent(theirs, price)) is not null)
                    lots++;
                FillPassively(order, lots * _lot, e.ExchangeNs);
            }
            else if (levels.Count > 0 && order.IsAtOrBeyond(levels.First().Key))
            {
                FillPassively(order, order.Remaining, e.ExchangeNs);
            }
        }
    }

    private void FillAsReference(in MarketEvent trade)
    {
        foreach (Order order in Walk(Opposite(trade.Side)))
        {
            if (order.Price == trade.Price.Units)
            {
                order.Front -= Written(trade.Quantity.Units);
                order.FrontTraded += Written(trade.Quantity.Units);
                double lots = Math.Round(order.Front / Written(_lot), MidpointRounding.AwayFromZero);
                if (lots > -1)
                    continue;
                order.Front = 0;
                bool isWhole = model == ExchangeModel.NoPartialFill || -lots * _lot > order.Remaining;
                FillPassively(order, isWhole ? order.Remaining : (long)-lots * _lot, trade.ExchangeNs);
            }
            else if (order.IsAtOrBeyond(trade.Price.Units))
            {
                FillPassively(order, order.Remaining, trade.ExchangeNs);
            }
        }
    }

    private void HandOut(MarketEvent trade)
    {
        Order[] met = [.. Walk(Opposite(trade.Side)).Where(o => o.IsAtOrBeyond(trade.Price.Units))];
        foreach (Order order in met.Where(o => o.Price != trade.Price.Units))
            order.Ahead = 0;
        foreach (Order order in met.Where(o => o.Price == trade.Price.Units))
            order.Traded += trade.Quantity.Units;
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

    // A quantity as a reader of the feed's text has it.
    private double Written(long units) => double.Parse(
        (units * instrument.QuantityUnit.ToDecimal(new Quantity(1))).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private long Unspent(Side side, long price) => _told[(side, price)] - _spent[(side, price)];

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    private SortedDictionary<long, long> LevelsOf(Side side) => side == Side.Buy ? _bids : _asks;

    private void Clear(Side side)
    {
        foreach ((Side, long) level in _told.Keys.Where(l => side == Side.None || l.Item1 == side).ToArray())
        {
            _told.Remove(level);
            _spent.Remove(level);
        }

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
