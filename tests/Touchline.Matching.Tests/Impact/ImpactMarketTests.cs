using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Own orders in the synthetic market itself.</summary>
public sealed class ImpactMarketTests
{
    private const long Start = 1_700_000_000_000_000_000;

    private readonly ImpactMarket _market = new(new SyntheticStreamOptions(), 5, Start);
    private readonly SimulatedVenue _venue;
    private readonly Approval _approval;
    private readonly List<OrderReport> _reports = [];
    private readonly List<MarketEvent> _trades = [];
    // What is left of an order is what the venue said of it: an amended whole quantity less its fills.
    private readonly Dictionary<OrderId, (long Whole, long Filled)> _orders = [];
    private long _lastId;

    public ImpactMarketTests()
    {
        Instrument instrument = _market.Instruments[0].Instrument;
        _venue = new SimulatedVenue(instrument, 0, new FeeRates(0, 0), ExchangeModel.PartialFill, impact: _market);
        _approval = new Approval(instrument);
    }

    [Fact]
    public void Without_own_orders_it_tells_the_rows_of_the_stream()
    {
        var stream = new LocalTimeline(new SyntheticStream(new SyntheticStreamOptions(), 5, Start));
        var market = new LocalTimeline(_market);
        for (int i = 0; i < 50_000; i++)
        {
            for (; market.NextNs == long.MaxValue; market.LookAgain())
                _market.Step();
            Assert.Equal((stream.NextNs, stream.RowNumber), (market.NextNs, market.RowNumber));
            Assert.True(Bytes(stream.Row).SequenceEqual(Bytes(market.Row)), $"row {i}: {stream.Row.Kind} and {market.Row.Kind}");
            stream.Advance();
            market.Advance();
        }
    }

    [Fact]
    public void What_a_taker_takes_is_gone_and_told_as_trades()
    {
        BookLevel best = Best(Side.Sell), second = Top(Side.Sell)[1];
        Quantity wanted = best.Quantity + new Quantity(1);
        Place(NewOrder.Limit(0, Side.Buy, second.Price, wanted, TimeInForce.ImmediateOrCancel));
        OrderReport[] fills = [.. _reports.Where(r => r.Kind == ReportKind.Fill)];
        Assert.Equal(wanted.Units, fills.Sum(f => f.Quantity.Units));
        Assert.All(fills, f => Assert.False(f.IsMaker));
        Assert.Equal(second with { Quantity = second.Quantity - new Quantity(1) }, Best(Side.Sell));
        var told = new LocalTimeline(_market);
        var trades = new List<MarketEvent>();
        for (; told.NextNs != long.MaxValue; told.Advance())
        {
            if (told.Row.Kind == EventKind.Trade)
                trades.Add(told.Row);
        }

        Assert.Equal(fills.Select(f => (f.Price, f.Quantity)).GroupBy(f => f.Price).Select(g => (g.Key, g.Sum(f => f.Quantity.Units))),
            trades.GroupBy(t => t.Price).Select(g => (g.Key, g.Sum(t => t.Quantity.Units))));
    }

    [Fact]
    public void A_resting_order_is_part_of_the_book_until_it_is_cancelled()
    {
        Price price = Best(Side.Buy).Price;
        long before = _market.Book.QuantityAt(Side.Buy, price).Units;
        OrderId id = Place(NewOrder.Limit(0, Side.Buy, price, new Quantity(7)));
        Assert.Equal(before + 7, _market.Book.QuantityAt(Side.Buy, price).Units);
        Request(now => _venue.OnAmend(id, NewOrder.Limit(0, Side.Buy, price, new Quantity(3)), now));
        Assert.Equal(before + 3, _market.Book.QuantityAt(Side.Buy, price).Units);
        Request(now => _venue.OnCancel(id, now));
        Assert.Equal(before, _market.Book.QuantityAt(Side.Buy, price).Units);
        Assert.Equal([ReportKind.Acknowledged, ReportKind.Amended, ReportKind.Cancelled], _reports.Select(r => r.Kind));
    }

    [Fact]
    public void Post_only_expires_and_own_orders_do_not_meet_each_other()
    {
        BookLevel ask = Best(Side.Sell), bid = Best(Side.Buy);
        Place(NewOrder.Limit(0, Side.Buy, ask.Price, new Quantity(1), TimeInForce.PostOnly));
        Assert.Equal(ReportKind.Expired, _reports[^1].Kind);
        // Ours is the only one there: a sell of ours that reaches it goes no further.
        Place(NewOrder.Limit(0, Side.Buy, bid.Price, new Quantity(1)));
        Place(NewOrder.Limit(0, Side.Sell, bid.Price, bid.Quantity + new Quantity(5), TimeInForce.GoodTillCancel));
        Assert.Equal([ReportKind.Expired, ReportKind.Acknowledged, ReportKind.Fill], _reports.Select(r => r.Kind).Distinct());
        Assert.Equal(bid.Quantity.Units, _reports.Where(r => r.Kind == ReportKind.Fill).Sum(r => r.Quantity.Units));
        Assert.Equal(new BookLevel(bid.Price, new Quantity(1)), Best(Side.Buy));
    }

    [Fact]
    public void Under_random_orders_every_fill_is_a_trade_and_the_market_has_just_the_orders_that_live()
    {
        var random = new Random(7);
        var live = new Dictionary<OrderId, (Side Side, long Left)>();
        int makers = 0, takers = 0;
        for (int i = 0; i < 30_000; i++)
        {
            int trades = _trades.Count;
            _reports.Clear();
            if (random.Next(5) == 0)
                Act(random, live);
            else
                Step();
            foreach (OrderReport report in _reports)
            {
                Follow(report, live);
                if (report.Kind == ReportKind.Fill && report.IsMaker)
                {
                    makers++;
                    Assert.Contains(_trades.Skip(trades), t => t.ExchangeNs == report.ExchangeNs && t.Price == report.Price && t.Quantity == report.Quantity);
                }

                takers += report.Kind == ReportKind.Fill && !report.IsMaker ? 1 : 0;
            }

            Assert.False(_market.Book.IsCrossed);
            if (i % 300 == 0)
                Assert.Equal(live.Values.Where(o => o.Left > 0).Select(o => (o.Side, o.Left)).Order(), OwnInMarket().Order());
        }

        Assert.True(makers > 40 && takers > 1000, $"{makers} fills as maker, {takers} as taker");
    }

    private void Act(Random random, Dictionary<OrderId, (Side Side, long Left)> live)
    {
        OrderId[] resting = [.. live.Where(o => o.Value.Left > 0).Select(o => o.Key)];
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        Price price = Best(side).Price + side.Sign() * random.Next(-2, 3);
        var quantity = new Quantity(random.Next(1, 200));
        switch (random.Next(4))
        {
            case 0 when resting.Length > 0:
                OrderId cancelled = resting[random.Next(resting.Length)];
                Request(now => _venue.OnCancel(cancelled, now));
                break;
            case 1 when resting.Length > 0:
                OrderId amended = resting[random.Next(resting.Length)];
                Request(now => _venue.OnAmend(amended, NewOrder.Limit(0, Side.Buy, price, quantity), now));
                break;
            default:
                live[new OrderId(_lastId + 1)] = (side, 0);
                Place(NewOrder.Limit(0, side, price, quantity, (TimeInForce)random.Next(1, 5)));
                break;
        }
    }

    private void Follow(in OrderReport report, Dictionary<OrderId, (Side Side, long Left)> live)
    {
        (long whole, long filled) = _orders[report.Id];
        switch (report.Kind)
        {
            case ReportKind.Fill:
                filled += report.Quantity.Units;
                break;
            case ReportKind.Amended:
                whole = report.Quantity.Units;
                break;
            case ReportKind.Cancelled or ReportKind.Expired:
                whole = filled;
                break;
        }

        _orders[report.Id] = (whole, filled);
        live[report.Id] = (live[report.Id].Side, whole - filled);
    }

    private IEnumerable<(Side, long)> OwnInMarket()
    {
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            foreach (RestingOrder order in _market.Book.Orders!.Snapshot(side))
            {
                if (order.Owner != 0)
                    yield return (side, order.Quantity.Units);
            }
        }
    }

    private OrderId Place(NewOrder order)
    {
        ApprovedOrder approved = _approval.Of(order);
        _lastId = approved.Id.Number;
        _orders[approved.Id] = (order.Quantity.Units, 0);
        Request(now => _venue.OnPlace(approved, now));
        return approved.Id;
    }

    // At the time of what happens next, before it.
    private void Request(Action<long> request)
    {
        long now = _market.NextNs;
        request(now);
        _venue.TellMarket(now);
        Take();
    }

    private void Step()
    {
        long now = _market.NextNs;
        foreach (MarketEvent row in _market.Step())
        {
            if (row.Kind == EventKind.Trade)
                _trades.Add(row);
        }

        _venue.TellMarket(now);
        Take();
    }

    private void Take()
    {
        _reports.AddRange(_venue.Reports);
        _venue.Reports.Clear();
    }

    private BookLevel Best(Side side) => Top(side)[0];

    private BookLevel[] Top(Side side)
    {
        var levels = new BookLevel[2];
        Assert.Equal(2, _market.Book.CopyTop(side, levels));
        return levels;
    }

    private static ReadOnlySpan<byte> Bytes(in MarketEvent row) => MemoryMarshal.AsBytes(new ReadOnlySpan<MarketEvent>(in row));
}
