using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Random orders, amends, fills, cancels and unknown outcomes of several strategies against a twin that reckons every rule anew from all that ever happened.</summary>
public sealed class RiskTwinTests
{
    private const int Instruments = 3;
    private const int Strategies = 2;
    private const long HourNs = 3_600_000_000_000;
    private const long DayNs = 24 * HourNs;

    [Fact]
    public void Every_answer_is_the_one_that_a_reckoning_from_scratch_gives()
    {
        var answers = new Dictionary<RiskRefusal, int>();
        for (int seed = 0; seed < 150; seed++)
            new World(new Random(seed), answers).Play(250);
        foreach (RiskRefusal expected in (RiskRefusal[])
            [
                RiskRefusal.None, RiskRefusal.SelfTrade, RiskRefusal.TooManyOrders, RiskRefusal.MaxOrder, RiskRefusal.MaxPosition, RiskRefusal.OrderRate, RiskRefusal.MaxOpenPositions,
                RiskRefusal.PriceCollar, RiskRefusal.MinNotional, RiskRefusal.MaxInstrumentExposure, RiskRefusal.MaxExposure, RiskRefusal.MaxLeverage, RiskRefusal.MaxDailyLoss,
                RiskRefusal.MaxDrawdown, RiskRefusal.InFlight, RiskRefusal.NoOpening,
            ])
        {
            Assert.True(answers.GetValueOrDefault(expected) > 20, $"{expected} came {answers.GetValueOrDefault(expected)} times: too few to mean anything");
        }
    }

    private sealed class World
    {
        private readonly Random _random;
        private readonly Dictionary<RiskRefusal, int> _answers;
        private readonly RiskFloor _floor;
        private readonly RiskLimits[] _limits;
        private readonly (long Bid, long Ask)[] _books = new (long, long)[Instruments];
        private readonly List<Order> _orders = [];
        private readonly List<(int Strategy, int Instrument, long Signed, long Price, decimal Fee)> _fills = [];
        private readonly List<(int Strategy, long At)> _sent = [];
        private readonly (long Day, decimal Start, decimal Peak)[] _marks = new (long, decimal, decimal)[Strategies + 1];
        private int _step;

        public World(Random random, Dictionary<RiskRefusal, int> answers)
        {
            (_random, _answers) = (random, answers);
            _limits = [.. Enumerable.Range(0, Strategies + 1).Select(_ => Limits())];
            _floor = new RiskFloor(_limits[Strategies], Instruments, _limits[..Strategies]);
            for (int i = 0; i < Instruments; i++)
                Book(i);
        }

        public void Play(int steps)
        {
            for (_step = 0; _step < steps; _step++)
            {
                Act();
                Look();
            }
        }

        private RiskLimits Limits() => new()
        {
            BreakerFailures = int.MaxValue,
            MaxLiveOrders = Sometimes(6, int.MaxValue >> 12),
            MaxOrder = Sometimes(12m, decimal.MaxValue),
            MaxPosition = Sometimes(30m, decimal.MaxValue),
            OpensPositions = _random.Next(12) > 0,
            MaxOpenPositions = Sometimes(_random.Next(1, 3), int.MaxValue),
            MaxInstrumentExposure = Sometimes(2_000m, decimal.MaxValue),
            MaxExposure = Sometimes(3_500m, decimal.MaxValue),
            MaxLeverage = Sometimes(2.5m, decimal.MaxValue),
            Capital = 1_000,
            MaxDailyLoss = Sometimes(120m, decimal.MaxValue),
            MaxDrawdown = Sometimes(200m, decimal.MaxValue),
            PriceCollar = Sometimes(0.05m, decimal.MaxValue),
            MinNotional = Sometimes(300m, 0),
            OrderRate = Sometimes(new OrderRate(2, 3 * HourNs), OrderRate.Unlimited),
        };

        private T Sometimes<T>(T limit, T none) => _random.Next(3) == 0 ? limit : none;

        private void Act()
        {
            List<Order> live = [.. _orders.Where(o => o.IsLive)];
            Order? one = live.Count > 0 ? live[_random.Next(live.Count)] : null;
            switch (_random.Next(10))
            {
                case 0 or 1 or 2 or 3:
                    Place();
                    break;
                case 4 when one is not null:
                    Amend(one);
                    break;
                case 5 or 6 when one is not null:
                    Fill(one);
                    break;
                case 7 when one is not null:
                    Answer(one);
                    break;
                case 8 when one is not null && _random.Next(2) == 0:
                    _floor.Cancel(one.Id, one.Strategy);
                    one.IsCancelling = true;
                    break;
                default:
                    Book(_random.Next(Instruments));
                    break;
            }
        }

        private void Place()
        {
            int strategy = _random.Next(Strategies), instrument = _random.Next(Instruments);
            Side side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
            var quantity = new Quantity(_random.Next(1, 16));
            NewOrder order = _random.Next(6) == 0
                ? NewOrder.Market(instrument, side, quantity)
                : NewOrder.Limit(instrument, side, new Price(Middle(instrument) - side.Sign() * _random.Next(-3, 12)), quantity, _random.Next(2) == 0 ? TimeInForce.PostOnly : TimeInForce.GoodTillCancel);
            RiskRefusal expected = Expected(strategy, order, order.Quantity.Units, null);
            Placement placed = _floor.Place(order, strategy);
            Same(expected, placed.Refusal, order);
            if (!placed.IsPlaced)
                return;
            _orders.Add(new Order { Id = placed.Id, Strategy = strategy, Terms = order, IsLive = true });
            _sent.Add((strategy, _floor.Now));
        }

        private void Amend(Order one)
        {
            if (one.Terms.Type != OrderType.Limit)
                return;
            NewOrder terms = one.Terms with { Price = new Price(one.Terms.Price.Units + _random.Next(-6, 7)), Quantity = new Quantity(_random.Next(1, 20)) };
            if (terms == one.Terms)
                return;
            bool isOut = one.IsCancelling || one.Amend is not null || one.IsUnknown;
            RiskRefusal expected = isOut ? RiskRefusal.InFlight : Expected(one.Strategy, terms, Math.Max(0, terms.Quantity.Units - one.Terms.Quantity.Units), one);
            Placement amended = _floor.Amend(one.Id, terms.Price.Units, terms.Quantity.Units, one.Strategy);
            Same(expected, amended.Refusal, terms);
            if (!amended.IsPlaced)
                return;
            one.Amend = terms;
            _sent.Add((one.Strategy, _floor.Now));
        }

        private void Fill(Order one)
        {
            long left = one.Terms.Quantity.Units - one.Filled;
            if (left <= 0)
                return;
            long units = _random.Next(2) == 0 ? left : _random.NextInt64(1, left + 1), price = Middle(one.Terms.Instrument);
            decimal fee = _random.Next(-2, 10);
            _floor.Report(ReportKind.Fill, one.Id, units, price, one.Terms.Instrument, fee: fee);
            one.Filled += units;
            one.IsUnknown &= one.Amend is not null || one.IsCancelling;
            one.IsLive = one.Worst > 0;
            _fills.Add((one.Strategy, one.Terms.Instrument, one.Terms.Side.Sign() * units, price, fee));
        }

        private void Answer(Order one)
        {
            if (one.Amend is { } amended)
            {
                bool isDone = _random.Next(3) > 0;
                _floor.Report(isDone ? ReportKind.Amended : ReportKind.AmendRejected, one.Id, amended.Quantity.Units, amended.Price.Units, amended.Instrument);
                one.Terms = isDone ? amended : one.Terms;
                one.Amend = null;
                one.IsUnknown = false;
                one.IsLive = one.Worst > 0;
            }
            else if (one.IsCancelling)
            {
                _floor.Report(ReportKind.Cancelled, one.Id);
                one.IsLive = false;
            }
            else if (_random.Next(3) == 0 && !one.IsAcknowledged && one.Filled == 0)
            {
                _floor.Report(ReportKind.Unknown, one.Id);
                one.IsUnknown = true;
            }
            else
            {
                _floor.Report(ReportKind.Acknowledged, one.Id);
                (one.IsAcknowledged, one.IsUnknown) = (true, false);
            }
        }

        private void Book(int instrument)
        {
            long middle = _books[instrument] == default ? 100 : Math.Clamp(Middle(instrument) + _random.Next(-6, 7), 40, 200);
            _books[instrument] = (middle - 1, middle + 1);
            _floor.Book(instrument, middle - 1, middle + 1);
        }

        private long Middle(int instrument) => (_books[instrument].Bid + _books[instrument].Ask) / 2;

        // The engine looks before the event.
        private void Look()
        {
            _floor.Wait(_random.NextInt64(100_000_000, HourNs));
            _floor.Mark(0, 100);
            for (int scope = 0; scope <= Strategies; scope++)
            {
                decimal equity = Equity(scope);
                long day = _floor.Now / DayNs;
                if (day > _marks[scope].Day)
                    (_marks[scope].Day, _marks[scope].Start) = (day, equity);
                _marks[scope].Peak = Math.Max(_marks[scope].Peak, equity);
                Assert.Equal(new EquityMarks(day, _marks[scope].Start, _marks[scope].Peak), _floor.Engine.Marks(scope == Strategies ? -1 : scope));
            }
        }

        private void Same(RiskRefusal expected, RiskRefusal actual, NewOrder order)
        {
            Assert.True(expected == actual, $"step {_step}: {order} was answered by {actual} and not by {expected}");
            _answers[actual] = _answers.GetValueOrDefault(actual) + 1;
        }

        private RiskRefusal Expected(int strategy, NewOrder order, long more, Order? amended)
        {
            if (amended is null && _orders.Count(o => o.IsLive) >= _limits[Strategies].MaxLiveOrders)
                return RiskRefusal.TooManyOrders; // the table is made for so many
            if (_orders.Any(o => o.IsLive && o.Terms.Instrument == order.Instrument && o.Terms.Side != order.Side && CanMeet(o, order)))
                return RiskRefusal.SelfTrade;
            RiskRefusal account = Limited(Strategies, order, more, amended is not null);
            return account != RiskRefusal.None ? account : Limited(strategy, order, more, amended is not null);
        }

        private static bool CanMeet(Order live, NewOrder order)
        {
            bool buys = order.Side == Side.Buy;
            if (live.Terms.Type == OrderType.Market)
                return order.Type == OrderType.Limit;
            if (order.Type == OrderType.Market)
                return true;
            if (live.Terms.TimeInForce == TimeInForce.PostOnly && order.TimeInForce == TimeInForce.PostOnly)
                return false;
            long own = live.Terms.Price.Units, other = live.Amend?.Price.Units ?? own;
            return buys ? order.Price.Units >= Math.Min(own, other) : order.Price.Units <= Math.Max(own, other);
        }

        private static bool IsOf(int scope, int strategy) => scope == Strategies || scope == strategy;

        private long Position(int scope, int instrument) => _fills.Where(f => IsOf(scope, f.Strategy) && f.Instrument == instrument).Sum(f => f.Signed);

        private long Working(int scope, int instrument, Side side) =>
            _orders.Where(o => o.IsLive && IsOf(scope, o.Strategy) && o.Terms.Instrument == instrument && o.Terms.Side == side).Sum(o => o.Worst);

        private long Worst(int scope, int instrument, Side side, long more = 0) => side.Sign() * Position(scope, instrument) + Working(scope, instrument, side) + more;

        private decimal Equity(int scope) =>
            _fills.Where(f => IsOf(scope, f.Strategy)).Sum(f => -f.Signed * f.Price - f.Fee + f.Signed * (decimal)Middle(f.Instrument));

        private decimal Value(int scope, int instrument) => Math.Max(0, Math.Max(Worst(scope, instrument, Side.Buy), Worst(scope, instrument, Side.Sell))) * (decimal)Middle(instrument);

        private decimal ValueWith(int scope, NewOrder order, long more)
        {
            decimal mid = Middle(order.Instrument), price = Math.Max(order.Type == OrderType.Limit ? order.Price.Units : 0, mid);
            return Math.Max(0, Worst(scope, order.Instrument, order.Side, more)) * price;
        }

        private RiskRefusal Limited(int scope, NewOrder order, long more, bool isAmend)
        {
            RiskLimits limits = _limits[scope];
            int at = order.Instrument;
            bool onlyReduces = Worst(scope, at, order.Side, more) <= 0;
            if (!limits.OpensPositions && !onlyReduces)
                return RiskRefusal.NoOpening;
            if (!isAmend && _orders.Count(o => o.IsLive && IsOf(scope, o.Strategy)) >= limits.MaxLiveOrders)
                return RiskRefusal.TooManyOrders;
            if (order.Quantity.Units > limits.MaxOrder)
                return RiskRefusal.MaxOrder;
            if (Worst(scope, at, order.Side, more) > limits.MaxPosition)
                return RiskRefusal.MaxPosition;
            if (!limits.OrderRate.IsUnlimited && _sent.Count(s => IsOf(scope, s.Strategy) && _floor.Now - s.At < limits.OrderRate.WindowNs) >= limits.OrderRate.Orders)
                return RiskRefusal.OrderRate;
            int open = Enumerable.Range(0, Instruments).Count(i => i == at || Position(scope, i) != 0 || Working(scope, i, Side.Buy) + Working(scope, i, Side.Sell) > 0);
            if (!onlyReduces && open > limits.MaxOpenPositions)
                return RiskRefusal.MaxOpenPositions;
            if (order.Type == OrderType.Limit && limits.PriceCollar <= 1
                && (order.Price.Units < _books[at].Bid * (1 - limits.PriceCollar) || order.Price.Units > _books[at].Ask * (1 + limits.PriceCollar)))
                return RiskRefusal.PriceCollar;
            if (order.Quantity.Units * (order.Type == OrderType.Limit ? order.Price.Units : (decimal)Middle(at)) < limits.MinNotional)
                return RiskRefusal.MinNotional;
            return Valued(scope, order, more, onlyReduces, limits);
        }

        private RiskRefusal Valued(int scope, NewOrder order, long more, bool onlyReduces, RiskLimits limits)
        {
            decimal ownBefore = Math.Max(0, Worst(scope, order.Instrument, order.Side)) * (decimal)Middle(order.Instrument), own = ValueWith(scope, order, more);
            decimal others = Enumerable.Range(0, Instruments).Where(i => i != order.Instrument).Sum(i => Value(scope, i)), before = others + ownBefore, after = others + own;
            if (own > limits.MaxInstrumentExposure && own > ownBefore)
                return RiskRefusal.MaxInstrumentExposure;
            if (after > limits.MaxExposure && after > before)
                return RiskRefusal.MaxExposure;
            decimal equity = Equity(scope);
            bool isOver = limits.MaxLeverage != decimal.MaxValue && (limits.Capital + equity <= 0 || after > (limits.Capital + equity) * limits.MaxLeverage);
            if (isOver && !onlyReduces && after > before)
                return RiskRefusal.MaxLeverage;
            if (!onlyReduces && _marks[scope].Start - equity >= limits.MaxDailyLoss)
                return RiskRefusal.MaxDailyLoss;
            return !onlyReduces && Math.Max(_marks[scope].Peak, equity) - equity >= limits.MaxDrawdown ? RiskRefusal.MaxDrawdown : RiskRefusal.None;
        }
    }

    private sealed class Order
    {
        public OrderId Id { get; init; }

        public int Strategy { get; init; }

        public NewOrder Terms { get; set; }

        public NewOrder? Amend { get; set; }

        public long Filled { get; set; }

        public bool IsLive { get; set; }

        public bool IsCancelling { get; set; }

        public bool IsUnknown { get; set; }

        public bool IsAcknowledged { get; set; }

        public long Worst => Math.Max(Terms.Quantity.Units - Filled, (Amend?.Quantity.Units ?? 0) - Filled);
    }
}
