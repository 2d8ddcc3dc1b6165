using Touchline.Core;

namespace Touchline.Matching.Tests;

internal enum StepKind
{
    Row,
    Place,
    Cancel,
    Amend,
}

/// <summary>A row of market data or a request. Orders are counted from 0 within a market.</summary>
internal readonly record struct Step(StepKind Kind, MarketEvent Row, int Order, NewOrder Terms)
{
    public override string ToString() => Kind switch
    {
        StepKind.Row => $"{Row.Kind} {Row.Side} {Row.Price} x {Row.Quantity}",
        StepKind.Place => $"place {Order}: {Terms.Side} {Terms.Type} {Terms.TimeInForce} {Terms.Price} x {Terms.Quantity}",
        StepKind.Cancel => $"cancel {Order}",
        _ => $"amend {Order} to {Terms.Price} x {Terms.Quantity}",
    };
}

/// <summary>
/// Short made-up markets of a few price levels in which everything happens often: several own orders at a price, trades at and
/// through it, levels that cross us, fractions of a lot, takers of every kind, amends, cancels, clears and snapshots.
/// </summary>
/// <param name="Instrument">Tick 1 unit, lot 1 to 10 units.</param>
internal sealed record RandomMarket(Instrument Instrument, IReadOnlyList<Step> Steps)
{
    private const long Middle = 100;

    private static readonly long[] Lots = [1, 1, 1, 2, 4, 10];

    /// <param name="random">Decides everything.</param>
    /// <param name="steps">How many at least.</param>
    /// <param name="ownScale">Own quantities are so many times larger than the market's.</param>
    /// <param name="lotUnits">0 to let chance decide.</param>
    /// <param name="unit">What one unit of quantity is.</param>
    /// <param name="isCalm">Mostly resting orders in long queues, cancellations around them and trades at their price.</param>
    public static RandomMarket Next(Random random, int steps, int ownScale = 1, long lotUnits = 0, string unit = "0.01", bool isCalm = false)
    {
        if (lotUnits == 0)
            lotUnits = Lots[random.Next(Lots.Length)];
        Instrument instrument = Instrument.Linear("test", "X", DecimalUnit.Parse("0.5", "tick"), DecimalUnit.Parse(unit, "unit")) with
        {
            LotUnits = lotUnits,
            Multiplier = random.Next(1, 3),
        };
        var draw = new Draw(random, lotUnits, ownScale);
        while (draw.Steps.Count < steps)
        {
            if (isCalm && random.Next(8) != 0)
                draw.AddCalmly();
            else
                draw.Add();
        }

        return new RandomMarket(instrument, draw.Steps);
    }

    public override string ToString() => $"lot {Instrument.LotUnits}\n{string.Join('\n', Steps)}";

    private sealed class Draw(Random random, long lot, int ownScale)
    {
        private readonly int _spread = random.Next(1, 4);
        private readonly int _levels = random.Next(2, 6);
        private readonly List<NewOrder> _orders = [];
        private long _now = 1;

        public List<Step> Steps { get; } = [];

        public void Add()
        {
            switch (random.Next(100))
            {
                case < 37:
                    Level(EventKind.Depth);
                    break;
                case < 58:
                    Row(EventKind.Trade, AnySide(), Middle + random.Next(-_spread - _levels, _spread + _levels + 1), MarketQuantity(1));
                    break;
                case < 79:
                    Place();
                    break;
                case < 83:
                    Steps.Add(new Step(StepKind.Cancel, default, AnyOrder(), default));
                    break;
                case < 94:
                    Amend();
                    break;
                case < 96:
                    Clear();
                    break;
                case 96:
                    Row(EventKind.OffBookTrade, AnySide(), Middle, MarketQuantity(1));
                    break;
                case 97:
                    Row(random.Next(4) == 0 ? EventKind.Definition : EventKind.Gap, Side.None, 0, 0);
                    break;
                default:
                    Row(EventKind.BestQuote, AnySide(), Middle, MarketQuantity(0));
                    break;
            }
        }

        /// <summary>Two prices a side, apart from each other.</summary>
        public void AddCalmly()
        {
            Side side = AnySide();
            long price = Middle - side.Sign() * (_spread + random.Next(2));
            switch (random.Next(20))
            {
                case < 9:
                    Row(EventKind.Depth, side, price, random.Next(8) == 0 ? 0 : random.NextInt64(1, 30 * lot));
                    break;
                case < 15:
                    Row(EventKind.Trade, side.Opposite(), Middle - side.Sign() * _spread, random.NextInt64(1, 8 * lot));
                    break;
                case < 18:
                    Place(NewOrder.Limit(0, side, new Price(price), new Quantity(lot * random.Next(1, 10))));
                    break;
                case 18:
                    Amend();
                    break;
                default:
                    Steps.Add(new Step(StepKind.Cancel, default, AnyOrder(), default));
                    break;
            }
        }

        private void Level(EventKind kind)
        {
            Side side = AnySide();
            // Each side keeps to its half more often than not, so that books are mostly in order but cross at times.
            int away = random.Next(8) == 0 ? -random.Next(_spread + 2) : random.Next(_levels);
            long quantity = random.Next(4) == 0 ? 0 : MarketQuantity(1);
            Row(kind, side, Middle - side.Sign() * (_spread + away), quantity);
        }

        private void Clear()
        {
            Row(EventKind.Clear, (Side)random.Next(-1, 2), 0, 0);
            for (int i = random.Next(7); i > 0; i--)
                Level(EventKind.Snapshot);
        }

        private void Place()
        {
            OrderType type = random.Next(8) == 0 ? OrderType.Market : OrderType.Limit;
            var timeInForce = (TimeInForce)Math.Max(1, random.Next(-3, 5));
            var terms = new NewOrder(
                0, AnySide(), type, type == OrderType.Market && timeInForce == TimeInForce.PostOnly ? TimeInForce.GoodTillCancel : timeInForce,
                OwnPrice(), OwnQuantity());
            Place(terms);
        }

        private void Place(NewOrder terms)
        {
            Steps.Add(new Step(StepKind.Place, default, _orders.Count, terms));
            _orders.Add(terms);
        }

        private void Amend()
        {
            int order = AnyOrder();
            if (order == _orders.Count)
            {
                Steps.Add(new Step(StepKind.Amend, default, order, NewOrder.Limit(0, Side.Buy, OwnPrice(), OwnQuantity())));
                return;
            }

            NewOrder terms = _orders[order];
            terms = terms with
            {
                Price = random.Next(2) == 0 ? terms.Price : OwnPrice(),
                Quantity = random.Next(3) == 0 ? terms.Quantity : OwnQuantity(),
            };
            Steps.Add(new Step(StepKind.Amend, default, order, terms));
            _orders[order] = terms;
        }

        // One of the newest, or one that never was.
        private int AnyOrder() => random.Next(12) == 0 ? _orders.Count : random.Next(Math.Max(0, _orders.Count - 6), Math.Max(1, _orders.Count));

        private Side AnySide() => random.Next(2) == 0 ? Side.Buy : Side.Sell;

        private Price OwnPrice()
        {
            int reach = random.Next(4) == 0 ? _spread + _levels : _spread + 1;
            return new Price(Middle + random.Next(-reach, reach + 1));
        }

        private Quantity OwnQuantity() => new(lot * ownScale * (random.Next(8) == 0 ? random.Next(1, 30) : random.Next(1, 5)));

        private long MarketQuantity(int least)
        {
            int most = random.Next(3) == 0 ? 12 : 5;
            return random.Next(2) == 0 ? lot * random.Next(least, most) : random.NextInt64(least, most * lot);
        }

        private void Row(EventKind kind, Side side, long price, long quantity) => Steps.Add(new Step(StepKind.Row, new MarketEvent
        {
            ExchangeNs = _now += random.Next(3),
            LocalNs = _now,
            Kind = kind,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            Flags = EventFlags.EndOfBatch,
        }, 0, default));
    }
}
