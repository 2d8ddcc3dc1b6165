using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Control;
using Touchline.Tests.Configuration;
using Touchline.Trading;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>Requests as people write them, to a session on paper: bodies, parameters, and what is told of the wrong ones.</summary>
public sealed class RequestTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly Workplace _place = new();
    private readonly RunningSession _session;
    private readonly ApiStage _api;

    public RequestTests()
    {
        _session = new RunningSession(_place);
        _api = new ApiStage(
            (app, session) =>
            {
                BotRoutes.Map(app, session, []);
                RiskRoutes.Map(app, session);
                StrategyRoutes.Map(app, session);
                OrderRoutes.Map(app, session, new SessionArchive());
                AccountRoutes.Map(app, session, new SessionArchive(), new StrategyCurves());
            },
            link: _session.Link);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _session.Dispose();
        _place.Dispose();
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("", "application/json", false)]
    [InlineData("", "application/x-www-form-urlencoded", false)]
    [InlineData("{}", "application/json", false)]
    [InlineData(" \n", "application/json", false)]
    [InlineData("{\"flatten\":null}", "application/json", false)]
    [InlineData("{\"flatten\":true}", "application/json", true)]
    [InlineData("{\"flatten\":true}", "application/x-www-form-urlencoded", true)]
    [InlineData("{\"flatten\":true}", "text/plain", true)]
    [InlineData("{\"flatten\":true}", null, true)]
    public async Task A_kill_kills_however_it_is_written(string? body, string? type, bool flattens)
    {
        JsonNode answer = (await Send("/risk/kill", body, type)).Is(200);

        Assert.Equal(flattens, (bool)answer["flatten"]!);
        Assert.NotEqual(KillState.Armed, _session.Link.NewestPortrait!.Kill.State);
        Assert.Equal(flattens, _session.Link.NewestPortrait!.Kill.Flattens);
        (await Send("/risk/arm", null, null)).Is(200);
    }

    [Fact]
    public async Task A_kill_takes_its_wish_from_the_address_too()
    {
        Assert.True((bool)(await Send("/risk/kill?flatten=true", null, null)).Is(200)["flatten"]!);
        Assert.True(_session.Link.NewestPortrait!.Kill.Flattens);
        Assert.NotNull((await Send("/risk/kill?flatten=maybe", null, null)).Error("flatten"));
    }

    [Fact]
    public async Task Without_a_body_what_is_missing_is_named()
    {
        ApiAnswer order = await Send("/order/test", null, null);

        order.Is(400);
        Assert.All((string[])["symbol", "side", "price", "quantity"], f => Assert.Contains("is missing", order.Error(f), StringComparison.Ordinal));
        (await Send("/api/trading/orders/7/close", null, null)).Is(404);
        (await Send("/order/test", "{\"symbol\":\"x\"}", "text/plain")).Is(415);
    }

    [Fact]
    public async Task Wrong_limits_are_named_by_their_whole_paths_all_at_once()
    {
        ApiAnswer answer = await Put("/risk/limits", """{"account":{"bogus":1,"max_order":"much"},"strategies":{"nope":{},"market-making":{"bogus":1}}}""", Role.Admin);

        answer.Is(400);
        Assert.Contains("known are max_order, ", answer.Error("account.bogus"), StringComparison.Ordinal);
        Assert.NotNull(answer.Error("account.max_order"));
        Assert.Contains("there are market-making", answer.Error("strategies.nope"), StringComparison.Ordinal);
        Assert.NotNull(answer.Error("strategies.market-making.bogus"));
        Assert.NotNull((await Put("/risk/limits", """{"strategies":7}""", Role.Admin)).Error("strategies"));
    }

    [Fact]
    public async Task Wrong_parameters_are_named_all_at_once_and_none_is_changed()
    {
        string before = Value("size");

        ApiAnswer answer = await Put("/strategies/market-making/parameters", """{"spread":"many","size":{},"max_position":0.5,"nope":1}""");

        answer.Is(400);
        Assert.Contains("right is a number", answer.Error("spread"), StringComparison.Ordinal);
        Assert.NotNull(answer.Error("size"));
        Assert.Contains("is unknown", answer.Error("nope"), StringComparison.Ordinal);
        Assert.Null(answer.Error("max_position"));
        Assert.Equal(before, Value("size"));
        Assert.Equal("is unknown; there are none", (await Put("/strategies/operator/parameters", """{"nope":1}""")).Error("nope"));
    }

    [Theory]
    [InlineData("/api/trading/orders?limit=0&offset=-1", "limit,offset")]
    [InlineData("/api/trading/orders?side=up&symbol=NOPE&strategy=nobody&status=odd&bogus=1", "side,symbol,strategy,status,bogus")]
    [InlineData("/api/trading/fills?symbol=NOPE&strategy=nobody", "symbol,strategy")]
    [InlineData("/trading/signals?symbol=NOPE&strategy=nobody", "symbol,strategy")]
    [InlineData("/trading/positions/closed?symbol=BTC", "symbol")]
    [InlineData("/bot/status?verbose=1", "verbose")]
    [InlineData("/api/trading/orders?limit=1&limit=2", "limit")]
    public async Task A_wrong_parameter_of_the_address_is_named_with_all_others(string path, string fields)
    {
        ApiAnswer answer = await _api.Get(path);

        answer.Is(400);
        Assert.Equal(fields.Split(',').Order(), answer.Body["errors"]!.AsObject().Select(e => e.Key).Order());
    }

    [Fact]
    public async Task What_is_right_is_said_of_a_wrong_parameter()
    {
        ApiAnswer answer = await _api.Get("/api/trading/orders?side=up&symbol=NOPE&strategy=nobody&bogus=1");

        Assert.Equal("right is buy or sell", answer.Error("side"));
        Assert.Contains(_session.Symbol, answer.Error("symbol"), StringComparison.Ordinal);
        Assert.Contains("market-making", answer.Error("strategy"), StringComparison.Ordinal);
        Assert.Contains("known are offset, limit, status", answer.Error("bogus"), StringComparison.Ordinal);
        (await _api.Get($"/api/trading/orders?side=buy&symbol={_session.Symbol.ToLowerInvariant()}&strategy=market-making&status=live&limit=5&offset=0")).Is(200);
        (await _api.Get("/api/trading/orders?side=&status=")).Is(200);
    }

    [Fact]
    public async Task Any_version_will_do_for_who_says_so()
    {
        (await _api.Send(HttpMethod.Put, "/risk/limits", Role.Admin, JsonNode.Parse("""{"account":{"max_order":"7"}}"""), ("If-Match", "*"))).Is(200);
        (await _api.Send(HttpMethod.Put, "/strategies/market-making/parameters", Role.Trader, JsonNode.Parse("""{"spread":"3"}"""), ("If-Match", "*"))).Is(200);
        (await _api.Send(HttpMethod.Put, "/risk/limits", Role.Admin, JsonNode.Parse("""{"account":{"max_order":"8"}}"""), ("If-Match", "\"*\""))).Is(412);
    }

    [Fact]
    public async Task Who_killed_is_told()
    {
        (await Send("/risk/kill", null, null)).Is(200);

        JsonNode kill = (await _api.Get("/trading/risk-status")).Is(200)["kill"]!;

        Assert.Equal("killed by rob", (string?)kill["reason"]);
        Assert.True((long)kill["since_ns"]! > 0);
        (await Send("/risk/arm", null, null)).Is(200);
        Assert.Null((await _api.Get("/trading/risk-status")).Is(200)["kill"]!["reason"]);
    }

    [Theory]
    [InlineData("quantity", "50000", "0.001", "it is worth 50, and limit min_notional is 100")]
    [InlineData("quantity", "50000", "9", "quantity 9 is asked for, and limit max_order is 2")]
    [InlineData("price", "1000000", "1", "limit price_collar is 0.5")]
    public async Task A_refusal_by_risk_says_the_limit_what_was_asked_and_the_field(string field, string price, string quantity, string limit)
    {
        (await _api.Send(HttpMethod.Put, "/risk/limits", Role.Admin, JsonNode.Parse("""{"account":{"max_order":"2","min_notional":"100","price_collar":"0.5"}}"""), ("If-Match", "*"))).Is(200);

        ApiAnswer answer = await _api.Post("/order/test", new JsonObject { ["symbol"] = _session.Symbol, ["side"] = "buy", ["price"] = price, ["quantity"] = quantity });

        answer.Is(422);
        Assert.Contains(limit, answer.Error(field), StringComparison.Ordinal);
        Assert.Contains(limit, (string)answer.Body["detail"]!, StringComparison.Ordinal);
    }

    private string Value(string parameter) => _session.Link.NewestPortrait!.Strategies.First(s => s.Name == "market-making").Parameters.First(p => p.Name == parameter).Value;

    private Task<ApiAnswer> Put(string path, string body, Role role = Role.Trader) => _api.Send(HttpMethod.Put, path, role, JsonNode.Parse(body), ("If-Match", "\"0\""));

    private Task<ApiAnswer> Send(string path, string? body, string? type)
    {
        ByteArrayContent? content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
            content!.Headers.ContentType = new MediaTypeHeaderValue(type);
        return _api.Send(HttpMethod.Post, path, Role.Trader, content);
    }
}
