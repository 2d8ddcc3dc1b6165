using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// Rows and requests by hand, one a nanosecond, to the product and to its naive twin; the two must say the same at every step. Orders
/// are numbered from 1. Tick 1, lot 1 unless said otherwise.
/// </summary>
internal sealed class VenueScene
{
    private readonly Instrument _instrument;
    private readonly NaiveVenue _naive;
    private readonly Approval _approval;
    private readonly List<OrderReport> _reports = [];
    private long _now;

    public VenueScene(ExchangeModel model, long lotUnits = 1, FeeRates? fees = null, QueueModel? queue = null, string unit = "0.1")
    {
        _instrument = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.Parse(unit, "unit")) with { LotUnits = lotUnits };
        fees ??= new FeeRates(0.001m, 0.002m);
        Venue = new SimulatedVenue(_instrument, 3, fees, model, queue);
        _naive = new NaiveVenue(_instrument, 3, fees, model, queue);
        _approval = new Approval(_instrument);
    }

    public SimulatedVenue Venue { get; }

    /// <summary>All reports as short texts.</summary>
    public string[] Told => [.. _reports.Select(Compare.Text)];

    public IReadOnlyList<OrderReport> Reports => _reports;

    public VenueScene Bid(long price, long quantity) => Row(EventKind.Depth, Side.Buy, price, quantity);

    public VenueScene Ask(long price, long quantity) => Row(EventKind.Depth, Side.Sell, price, quantity);

    /// <summary>A trade whose aggressor bought: it met the asks.</summary>
    public VenueScene Bought(long price, long quantity) => Row(EventKind.Trade, Side.Buy, price, quantity);

    /// <summary>A trade whose aggressor sold: it met the bids.</summary>
    public VenueScene Sold(long price, long quantity) => Row(EventKind.Trade, Side.Sell, price, quantity);

    /// <summary>An order of the market joins its queue.</summary>
    public VenueScene Add(long id, Side side, long price, long quantity) => Row(EventKind.OrderAdd, side, price, quantity, id);

    /// <summary>As <see cref="Add"/>, at the time of the row before.</summary>
    public VenueScene AddAtOnce(long id, Side side, long price, long quantity)
    {
        _now--;
        return Add(id, side, price, quantity);
    }

    public VenueScene Modify(long id, long price, long quantity) => Row(EventKind.OrderModify, Side.None, price, quantity, id);

    public VenueScene Gone(long id) => Row(EventKind.OrderCancel, Side.None, 0, 0, id);

    public VenueScene Execute(long id, long quantity) => Row(EventKind.OrderExecute, Side.None, 0, quantity, id);

    public VenueScene Row(EventKind kind, Side side, long price, long quantity, long id = 0)
    {
        var row = new MarketEvent
        {
            ExchangeNs = ++_now,
            LocalNs = _now,
            Kind = kind,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            Reference = id,
            Flags = EventFlags.EndOfBatch,
        };
        Venue.OnMarket(row);
        _naive.Row(row);
        return Compared();
    }

    public VenueScene Buy(long price, long quantity, TimeInForce timeInForce = TimeInForce.GoodTillCancel) =>
        Place(new NewOrder(0, Side.Buy, OrderType.Limit, timeInForce, new Price(price), new Quantity(quantity)));

    public VenueScene Sell(long price, long quantity, TimeInForce timeInForce = TimeInForce.GoodTillCancel) =>
        Place(new NewOrder(0, Side.Sell, OrderType.Limit, timeInForce, new Price(price), new Quantity(quantity)));

    public VenueScene MarketOrder(Side side, long quantity, TimeInForce timeInForce = TimeInForce.ImmediateOrCancel) =>
        Place(new NewOrder(0, side, OrderType.Market, timeInForce, default, new Quantity(quantity)));

    public VenueScene Place(NewOrder order)
    {
        ApprovedOrder approved = _approval.Of(order);
        Venue.OnPlace(approved, ++_now);
        _naive.Place(approved.Id, order, _now);
        return Compared();
    }

    public VenueScene Cancel(long order)
    {
        Venue.OnCancel(new OrderId(order), ++_now);
        _naive.Cancel(new OrderId(order), _now);
        return Compared();
    }

    /// <param name="order">The order's number.</param>
    /// <param name="price">The new price.</param>
    /// <param name="whole">The new whole quantity, what has filled included.</param>
    public VenueScene Amend(long order, long price, long whole)
    {
        var terms = NewOrder.Limit(0, Side.Buy, new Price(price), new Quantity(whole));
        Venue.OnAmend(new OrderId(order), terms, ++_now);
        _naive.Amend(new OrderId(order), terms, _now);
        return Compared();
    }

    private VenueScene Compared()
    {
        Compare.Same(_naive, Venue, () => $"after step {_now}");
        _reports.AddRange(Venue.Reports);
        Venue.Reports.Clear();
        _naive.Reports.Clear();
        return this;
    }
}
