using System.Globalization;
using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>
/// An adapter on a scripted wire and a clock that the test moves, with an engine behind it. By itself it only opens connections, acknowledges subscriptions and answers the REST
/// requests that a script is there for; each kind can be switched off.
/// </summary>
internal sealed class Scene : Strategy, IVenueListener
{
    public const long Ms = 1_000_000, Second = 1_000_000_000;
    public const long StartMs = 1_760_000_000_000;

    private readonly Dictionary<string, Func<HttpCall, (int Status, string Body)>> _scripts = [];
    private int _acknowledged, _opened;

    public Scene(BinanceVenueOptions? options = null, bool trades = true)
    {
        BinanceVenueOptions chosen = options ?? new BinanceVenueOptions
        {
            Credentials = trades ? new BinanceCredentials("fakeApiKey0001", "hmac", "fakeSecret0001") : null,
            SessionPrefix = "eng-1",
            CountdownMs = 0,
        };
        Venue = new BinanceVenue(chosen, Wire, this);
        Engine = new Engine([Unit], [new StrategySetup("scene", this)], new RiskLimits(), feeAssets: Venue.Traits.FeeAssets);
        Engine.Start(0);
        OnCall("GET /fapi/v1/time", _ => $$"""{"serverTime":{{(Now + ClockAheadNs) / Ms}}}""");
        OnCall("GET /fapi/v1/exchangeInfo", _ => ExchangeInfo);
        OnCall("GET /fapi/v1/positionSide/dual", _ => """{"dualSidePosition":false}""");
        OnCall("GET /fapi/v1/multiAssetsMargin", _ => """{"multiAssetsMargin":false}""");
        OnCall("GET /fapi/v1/symbolConfig", _ => """[{"symbol":"BTCUSDT","marginType":"CROSSED","isAutoAddMargin":false,"leverage":20,"maxNotionalValue":"1000000"}]""");
        OnCall("POST /fapi/v1/listenKey", _ => $$"""{"listenKey":"key{{++Keys}}"}""");
        OnCall("PUT /fapi/v1/listenKey", _ => """{"listenKey":"key"}""");
        OnCall("GET /fapi/v1/openOrders", _ => "[]");
        OnCall("GET /fapi/v1/openAlgoOrders", _ => "[]");
        OnCall("GET /fapi/v3/balance", _ => """[{"accountAlias":"x","asset":"USDT","balance":"1000.5","crossWalletBalance":"1000.5","crossUnPnl":"0","availableBalance":"900.25","maxWithdrawAmount":"900","marginAvailable":true,"updateTime":1}]""");
        OnCall("GET /fapi/v3/positionRisk", _ => "[]");
        OnCall("GET /fapi/v1/userTrades", _ => "[]");
        OnCall("GET /fapi/v1/income", _ => "[]");
        OnCall("GET /fapi/v1/depth", _ => Snapshot(100));
        OnCall("POST /fapi/v1/countdownCancelAll", _ => """{"symbol":"BTCUSDT","countdownTime":"60000"}""");
    }

    public static Instrument Unit { get; } = Instrument.Linear("binance-usdm", "BTCUSDT", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));

    public ScriptedWire Wire { get; } = new();

    public BinanceVenue Venue { get; }

    public Engine Engine { get; }

    public long Now { get; private set; } = StartMs * Ms;

    public long ClockAheadNs { get; set; }

    public int Keys { get; private set; }

    public bool OpensConnections { get; set; } = true;

    public bool AcknowledgesSubscriptions { get; set; } = true;

    /// <summary>How long a REST request takes, each way.</summary>
    public long WayNs { get; set; } = 2 * Ms;

    public List<string> Notes { get; } = [];

    public List<MarketEvent> Events { get; } = [];

    public List<OrderReport> Reports { get; } = [];

    public List<VenueState> States { get; } = [];

    public List<AccountSnapshot> Accounts { get; } = [];

    public List<(int Index, Instrument Instrument)> Instruments { get; } = [];

    public List<(int Index, InstrumentStatus Status)> Statuses { get; } = [];

    public List<(long WindowNs, int Used)> OrderCounts { get; } = [];

    public bool IsForgetful { get; set; }

    public long MarketBatches { get; private set; }

    public static string ExchangeInfo { get; } = """
        {"timezone":"UTC","serverTime":1565613908500,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},
        {"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200},{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300}],
        "symbols":[
        {"symbol":"BTCUSDT","contractType":"PERPETUAL","status":"TRADING","quoteAsset":"USDT","marginAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","minPrice":"556.80","maxPrice":"4529764","tickSize":"0.10"},{"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"1000","stepSize":"0.001"}]},
        {"symbol":"ETHUSDT","contractType":"PERPETUAL","status":"TRADING","quoteAsset":"USDT","marginAsset":"USDT","filters":[{"filterType":"LOT_SIZE","stepSize":"0.001"},{"filterType":"PRICE_FILTER","tickSize":"0.01"}]},
        {"symbol":"OLDUSDT","contractType":"PERPETUAL","status":"SETTLING","quoteAsset":"USDT","marginAsset":"USDT","filters":[{"filterType":"LOT_SIZE","stepSize":"1"},{"filterType":"PRICE_FILTER","tickSize":"0.01"}]},
        {"symbol":"NEWUSDT","contractType":"PERPETUAL","status":"TRADING","quoteAsset":"USDT","marginAsset":"USDT","filters":[{"filterType":"LOT_SIZE","stepSize":"1"},{"filterType":"PRICE_FILTER","tickSize":"0"}]},
        {"symbol":"测试USDT","contractType":"PERPETUAL","status":"TRADING","quoteAsset":"USDT","marginAsset":"USDT","filters":[{"filterType":"LOT_SIZE","stepSize":"1"},{"filterType":"PRICE_FILTER","tickSize":"0.0001"}]}
        ]}
        """;

    public IReadOnlyList<HttpCall> CallsTo(string methodAndPath) => [.. Wire.Calls.Where(c => KeyOf(c) == methodAndPath)];

    public void OnCall(string methodAndPath, Func<HttpCall, string> body) => _scripts[methodAndPath] = call => (200, body(call));

    public void OnCall(string methodAndPath, int status, string body) => _scripts[methodAndPath] = _ => (status, body);

    /// <summary>Requests of this kind wait for the test.</summary>
    public void Hold(string methodAndPath) => _scripts.Remove(methodAndPath);

    public Scene Start(FeedStreams streams = FeedStreams.BestQuote, string symbol = "BTCUSDT")
    {
        Venue.Subscribe(symbol, streams, Now);
        Venue.Start(Now);
        Run(1_000);
        return this;
    }

    /// <summary>Trading ready, with everything that came until then forgotten.</summary>
    public Scene Ready(FeedStreams streams = FeedStreams.BestQuote)
    {
        Start(streams);
        Assert.True(Venue.State.IsTradingReady, Venue.State.Trouble);
        Quote(60_000.0m, 60_000.1m, 1);
        Forget();
        return this;
    }

    public void Forget()
    {
        Reports.Clear();
        Notes.Clear();
        Wire.Sent.Clear();
        Wire.Calls.Clear();
        Events.Clear();
        Accounts.Clear();
    }

    /// <summary>Lets time pass; what the adapter wants of the wire happens as the scripts say.</summary>
    public void Run(long milliseconds)
    {
        long end = Now + milliseconds * Ms;
        for (int steps = 0; ; steps++)
        {
            Assert.True(steps < 200_000, "the adapter wants to be called for ever");
            if (Serve())
                continue;
            long deadline = Math.Max(Venue.DeadlineNs, Now);
            if (deadline > end)
                break;
            Now = deadline;
            Venue.OnDeadline(Now);
        }

        Now = end;
    }

    /// <summary>The machine sleeps: time passes, and nothing happens in it.</summary>
    public void Sleep(long milliseconds) => Now += milliseconds * Ms;

    public void Reply(HttpCall call, int status, string body, params (string Name, string Value)[] headers)
    {
        Assert.True(Wire.Unanswered.Remove(call), "answered twice");
        Venue.OnReply(
            new HttpReply(call.Number, status, [.. headers.Select(h => new KeyValuePair<string, string>(h.Name, h.Value))], Encoding.UTF8.GetBytes(body), null, true, Now), Now);
    }

    public void Fail(HttpCall call, bool mayHaveArrived)
    {
        Assert.True(Wire.Unanswered.Remove(call), "answered twice");
        Venue.OnReply(new HttpReply(call.Number, 0, [], default, "the connection to the host was reset", mayHaveArrived, Now), Now);
    }

    public void Close(int connection, string reason = "reset by peer")
    {
        Wire.Open.Remove(connection);
        Wire.Settle(connection);
        Venue.OnClosed(connection, reason, Now);
    }

    public void Text(int connection, string json) => Venue.OnMessage(connection, Encoding.UTF8.GetBytes(json), Now);

    /// <summary>The newest open connection whose address holds this.</summary>
    public int Line(string part) => Wire.Opens.Last(o => o.Url.Contains(part, StringComparison.Ordinal) && Wire.Open.Contains(o.Connection)).Connection;

    public int Public => Line("/public/");

    public int Market => Line("/market/");

    public bool HasPrivate => Wire.Opens.Any(o => o.Url.Contains("/private/", StringComparison.Ordinal) && Wire.Open.Contains(o.Connection));

    public bool HasApi => Wire.Opens.Any(o => o.Url.Contains("ws-fapi", StringComparison.Ordinal) && Wire.Open.Contains(o.Connection));

    public int Private => Line("/private/");

    public int Api => Line("ws-fapi");

    public void Private_(string json) => Text(Private, json);

    public void ApiReply(string json) => Text(Api, json);

    public long LastRequest => Requests("").Last().Id;

    /// <summary>What went by the order-entry connection.</summary>
    public IEnumerable<(long Id, string Method, JsonElement Params)> Requests(string method) =>
        Wire.Sent.Where(s => s.Text.Contains("\"method\":\"order.", StringComparison.Ordinal)).Select(s => JsonDocument.Parse(s.Text).RootElement)
            .Select(r => (r.GetProperty("id").GetInt64(), r.GetProperty("method").GetString()!, r.GetProperty("params"))).Where(r => method.Length == 0 || r.Item2 == method);

    public void Quote(decimal bid, decimal ask, long id) => Text(Public, QuoteText(bid, ask, id));

    public string QuoteText(decimal bid, decimal ask, long id, string symbol = "BTCUSDT") =>
        $$$"""{"stream":"{{{symbol.ToLowerInvariant()}}}@bookTicker","data":{"e":"bookTicker","u":{{{id}}},"E":{{{Now / Ms}}},"T":{{{Now / Ms}}},"s":"{{{symbol}}}","ps":"{{{symbol}}}","b":"{{{bid}}}","B":"31.210","a":"{{{ask}}}","A":"40.660","st":1}}""";

    public string DepthText(long first, long last, long previous, string bids = """["59999.9","1.5"]""", string asks = """["60000.1","2"]""", string symbol = "BTCUSDT") =>
        $$$"""{"stream":"{{{symbol.ToLowerInvariant()}}}@depth@100ms","data":{"e":"depthUpdate","E":{{{Now / Ms}}},"T":{{{Now / Ms}}},"s":"{{{symbol}}}","ps":"{{{symbol}}}","U":{{{first}}},"u":{{{last}}},"pu":{{{previous}}},"b":[{{{bids}}}],"a":[{{{asks}}}],"st":1}}""";

    public string Snapshot(long id) => $$"""{"lastUpdateId":{{id}},"E":{{Now / Ms}},"T":{{Now / Ms}},"bids":[["59999.9","1"],["59999.8","2"]],"asks":[["60000.1","3"]]}""";

    public OrderId Place(Side side = Side.Buy, decimal price = 59_999.5m, decimal quantity = 0.010m, TimeInForce timeInForce = TimeInForce.PostOnly, bool reduceOnly = false) =>
        Place(NewOrder.Limit(0, side, PriceOf(price), QuantityOf(quantity), timeInForce) with { ReduceOnly = reduceOnly });

    public OrderId Place(NewOrder order)
    {
        Placement placed = Context.Place(order);
        Assert.True(placed.Refusal == RiskRefusal.None, placed.Refusal.ToString());
        SendIntents();
        return placed.Id;
    }

    /// <summary>An order that the engine knows and this adapter was never given.</summary>
    public OrderId PlaceUnsent()
    {
        OrderId id = Context.Place(NewOrder.Limit(0, Side.Buy, PriceOf(59_999.5m), QuantityOf(0.010m), TimeInForce.PostOnly)).Id;
        Engine.ClearIntents();
        return id;
    }

    public void Amend(OrderId id, decimal price, decimal quantity)
    {
        Assert.Equal(RiskRefusal.None, Context.Amend(id, PriceOf(price), QuantityOf(quantity)).Refusal);
        SendIntents();
    }

    /// <param name="id">The order's.</param>
    /// <param name="times">So often the venue is told.</param>
    public void Cancel(OrderId id, int times = 1)
    {
        Context.Cancel(id);
        for (int i = 1; i < times; i++)
        {
            foreach (Intent intent in Engine.Intents)
                Venue.Send(intent, Now);
        }

        SendIntents();
    }

    public void SendIntents()
    {
        foreach (Intent intent in Engine.Intents)
            Venue.Send(intent, Now);
        Engine.ClearIntents();
    }

    public static Price PriceOf(decimal price) => new((long)(price * 10));

    public static Quantity QuantityOf(decimal quantity) => new((long)(quantity * 1000));

    public long Position => Context.Position(0).Units;

    public string Kinds => string.Join(' ', Reports.Select(r => r.Kind));

    void IVenueListener.OnInstrument(int index, Instrument instrument) => Instruments.Add((index, instrument));

    void IVenueListener.OnMarket(ReadOnlySpan<MarketEvent> batch)
    {
        MarketBatches++;
        if (!IsForgetful)
            Events.AddRange(batch);
    }

    void IVenueListener.OnStatus(int index, InstrumentStatus status) => Statuses.Add((index, status));

    void IVenueListener.OnOrderCount(long windowNs, int used) => OrderCounts.Add((windowNs, used));

    void IVenueListener.OnReport(in OrderReport report)
    {
        if (!IsForgetful)
            Reports.Add(report);
        Engine.OnReport(report);
    }

    void IVenueListener.OnAccount(AccountSnapshot account) => Accounts.Add(account);

    void IVenueListener.OnState(VenueState state) => States.Add(state);

    void IVenueListener.OnNote(string text) => Notes.Add(text);

    /// <summary>What a call says of something; null: nothing.</summary>
    public static string? Parameter(HttpCall call, string name) =>
        call.Url.Split('?')[^1].Split('&').SingleOrDefault(p => p.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static string KeyOf(HttpCall call) => $"{call.Method} {new Uri(call.Url).AbsolutePath}";

    // One thing at a time, oldest first.
    private bool Serve()
    {
        if (Wire.Closes.Count > 0)
        {
            int closed = Wire.Closes[0];
            Wire.Closes.RemoveAt(0);
            Close(closed, "closed by us");
            return true;
        }

        if (OpensConnections)
        {
            if (_opened < Wire.Opens.Count)
            {
                int connection = Wire.Opens[_opened++].Connection;
                Wire.Open.Add(connection);
                Venue.OnOpened(connection, Now);
                return true;
            }
        }

        if (_acknowledged > Wire.Sent.Count)
            _acknowledged = 0;
        if (AcknowledgesSubscriptions && _acknowledged < Wire.Sent.Count)
        {
            (int connection, string text) = Wire.Sent[_acknowledged++];
            if (text.Contains("SUBSCRIBE\"", StringComparison.Ordinal))
                Text(connection, $$"""{"result":null,"id":{{JsonDocument.Parse(text).RootElement.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture)}}}""");
            return true;
        }

        HttpCall? call = Wire.Unanswered.Find(c => _scripts.ContainsKey(KeyOf(c)));
        if (call is null)
            return false;
        Wire.Unanswered.Remove(call);
        long sent = Now;
        Now += WayNs;
        (int status, string body) = _scripts[KeyOf(call)](call);
        Now += WayNs;
        Venue.OnReply(new HttpReply(call.Number, status, [], Encoding.UTF8.GetBytes(body), null, true, sent), Now);
        return true;
    }
}
