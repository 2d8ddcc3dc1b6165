using System.Text;
using Touchline.Commands;
using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>
/// A live session's line in the virtual world: waiting on it lets the world go on, step by step. Once its process is dead, time goes on for nobody else and nothing leaves any more.
/// </summary>
internal sealed class VirtualLine : ILiveLine, IWire, IWireListener
{
    // What a look at the network takes. A machine that looks again and again gets older by it.
    private const long LookNs = 1_000;

    private readonly SimulatedWorld _world;
    private readonly VirtualWire _wire;
    private readonly byte[] _ids;
    private bool _isDead;
    private bool _hasTold;
    private long _deadNs;

    /// <param name="prefix">Of the client order ids that leave by this line.</param>
    public VirtualLine(SimulatedWorld world, VirtualWire wire, string prefix, Func<IWire, IVenue> make)
    {
        (_world, _wire) = (world, wire);
        _ids = Encoding.ASCII.GetBytes(prefix + "-");
        Venue = make(this);
        wire.Listen(this);
    }

    public IVenue Venue { get; }

    public long NowNs => _isDead ? _deadNs : _wire.NowNs;

    public bool HasHeard { get; private set; }

    /// <summary>The process is dead: what it does on its way up goes nowhere, and its clock is its own.</summary>
    public void Die()
    {
        if (_isDead)
            return;
        _deadNs = _wire.NowNs;
        _isDead = true;
        _wire.Die();
    }

    public void Poll(long untilNs)
    {
        if (_isDead)
        {
            _deadNs = Math.Max(_deadNs + LookNs, Math.Min(untilNs, _deadNs + 1_000_000_000));
            return;
        }

        long lastNs = _wire.WorldNs(Math.Max(untilNs, NowNs + LookNs));
        _hasTold = false;
        while (!_hasTold && _world.Step(lastNs))
        {
        }

        if (!_hasTold)
            _world.Clock.RunUntil(lastNs);
    }

    public void Open(int connection, string url)
    {
        if (!_isDead)
            _wire.Open(connection, url);
    }

    public bool Send(int connection, ReadOnlySpan<byte> message)
    {
        if (_isDead)
            return false;
        bool isOrder = message.IndexOf(_ids) >= 0;
        if (isOrder)
            _world.OnLeaving(NumberIn(message, message.IndexOf("\"algoOrder.place\""u8) >= 0 ? "clientAlgoId\":\""u8 : "newClientOrderId\":\""u8));
        bool isSent = _wire.Send(connection, message);
        if (isOrder)
            _world.OnLeft();
        return isSent;
    }

    public void Close(int connection)
    {
        if (!_isDead)
            _wire.Close(connection);
    }

    public void Request(HttpCall call)
    {
        if (_isDead)
            return;
        byte[] url = Encoding.ASCII.GetBytes(call.Url);
        bool isOrder = call.Method != "GET" && url.AsSpan().IndexOf(_ids) >= 0;
        if (isOrder)
            _world.OnLeaving(call.Method != "POST" ? 0 : Math.Max(NumberIn(url, "newClientOrderId="u8), NumberIn(url, "clientAlgoId="u8)));
        _wire.Request(call);
        if (isOrder)
            _world.OnLeft();
    }

    public void Dispose() => Die();

    public void OnOpened(int connection, long nowNs)
    {
        (_hasTold, HasHeard) = (true, true);
        Venue.OnOpened(connection, nowNs);
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
        _hasTold = true;
        Venue.OnMessage(connection, message, receivedNs);
    }

    public void OnClosed(int connection, string reason, long nowNs)
    {
        _hasTold = true;
        Venue.OnClosed(connection, reason, nowNs);
    }

    public void OnReply(HttpReply reply, long nowNs)
    {
        _hasTold = true;
        HasHeard |= reply.Failure is null;
        Venue.OnReply(reply, nowNs);
    }

    // The number of the new order that a message is about; 0: it places none.
    private long NumberIn(ReadOnlySpan<byte> message, ReadOnlySpan<byte> field)
    {
        int at = message.IndexOf(field);
        if (at < 0 || !message[(at + field.Length)..].StartsWith(_ids))
            return 0;
        return System.Buffers.Text.Utf8Parser.TryParse(message[(at + field.Length + _ids.Length)..], out long number, out _) ? number : 0;
    }
}
