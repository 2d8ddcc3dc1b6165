using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Touchline.Core;

namespace Touchline.Exchanges;

/// <summary>
/// A simulated exchange on real sockets: HTTP and WebSocket on one port. One thread owns the exchange and its time; the sockets' threads reach it through a bounded queue,
/// and it reaches them through a bounded queue a connection.
/// </summary>
public sealed class ExchangeServer : IExchangeOutput, IAsyncDisposable
{
    private const long MostBodyBytes = 1 << 20;
    private const int MostConnections = 2048;
    private const int LongestWaitMs = 100;
    private const long SliceNs = 200_000_000;
    private const int StopMs = 1000;
    private const int GoingAway = 1001;

    private readonly ExchangeServerOptions _options;
    private readonly WallClock _clock;
    private readonly ISimulatedExchange _exchange;
    private readonly WebApplication _application;
    private readonly ServerInbox _inbox = new();
    private readonly ConcurrentDictionary<long, PendingReply> _replies = new();
    private readonly ConcurrentDictionary<int, SocketConnection> _connections = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _loop;
    private long _nowNs;
    private long _lastRequest;
    private int _lastConnection;

    /// <param name="make">Makes the exchange, which speaks to its clients through the output.</param>
    public ExchangeServer(ExchangeServerOptions options, WallClock clock, Func<IExchangeOutput, ISimulatedExchange> make)
    {
        (_options, _clock) = (options, clock);
        _exchange = make(this);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        _application = builder.Build();
        _application.Run(HandleAsync);
        _nowNs = clock.NowNs;
        _loop = new Thread(Loop) { IsBackground = true, Name = "exchange" };
    }

    /// <summary>As in <c>http://127.0.0.1:9443</c>, with the port that was found.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Why the exchange stopped by itself; null while it runs.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>How far the exchange's time is behind the clock, because the machine is too slow for what happens in it.</summary>
    public long BehindNs => Math.Max(0, _clock.NowNs - Interlocked.Read(ref _nowNs) - LongestWaitMs * 1_000_000L);

    /// <summary>Ends when the exchange fails.</summary>
    public CancellationToken Ended => _end.Token;

    /// <exception cref="BadInputException">The port can't be had.</exception>
    public async Task StartAsync()
    {
        try
        {
            await _application.StartAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new BadInputException($"port {_options.Port} of {_options.Address} can't be listened on ({e.Message.TrimEnd('.')}); give another --port, or 0 for a free one", e);
        }

        Url = _application.Urls.First();
        _loop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _inbox.Wake();
        if (_loop.IsAlive)
            _loop.Join();
        foreach (SocketConnection connection in _connections.Values)
            connection.Close(GoingAway);
        foreach (PendingReply reply in _replies.Values)
            reply.Done.TrySetResult(null);
        using var patience = new CancellationTokenSource(StopMs);
        await _application.StopAsync(patience.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _inbox.Dispose();
        _end.Dispose();
        (_exchange as IDisposable)?.Dispose();
    }

    void IExchangeOutput.Reply(long request, ExchangeReply reply)
    {
        if (_replies.TryGetValue(request, out PendingReply? pending))
            pending.Done.TrySetResult(reply);
    }

    void IExchangeOutput.Drop(long request)
    {
        if (_replies.TryGetValue(request, out PendingReply? pending))
            pending.Done.TrySetResult(null);
    }

    void IExchangeOutput.Send(int connection, ReadOnlySpan<byte> message)
    {
        if (_connections.TryGetValue(connection, out SocketConnection? socket))
            socket.Send(WebSocketFrames.Frame(FrameKind.Text, message));
    }

    void IExchangeOutput.Ping(int connection)
    {
        if (!_connections.TryGetValue(connection, out SocketConnection? socket))
            return;
        Span<byte> payload = stackalloc byte[20];
        (_clock.NowNs / 1_000_000).TryFormat(payload, out int length);
        socket.Send(WebSocketFrames.Frame(FrameKind.Ping, payload[..length]));
    }

    void IExchangeOutput.Close(int connection, int status)
    {
        if (!_connections.TryGetValue(connection, out SocketConnection? socket))
            return;
        if (status == 0)
            socket.Drop();
        else
            socket.Close(status);
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = MostConnections;
        kestrel.Listen(_options.Address, _options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (_options.Certificate is { } certificate)
                listen.UseHttps(certificate);
        });
    }

    private void Loop()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                // In slices: an exchange that can't keep up falls behind in its time, and still answers.
                long nowNs = Math.Min(_clock.NowNs, _nowNs + SliceNs);
                Interlocked.Exchange(ref _nowNs, nowNs);
                _exchange.Advance(nowNs);
                while (_inbox.TryTake(out Inbound? item))
                    Take(item, nowNs);
                long waitNs = _exchange.NextNs - _clock.NowNs;
                if (waitNs > 0)
                    _inbox.Wait((int)Math.Min(LongestWaitMs, waitNs / 1_000_000 + 1));
            }
        }
        catch (Exception e) // The border of the exchange's thread: whoever runs the server says what happened.
        {
            Failure = e;
            // Not from here: what waits for the end would go on on this thread, and wait for it to end.
            _ = _end.CancelAsync();
        }
    }

    private void Take(Inbound item, long nowNs)
    {
        switch (item)
        {
            case Inbound.Request request:
                _exchange.OnRequest(request.Number, request.What, nowNs);
                break;
            case Inbound.Open open:
                open.Answer.TrySetResult(_exchange.OnOpen(open.Connection, open.What, nowNs));
                break;
            case Inbound.Message message:
                _exchange.OnMessage(message.Connection, message.Text, nowNs);
                break;
            case Inbound.Control control:
                _exchange.OnControlFrame(control.Connection, control.IsPong, nowNs);
                break;
            case Inbound.Closed closed:
                _exchange.OnClosed(closed.Connection, nowNs);
                break;
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        ExchangeRequest request = await RequestAsync(context).ConfigureAwait(false);
        IHttpUpgradeFeature? upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade?.IsUpgradableRequest == true && context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase))
            await SocketAsync(context, upgrade, request).ConfigureAwait(false);
        else
            await AnswerAsync(context, request).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, ExchangeRequest request)
    {
        long number = Interlocked.Increment(ref _lastRequest);
        var pending = new PendingReply();
        _replies[number] = pending;
        try
        {
            await _inbox.AddAsync(new Inbound.Request(number, request)).ConfigureAwait(false);
            // A fault may leave a request without its answer for ever: then it ends with its client.
            if (await pending.Done.Task.WaitAsync(context.RequestAborted).ConfigureAwait(false) is { } reply)
                await WriteAsync(context.Response, reply).ConfigureAwait(false);
            else
                context.Abort();
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            _replies.TryRemove(number, out _);
        }
    }

    private async Task SocketAsync(HttpContext context, IHttpUpgradeFeature upgrade, ExchangeRequest request)
    {
        string key = context.Request.Headers.SecWebSocketKey.ToString();
        if (key.Length == 0 || context.Request.Headers.SecWebSocketVersion != "13")
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.Headers.SecWebSocketVersion = "13";
            return;
        }

        int number = Interlocked.Increment(ref _lastConnection);
        var socket = new SocketConnection(number, _options.MostMessagesBehind, context.Abort);
        _connections[number] = socket;
        try
        {
            var open = new Inbound.Open(number, request, new TaskCompletionSource<ExchangeReply?>(TaskCreationOptions.RunContinuationsAsynchronously));
            await _inbox.AddAsync(open).ConfigureAwait(false);
            if (await open.Answer.Task.WaitAsync(_end.Token).ConfigureAwait(false) is { } refusal)
                await WriteAsync(context.Response, refusal).ConfigureAwait(false);
            else
                await ServeAsync(context, upgrade, key, number, socket).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            _connections.TryRemove(number, out _);
        }
    }

    private async Task ServeAsync(HttpContext context, IHttpUpgradeFeature upgrade, string key, int number, SocketConnection socket)
    {
        try
        {
            context.Response.Headers.Connection = "Upgrade";
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketAccept = WebSocketFrames.Accept(key);
            await socket.ServeAsync(await upgrade.UpgradeAsync().ConfigureAwait(false), _inbox, context.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            await _inbox.AddAsync(new Inbound.Closed(number)).ConfigureAwait(false);
        }
    }

    private static async Task<ExchangeRequest> RequestAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        byte[] body = [];
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
            body = bytes.ToArray();
        }

        Dictionary<string, string> headers = request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
        string query = request.QueryString.HasValue ? request.QueryString.Value![1..] : "";
        return new ExchangeRequest(request.Method, request.Path.Value ?? "/", query, body, headers, context.Connection.RemoteIpAddress?.ToString() ?? "");
    }

    private static async Task WriteAsync(HttpResponse response, ExchangeReply reply)
    {
        response.StatusCode = reply.Status;
        response.ContentType = "application/json;charset=UTF-8";
        response.ContentLength = reply.Body.Length;
        foreach (KeyValuePair<string, string> header in reply.Headers)
            response.Headers.Append(header.Key, header.Value);
        await response.Body.WriteAsync(reply.Body).ConfigureAwait(false);
    }

    private sealed class PendingReply
    {
        /// <summary>Null: no answer, the connection is dropped.</summary>
        public TaskCompletionSource<ExchangeReply?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
