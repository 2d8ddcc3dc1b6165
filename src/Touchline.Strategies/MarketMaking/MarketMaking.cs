using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// A two-sided market maker: on every refresh it wants <c>levels</c> post-only bids below and asks above the mid, the first half a
/// spread away and each further one another half spread, keeps the orders that already stand there and replaces the rest. It never
/// wants more than the position limit would allow if every order of a side filled.
/// </summary>
public sealed class MarketMaking : Strategy
{
    private const int Instrument = 0;
    private const int RefreshTimer = 1;
    private const int MaxLevels = 50;

    private readonly DecimalParameter _spread = new("spread", 1.0m, 0, 1e9m, "price", "distance between its best bid and its best ask");
    private readonly DecimalParameter _size = new("size", 0.001m, 0, 1e9m, "quantity", "quantity of each quote");
    private readonly DecimalParameter _maxPosition = new("max_position", 0.1m, 0, 1e9m, "quantity", "largest position on either side");
    private readonly WholeParameter _levels = new("levels", 5, 1, MaxLevels, "quotes", "quotes on each side");
    private readonly DurationParameter _refresh = new("refresh", 1_000_000_000, 1_000_000, 3_600_000_000_000, "time between two looks at the market");

    private readonly List<OrderUpdate> _bids = [];
    private readonly List<OrderUpdate> _asks = [];
    private readonly Price[] _wanted = new Price[MaxLevels];
    private Quantity _quoteSize;
    private long _maxUnits;
    private double _halfSpread;

    public override void OnStart()
    {
        Instrument instrument = Context.Instruments[Instrument];
        _quoteSize = new Quantity(instrument.QuantityUnit.Step.CountDown(_size.Value));
        if (_quoteSize.IsZero || _quoteSize.Units % instrument.LotUnits != 0 || instrument.QuantityUnit.ToDecimal(_quoteSize) != _size.Value)
            throw new BadInputException($"parameter size is {_size.Value}; right is a multiple of {instrument}'s lot {instrument.Lot}");
        _maxUnits = instrument.QuantityUnit.Step.CountDown(_maxPosition.Value);
        _halfSpread = (double)(_spread.Value / instrument.PriceUnit.Step.ToDecimal()) / 2;
        Context.SetTimer(RefreshTimer, Context.NowNs + _refresh.Ns);
    }

    public override void OnTimer(int id)
    {
        Context.SetTimer(RefreshTimer, Context.NowNs + _refresh.Ns);
        BookView book = Context.Book(Instrument);
        if (book.IsStale || !book.IsTwoSided || book.IsCrossed)
        {
            CancelAll(_bids);
            CancelAll(_asks);
            return;
        }

        Quote(Side.Buy, _bids, book);
        Quote(Side.Sell, _asks, book);
    }

    public override void OnOrder(in OrderUpdate order)
    {
        List<OrderUpdate> orders = order.Side == Side.Buy ? _bids : _asks;
        for (int i = 0; i < orders.Count; i++)
        {
            if (orders[i].Id != order.Id)
                continue;
            if (order.State.IsTerminal())
                orders.RemoveAt(i);
            else
                orders[i] = order;
            return;
        }
    }

    private void Quote(Side side, List<OrderUpdate> orders, BookView book)
    {
        int count = WantedPrices(side, book);
        foreach (OrderUpdate order in orders)
        {
            if (_wanted.AsSpan(0, count).IndexOf(order.Price) < 0)
                Context.Cancel(order.Id);
        }

        for (int i = 0; i < count; i++)
        {
            if (!Stands(orders, _wanted[i]) && HasRoom(side))
                Place(side, orders, _wanted[i]);
        }
    }

    // Prices from the mid outwards, on the tick, never at or through the other side's touch.
    private int WantedPrices(Side side, BookView book)
    {
        long tick = Context.Instruments[Instrument].TickUnits;
        int count = 0;
        for (int level = 1; level <= _levels.Value; level++)
        {
            double at = book.Mid - side.Sign() * _halfSpread * level;
            long ticks = (long)(side == Side.Buy ? Math.Floor(at / tick) : Math.Ceiling(at / tick));
            var price = new Price(ticks * tick);
            bool crosses = side == Side.Buy ? price >= book.BestAsk : price <= book.BestBid;
            if (price.Units > 0 && !crosses && _wanted.AsSpan(0, count).IndexOf(price) < 0)
                _wanted[count++] = price;
        }

        return count;
    }

    private bool HasRoom(Side side)
    {
        long held = side.Sign() * Context.Position(Instrument).Units + Context.Working(Instrument, side).Units;
        return held + _quoteSize.Units <= _maxUnits;
    }

    private static bool Stands(List<OrderUpdate> orders, Price price)
    {
        foreach (OrderUpdate order in orders)
        {
            if (order.Price == price)
                return true;
        }

        return false;
    }

    private void Place(Side side, List<OrderUpdate> orders, Price price)
    {
        Placement placed = Context.Place(NewOrder.Limit(Instrument, side, price, _quoteSize, TimeInForce.PostOnly));
        if (placed.IsPlaced)
            orders.Add(new OrderUpdate(placed.Id, Instrument, side, price, _quoteSize, OrderState.Pending));
    }

    private void CancelAll(List<OrderUpdate> orders)
    {
        foreach (OrderUpdate order in orders)
            Context.Cancel(order.Id);
    }
}
