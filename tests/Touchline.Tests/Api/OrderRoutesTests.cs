using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Control;
using Touchline.Matching;
using Touchline.Tests.Configuration;

namespace Touchline.Tests.Api;

/// <summary>Orders by hand: of those whose numbers can't be the answer names the field and what would be right, and none is placed or cancelled that was meant for another session or venue.</summary>
public sealed class OrderRoutesTests : IAsyncLifetime, IAsyncDisposable
{
    private const long StartNs = 1_700_000_000_000_000_000;

    private readonly Workplace _place = new();
    private readonly RunningSession _session;
    private readonly ApiStage _stage;

    public OrderRoutesTests()
    {
        _session = new RunningSession(_place);
        _stage = new ApiStage((app, session) => OrderRoutes.Map(app, session, new SessionArchive()), link: _session.Link);
    }

    [Theory]
    [InlineData("quantity", "1e30", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    [InlineData("quantity", "1e400", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    [InlineData("quantity", "1e-40", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    [InlineData("quantity", "0.0010000000000000000000000000000000000001", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    [InlineData("quantity", "1e27", "right is a multiple of the lot 0.001, at most 1152921504606846.976 and of at most 18 digits")]
    [InlineData("quantity", "1152921504606846.977", "right is a multiple of the lot 0.001, at most 1152921504606846.976 and of at most 18 digits")]
    [InlineData("quantity", "1052921504606846.977", "right is a multiple of the lot 0.001, at most 1152921504606846.976 and of at most 18 digits")]
    [InlineData("quantity", "0.00101", "right is a multiple of the lot 0.001")]
    [InlineData("quantity", "0", "right is a number above 0")]
    [InlineData("quantity", "\"much\"", "right is a number, or its text")]
    [InlineData("price", "1e27", "right is a multiple of the tick 0.1, at most 115292150460684697.6 and of at most 18 digits")]
    [InlineData("price", "1e30", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    public async Task A_number_that_no_order_can_have_is_refused_with_what_would_be_right(string field, string value, string right)
    {
        JsonObject order = Order();
        order[field] = JsonNode.Parse(value);
        ApiAnswer answer = await _stage.Post("/order/test", order);
        answer.Is(400);
        Assert.Equal(right, answer.Error(field));
    }

    [Theory]
    [InlineData("/order/test", """{"symbol":"BTCUSDT","side":"buy","price":"1000","quantity":"0.1","session":"another-1"}""")]
    [InlineData("/order/cancel", """{"order_id":1,"session":"another-1"}""")]
    [InlineData("/api/trading/orders/1/close", """{"flatten":true,"session":"another-1"}""")]
    public async Task What_was_meant_for_another_session_is_not_done(string path, string body)
    {
        ApiAnswer answer = await _stage.Post(path, JsonNode.Parse(body)!);
        answer.Is(409);
        Assert.Contains($"asked of session another-1, but session {_session.Link.Session!.Key} runs", (string)answer.Body["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_meant_for_this_session_is_done()
    {
        JsonObject order = Order();
        order["session"] = _session.Link.Session!.Key;
        (await _stage.Post("/order/test", order)).Is(201);
    }

    [Fact]
    public async Task Of_two_venues_with_the_symbol_one_has_to_be_named()
    {
        using var place = new Workplace();
        using var session = new RunningSession(place, [new SyntheticStream(new SyntheticStreamOptions(), 7, StartNs), new SecondMarket(_session.Symbol, StartNs)]);
        await using var stage = new ApiStage((app, s) => OrderRoutes.Map(app, s, new SessionArchive()), link: session.Link);
        JsonObject order = Order();

        Assert.Equal($"is missing: the session trades {_session.Symbol} at several venues; right is one of {SyntheticStream.Venue}, {SecondMarket.Venue}", (await stage.Post("/order/test", order)).Error("venue"));
        order["venue"] = "nowhere";
        Assert.Equal($"the session doesn't trade {_session.Symbol} there; right is {SyntheticStream.Venue}, {SecondMarket.Venue}", (await stage.Post("/order/test", order)).Error("venue"));
        foreach (string venue in (string[])[SyntheticStream.Venue, SecondMarket.Venue])
        {
            order["venue"] = venue;
            Assert.Equal(venue, (string?)(await stage.Post("/order/test", order)).Is(201)["venue"]);
        }
    }

    private JsonObject Order() => new() { ["symbol"] = _session.Symbol, ["side"] = "buy", ["price"] = "1000", ["quantity"] = "0.1" };

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        _session.Dispose();
        _place.Dispose();
    }
}
