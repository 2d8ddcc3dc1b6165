using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests.Stream;

/// <summary>A client of the WebSocket that proves of each topic that it missed nothing, or knows what.</summary>
internal sealed class TopicReader : IAsyncDisposable
{
    private const string Protocol = "touchline";

    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[1 << 16];

    /// <summary>Snapshot and updates of a topic so far.</summary>
    public sealed class Progress
    {
        public long Seq { get; set; } = -1;

        public int Snapshots { get; set; }

        public int Updates { get; set; }

        /// <summary>Updates of a state that were left out, and snapshots in place of events.</summary>
        public long Conflated { get; set; }
    }

    public Dictionary<string, Progress> Topics { get; } = [];

    public string Epoch { get; private set; } = "";

    public (int? Status, string? Reason) Closed => ((int?)_socket.CloseStatus, _socket.CloseStatusDescription);

    /// <param name="asBrowser">The token goes where browsers can put it.</param>
    /// <param name="receives">How many bytes the system keeps of what isn't read; null: as many as it likes.</param>
    public static async Task<TopicReader> Connect(Uri address, string token, bool asBrowser = false, int? receives = null)
    {
        var reader = new TopicReader();
        using var door = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                if (receives is { } bytes)
                    socket.ReceiveBufferSize = bytes;
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        if (asBrowser)
        {
            reader._socket.Options.AddSubProtocol(Protocol);
            reader._socket.Options.AddSubProtocol(token);
        }
        else
        {
            reader._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        await reader._socket.ConnectAsync(address, door, CancellationToken.None).WaitAsync(Patience.Most);
        Assert.Equal(asBrowser ? Protocol : null, reader._socket.SubProtocol);
        JsonNode hello = (await reader.Next())!;
        Assert.Equal("hello", (string?)hello["type"]);
        reader.Epoch = (string)hello["epoch"]!;
        return reader;
    }

    public Task Send(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).WaitAsync(Patience.Most);

    public Task Subscribe(params string[] topics) => Send($$"""{"op":"subscribe","topics":{{JsonSerializer.Serialize(topics)}}}""");

    /// <summary>Null: the server has closed. What comes of a topic has to come in its turn.</summary>
    public async Task<JsonNode?> Next() => await Receive() is { } length ? JsonNode.Parse(_buffer.AsSpan(0, length)) : null;

    /// <summary>Takes what comes until that is so, or the server closes.</summary>
    public async Task Until(Func<bool> isEnough)
    {
        while (!isEnough() && await Receive() is not null)
        {
        }
    }

    /// <summary>Until this comes.</summary>
    public async Task<JsonNode> Until(string type)
    {
        while (await Next() is { } message)
        {
            if ((string?)message["type"] == type)
                return message;
        }

        throw new InvalidOperationException($"closed before {type} came: {Closed}");
    }

    public async Task Close()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None).WaitAsync(Patience.Most);
        while (_socket.State == WebSocketState.CloseSent && await Next() is not null)
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    // A message's length; null: the server has closed.
    private async Task<int?> Receive()
    {
        int length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, length * 2);
            ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).AsTask().WaitAsync(Patience.Most);
            if (got.MessageType == WebSocketMessageType.Close)
                return null;
            length += got.Count;
            if (!got.EndOfMessage)
                continue;
            Take(_buffer.AsSpan(0, length));
            return length;
        }
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        string? type = null, topic = null;
        long seq = 0;
        long? conflated = null;
        var json = new Utf8JsonReader(message);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "type":
                    type = json.GetString();
                    break;
                case "topic":
                    topic = json.GetString();
                    break;
                case "seq":
                    seq = json.GetInt64();
                    break;
                case "conflated":
                    conflated = json.TokenType == JsonTokenType.True ? 1 : json.GetInt64();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (topic is not null)
            Take(topic, type == "snapshot", seq, conflated ?? 0);
    }

    private void Take(string topic, bool isSnapshot, long seq, long conflated)
    {
        if (!Topics.TryGetValue(topic, out Progress? progress))
            Topics[topic] = progress = new Progress();
        if (isSnapshot)
            progress.Snapshots++;
        else
            progress.Updates++;
        progress.Conflated += conflated;
        Assert.True(isSnapshot ? seq >= progress.Seq : seq == progress.Seq + 1 + conflated, $"{topic}: {(isSnapshot ? "snapshot " : "")}{seq} after {progress.Seq}, {conflated} left out");
        progress.Seq = seq;
    }
}
