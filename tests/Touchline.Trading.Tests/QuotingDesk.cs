using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>A strategy that follows the touch with one quote a side, in a market whose touch moves with nearly every row, with a venue that answers everything at once.</summary>
internal sealed class QuotingDesk
{
    private const long Middle = 10_000;

    private readonly Random _random;
    private readonly Engine _engine;
    private readonly OrderReport[] _reports = new OrderReport[64];
    private readonly Action<Intent>? _onIntent;
    private long _now = 1_000;

    /// <param name="limits">Of the account and the strategy.</param>
    public QuotingDesk(int seed, Action<Intent>? onIntent = null, RiskLimits? limits = null, VenueRules? rules = null)
    {
        _engine = new Engine(
            [Desk.Plain], [new StrategySetup("follower", new Follower()) { Limits = limits ?? RiskLimits.None }], limits ?? new RiskLimits { MaxPosition = 50 }, venues: rules is null ? null : [rules]);
        _random = new Random(seed);
        _onIntent = onIntent;
        _engine.Start(_now);
    }

    public OrderCounts Counts => _engine.Counts(0);

    public void Play(int events)
    {
        for (int i = 0; i < events; i++)
        {
            _now += _random.Next(100);
            Next();
            Answer();
        }
    }

    private void Next()
    {
        int dice = _random.Next(10);
        Side side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var row = new MarketEvent
        {
            Kind = dice == 1 ? EventKind.Trade : EventKind.Depth,
            Side = side,
            Price = new Price(Middle - side.Sign() * _random.Next(1, 6)),
            Quantity = new Quantity(_random.Next(dice == 1 ? 1 : 0, 5)),
            Flags = _random.Next(3) == 0 ? EventFlags.EndOfBatch : EventFlags.None,
        };
        _engine.OnMarket(row, _now);
    }

    // Acknowledges and cancels; every fifth order fills.
    private void Answer()
    {
        int count = 0;
        foreach (ref readonly Intent intent in _engine.Intents)
        {
            _onIntent?.Invoke(intent);
            bool isNew = intent.Kind == IntentKind.Place;
            _reports[count++] = new OrderReport
            {
                Kind = !isNew ? ReportKind.Cancelled : intent.Id.Number % 5 == 0 ? ReportKind.Fill : ReportKind.Acknowledged,
                Id = intent.Id,
                LocalNs = _now,
                Price = intent.Order.Order.Price,
                Quantity = intent.Order.Order.Quantity,
                Fee = 0.01m,
            };
        }

        _engine.ClearIntents();
        for (int i = 0; i < count; i++)
            _engine.OnReport(_reports[i]);
    }

    private sealed class Follower : Strategy
    {
        private readonly OrderId[] _orders = new OrderId[2];
        private readonly Price[] _prices = new Price[2];

        public override void OnStart() => Context.SetTimer(1, Context.NowNs + 500);

        public override void OnTimer(int id) => Context.SetTimer(id, Context.NowNs + 500);

        public override void OnBook(int instrument)
        {
            BookView book = Context.Book(instrument);
            if (!book.IsTwoSided || book.IsCrossed)
                return;
            Follow(0, Side.Buy, book.BestBid);
            Follow(1, Side.Sell, book.BestAsk);
        }

        public override void OnOrder(in OrderUpdate order)
        {
            for (int i = 0; i < _orders.Length; i++)
            {
                if (order.State.IsTerminal() && _orders[i] == order.Id)
                    _orders[i] = default;
            }
        }

        private void Follow(int slot, Side side, Price price)
        {
            if (!_orders[slot].IsNone && _prices[slot] != price)
                Context.Cancel(_orders[slot]);
            if (!_orders[slot].IsNone)
                return;
            _orders[slot] = Context.Place(NewOrder.Limit(0, side, price, new Quantity(1))).Id;
            _prices[slot] = price;
        }
    }
}
