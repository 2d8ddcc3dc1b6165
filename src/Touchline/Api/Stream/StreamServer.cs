using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Takes WebSockets in and looks after them: who takes nothing, or whose token has ended, has to go.</summary>
internal sealed class StreamServer : IDisposable
{
    private const int GoodbyeMs = 1000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TopicBoard _board;
    private readonly Func<string, Principal?> _verify;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly ConcurrentDictionary<StreamClient, Task> _clients = new();
    private int _count;
    private int _looks;
    private volatile bool _ends;

    /// <param name="verify">Whose token it is, now; null: nobody's.</param>
    public StreamServer(TopicBoard board, Func<string, Principal?> verify, TimeProvider time)
    {
        _board = board;
        _verify = verify;
        _time = time;
        _timer = time.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <summary>Clients that are connected.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Behind the gate: until the connection is over.</summary>
    /// <exception cref="Problem">It is no WebSocket, there are too many, or the session is still opening.</exception>
    public async Task Serve(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            throw new Problem(StatusCodes.Status400BadRequest, "this is a WebSocket: GET with the headers Connection: Upgrade and Upgrade: websocket");
        _ = _board.Names;
        string token = ApiGate.TokenOf(http)!;
        string? protocol = http.WebSockets.WebSocketRequestedProtocols.Contains(ApiGate.SocketProtocol) ? ApiGate.SocketProtocol : null;
        if (Interlocked.Increment(ref _count) > StreamBounds.MostClients)
        {
            Interlocked.Decrement(ref _count);
            throw Problem.Unavailable($"there are {StreamBounds.MostClients} clients already, as many as are let in");
        }

        try
        {
            if (http.Features.Get<IConnectionSocketFeature>() is { } connection)
                connection.Socket.SendBufferSize = StreamBounds.SendBufferBytes;
            WebSocket socket = await http.WebSockets.AcceptWebSocketAsync(protocol).ConfigureAwait(false);
            await Run(new StreamClient(socket, _board, _time, () => _verify(token) is not null)).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>What was told until now is sent before, to those who take it.</summary>
    public void Dispose()
    {
        _ends = true;
        _timer.Dispose();
        foreach (StreamClient client in _clients.Keys)
            client.End(WebSocketCloseStatus.EndpointUnavailable, "the program ends", isPolite: true);
        Task.WaitAll([.. _clients.Values], GoodbyeMs);
    }

    /// <summary>Looks at all clients.</summary>
    internal void Look()
    {
        bool looksAtTokens = Interlocked.Increment(ref _looks) % StreamBounds.TokenSeconds == 0;
        foreach (StreamClient client in _clients.Keys)
            client.Look(looksAtTokens);
    }

    private async Task Run(StreamClient client)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _clients[client] = over.Task;
        try
        {
            if (_ends)
                client.End(WebSocketCloseStatus.EndpointUnavailable, "the program ends", isPolite: true);
            await client.Run().ConfigureAwait(false);
        }
        finally
        {
            _clients.TryRemove(client, out _);
            over.SetResult();
        }
    }
}
