#pragma warning disable RS0030 // Real sockets live in real time.
using System.Diagnostics;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Tests;

/// <summary>A wire on real sockets, and everything that it tells.</summary>
internal sealed class WireDesk : IWireListener, IDisposable
{
    private const long PatienceNs = 20_000_000_000;

    public WireDesk(WireOptions? options = null) => Wire = new SocketWire(this, options ?? new WireOptions(), Now);

    public SocketWire Wire { get; }

    public List<int> Opened { get; } = [];

    public List<string> Messages { get; } = [];

    public List<(int Connection, string Reason)> Closed { get; } = [];

    public List<HttpReply> Replies { get; } = [];

    /// <summary>Instead of <see cref="Messages"/>.</summary>
    public MessageTaker? OnMessage { get; set; }

    public long MessageCount { get; private set; }

    public long LastReceivedNs { get; private set; }

    public static long Now() => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    /// <summary>Polls until something holds; fails the test when it doesn't within patience.</summary>
    public void Until(Func<bool> holds, string what)
    {
        long end = Now() + PatienceNs;
        while (!holds())
        {
            Assert.True(Now() < end, $"never: {what}; told so far: {Opened.Count} opened, {MessageCount} messages, {Replies.Count} replies, closed: {string.Join("; ", Closed)}");
            Wire.Poll(Now() + 20_000_000);
        }
    }

    public void Open(string url, int connection = 0)
    {
        int before = Opened.Count;
        Wire.Open(connection, url);
        Until(() => Opened.Count > before || Closed.Count > 0, "opened");
        Assert.Empty(Closed);
    }

    public string CloseReason(int count = 1)
    {
        Until(() => Closed.Count >= count, "closed");
        return Closed[^1].Reason;
    }

    public bool Send(string text, int connection = 0) => Wire.Send(connection, Encoding.UTF8.GetBytes(text));

    public HttpReply Get(string url, string method = "GET", int timeoutMs = 10_000)
    {
        int before = Replies.Count;
        Wire.Request(new HttpCall(before, method, url, [], timeoutMs * 1_000_000L));
        Until(() => Replies.Count > before, "replied");
        return Replies[^1];
    }

    void IWireListener.OnOpened(int connection, long nowNs) => Opened.Add(connection);

    void IWireListener.OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
        MessageCount++;
        LastReceivedNs = receivedNs;
        if (OnMessage is { } taker)
            taker(connection, message);
        else
            Messages.Add(Encoding.UTF8.GetString(message));
    }

    void IWireListener.OnClosed(int connection, string reason, long nowNs) => Closed.Add((connection, reason));

    void IWireListener.OnReply(HttpReply reply, long nowNs) => Replies.Add(reply);

    public void Dispose() => Wire.Dispose();
}

internal delegate void MessageTaker(int connection, ReadOnlySpan<byte> message);
