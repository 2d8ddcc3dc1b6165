using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Exchanges;
using Touchline.Exchanges.Binance;
using Touchline.Tests.Commands;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;

namespace Touchline.Tests.Api;

/// <summary>Pairs that are only watched, at a simulated exchange.</summary>
public sealed class PairRoutesTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace _place = new();
    private readonly FakeTime _time = new();
    private readonly List<string> _said = [];
    private readonly RunningSession _session;
    private readonly ExchangeServer _server;
    private VenueMarket? _market;
    private ApiStage? _api;
    private bool _isEnded;

    public PairRoutesTests()
    {
        _session = new RunningSession(_place);
        var clock = new WallClock();
        var options = new BinanceExchangeOptions { Symbols = ["BTCUSDT", "ETHUSDT"], StartNs = clock.NowNs, Pace = 10 };
        _server = new ExchangeServer(new ExchangeServerOptions(), clock, output => new BinanceExchange(options, output));
    }

    private ApiStage Api => _api!;

    public async Task InitializeAsync()
    {
        await _server.StartAsync();
        string stream = _server.Url.Replace("http", "ws", StringComparison.Ordinal);
        VenueSettings venue = VenueSettings.Of(_place.Read("--venue", "binance", "--symbols", "BTCUSDT", "--rest-url", _server.Url, "--ws-url", stream, "--ws-api-url", stream + "/ws-fapi/v1"))!;
        _market = new VenueMarket(new PairWatch(LiveVenues.Connect(venue, RingWaiting.Block), new FakeTime(), _said.Add), new VenueHistory(venue, _time));
        _api = new ApiStage((app, session) => MarketRoutes.Map(app, session, new CandleBook(), _market), link: _session.Link);
    }

    public async Task DisposeAsync()
    {
        await Api.DisposeAsync();
        await End();
    }

    public void Dispose()
    {
        _session.Dispose();
        _market?.Dispose();
        _place.Dispose();
    }

    private async Task End()
    {
        if (!_isEnded)
            await _server.DisposeAsync();
        _isEnded = true;
    }

    [Fact]
    public async Task A_pair_is_watched_from_its_subscription_until_nobody_wants_it()
    {
        Assert.Equal(404, (await Api.Get("/data/orderbook/ETHUSDT")).Status);
        JsonNode subscribed = (await Api.Post("/subscribe/bookticker", Ticker("ethusdt"))).Is(200);
        Assert.Equal(("ETHUSDT", false), ((string)subscribed["symbol"]!, (bool)subscribed["traded"]!));
        (await Api.Post("/subscribe/trades", Ticker("ETHUSDT"))).Is(200);

        JsonNode book = await Until("/data/orderbook/ETHUSDT?levels=5", b => b["bids"]!.AsArray().Count == 5 && b["asks"]!.AsArray().Count == 5);
        Assert.False((bool)book["stale"]!);
        JsonNode metrics = await Until("/data/metrics/ETHUSDT", m => (int)m["prints_60m"]! > 0);
        Assert.False((bool)metrics["traded"]!);
        Assert.Null(metrics["position"]);
        Assert.True((decimal)metrics["ask"]! > (decimal)metrics["bid"]!);
        JsonNode pairs = (await Api.Get("/data/pairs")).Is(200);
        Assert.Equal([(_session.Symbol, true), ("ETHUSDT", false)], pairs["items"]!.AsArray().Select(p => ((string)p!["symbol"]!, (bool)p["traded"]!)));
        Assert.Equal(2, (await Api.Get("/data/metrics")).Is(200)["items"]!.AsArray().Count);

        (await Api.Post("/unsubscribe/bookticker", Ticker("ETHUSDT"))).Is(200);
        (await Api.Get("/data/orderbook/ETHUSDT")).Is(200);
        (await Api.Post("/unsubscribe/trades", Ticker("ETHUSDT"))).Is(200);
        Assert.Equal(404, (await Api.Get("/data/orderbook/ETHUSDT")).Status);
        Assert.NotNull((await Api.Post("/unsubscribe/trades", Ticker("ETHUSDT"))).Error("ticker"));

        (await Api.Post("/subscribe/trades", Ticker("ETHUSDT"))).Is(200);
        await Until("/data/orderbook/ETHUSDT", b => b["bids"]!.AsArray().Count > 0);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task An_unknown_symbol_is_refused_in_the_venues_words()
    {
        Assert.Contains("-1121", (await Api.Post("/subscribe/trades", Ticker("NONSENSE"))).Error("ticker"), StringComparison.Ordinal);
        Assert.Contains("right is a symbol", (await Api.Post("/subscribe/trades", Ticker("A&B"))).Error("ticker"), StringComparison.Ordinal);
        Assert.Empty(_market!.Pairs.All);
    }

    [Fact]
    public async Task The_sessions_own_pair_is_there_and_stays()
    {
        Assert.True((bool)(await Api.Post("/subscribe/trades", Ticker(_session.Symbol))).Is(200)["traded"]!);
        Assert.Equal(409, (await Api.Post("/unsubscribe/trades", Ticker(_session.Symbol))).Status);
    }

    [Fact]
    public async Task Candles_from_before_come_from_the_venue_and_are_kept_for_a_while()
    {
        (await Api.Post("/subscribe/trades", Ticker("ETHUSDT"))).Is(200);
        await Until("/data/metrics/ETHUSDT", m => (int)m["prints_60m"]! > 0);
        JsonNode first = (await Api.Get("/api/market/klines/ETHUSDT?interval=1")).Is(200);
        Assert.True((bool)first["history"]!);
        Assert.NotEmpty(first["items"]!.AsArray());
        Assert.False((bool)(await Api.Get("/api/market/klines/ETHUSDT?interval=7")).Is(200)["history"]!);

        await End();
        Assert.True((bool)(await Api.Get("/api/market/klines/ETHUSDT?interval=1")).Is(200)["history"]!);
        _time.Advance(VenueHistory.Life);
        JsonNode own = (await Api.Get("/api/market/klines/ETHUSDT?interval=1")).Is(200);
        Assert.False((bool)own["history"]!);
        Assert.NotEmpty(own["items"]!.AsArray());
    }

    [Fact]
    public async Task A_minute_has_only_so_many_questions()
    {
        VenueHistory history = _market!.History;
        int answered = 0;
        for (int i = 0; i <= VenueHistory.MostWeight / 10; i++, _time.Advance(TimeSpan.FromSeconds(1)))
            answered += (await history.Ask(i % 2 == 0 ? "BTCUSDT" : "ETHUSDT", 1 + 2 * (i % 2), 1500)).Failure is null ? 1 : 0;
        Assert.True(answered > 0);
        var asked = new HashSet<string?>();
        foreach (int minutes in (int[])[1, 3, 5, 15, 30, 60, 120, 240, 360, 480, 720, 1440])
        {
            foreach (string symbol in (string[])["BTCUSDT", "ETHUSDT"])
                asked.Add((await history.Ask(symbol, minutes, 1500)).Failure);
        }

        Assert.Contains("too many candles were asked for within a minute", asked);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await history.Ask("BTCUSDT", 1, 1500)).Failure);
    }

    [Fact]
    public async Task A_session_without_a_venue_has_its_own_pairs_alone()
    {
        await using var api = new ApiStage((app, session) => MarketRoutes.Map(app, session, new CandleBook()), link: _session.Link);

        Assert.Contains("no market of it", (await api.Post("/subscribe/trades", Ticker("ETHUSDT"))).Error("ticker"), StringComparison.Ordinal);
        Assert.False((bool)(await api.Get($"/api/market/klines/{_session.Symbol}")).Is(200)["history"]!);
    }

    [Fact]
    public void Only_so_many_pairs_are_watched()
    {
        using var watch = new PairWatch(listener => new ScriptedLine(listener, 0), new FakeTime(), _said.Add);
        for (int i = 0; i < PairWatch.Most; i++)
            Assert.True(watch.Add($"S{i}", PairWish.Book));

        Assert.False(watch.Add("ONEMORE", PairWish.Book));
        Assert.True(watch.Add("S0", PairWish.Trades));
        Assert.True(watch.Remove("S1", PairWish.Book));
        Assert.True(watch.Add("ONEMORE", PairWish.Book));
    }

    private static JsonObject Ticker(string symbol) => new() { ["ticker"] = symbol };

    private async Task<JsonNode> Until(string path, Func<JsonNode, bool> isThere)
    {
        while (true)
        {
            ApiAnswer answer = await Api.Get(path);
            if (answer.Status == 200 && isThere(answer.Body))
                return answer.Body;
            Assert.True(answer.Status is 200 or 503, answer.Body.ToJsonString());
            await Task.Delay(50);
        }
    }
}
