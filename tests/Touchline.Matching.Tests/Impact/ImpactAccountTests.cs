using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Matching.Tests;

/// <summary>Conditional orders and the account's money where own orders are in the synthetic market itself.</summary>
public sealed class ImpactAccountTests
{
    private const long Start = 1_700_000_000_000_000_000;

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void What_an_own_taker_trades_sets_off_an_own_stop_in_the_same_instant(Side side)
    {
        var own = new Own(MarginTerms.None);
        Price trigger = own.Best(side.Opposite()).Price + side.Sign() * 3;
        OrderId stop = own.Place(NewOrder.StopMarket(0, side, trigger, new Quantity(5)));
        OrderId sweep = own.Place(NewOrder.Market(0, side, own.UpTo(side.Opposite(), trigger) + new Quantity(1)));
        OrderReport last = own.Reports.Last(r => r.Id == sweep && r.Kind == ReportKind.Fill);
        OrderReport[] after = [.. own.Reports.Where(r => r.Id == stop && r.Kind == ReportKind.Fill)];
        Assert.True(side.Sign() * (last.Price.Units - trigger.Units) > 0, $"the order got to {last.Price}, the stop is at {trigger}");
        Assert.Equal(5, after.Sum(f => f.Quantity.Units));
        Assert.All(after, f => Assert.Equal((last.ExchangeNs, false), (f.ExchangeNs, f.IsMaker)));
        own.AssertAgreed();
    }

    [Fact]
    public void Stops_that_own_stops_set_off_follow_in_the_same_instant()
    {
        var own = new Own(MarginTerms.None);
        BookLevel[] asks = own.Top(Side.Sell, 4);
        // The order gets to the first trigger, what the first stop buys to the second.
        OrderId second = own.Place(NewOrder.StopMarket(0, Side.Buy, asks[3].Price, new Quantity(5)));
        OrderId first = own.Place(NewOrder.StopMarket(0, Side.Buy, asks[1].Price, asks[1].Quantity + asks[2].Quantity));
        OrderId start = own.Place(NewOrder.Market(0, Side.Buy, asks[0].Quantity + new Quantity(1)));
        OrderReport[] fills = [.. own.Reports.Where(r => r.Kind == ReportKind.Fill)];
        Assert.Equal([start, first, second], fills.Select(f => f.Id).Distinct());
        Assert.Single(fills.Select(f => f.ExchangeNs).Distinct());
        own.AssertAgreed();
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_liquidation_trades_in_the_market_and_takes_all_own_orders_out_of_it(Side side)
    {
        var own = new Own(new MarginTerms { Deposit = 500, Leverage = 20, Maintenance = [new MarginBracket(0, 0.03m)], LiquidationFee = 0.001m });
        Price far = own.Best(side.Opposite()).Price + side.Sign() * 2_000, deep = own.Best(side).Price - side.Sign() * 2_000;
        OrderId[] standing =
        [
            own.Place(NewOrder.Limit(0, side.Opposite(), far, new Quantity(7))),
            own.Place(NewOrder.Limit(0, side, deep, new Quantity(1))),
            own.Place(NewOrder.StopMarket(0, side, far, new Quantity(3))),
        ];
        Assert.Equal(2, own.InMarket());
        own.Place(NewOrder.Market(0, side, own.MostAt(500 * 20, side)));
        Assert.NotEqual(default, own.Venue.Position);
        for (int i = 0; i < 1_000; i++)
            own.Step();
        Assert.Equal((2, 3), (own.InMarket(), own.Engine.LiveOrders));
        own.Mark(0.97m, side);

        OrderReport[] closing = [.. own.Reports.Where(r => r.Kind == ReportKind.Liquidation)];
        Assert.NotEmpty(closing);
        Assert.Equal(default, own.Venue.Position);
        Assert.Equal(standing.Select(id => id.Number), own.Reports.Where(r => r.Kind == ReportKind.Expired && r.ExchangeNs == closing[0].ExchangeNs).Select(r => r.Id.Number).Order());
        Assert.Equal((0, 0, false), (own.InMarket(), own.Engine.LiveOrders, own.Venue.HasOrders));
        Assert.Contains(closing, c => own.Trades.Any(t => (t.ExchangeNs, t.Price) == (c.ExchangeNs, c.Price)));
        own.AssertAgreed();
    }

    /// <summary>An engine whose orders arrive in the market at once, before what happens next there, and whose answers are told at once.</summary>
    private sealed class Own : Strategy
    {
        private readonly ImpactMarket _market = new(new SyntheticStreamOptions(), 5, Start);
        private readonly LocalTimeline _told;

        public Own(MarginTerms margin)
        {
            Instrument instrument = _market.Instruments[0].Instrument;
            Venue = new SimulatedVenue(instrument, 0, new FeeRates(0, 0.0001m), ExchangeModel.PartialFill, margin: margin, impact: _market);
            Engine = new Engine([instrument], [new StrategySetup("own", this)], new RiskLimits());
            _told = new LocalTimeline(_market);
            Engine.Start(Start);
        }

        public Engine Engine { get; }

        public SimulatedVenue Venue { get; }

        public List<OrderReport> Reports { get; } = [];

        public List<MarketEvent> Trades { get; } = [];

        public OrderId Place(NewOrder order)
        {
            Placement placed = Context.Place(order);
            Assert.True(placed.IsPlaced, $"{order} is refused");
            Venue.OnPlace(Engine.Intents[0].Order, _market.NextNs);
            Engine.ClearIntents();
            Take(_market.NextNs);
            return placed.Id;
        }

        public void Step()
        {
            long now = _market.NextNs;
            foreach (MarketEvent row in _market.Step().ToArray())
            {
                if (row.Kind == EventKind.Trade)
                    Venue.OnMarket(row);
            }

            Take(now);
        }

        /// <summary>The mark is told to be worse for a side than its best price, by a factor.</summary>
        public void Mark(decimal factor, Side side)
        {
            decimal best = Engine.Instruments[0].PriceUnit.ToDecimal(Best(side).Price);
            long mark = (long)(best * (side == Side.Buy ? factor : 2 - factor) * 100_000_000);
            long now = _market.NextNs;
            Venue.OnMarket(new MarketEvent { Kind = EventKind.MarkPrice, Price = new Price(mark), ExchangeNs = now, LocalNs = now, Flags = EventFlags.EndOfBatch });
            Take(now);
        }

        public BookLevel Best(Side side) => Top(side, 1)[0];

        /// <summary>What the market has on a side up to and including a price.</summary>
        public Quantity UpTo(Side side, Price price) =>
            new(Top(side, 20).Where(l => side.Sign() * (l.Price.Units - price.Units) >= 0).Sum(l => l.Quantity.Units));

        /// <summary>The largest order for which a value is enough.</summary>
        public Quantity MostAt(decimal value, Side side)
        {
            Instrument traded = Engine.Instruments[0];
            decimal price = traded.PriceUnit.ToDecimal(Best(side.Opposite()).Price);
            return new Quantity((long)(0.97m * value / price / traded.QuantityUnit.ToDecimal(new Quantity(1))));
        }

        public int InMarket() =>
            ((Side[])[Side.Buy, Side.Sell]).Sum(side => _market.Book.Orders!.Snapshot(side).Count(order => order.Owner != 0));

        public void AssertAgreed()
        {
            Ledger ledger = Engine.Ledger(0);
            Assert.Equal((Venue.Position, Venue.Cash), (ledger.Position, ledger.Balance - ledger.Fees + ledger.Funding));
            Assert.Equal(default, Engine.Anomalies);
        }

        public BookLevel[] Top(Side side, int count)
        {
            var levels = new BookLevel[count];
            return levels[.._market.Book.CopyTop(side, levels)];
        }

        private void Take(long now)
        {
            Venue.TellMarket(now);
            foreach (OrderReport report in Venue.Reports)
            {
                Engine.OnReport(report with { LocalNs = now });
                Reports.Add(report);
            }

            Venue.Reports.Clear();
            for (_told.LookAgain(); _told.NextNs != long.MaxValue; _told.Advance())
            {
                if (_told.Row.Kind == EventKind.Trade)
                    Trades.Add(_told.Row);
            }
        }
    }
}
