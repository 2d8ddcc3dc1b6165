using System.Globalization;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Bench;

/// <summary>
/// A Binance that knows one instrument and one flat account by heart: what it answers to each REST request, and a depth stream of constant length whose touch stays where it is. Its limits are
/// so high that they never hold an order back.
/// </summary>
internal sealed class VenueScript
{
    public const string Symbol = "BTCUSDT";
    public const long FirstId = 5_000_000_000_000;

    private const int Variants = 64, Levels = 10, Ladder = 50;
    private const long TouchTicks = 600_000;
    private const int IdDigits = 13;

    private readonly byte[][] _messages;
    private readonly int _eventAt, _transactionAt, _firstAt, _lastAt, _previousAt;
    private long _nextId = FirstId;

    public VenueScript()
    {
        var random = new SeededRandom(3);
        _messages = [.. Enumerable.Range(0, Variants).Select(_ => Encoding.ASCII.GetBytes(DepthText(random)))];
        (_eventAt, _transactionAt) = (PlaceOf("\"E\":"u8), PlaceOf("\"T\":"u8));
        (_firstAt, _lastAt, _previousAt) = (PlaceOf("\"U\":"u8), PlaceOf("\"u\":"u8), PlaceOf("\"pu\":"u8));
    }

    public static BinanceCredentials Credentials { get; } = new("benchApiKey00000000000000000000000000000000000000000000000000000", "hmac", new string('k', 64));

    /// <summary>The body of an answer; null: there is no such thing here.</summary>
    /// <param name="call">Method and path.</param>
    public static string? Answer(string call, long venueMs) => call switch
    {
        "GET /fapi/v1/time" => $$"""{"serverTime":{{venueMs}}}""",
        "GET /fapi/v1/exchangeInfo" => ExchangeInfo,
        "GET /fapi/v1/depth" => Snapshot(venueMs),
        "GET /fapi/v1/positionSide/dual" => """{"dualSidePosition":false}""",
        "GET /fapi/v1/multiAssetsMargin" => """{"multiAssetsMargin":false}""",
        "GET /fapi/v1/symbolConfig" => """[{"symbol":"BTCUSDT","marginType":"CROSSED","isAutoAddMargin":false,"leverage":20,"maxNotionalValue":"1000000"}]""",
        "POST /fapi/v1/listenKey" or "PUT /fapi/v1/listenKey" => """{"listenKey":"benchListenKey"}""",
        "GET /fapi/v3/balance" => """[{"accountAlias":"x","asset":"USDT","balance":"1000000","crossWalletBalance":"1000000","crossUnPnl":"0","availableBalance":"1000000","maxWithdrawAmount":"1000000","marginAvailable":true,"updateTime":1}]""",
        "GET /fapi/v1/openOrders" or "GET /fapi/v3/positionRisk" or "GET /fapi/v1/userTrades" or "GET /fapi/v1/income" => "[]",
        _ => null,
    };

    /// <summary>The answer to a request to subscribe.</summary>
    public static string Acknowledge(ReadOnlySpan<byte> request) => $$"""{"result":null,"id":{{Encoding.ASCII.GetString(VenueAnswers.NumberBehind(request, "\"id\":"u8))}}}""";

    /// <summary>The stream's next depth message: good until it comes round again.</summary>
    public ReadOnlySpan<byte> NextDepth(long venueMs)
    {
        byte[] message = _messages[_nextId % Variants];
        Write(message, _eventAt, venueMs);
        Write(message, _transactionAt, venueMs);
        Write(message, _firstAt, _nextId);
        Write(message, _lastAt, _nextId);
        Write(message, _previousAt, _nextId - 1);
        _nextId++;
        return message;
    }

    private int PlaceOf(ReadOnlySpan<byte> name) => _messages[0].AsSpan().IndexOf(name) + name.Length;

    private static void Write(byte[] message, int at, long number)
    {
        for (int i = at + IdDigits - 1; i >= at; i--, number /= 10)
            message[i] = (byte)('0' + number % 10);
    }

    private static string ExchangeInfo => """
        {"timezone":"UTC","serverTime":1565613908500,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":1000000000},
        {"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1000000000},{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":1000000000}],
        "symbols":[{"symbol":"BTCUSDT","contractType":"PERPETUAL","status":"TRADING","quoteAsset":"USDT","marginAsset":"USDT","filters":[
        {"filterType":"PRICE_FILTER","minPrice":"556.80","maxPrice":"4529764","tickSize":"0.10"},{"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"1000","stepSize":"0.001"}]}]}
        """;

    private static string Snapshot(long venueMs)
    {
        string bids = string.Join(',', Enumerable.Range(0, 500).Select(i => $"[\"{PriceText(TouchTicks - i)}\",\"5.000\"]"));
        string asks = string.Join(',', Enumerable.Range(0, 500).Select(i => $"[\"{PriceText(TouchTicks + 1 + i)}\",\"5.000\"]"));
        return $$"""{"lastUpdateId":{{FirstId}},"E":{{venueMs}},"T":{{venueMs}},"bids":[{{bids}}],"asks":[{{asks}}]}""";
    }

    // Numbers have the width that they will have once they are written in place.
    private static string DepthText(SeededRandom random) =>
        $$$"""{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":{{{FirstId}}},"T":{{{FirstId}}},"s":"BTCUSDT","ps":"BTCUSDT","U":{{{FirstId}}},"u":{{{FirstId}}},"pu":{{{FirstId}}},"b":[{{{SideText(random, TouchTicks, -1)}}}],"a":[{{{SideText(random, TouchTicks + 1, 1)}}}],"st":1}}""";

    // The touch and nine others out of fifty, as a rule changed, now and then removed.
    private static string SideText(SeededRandom random, long touch, int away)
    {
        var steps = new SortedSet<int> { 0 };
        while (steps.Count < Levels)
            steps.Add(random.Below(Ladder));
        return string.Join(',', steps.Select(s => $"[\"{PriceText(touch + away * s)}\",\"{(s > 0 && random.Chance(0.2) ? "0.000" : $"{1 + random.Below(9)}.{random.Below(1000):000}")}\"]"));
    }

    private static string PriceText(long ticks) => (ticks / 10m).ToString("0.00", CultureInfo.InvariantCulture);
}
