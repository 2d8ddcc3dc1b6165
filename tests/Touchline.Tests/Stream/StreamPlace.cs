using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Matching;
using Touchline.Storage;
using Touchline.Tests.Configuration;

namespace Touchline.Tests.Stream;

/// <summary>A session's topics, and clients on sockets without a network, on a clock that stands until it is moved.</summary>
internal sealed class StreamPlace : IDisposable
{
    private readonly Workplace _place = new();
    private readonly PaperSession _session;

    public StreamPlace()
    {
        Link = new SessionLink(Time);
        _session = new PaperSession(
            TradingSettings.OfSession(_place.Read()), [new SyntheticStream(new SyntheticStreamOptions(), 1, 1_767_571_200_000_000_000, 0)], (_, _) => { }, control: Link);
        Board = new TopicBoard(Link, new CandleBook());
    }

    public StandingTime Time { get; } = new();

    public SessionLink Link { get; }

    public TopicBoard Board { get; }

    public string Symbol => _session.Instruments[0].Symbol;

    /// <summary>Plays some of the market and tells the topics how things stand.</summary>
    public SessionPortrait Portray()
    {
        _session.Paper.PlayUntil(_session.Paper.NextNs + 200_000_000);
        Time.Advance(TimeSpan.FromSeconds(1));
        Link.OnStep(_session);
        Board.OnPortrait(Link.NewestPortrait!);
        return Link.NewestPortrait!;
    }

    /// <summary>A tenth of a second passes, and the session takes a step.</summary>
    public void Step()
    {
        Time.Advance(TimeSpan.FromMilliseconds(100));
        SessionPortrait? before = Link.NewestPortrait;
        Link.OnStep(_session);
        if (Link.NewestPortrait is { } portrait && !ReferenceEquals(portrait, before))
            Board.OnPortrait(portrait);
    }

    /// <summary>An update of the fills with each of these as their trade id.</summary>
    public void Fill(params IEnumerable<long> ids)
    {
        foreach (long id in ids)
            Board.OnRows(new SessionRows([], [], [new TradeRow { TradeId = id, Symbol = Symbol, Side = "buy", Price = 100, Quantity = 1, AtNs = id }], [], [], []));
    }

    public void Order(params IEnumerable<OrderRow> orders)
    {
        foreach (OrderRow order in orders)
            Board.OnRows(new SessionRows([order], [], [], [], [], []));
    }

    public StreamLine Connect(Func<bool>? isWelcome = null) => new(this, isWelcome ?? (() => true));

    public void Dispose()
    {
        _session.Dispose();
        Link.Dispose();
        _place.Dispose();
    }
}

/// <summary>A clock that counts from its start, and only what it is told.</summary>
internal sealed class StandingTime : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

/// <summary>A client and the server's end of its connection.</summary>
internal sealed class StreamLine : IDisposable
{
    // What a network holds of what nobody reads.
    private const int Held = 1 << 14;

    private readonly WebSocket _socket;
    private readonly byte[] _buffer = new byte[1 << 20];

    public StreamLine(StreamPlace place, Func<bool> isWelcome)
    {
        var down = new Pipe(new PipeOptions(pauseWriterThreshold: Held, resumeWriterThreshold: Held / 2));
        var up = new Pipe();
        _socket = WebSocket.CreateFromStream(new DuplexStream(down.Reader, up.Writer), new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero });
        Server = new StreamClient(
            WebSocket.CreateFromStream(new DuplexStream(up.Reader, down.Writer), new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero }), place.Board, place.Time, isWelcome);
        Over = Server.Run();
        Hello = Next();
    }

    public StreamClient Server { get; }

    public Task Over { get; }

    public JsonObject Hello { get; }

    public (int? Status, string? Reason) Closed => ((int?)_socket.CloseStatus, _socket.CloseStatusDescription);

    public void Send(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).WaitAsync(Patience.Most).Wait();

    public void SendBytes(byte[] bytes, WebSocketMessageType type) => _socket.SendAsync(bytes, type, true, CancellationToken.None).WaitAsync(Patience.Most).Wait();

    /// <summary>Subscribes and takes the answer.</summary>
    public void Subscribe(params string[] topics)
    {
        Send(new JsonObject { ["op"] = "subscribe", ["topics"] = new JsonArray([.. topics.Select(t => (JsonNode)t)]) }.ToJsonString());
        JsonObject answer = Next();
        Assert.True((string?)answer["type"] == "subscribed", answer.ToJsonString());
    }

    public void Resume(string topic, long since, string? epoch = null)
    {
        Send(new JsonObject { ["op"] = "subscribe", ["topics"] = new JsonArray(topic), ["since"] = new JsonObject { [topic] = since }, ["epoch"] = epoch ?? (string?)Hello["epoch"] }.ToJsonString());
        Assert.Equal("subscribed", (string?)Next()["type"]);
    }

    public JsonObject Next() => TryNext() ?? throw new InvalidOperationException($"closed: {Closed}");

    /// <summary>Null: the server has closed.</summary>
    public JsonObject? TryNext()
    {
        int length = 0;
        while (true)
        {
            WebSocketReceiveResult got = _socket.ReceiveAsync(new ArraySegment<byte>(_buffer, length, _buffer.Length - length), CancellationToken.None).WaitAsync(Patience.Most).GetAwaiter().GetResult();
            if (got.MessageType == WebSocketMessageType.Close)
                return null;
            length += got.Count;
            if (got.EndOfMessage)
                return JsonNode.Parse(_buffer.AsSpan(0, length))!.AsObject();
        }
    }

    /// <summary>Asserts that the server closes, whatever it sends before.</summary>
    public void AssertClosed(int status, string reason)
    {
        while (TryNext() is not null)
        {
        }

        Assert.Equal((status, reason), Closed);
        _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None).WaitAsync(Patience.Most).Wait();
        Over.WaitAsync(Patience.Most).Wait();
    }

    public void Dispose() => _socket.Abort();

    private sealed class DuplexStream(PipeReader reader, PipeWriter writer) : System.IO.Stream
    {
        private readonly System.IO.Stream _in = reader.AsStream(), _out = writer.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => _out.Flush();

        public override Task FlushAsync(CancellationToken cancel) => _out.FlushAsync(cancel);

        public override int Read(byte[] buffer, int offset, int count) => _in.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default) => _in.ReadAsync(buffer, cancel);

        public override void Write(byte[] buffer, int offset, int count) => _out.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default) => _out.WriteAsync(buffer, cancel);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            reader.CancelPendingRead();
            writer.CancelPendingFlush();
            writer.Complete();
            base.Dispose(disposing);
        }
    }
}
