using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Configuration;
using Touchline.Exchanges;
using Touchline.Exchanges.Binance;
using Touchline.Tests.Configuration;
using Touchline.Users;

namespace Touchline.Tests.Api;

public sealed class ExchangeRoutesTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace _place = new();
    private readonly ExchangeServer _server;

    public ExchangeRoutesTests()
    {
        var clock = new WallClock();
        var options = new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = clock.NowNs };
        _server = new ExchangeServer(new ExchangeServerOptions(), clock, output => new BinanceExchange(options, output));
    }

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Faults_are_made_listed_and_cleared()
    {
        await using ApiStage api = Stage(_server.Url);

        JsonNode made = (await api.Post("/exchange/faults", Fault("""{"kind":"delay","scope":"market","ms":40}"""), Role.Admin)).Is(200);
        Assert.Equal("delay", (string)made["kind"]!);
        Assert.Contains("\"delay\"", (await api.Get("/exchange/faults", Role.Admin)).Is(200).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, (int)(await api.Delete("/exchange/faults", Role.Admin)).Is(200)["cleared"]!);
        Assert.NotNull((await api.Get("/exchange/state", Role.Admin)).Is(200)["books"]!["BTCUSDT"]);
    }

    [Fact]
    public async Task A_wrong_fault_is_refused_in_the_exchanges_words()
    {
        await using ApiStage api = Stage(_server.Url);

        string detail = (string)(await api.Post("/exchange/faults", Fault("""{"kind":"nonsense"}"""), Role.Admin)).Is(400)["detail"]!;

        Assert.Contains("kind", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("{", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_an_admin()
    {
        await using ApiStage api = Stage(_server.Url);

        Assert.Equal(403, (await api.Get("/exchange/faults", Role.Trader)).Status);
        Assert.Equal(403, (await api.Get("/exchange/state", Role.Trader)).Status);
        Assert.Equal(403, (await api.Post("/exchange/faults", Fault("""{"kind":"drop"}"""))).Status);
        Assert.Equal(403, (await api.Delete("/exchange/faults")).Status);
    }

    [Fact]
    public async Task Without_a_simulated_exchange_of_ones_own_it_is_refused_with_the_reason()
    {
        foreach (VenueSettings? venue in (VenueSettings?[])[null, Venue(), Venue("--testnet"), Venue("--rest-url", "https://fapi.example", "--ws-url", "wss://a.example", "--ws-api-url", "wss://b.example/x")])
        {
            await using var api = new ApiStage((app, session) => ExchangeRoutes.Map(app, session, venue));
            foreach (ApiAnswer answer in (ApiAnswer[])[await api.Get("/exchange/faults", Role.Admin), await api.Get("/exchange/state", Role.Admin), await api.Delete("/exchange/faults", Role.Admin)])
                Assert.Contains("simulated exchange", (string)answer.Is(409)["detail"]!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 502)]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 409)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", 409)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", 502)]
    public async Task What_is_no_such_exchange_is_told_and_no_redirect_is_followed(string answer, int status)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnce(listener, answer);
        await using ApiStage api = Stage($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        (await api.Get("/exchange/state", Role.Admin)).Is(status);

        await serving;
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_fault_that_the_exchange_refuses_names_its_field()
    {
        const string Said = """{"error":"field 'kind': 'x' is unknown; right is drop"}""";
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnce(listener, $"HTTP/1.1 400 Bad Request\r\nContent-Length: {Said.Length}\r\n\r\n{Said}");
        await using ApiStage api = Stage($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        ApiAnswer answer = await api.Post("/exchange/faults", Fault("""{"kind":"x"}"""), Role.Admin);

        await serving;
        answer.Is(400);
        Assert.Equal("'x' is unknown; right is drop", answer.Error("kind"));
    }

    private static async Task AnswerOnce(TcpListener listener, string answer)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        byte[] request = new byte[4096];
        _ = await client.GetStream().ReadAsync(request);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
    }

    private static JsonNode Fault(string text) => JsonNode.Parse(text)!;

    private ApiStage Stage(string url) => new((app, session) => ExchangeRoutes.Map(app, session, Venue("--rest-url", url, "--ws-url", url.Replace("http", "ws", StringComparison.Ordinal), "--ws-api-url", url.Replace("http", "ws", StringComparison.Ordinal) + "/ws-fapi/v1")));

    private VenueSettings Venue(params string[] arguments) => VenueSettings.Of(_place.Read(["--venue", "binance", "--symbols", "BTCUSDT", .. arguments]))!;
}
