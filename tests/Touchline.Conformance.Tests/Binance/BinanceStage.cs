using System.Globalization;
using Touchline.Core;
using Touchline.Exchanges.Binance;
using BinanceCredentials = Touchline.Venues.Binance.BinanceCredentials;
using BinanceVenue = Touchline.Venues.Binance.BinanceVenue;
using BinanceVenueOptions = Touchline.Venues.Binance.BinanceVenueOptions;

namespace Touchline.Conformance.Tests;

/// <summary>Binance's adapter before the simulated Binance.</summary>
internal sealed class BinanceStage : VenueStage
{
    private const string Prefix = "n1";
    public const string Key = "sessionKey";

    private const string Secret = "sessionSecret", AnotherKey = "anotherKey";

    private static readonly string[] OrderScopes = ["wsapi", "order"];
    private static readonly string[] AllSymbols = ["BTCUSDT", "ETHUSDT"];

    private readonly BinanceExchange _exchange;
    private readonly BinanceSight _sight;
    private int _byHand;

    /// <param name="terms">What it is opened with.</param>
    /// <param name="keepsClientIds">What a conditional order becomes bears its client id; null: the seed decides.</param>
    public BinanceStage(StageTerms terms, bool? keepsClientIds = null) : base(terms, "rest.venue", "stream.venue", "api.venue")
    {
        Symbols = AllSymbols[..terms.Symbols];
        var options = new BinanceExchangeOptions
        {
            Symbols = AllSymbols[..terms.Symbols],
            Accounts = [new(Key, Secret, "hmac", terms.Money), new(AnotherKey, Secret, "hmac", 1_000_000_000)],
            Seed = terms.Seed,
            StartNs = Clock.StartNs,
            Pace = terms.Pace,
            KeepsAlgoClientIds = keepsClientIds ?? terms.Seed % 2 == 0,
        };
        _exchange = new BinanceExchange(terms.ConnectionLifeNs is { } life ? options with { ConnectionLifeNs = life } : options, Network);
        _sight = new BinanceSight(_exchange, Key, Prefix);
        Put(_exchange);
    }

    public override IReadOnlyList<string> Symbols { get; }

    public override decimal Wallet => _sight.Wallet;

    public BinanceTrading Trading => _sight.Trading;

    public override OrderBook MarketBook(string symbol) => _sight.MarketBook(symbol);

    public override long UpdateId(string symbol) => _sight.UpdateId(symbol);

    public override IReadOnlyList<StageOrder> Orders() => _sight.Orders();

    public override IReadOnlyList<StageFill> Fills() => _sight.Fills();

    public override decimal Position(string symbol) => _sight.Position(symbol);

    public override decimal PositionCost(string symbol) => _sight.PositionCost(symbol);

    public override void TradeByAnother(string symbol, Side side, decimal price, decimal quantity)
    {
        Trading.Advance(Clock.NowNs);
        (BinanceOrder? order, BinanceError? error) = Trading.Place(
            Trading.FindKey(AnotherKey)!,
            new BinanceOrderTerms { Symbol = symbol, Side = side, Type = "LIMIT", TimeInForce = "IOC", Price = price, Quantity = quantity });
        Assert.True(order is not null, error?.Message);
    }

    public override void TradeByHand(string symbol, Side side, decimal quantity)
    {
        Trading.Advance(Clock.NowNs);
        (BinanceOrder? order, BinanceError? error) = Trading.Place(
            Trading.FindKey(Key)!, new BinanceOrderTerms { Symbol = symbol, Side = side, Type = "MARKET", Quantity = quantity, ClientOrderId = $"web_{++_byHand}" });
        Assert.True(order is not null, error?.Message);
    }

    public override VenueLine LineOf(VirtualConnection connection) => connection.Url.Host == "api.venue" ? VenueLine.Orders
        : connection.Url.AbsolutePath.StartsWith("/private", StringComparison.Ordinal) ? VenueLine.Private : VenueLine.Market;

    public override (string Symbol, long UpdateId)? BookChange(ReadOnlySpan<byte> message) => BinanceSight.BookChange(message);

    public override void Fault(VenueFault fault, int count = 1, long ms = 0)
    {
        string[] texts = fault switch
        {
            VenueFault.SkippedUpdates => ["""" "kind":"skip","scope":"market","probability":0.3 """"],
            VenueFault.UnknownButDone => [.. OrderScopes.Select(s => $""""" "kind":"status","scope":"{s}","status":503,"accepted":true """"")],
            VenueFault.UnknownAndNotDone => [.. OrderScopes.Select(s => $""""" "kind":"status","scope":"{s}","status":503,"accepted":false """"")],
            VenueFault.Refused => [.. OrderScopes.Select(s => $""""" "kind":"reject","scope":"{s}" """"")],
            VenueFault.TooManyRequests => [$""""" "kind":"status","scope":"rest","status":429,"ms":{ms} """""],
            VenueFault.Banned => [$""""" "kind":"status","scope":"rest","status":418,"ms":{ms} """""],
            VenueFault.ClockSkew => [$""""" "kind":"skew","ms":{ms} """""],
            VenueFault.PrivateStreamEnds => ["""" "kind":"expire-listen-keys" """"],
            VenueFault.PrivateTwice => ["""" "kind":"duplicate","scope":"user" """"],
            VenueFault.PrivateOutOfOrder => ["""" "kind":"reorder","scope":"user","probability":0.5,"ms":20 """"],
            VenueFault.PrivateLost => ["""" "kind":"lose","scope":"user" """"],
            VenueFault.FillBeforeAnswer => [.. OrderScopes.Select(s => $""""" "kind":"fill-before-ack","scope":"{s}","ms":50 """"")],
            VenueFault.AnswerLost => ["""" "kind":"lose","scope":"wsapi" """", """" "kind":"silence","scope":"order","accepted":true """"],
            VenueFault.FeedSilent => ["""" "kind":"silence","scope":"market" """"],
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
        bool isState = fault is VenueFault.ClockSkew or VenueFault.PrivateStreamEnds;
        foreach (string text in texts)
            Post(count > 0 && !isState ? string.Create(CultureInfo.InvariantCulture, $"{text},\"count\":{count}") : text);
    }

    public void Post(string fault)
    {
        (int status, string reply) = Network.Ask("POST", "/_faults", $"{{{fault}}}");
        Assert.True(status == 200, reply);
    }

    public override IEnumerable<VenueTrouble> Troubles(SeededRandom random) => BinanceTroubles.Of(Post, random);

    public override void EndFaults() => Network.Ask("DELETE", "/_faults");

    public override bool IsTimeRequest(HttpCall call) => call.Url.Contains("/fapi/v1/time", StringComparison.Ordinal);

    public override bool IsCancel(HttpCall call) => call.Method == "DELETE" && call.Url.Contains("/fapi/v1/order", StringComparison.Ordinal);

    public override void UseUpRequests(int allBut)
    {
        const int Limit = 2400, Weight = 20;
        for (int used = 0; used + Weight <= Limit - allBut; used += Weight)
            Network.Ask("GET", "/fapi/v1/depth?symbol=BTCUSDT&limit=1000", address: Session.Wire.Address);
    }

    public override void Dispose() => _exchange.Dispose();

    protected override IVenue MakeVenue(IWire wire, IVenueListener listener) => new BinanceVenue(
        new BinanceVenueOptions
        {
            RestUrl = Terms.HasWrongHost ? "http://nowhere" : "http://rest.venue",
            StreamUrl = Terms.HasWrongHost ? "ws://nowhere" : "ws://stream.venue",
            WebSocketApiUrl = Terms.HasWrongHost ? "ws://nowhere/ws-fapi/v1" : "ws://api.venue/ws-fapi/v1",
            Credentials = new BinanceCredentials(Key, Terms.KeyKind ?? "hmac", Terms.HasWrongKey ? "wrong" : Secret),
            SessionPrefix = Prefix,
            Seed = Terms.Seed,
        },
        wire, listener);
}
