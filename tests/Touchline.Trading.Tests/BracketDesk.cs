using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>A strategy that enters with brackets, post-only entries and legs in a market that moves all the time, with a venue that answers everything at once.</summary>
internal sealed class BracketDesk
{
    private readonly Random _random;
    private readonly Engine _engine = new([Desk.Plain, Desk.Plain with { Symbol = "Y" }], [new StrategySetup("trader", new Trader())], new RiskLimits());
    private readonly OrderReport[] _reports = new OrderReport[256];
    private readonly Action<Intent>? _onIntent;
    private long _now = 1_000;
    private long _middle = 10_000;
    private long _trade;

    public BracketDesk(int seed, Action<Intent>? onIntent = null)
    {
        _random = new Random(seed);
        _onIntent = onIntent;
        _engine.Start(_now);
    }

    public OrderCounts Counts => _engine.Counts(0);

    public void Play(int events)
    {
        for (int i = 0; i < events; i++)
        {
            _now += _random.Next(1_000_000);
            _middle += _random.Next(-2, 3);
            _engine.OnMarket(Row(EventKind.Clear, Side.None, 0, ends: false), _now);
            _engine.OnMarket(Row(EventKind.Depth, Side.Buy, _middle - 1, ends: false), _now);
            _engine.OnMarket(Row(EventKind.Depth, Side.Sell, _middle + 1, ends: false), _now);
            _engine.OnMarket(Row(EventKind.Trade, Side.Sell, _middle, ends: true), _now);
            while (_engine.Intents.Length > 0)
                Answer();
        }
    }

    private static MarketEvent Row(EventKind kind, Side side, long price, bool ends) => new()
    {
        Kind = kind,
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(50),
        Flags = ends ? EventFlags.EndOfBatch : EventFlags.None,
    };

    private void Answer()
    {
        int count = 0;
        foreach (ref readonly Intent intent in _engine.Intents)
        {
            _onIntent?.Invoke(intent);
            bool isSentBack = intent.Terms.TimeInForce == TimeInForce.PostOnly && intent.Id.Number % 3 == 0;
            ReportKind kind = intent.Kind == IntentKind.Cancel ? ReportKind.Cancelled
                : intent.Kind == IntentKind.Amend ? ReportKind.Amended
                : isSentBack ? ReportKind.Expired
                : intent.Terms.ReduceOnly && intent.Terms.Type != OrderType.Market ? ReportKind.Acknowledged
                : ReportKind.Fill;
            _reports[count++] = new OrderReport
            {
                Kind = kind,
                Id = intent.Id,
                Instrument = intent.Instrument,
                LocalNs = _now,
                ExchangeNs = _now,
                Price = intent.Terms.Price.Units == 0 ? new Price(_middle) : intent.Terms.Price,
                Quantity = intent.Terms.Quantity,
                TradeId = kind == ReportKind.Fill ? ++_trade : 0,
                Request = intent.Request,
            };
        }

        _engine.ClearIntents();
        for (int i = 0; i < count; i++)
            _engine.OnReport(_reports[i]);
    }

    private sealed class Trader : Strategy
    {
        private OrderId _bracket;
        private int _turn;

        public override void OnBook(int instrument)
        {
            BookView book = Context.Book(0);
            if (!book.IsTwoSided || Context.TryBracket(_bracket, out _))
                return;
            _turn++;
            var bracket = new Bracket
            {
                TakeProfit = book.BestAsk + 6,
                StopLoss = book.BestBid - 6,
                TrailingPpm = 400,
                AtVenue = (BracketPart)(_turn % 5),
            };
            NewOrder entry = NewOrder.Limit(0, Side.Buy, book.BestBid, new Quantity(3), TimeInForce.PostOnly);
            _bracket = Context.PlaceBracket(entry, bracket, new PostOnlyPolicy(2) { OffsetTicks = 1, AtEnd = PostOnlyEnd.Market }).Id;
            if (_turn % 4 == 0)
            {
                Context.PlaceLegs(
                    NewOrder.Limit(0, Side.Sell, book.BestBid, new Quantity(2)), NewOrder.Market(0, Side.Buy, new Quantity(2)), new LegTerms(1_000_000, LateHedge.Cross));
            }
        }
    }
}
