using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Touchline.Bench;

/// <summary>
/// Clients of the WebSocket in a process of their own: as many as a line of standard input says, until the next. Its answer, once they all have what they subscribed to: how many messages and bytes have come,
/// and how many clients the server has cut off, since the last one.
/// </summary>
internal sealed class StreamCrowd(Uri address, string token, IReadOnlyList<string> topics)
{
    private const int ConnectingAtOnce = 50;

    private readonly List<(ClientWebSocket Socket, Task Reading)> _clients = [];
    private long _messages, _bytes, _lost;

    public async Task Run(TextReader orders, TextWriter answers)
    {
        while (await orders.ReadLineAsync() is { } line)
        {
            int count = int.Parse(line, CultureInfo.InvariantCulture);
            while (_clients.Count > count)
                await Leave();
            while (_clients.Count < count)
                _clients.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(ConnectingAtOnce, count - _clients.Count)).Select(_ => Join())));
            await answers.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Exchange(ref _messages, 0)} {Interlocked.Exchange(ref _bytes, 0)} {Interlocked.Exchange(ref _lost, 0)}"));
            await answers.FlushAsync();
        }
    }

    private async Task<(ClientWebSocket Socket, Task Reading)> Join()
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(address, CancellationToken.None);
        byte[] request = Encoding.UTF8.GetBytes($$"""{"op":"subscribe","topics":{{JsonSerializer.Serialize(topics, Commands.JsonText.Indented)}}}""");
        await socket.SendAsync(request, WebSocketMessageType.Text, true, CancellationToken.None);
        byte[] buffer = new byte[1 << 14];
        // The hello, the answer, and a snapshot of each topic.
        for (int left = topics.Count + 2; left > 0;)
            left -= await Receive(socket, buffer) ? 1 : 0;
        return (socket, Read(socket, buffer));
    }

    private async Task Leave()
    {
        (ClientWebSocket socket, Task reading) = _clients[^1];
        _clients.RemoveAt(_clients.Count - 1);
        if (socket.State == WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        await reading;
        socket.Dispose();
    }

    private async Task Read(ClientWebSocket socket, byte[] buffer)
    {
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
                await Receive(socket, buffer);
            if (socket.State != WebSocketState.CloseReceived)
                return;
        }
        catch (WebSocketException)
        {
            // As one that was told.
        }

        Interlocked.Increment(ref _lost);
        socket.Abort();
    }

    // True: a message is over.
    private async Task<bool> Receive(ClientWebSocket socket, byte[] buffer)
    {
        ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        Interlocked.Add(ref _bytes, got.Count);
        if (got.EndOfMessage && got.MessageType == WebSocketMessageType.Text)
            Interlocked.Increment(ref _messages);
        return got.EndOfMessage;
    }
}
