using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The exchange's side alone, under no-partial-fill: rows and requests in, reports out.</summary>
public sealed class SimulatedVenueTests
{
    private static readonly Instrument Contract = Instrument.Linear("test", "X", DecimalUnit.Parse("0.5", "tick"), DecimalUnit.Parse("0.01", "lot")) with { Multiplier = 10 };

    private readonly SimulatedVenue _venue = new(Contract, 3, new FeeRates(0.001m, 0.002m), ExchangeModel.NoPartialFill);
    private readonly Approval _approval = new(Contract);

    public SimulatedVenueTests()
    {
        Row(10, EventKind.Depth, Side.Buy, 200, 50);
        Row(10, EventKind.Depth, Side.Sell, 204, 50);
    }

    [Fact]
    public void An_order_that_was_never_approved_is_refused() =>
        Assert.Throws<ArgumentException>(() => _venue.OnPlace(default, 20));

    [Fact]
    public void A_taker_fill_says_price_quantity_fee_and_time()
    {
        OrderId id = Place(20, Side.Buy, 210, 7);
        OrderReport fill = Assert.Single(_venue.Reports);
        Assert.Equal((ReportKind.Fill, id, 3, 20L, false), (fill.Kind, fill.Id, fill.Instrument, fill.ExchangeNs, fill.IsMaker));
        Assert.Equal((204, 7), (fill.Price.Units, fill.Quantity.Units));
        Assert.Equal(102m * 0.07m * 10 * 0.002m, fill.Fee);
    }

    [Fact]
    public void A_maker_fill_has_the_time_of_the_row_that_made_it()
    {
        Place(20, Side.Buy, 201, 7);
        Row(30, EventKind.Trade, Side.Sell, 200, 1);
        OrderReport fill = _venue.Reports[^1];
        Assert.Equal((ReportKind.Fill, 30L, true, 201L), (fill.Kind, fill.ExchangeNs, fill.IsMaker, fill.Price.Units));
        Assert.Equal(100.5m * 0.07m * 10 * 0.001m, fill.Fee);
    }

    [Fact]
    public void A_cancel_finds_an_order_once()
    {
        OrderId id = Place(20, Side.Sell, 204, 1);
        _venue.OnCancel(id, 30);
        _venue.OnCancel(id, 40);
        Assert.Equal([ReportKind.Acknowledged, ReportKind.Cancelled, ReportKind.CancelRejected], Kinds);
        Row(50, EventKind.Trade, Side.Buy, 300, 1);
        Assert.Equal(3, _venue.Reports.Count);
    }

    [Fact]
    public void Reports_come_in_the_order_of_what_happened()
    {
        OrderId first = Place(20, Side.Buy, 201, 1), second = Place(21, Side.Buy, 202, 1), third = Place(22, Side.Sell, 203, 1);
        Row(30, EventKind.Trade, Side.Sell, 199, 1);
        Row(31, EventKind.Trade, Side.Buy, 204, 1);
        Assert.Equal([first, second, third, first, second, third], _venue.Reports.Select(r => r.Id));
    }

    [Fact]
    public void Fills_are_numbered_from_1_over_the_whole_venue()
    {
        Place(20, Side.Buy, 201, 1);
        Place(21, Side.Buy, 204, 2);
        Row(30, EventKind.Trade, Side.Sell, 199, 1);
        Assert.Equal([(2L, 1L), (1L, 2L)], _venue.Reports.Where(r => r.Kind == ReportKind.Fill).Select(r => (r.Id.Number, r.TradeId)));
        Assert.Equal(0, _venue.Reports[0].TradeId);
    }

    [Fact]
    public void Our_orders_leave_the_market_as_it_was()
    {
        Place(20, Side.Buy, 204, 50);
        Place(21, Side.Buy, 203, 50);
        Assert.Equal(new Touch(new Price(200), new Quantity(50), new Price(204), new Quantity(50)), _venue.Book.Touch);
    }

    [Fact]
    public void A_quote_row_an_off_book_trade_and_a_gap_fill_nobody_and_leave_the_book()
    {
        Place(20, Side.Buy, 203, 1);
        Row(30, EventKind.BestQuote, Side.Sell, 150, 1);
        Row(31, EventKind.OffBookTrade, Side.Sell, 150, 1);
        Row(32, EventKind.Gap, Side.None, 0, 0);
        Assert.Equal([ReportKind.Acknowledged], Kinds);
        Assert.Equal(new Price(204), _venue.Book.BestAsk);
    }

    [Fact]
    public void The_first_definition_keeps_what_came_before_it_and_a_later_one_starts_the_book_anew()
    {
        Row(20, EventKind.Definition, Side.None, 0, 0);
        Assert.True(_venue.Book.IsTwoSided);
        Row(30, EventKind.Definition, Side.None, 0, 0);
        Assert.Equal(Touch.Empty, _venue.Book.Touch);
    }

    private IEnumerable<ReportKind> Kinds => _venue.Reports.Select(r => r.Kind);

    private OrderId Place(long at, Side side, long price, long quantity)
    {
        ApprovedOrder order = _approval.Of(NewOrder.Limit(0, side, new Price(price), new Quantity(quantity)));
        _venue.OnPlace(order, at);
        return order.Id;
    }

    private void Row(long at, EventKind kind, Side side, long price, long quantity) =>
        _venue.OnMarket(new MarketEvent { ExchangeNs = at, LocalNs = at, Kind = kind, Side = side, Price = new Price(price), Quantity = new Quantity(quantity) });
}
