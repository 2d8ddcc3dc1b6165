using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>
/// Brackets of all kinds in a random market, at a venue that keeps its own truth: partial fills, refusals, requests of which nobody knows, reports that come
/// twice. By that truth never more is out than is open, and in the end everything is flat.
/// </summary>
public sealed class BracketWorldTests
{
    [Fact]
    public void By_the_venues_truth_never_more_is_out_than_is_open_and_in_the_end_all_is_flat()
    {
        var seen = new Seen();
        for (int seed = 0; seed < 200; seed++)
            new World(new Random(seed), seen, $"seed {seed}").Play();
        Assert.True(
            seen.Fills > 1_000 && seen.Exits > 200 && seen.Guards > 200 && seen.GuardFills > 20 && seen.Refusals > 50 && seen.Unknowns > 50 && seen.Races > 0,
            $"{seen} is too little to mean anything");
    }

    [LongFact("orders")]
    [Trait("Category", "Long-orders")]
    public void The_same_in_a_hundred_thousand_worlds()
    {
        var seen = new Seen();
        LongFactAttribute.Play("brackets", 100_000, seed => new World(new Random(1_000 + seed), seen, $"seed {1_000 + seed}").Play());
    }

    private sealed class Seen
    {
        public long Fills, Exits, Guards, GuardFills, Refusals, Unknowns, Races;

        public override string ToString() =>
            $"{Fills} fills, {Exits} exits, {Guards} guards, {GuardFills} guards that filled, {Refusals} refusals, {Unknowns} unknowns, {Races} races";
    }

    private sealed class Truth
    {
        public required NewOrder Terms { get; init; }

        public required OrderId Entry { get; init; }

        public bool IsEntry => Terms.Reason == OrderReason.Strategy;

        public bool HasArrived { get; set; }

        public bool IsAlive { get; set; }

        public long Whole { get; set; }

        public long Filled { get; set; }

        public long Open => IsAlive ? Whole - Filled : 0;
    }

    private sealed class World(Random random, Seen seen, string name)
    {
        private readonly Desk _desk = new(new RiskLimits { MaxLiveOrders = 64 });
        private readonly Dictionary<OrderId, Truth> _orders = [];
        private readonly Dictionary<OrderId, OrderId> _entryOf = [];
        private readonly Queue<Intent> _requests = [];
        private readonly List<OrderReport> _reports = [];
        private readonly List<OrderId> _entries = [];
        private readonly BracketUpdate[] _live = new BracketUpdate[BracketBook.Most];
        private long _price = 1_000;
        private long _position;
        private long _trade;
        private long _now = 1_000;
        private bool _isCalm;

        public void Play()
        {
            for (int i = 0; i < 300; i++)
                Step();
            _isCalm = true;
            for (int i = 0; i < 4_000 && (_desk.Engine.Desk.Brackets.Live > 0 || _requests.Count + _reports.Count > 0); i++)
            {
                if (i % 40 == 0)
                    CancelEntries();
                if (i % 10 == 0)
                    MoveTo(i % 20 == 0 ? 1_200 : 800);
                Step();
            }

            Assert.True(_desk.Engine.Desk.Brackets.Live == 0, $"{name}: {_desk.Engine.Desk.Brackets.Live} brackets never end");
            Assert.Equal((_position, 0L, 0), (_desk.Position, _position, _desk.Engine.LiveOrders));
        }

        private void Step()
        {
            _now += random.Next(60_000_000);
            switch (random.Next(14))
            {
                case 0 when !_isCalm && _desk.Engine.Desk.Brackets.Live < 4:
                    Enter();
                    break;
                case 1 or 2 when !_isCalm:
                    MoveTo(_price + random.Next(-6, 7));
                    break;
                case 3 or 4 or 5:
                    FillEntry();
                    break;
                case 6 when _requests.Count > 0:
                    seen.Unknowns++;
                    Intent lost = _requests.Peek();
                    _desk.Engine.OnReport(new OrderReport { Kind = ReportKind.Unknown, Id = lost.Id, Request = lost.Request, LocalNs = _now });
                    break;
                case 7:
                    _desk.Engine.OnClock(_now);
                    break;
                case 8 when !_isCalm && _entries.Count > 0 && random.Next(4) == 0:
                    _desk.Strategy.Context.CloseBracket(_entries[random.Next(_entries.Count)], new OrderReason(OrderReason.FirstOwn));
                    break;
                case 9 when !_isCalm:
                    FillGuards();
                    break;
                case 10 or 11 when _requests.Count > 0:
                    Arrive();
                    break;
                default:
                    if (_reports.Count > 0)
                        Deliver();
                    break;
            }

            Collect();
            Check();
        }

        private void Enter()
        {
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            int sign = side.Sign();
            long away = random.Next(2, 15);
            var bracket = new Bracket
            {
                TakeProfit = random.Next(4) == 0 ? default : new Price(_price + sign * random.Next(2, 20)),
                StopLoss = new Price(_price - sign * (away + 1)),
                TrailingPpm = random.Next(3) == 0 ? random.Next(2_000, 20_000) : 0,
                Trigger = BracketTrigger.LastTrade,
                EntryNs = random.Next(2) == 0 ? 0 : random.Next(1, 1_000_000_000),
                DropsBarelyFilled = random.Next(2) == 0,
                AtVenue = (BracketPart)random.Next(5),
            };
            if (!bracket.Has(bracket.AtVenue))
                bracket = bracket with { AtVenue = BracketPart.None };
            var quantity = new Quantity(random.Next(1, 30));
            NewOrder entry = random.Next(4) == 0 ? NewOrder.Market(0, side, quantity) : NewOrder.Limit(0, side, new Price(_price), quantity);
            Placement placed = _desk.Strategy.Context.PlaceBracket(entry, bracket);
            Assert.Equal(RiskRefusal.None, placed.Refusal);
            _entries.Add(placed.Id);
            _entryOf[placed.Id] = placed.Id;
        }

        private void CancelEntries()
        {
            foreach (OrderId entry in _entries)
                _desk.Strategy.Context.Cancel(entry);
        }

        private void Collect()
        {
            int count = _desk.Engine.CopyBrackets(_live);
            foreach (BracketUpdate bracket in _live.AsSpan(0, count))
            {
                foreach (OrderId id in (OrderId[])[bracket.Guard, bracket.Exit])
                {
                    if (!id.IsNone)
                        _entryOf.TryAdd(id, bracket.Entry);
                }
            }

            foreach (Intent intent in _desk.Engine.Intents)
            {
                _requests.Enqueue(intent);
                if (intent.Kind != IntentKind.Place)
                    continue;
                Assert.True(_entryOf.ContainsKey(intent.Id), $"{name}: nobody's order {intent.Id}");
                _orders.Add(intent.Id, new Truth { Terms = intent.Terms, Entry = _entryOf[intent.Id], Whole = intent.Terms.Quantity.Units });
                seen.Exits += intent.Terms.Type == OrderType.Market && !_orders[intent.Id].IsEntry ? 1 : 0;
                seen.Guards += intent.Terms.Type != OrderType.Market && !_orders[intent.Id].IsEntry ? 1 : 0;
            }

            _desk.Engine.ClearIntents();
        }

        private void MoveTo(long price)
        {
            _price = price;
            TriggerGuards();
            _desk.Trade(_now, price);
        }

        private void TriggerGuards()
        {
            foreach ((OrderId id, Truth order) in _orders.Where(o => o.Value.IsAlive && o.Value.Terms.Type.IsConditional()).ToArray())
            {
                bool isSell = order.Terms.Side == Side.Sell;
                bool isDue = order.Terms.Type switch
                {
                    OrderType.StopMarket => isSell ? _price <= order.Terms.Trigger.Units : _price >= order.Terms.Trigger.Units,
                    OrderType.TakeProfit => isSell ? _price >= order.Terms.Trigger.Units : _price <= order.Terms.Trigger.Units,
                    _ => random.Next(10) == 0,
                };
                if (isDue)
                    TradeAtOnce(id, order);
            }
        }

        // A resting take-profit fills in parts.
        private void FillGuards()
        {
            foreach ((OrderId id, Truth order) in _orders.Where(o => o.Value is { IsAlive: true, IsEntry: false } && o.Value.Terms.Type == OrderType.Limit).ToArray())
            {
                if (random.Next(3) == 0)
                    Trade(id, order, random.Next(1, (int)order.Open + 1));
            }
        }

        private void FillEntry()
        {
            (OrderId id, Truth order) = _orders.FirstOrDefault(o => o.Value is { IsAlive: true, IsEntry: true } && (_isCalm || random.Next(3) == 0));
            if (order is not null)
                Trade(id, order, random.Next(1, (int)order.Open + 1));
        }

        // What is there, and the rest expires.
        private void TradeAtOnce(OrderId id, Truth order)
        {
            long quantity = Closable(order, order.Open);
            if (quantity > 0 && (_isCalm || random.Next(4) > 0))
                Trade(id, order, random.Next(3) == 0 ? random.Next(1, (int)quantity + 1) : quantity);
            if (!order.IsAlive)
                return;
            order.IsAlive = false;
            Say(ReportKind.Expired, id, order, wasSetOff: order.Terms.Type.IsConditional());
        }

        private void Trade(OrderId id, Truth order, long quantity)
        {
            quantity = Closable(order, quantity);
            if (quantity == 0)
                return;
            order.Filled += quantity;
            order.IsAlive = order.Filled < order.Whole;
            _position += order.Terms.Side.Sign() * quantity;
            seen.Fills++;
            seen.GuardFills += order.IsEntry || order.Terms.Type == OrderType.Market ? 0 : 1;
            _reports.Add(new OrderReport { Kind = ReportKind.Fill, Id = id, Price = new Price(_price), Quantity = new Quantity(quantity), TradeId = ++_trade });
        }

        private long Closable(Truth order, long quantity) =>
            order.Terms.ReduceOnly ? Math.Clamp(-order.Terms.Side.Sign() * _position, 0, quantity) : quantity;

        private void Arrive()
        {
            Intent request = _requests.Dequeue();
            Truth order = _orders[request.Id];
            switch (request.Kind)
            {
                case IntentKind.Place:
                    ArriveNew(request.Id, order);
                    break;
                case IntentKind.Cancel:
                    bool isRefused = !order.IsAlive || (!_isCalm && random.Next(12) == 0);
                    seen.Races += order.IsAlive || order.Filled == 0 ? 0 : 1;
                    order.IsAlive &= isRefused;
                    Say(isRefused ? ReportKind.CancelRejected : ReportKind.Cancelled, request.Id, order, request.Request);
                    break;
                case IntentKind.Amend when !order.IsAlive || random.Next(4) == 0:
                    seen.Refusals++;
                    Say(ReportKind.AmendRejected, request.Id, order, request.Request);
                    break;
                case IntentKind.Amend when request.Terms.Quantity.Units <= order.Filled:
                    order.IsAlive = false;
                    Say(ReportKind.Cancelled, request.Id, order, request.Request);
                    break;
                case IntentKind.Amend:
                    order.Whole = request.Terms.Quantity.Units;
                    Say(ReportKind.Amended, request.Id, order, request.Request);
                    break;
            }
        }

        private void ArriveNew(OrderId id, Truth order)
        {
            order.HasArrived = true;
            if ((order.Terms.ReduceOnly && Closable(order, 1) == 0) || random.Next(_isCalm ? 20 : 6) == 0)
            {
                seen.Refusals++;
                Say(ReportKind.Rejected, id, order);
                return;
            }

            order.IsAlive = true;
            if (order.Terms.Type == OrderType.Market)
            {
                TradeAtOnce(id, order);
                return;
            }

            Say(ReportKind.Acknowledged, id, order);
        }

        private void Say(ReportKind kind, OrderId id, Truth order, int request = 0, bool wasSetOff = false) => _reports.Add(new OrderReport
        {
            Kind = kind,
            Id = id,
            ExchangeNs = _now,
            Price = order.Terms.Price,
            Quantity = new Quantity(order.Whole),
            Request = request,
            WasSetOff = wasSetOff,
            NeverLeft = kind is ReportKind.Rejected or ReportKind.AmendRejected && random.Next(3) == 0,
        });

        private void Deliver()
        {
            OrderReport report = _reports[0];
            _reports.RemoveAt(0);
            _desk.Engine.OnReport(report with { LocalNs = _now });
            if (random.Next(6) == 0)
                _desk.Engine.OnReport(report with { LocalNs = _now });
        }

        // What is at the venue or on its way there, and could take out at the worst.
        private void Check()
        {
            foreach (IGrouping<OrderId, KeyValuePair<OrderId, Truth>> bracket in _orders.GroupBy(o => o.Value.Entry))
            {
                long filled = 0, exited = 0, outstanding = 0;
                foreach ((OrderId id, Truth order) in bracket)
                {
                    if (order.IsEntry)
                    {
                        filled += order.Filled;
                        continue;
                    }

                    exited += order.Filled;
                    long worst = order.HasArrived ? order.Open : order.Whole;
                    foreach (Intent amend in _requests.Where(r => r.Id == id && r.Kind == IntentKind.Amend && (order.IsAlive || !order.HasArrived)))
                        worst = Math.Max(worst, amend.Terms.Quantity.Units - order.Filled);
                    outstanding += worst;
                }

                Assert.True(outstanding <= filled - exited, $"{name}: of bracket {bracket.Key} {filled} filled and {exited} were taken out, {outstanding} are out");
            }
        }
    }
}
