using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>On real sockets, with the framework's own clients.</summary>
public sealed class ExchangeServerTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _patience = new(Patience.Most);
    private readonly HttpClient _http = new();
    private readonly ExchangeServer _server = Make(new ExchangeServerOptions());

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose()
    {
        _patience.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task Requests_are_answered_with_the_venues_headers()
    {
        using HttpResponseMessage reply = await _http.GetAsync(new Uri($"{_server.Url}/fapi/v1/depth?symbol=BTCUSDT&limit=5"), _patience.Token);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal("2", reply.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
        Assert.Equal("application/json", reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal(5, JsonDocument.Parse(await reply.Content.ReadAsStringAsync(_patience.Token)).RootElement.GetProperty("bids").GetArrayLength());
    }

    [Fact]
    public async Task Streams_and_the_websocket_api_share_the_port()
    {
        using ClientWebSocket streams = await ConnectAsync("/public/stream?streams=btcusdt@depth@100ms"), api = await ConnectAsync("/ws-fapi/v1");
        Assert.Equal("btcusdt@depth@100ms", (await ReceiveAsync(streams)).GetProperty("stream").GetString());
        await SendAsync(api, """{"id":"t","method":"ticker.price","params":{"symbol":"BTCUSDT"}}""");
        Assert.Equal("t", (await ReceiveAsync(api)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_client_that_closes_gets_its_close_back()
    {
        using ClientWebSocket socket = await ConnectAsync("/public/ws");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Fact]
    public async Task A_dropped_connection_ends_without_a_close_frame_and_a_dropped_request_without_a_reply()
    {
        using ClientWebSocket socket = await ConnectAsync("/public/ws/btcusdt@depth@100ms");
        await FaultAsync("""{"kind":"drop","scope":"market"}""");
        WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                await ReceiveAsync(socket);
        });
        Assert.Equal(WebSocketError.ConnectionClosedPrematurely, e.WebSocketErrorCode);
        await FaultAsync("""{"kind":"drop","scope":"rest","count":1}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(new Uri($"{_server.Url}/fapi/v1/time"), _patience.Token));
    }

    [Fact]
    public async Task Maintenance_closes_with_going_away()
    {
        using ClientWebSocket socket = await ConnectAsync("/public/ws");
        await FaultAsync("""{"kind":"maintenance"}""");
        WebSocketReceiveResult result = await socket.ReceiveAsync(new byte[100], _patience.Token);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.EndpointUnavailable), (result.MessageType, result.CloseStatus));
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("/public/ws"));
    }

    [Fact]
    public async Task A_message_in_many_frames_with_a_ping_between_is_one_message()
    {
        using ClientWebSocket socket = await ConnectAsync("/public/ws");
        byte[] text = Encoding.UTF8.GetBytes("""{"method":"LIST_SUBSCRIPTIONS","id":77}""");
        for (int i = 0; i < text.Length; i++)
            await socket.SendAsync(text.AsMemory(i, 1), WebSocketMessageType.Text, i == text.Length - 1, _patience.Token);
        Assert.Equal(77, (await ReceiveAsync(socket)).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_reader_that_falls_behind_loses_its_connection()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ExchangeServer server = Make(new ExchangeServerOptions { MostMessagesBehind = 100 }, pace: 3, gone.SetResult);
        await server.StartAsync();
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Url).Port, _patience.Token);
        NetworkStream stream = client.GetStream();
        string streams = "btcusdt@bookTicker/btcusdt@depth@0ms/btcusdt@trade/btcusdt@depth20@100ms";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /ws/{streams} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), _patience.Token);
        // It reads nothing.
        await gone.Task.WaitAsync(_patience.Token);
    }

    [Fact]
    public async Task Tls_is_spoken_with_a_certificate_that_a_client_can_trust()
    {
        using X509Certificate2 certificate = SelfMadeCertificate.Create();
        await using ExchangeServer server = Make(new ExchangeServerOptions { Certificate = certificate });
        await server.StartAsync();
        Assert.StartsWith("https://127.0.0.1:", server.Url, StringComparison.Ordinal);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate);
        using var trusting = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
        Assert.Contains("serverTime", await trusting.GetStringAsync(new Uri($"{server.Url}/fapi/v1/time"), _patience.Token), StringComparison.Ordinal);
        using var strict = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => strict.GetStringAsync(new Uri($"{server.Url}/fapi/v1/time"), _patience.Token));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{server.Url.Replace("https", "wss", StringComparison.Ordinal)}/ws/btcusdt@bookTicker"), trusting, _patience.Token);
        Assert.Equal("bookTicker", (await ReceiveAsync(socket)).GetProperty("e").GetString());
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using ExchangeServer second = Make(new ExchangeServerOptions { Port = new Uri(_server.Url).Port });
        BadInputException e = await Assert.ThrowsAsync<BadInputException>(second.StartAsync);
        Assert.Contains($"port {new Uri(_server.Url).Port}", e.Message, StringComparison.Ordinal);
    }

    private static ExchangeServer Make(ExchangeServerOptions options, double pace = 1, Action? closed = null)
    {
        var clock = new WallClock();
        var exchange = new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = clock.NowNs, Pace = pace };
        return new ExchangeServer(options, clock, output => new WatchedExchange(new BinanceExchange(exchange, output), closed));
    }

    private async Task<ClientWebSocket> ConnectAsync(string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{_server.Url.Replace("http", "ws", StringComparison.Ordinal)}{path}"), _patience.Token);
        return socket;
    }

    private async Task FaultAsync(string json)
    {
        using var body = new StringContent(json);
        using HttpResponseMessage reply = await _http.PostAsync(new Uri($"{_server.Url}/_faults"), body, _patience.Token);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, _patience.Token);

    private async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[65536];
        WebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(buffer, _patience.Token);
            message.Write(buffer, 0, result.Count);
        }
        while (!result.EndOfMessage);
        return ExchangeScene.Parse(Encoding.UTF8.GetString(message.ToArray()));
    }

    private sealed class WatchedExchange(ISimulatedExchange inner, Action? closed) : ISimulatedExchange
    {
        public long NextNs => inner.NextNs;

        public void Advance(long nowNs) => inner.Advance(nowNs);

        public void OnRequest(long number, ExchangeRequest request, long nowNs) => inner.OnRequest(number, request, nowNs);

        public ExchangeReply? OnOpen(int connection, ExchangeRequest request, long nowNs) => inner.OnOpen(connection, request, nowNs);

        public void OnMessage(int connection, ReadOnlySpan<byte> message, long nowNs) => inner.OnMessage(connection, message, nowNs);

        public void OnControlFrame(int connection, bool isPong, long nowNs) => inner.OnControlFrame(connection, isPong, nowNs);

        public void OnClosed(int connection, long nowNs)
        {
            inner.OnClosed(connection, nowNs);
            closed?.Invoke();
        }
    }
}
