using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>Requests one after the other, each waited for, in the virtual world.</summary>
internal sealed class VirtualCalls : IWireListener
{
    private readonly SimulatedWorld _world;
    private readonly VirtualWire _wire;
    private HttpReply? _reply;
    private bool _isDead;

    public VirtualCalls(SimulatedWorld world, VirtualWire wire)
    {
        (_world, _wire) = (world, wire);
        wire.Listen(this);
    }

    public long NowNs => _wire.NowNs;

    public void Die() => _isDead = true;

    /// <exception cref="ProcessDiedException">Before the answer came.</exception>
    public HttpReply Call(HttpCall call)
    {
        if (_isDead)
            throw new ProcessDiedException();
        _reply = null;
        _wire.Request(call);
        while (_reply is null)
            _world.Step(long.MaxValue);
        return _reply;
    }

    public void OnOpened(int connection, long nowNs)
    {
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
    }

    public void OnClosed(int connection, string reason, long nowNs)
    {
    }

    public void OnReply(HttpReply reply, long nowNs) => _reply = reply;
}
