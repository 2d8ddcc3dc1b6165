using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;
using Touchline.Venues.Binance;

namespace Touchline.Bench;

/// <summary>Answers every second change of the book by a post-only bid ten ticks behind the best, and the one after it by cancelling that bid.</summary>
internal sealed class SecondUpdateBidder : Strategy
{
    public const long Behind = 10, Size = 10;

    private OrderId _bid;

    /// <summary>Nothing is sent before.</summary>
    public bool IsTrading { get; set; }

    public long Ended { get; private set; }

    public override void OnBook(int instrument)
    {
        if (!IsTrading)
            return;
        if (!_bid.IsNone)
        {
            Context.Cancel(_bid);
            _bid = default;
            return;
        }

        Price price = new(Context.Book(instrument).Touch.BidPrice.Units - Behind);
        _bid = Context.Place(NewOrder.Limit(instrument, Side.Buy, price, new Quantity(Size), TimeInForce.PostOnly)).Id;
    }

    public override void OnOrder(in OrderUpdate order)
    {
        if (order.State.IsTerminal())
            Ended++;
    }
}

/// <summary>The adapter of Binance with an engine, risk limits and a strategy behind it, all on one thread as in a live session; nothing is recorded.</summary>
internal sealed class VenueSeat : IVenueListener
{
    private static readonly RiskLimits Limits = new()
    {
        MaxOrder = 1,
        MaxPosition = 100,
        MaxExposure = 10_000_000,
        PriceCollar = 0.05m,
        OrderRate = new OrderRate(OrderRate.MostOrders, 1_000_000_000),
    };

    private readonly Func<long> _clock;
    private Engine? _engine;
    private bool _isSending;

    /// <param name="clock">Local time in nanoseconds.</param>
    public VenueSeat(BinanceVenueOptions options, IWire wire, Func<long> clock)
    {
        _clock = clock;
        Venue = new BinanceVenue(options with { Credentials = VenueScript.Credentials, SessionPrefix = "bench", CountdownMs = 0 }, wire, this);
    }

    public BinanceVenue Venue { get; }

    public SecondUpdateBidder Strategy { get; } = new();

    /// <summary>Messages of the market that the engine has had.</summary>
    public long Batches { get; private set; }

    /// <summary>What the adapter said last.</summary>
    public string Note { get; private set; } = "";

    public bool IsReady => Venue.State is { IsFeedUp: true, IsTradingReady: true };

    public void Start()
    {
        Venue.Subscribe(VenueScript.Symbol, FeedStreams.Depth, _clock());
        Venue.Start(_clock());
    }

    void IVenueListener.OnInstrument(int index, Instrument instrument)
    {
        _engine = new Engine([instrument with { Version = 1 }], [new StrategySetup("bidder", Strategy)], Limits);
        _engine.Start(_clock());
        _engine.OnMarket(new MarketEvent { Kind = EventKind.Definition, ExchangeNs = _clock(), LocalNs = _clock(), Version = 1 }, _clock());
    }

    void IVenueListener.OnMarket(ReadOnlySpan<MarketEvent> batch)
    {
        Batches++;
        foreach (ref readonly MarketEvent row in batch)
            _engine!.OnMarket(row, batch[0].LocalNs);
        Dispatch();
    }

    void IVenueListener.OnStatus(int index, InstrumentStatus status)
    {
    }

    void IVenueListener.OnOrderCount(long windowNs, int used)
    {
    }

    void IVenueListener.OnReport(in OrderReport report)
    {
        if (_isSending || report.Kind is not (ReportKind.Acknowledged or ReportKind.Cancelled))
            throw new InvalidOperationException($"{report.Kind} isn't what the venue answers here ({Note})");
        _engine!.OnReport(report);
        Dispatch();
    }

    void IVenueListener.OnAccount(AccountSnapshot account)
    {
    }

    void IVenueListener.OnState(VenueState state)
    {
        if (state.Trouble is { } trouble)
            Note = trouble;
    }

    void IVenueListener.OnNote(string text) => Note = text;

    private void Dispatch()
    {
        _isSending = true;
        foreach (ref readonly Intent intent in _engine!.Intents)
            Venue.Send(intent, _clock());
        _isSending = false;
        _engine.ClearIntents();
    }
}
