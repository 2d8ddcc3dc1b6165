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
    private const string Key = "sessionKey", Secret = "sessionSecret", AnotherKey = "anotherKey";

    private static readonly string[] OrderScopes = ["wsapi", "order"];
    private static readonly string[] AllSymbols = ["BTCUSDT", "ETHUSDT"];

    private readonly BinanceExchange _exchange;
    private readonly List<StageFill> _fills = [];

    public BinanceStage(StageTerms terms) : base(terms, "rest.venue", "stream.venue", "api.venue")
    {
        Symbols = AllSymbols[..terms.Symbols];
        var options = new BinanceExchangeOptions
        {
            Symbols = AllSymbols[..terms.Symbols],
            Accounts = [new(Key, Secret, "hmac", terms.Money), new(AnotherKey, Secret, "hmac", 1_000_000_000)],
            Seed = terms.Seed,
            StartNs = Clock.StartNs,
            Pace = terms.Pace,
        };
        _exchange = new BinanceExchange(terms.ConnectionLifeNs is { } life ? options with { ConnectionLifeNs = life } : options, Network);
        Put(_exchange);
    }

    public override IReadOnlyList<string> Symbols { get; }

    public override decimal Wallet => Account.Wallet;

    public BinanceTrading Trading => _exchange.Parts.Trading;

    private BinanceAccount Account => _exchange.Parts.Trading.FindKey(Key)!;

    public override OrderBook MarketBook(string symbol) => Trading.Find(symbol)!.Book;

    // Told ids have holes between them, as Binance's do.
    public override long UpdateId(string symbol) => Trading.Find(symbol)!.UpdateId * MarketHistory.Next(0);

    public override IReadOnlyList<StageOrder> Orders() =>
        [.. Account.Orders.Values.Select(o => new StageOrder(NumberOf(o.ClientOrderId), o.Symbol.Name, o.Side, o.Price, o.Quantity, o.Executed, o.IsLive))];

    // The exchange forgets the oldest: whoever wants all of them looks often.
    public override IReadOnlyList<StageFill> Fills()
    {
        int known = Account.Fills.Count;
        while (known > 0 && _fills.Count > 0 && !IsNewest(Account.Fills[known - 1]))
            known--;
        for (int i = _fills.Count == 0 ? 0 : known; i < Account.Fills.Count; i++)
        {
            BinanceFill fill = Account.Fills[i];
            _fills.Add(new StageFill(fill.TradeId, NumberOf(fill.Order.ClientOrderId), fill.Order.Symbol.Name, fill.Price, fill.Quantity, fill.Commission));
        }

        return _fills;
    }

    public override decimal Position(string symbol) => Trading.PositionsOf(Account, Trading.Find(symbol)!.Symbol).Sum(p => p.Amount);

    public override decimal PositionCost(string symbol) => Trading.PositionsOf(Account, Trading.Find(symbol)!.Symbol).Sum(p => p.Amount * p.EntryPrice);

    public override void TradeByAnother(string symbol, Side side, decimal price, decimal quantity)
    {
        Trading.Advance(Clock.NowNs);
        (BinanceOrder? order, BinanceError? error) = Trading.Place(
            Trading.FindKey(AnotherKey)!,
            new BinanceOrderTerms { Symbol = symbol, Side = side, Type = "LIMIT", TimeInForce = "IOC", Price = price, Quantity = quantity });
        Assert.True(order is not null, error?.Message);
    }

    public override VenueLine LineOf(VirtualConnection connection) => connection.Url.Host == "api.venue" ? VenueLine.Orders
        : connection.Url.AbsolutePath.StartsWith("/private", StringComparison.Ordinal) ? VenueLine.Private : VenueLine.Market;

    public override (string Symbol, long UpdateId)? BookChange(ReadOnlySpan<byte> message)
    {
        // "e" is the first field of the event, the symbol and the ids stand before the levels.
        ReadOnlySpan<byte> head = message[..Math.Min(message.Length, 300)];
        if (head.IndexOf("\"depthUpdate\""u8) < 0)
            return null;
        return (System.Text.Encoding.UTF8.GetString(Field(head, "\"s\":\""u8)), long.Parse(Field(head, "\"u\":"u8), CultureInfo.InvariantCulture));
    }

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

    public override IEnumerable<VenueTrouble> Troubles(SeededRandom random) => BinanceTroubles.Of(this, random);

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

    private bool IsNewest(BinanceFill fill) =>
        (fill.TradeId, NumberOf(fill.Order.ClientOrderId), fill.Order.Symbol.Name) == (_fills[^1].TradeId, _fills[^1].Number, _fills[^1].Symbol);

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = json[(json.IndexOf(name) + name.Length)..];
        return rest[..rest.IndexOfAny("\",}"u8)];
    }

    private static long NumberOf(string clientId) =>
        clientId.StartsWith(Prefix + "-", StringComparison.Ordinal) && long.TryParse(clientId.AsSpan(Prefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
