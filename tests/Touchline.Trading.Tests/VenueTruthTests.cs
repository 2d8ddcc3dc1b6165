using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>
/// The engine against a venue that keeps its own truth, while reports come late, twice, in another order, and after a time in which
/// nothing is known.
/// </summary>
public sealed class VenueTruthTests
{
    [Fact]
    public void What_could_trade_is_never_counted_too_low_and_in_the_end_the_books_are_the_venues()
    {
        long fills = 0, amends = 0, twice = 0, unknown = 0;
        for (int seed = 0; seed < 1_500; seed++)
        {
            World world = Play(seed);
            (fills, amends, twice, unknown) = (fills + world.Fills, amends + world.Amends, twice + world.Twice, unknown + world.Unknown);
        }

        Assert.True(
            fills > 20_000 && amends > 5_000 && twice > 5_000 && unknown > 2_000,
            $"{fills} fills, {amends} amends, {twice} reports that came twice and {unknown} unknowns are too few to mean anything");
    }

    [LongFact("orders")]
    [Trait("Category", "Long-orders")]
    public void What_could_trade_is_never_counted_too_low_in_two_hundred_thousand_worlds() =>
        LongFactAttribute.Play("worlds", 200_000, seed => Play(10_000 + seed));

    private static World Play(int seed)
    {
        var world = new World(new Random(seed));
        world.Play(200);
        return world;
    }

    private sealed class World(Random random)
    {
        private readonly Desk _desk = new(new RiskLimits { MaxLiveOrders = 16 });
        private readonly Dictionary<OrderId, Truth> _orders = [];
        private readonly List<Intent> _requests = [];
        private readonly List<OrderReport> _reports = [];
        private long _position;
        private long _trade;
        private long _price = 1_000;
        private long _clock;

        public long Fills { get; private set; }

        public long Amends { get; private set; }

        public long Twice { get; private set; }

        public long Unknown { get; private set; }

        public void Play(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                Step();
                Check(i);
            }

            while (_requests.Count + _reports.Count > 0)
            {
                if (_requests.Count > 0)
                    Arrive();
                else
                    Deliver();
                Check(steps);
            }

            Assert.Equal(_position, _desk.Position);
            Assert.Equal(_orders.Values.Sum(o => o.Open), _desk.Working(Side.Buy));
            Assert.Equal(_orders.Values.Count(o => o.IsAlive), _desk.Engine.LiveOrders);
        }

        private void Step()
        {
            switch (random.Next(12))
            {
                case 0 or 1:
                    _desk.Limit(Side.Buy, 100, random.Next(1, 20));
                    break;
                case 2 when Any() is { } cancelled:
                    _desk.Strategy.Context.Cancel(cancelled);
                    break;
                case 3 or 4 when Any() is { } amended:
                    _desk.Strategy.Context.Amend(amended, new Price(++_price), new Quantity(random.Next(1, 30)));
                    break;
                case 5 or 6:
                    Trade();
                    break;
                case 7 or 8 when _requests.Count > 0:
                    Arrive();
                    break;
                case 9 when _requests.Count > 0:
                    Unknown++;
                    Intent lost = _requests[random.Next(_requests.Count)];
                    _desk.Engine.OnReport(new OrderReport { Kind = ReportKind.Unknown, Id = lost.Id, Request = lost.Request });
                    break;
                default:
                    if (_reports.Count > 0)
                        Deliver();
                    break;
            }

            foreach (Intent intent in _desk.Engine.Intents)
            {
                _requests.Add(intent);
                if (intent.Kind == IntentKind.Place)
                    _orders.Add(intent.Id, new Truth());
            }

            _desk.Engine.ClearIntents();
        }

        private OrderId? Any() => _orders.Count == 0 ? null : new OrderId(random.Next(1, _orders.Count + 1));

        // The venue takes the next request.
        private void Arrive()
        {
            Intent request = _requests[0];
            _requests.RemoveAt(0);
            Truth order = _orders[request.Id];
            long whole = request.Terms.Quantity.Units;
            switch (request.Kind)
            {
                case IntentKind.Place when random.Next(6) == 0:
                    Say(ReportKind.Rejected, request);
                    break;
                case IntentKind.Place:
                    (order.IsAlive, order.Whole) = (true, whole);
                    Say(ReportKind.Acknowledged, request);
                    break;
                case IntentKind.Cancel:
                    Say(order.IsAlive ? ReportKind.Cancelled : ReportKind.CancelRejected, request);
                    order.IsAlive = false;
                    break;
                case IntentKind.Amend when !order.IsAlive || random.Next(4) == 0:
                    Say(ReportKind.AmendRejected, request);
                    break;
                case IntentKind.Amend when whole <= order.Filled:
                    order.IsAlive = false;
                    Say(ReportKind.Cancelled, request);
                    break;
                case IntentKind.Amend:
                    Amends++;
                    order.Whole = whole;
                    Say(ReportKind.Amended, request);
                    break;
            }
        }

        private void Trade()
        {
            OrderId[] alive = [.. _orders.Where(o => o.Value.IsAlive).Select(o => o.Key)];
            if (alive.Length == 0)
                return;
            OrderId id = alive[random.Next(alive.Length)];
            Truth order = _orders[id];
            long quantity = random.Next(1, (int)order.Open + 1);
            order.Filled += quantity;
            order.IsAlive = order.Filled < order.Whole;
            _position += quantity;
            Fills++;
            var fill = new OrderReport { Kind = ReportKind.Fill, Id = id, Price = new Price(100), Quantity = new Quantity(quantity), TradeId = ++_trade };
            // Fills come on a stream of their own: before or behind whatever else is under way.
            _reports.Insert(random.Next(_reports.Count + 1), fill);
        }

        private void Say(ReportKind kind, in Intent request) => _reports.Add(new OrderReport
        {
            Kind = kind,
            Id = request.Id,
            ExchangeNs = ++_clock,
            Price = request.Terms.Price,
            Quantity = request.Terms.Quantity,
            Request = request.Request,
        });

        // Some reports come a second time later.
        private void Deliver()
        {
            OrderReport report = _reports[0];
            _reports.RemoveAt(0);
            _desk.Engine.OnReport(report);
            if (random.Next(4) > 0)
                return;
            Twice++;
            _reports.Insert(random.Next(_reports.Count + 1), report);
        }

        // The worst that could come of what the venue has, and of what is on its way there.
        private void Check(int step)
        {
            long worst = _position;
            foreach ((OrderId id, Truth order) in _orders)
            {
                long open = order.Open;
                foreach (Intent request in _requests.Where(r => r.Id == id && r.Kind != IntentKind.Cancel))
                {
                    bool mayLive = order.IsAlive || _requests.Any(r => r.Id == id && r.Kind == IntentKind.Place);
                    open = Math.Max(open, mayLive ? request.Terms.Quantity.Units - order.Filled : 0);
                }

                worst += open;
            }

            Assert.True(_desk.Position + _desk.Working(Side.Buy) >= worst, $"step {step}: {_desk.Position} + {_desk.Working(Side.Buy)} is counted, {worst} could come of it");
        }

        private sealed class Truth
        {
            public bool IsAlive { get; set; }

            public long Whole { get; set; }

            public long Filled { get; set; }

            public long Open => IsAlive ? Whole - Filled : 0;
        }
    }
}
