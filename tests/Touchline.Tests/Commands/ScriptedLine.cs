using Touchline.Commands;
using Touchline.Core;

namespace Touchline.Tests.Commands;

/// <summary>A venue whose messages are known beforehand, on a clock that goes as far as it is waited for.</summary>
internal sealed class ScriptedLine(IVenueListener listener, long nowNs) : ILiveLine, IVenue
{
    private readonly PriorityQueue<Action, (long LocalNs, int Number)> _script = new();
    private int _added;

    public List<string> Subscribed { get; } = [];

    public bool IsStopped { get; private set; }

    public bool IsDisposed { get; private set; }

    public int Deadlines { get; private set; }

    public IVenue Venue => this;

    public bool HasHeard { get; set; } = true;

    public long NowNs { get; private set; } = nowNs;

    public string Name => "test";

    public VenueTraits Traits => throw new NotSupportedException();

    public VenueState State => default;

    public long DeadlineNs { get; private set; } = nowNs;

    public void At(long localNs, Action<IVenueListener> happens) => _script.Enqueue(() => happens(listener), (localNs, _added++));

    public void Poll(long untilNs)
    {
        bool comes = _script.TryPeek(out _, out (long LocalNs, int Number) at) && at.LocalNs <= untilNs;
        NowNs = Math.Max(NowNs, comes ? at.LocalNs : untilNs);
        if (comes)
            _script.Dequeue()();
    }

    public void Adopt(IReadOnlyList<AdoptedOrder> orders, IReadOnlyList<AdoptedInstrument> instruments, long sinceNs, long beganNs) => throw new NotSupportedException();

    public void Start(long nowNs)
    {
    }

    public void OnDeadline(long nowNs)
    {
        Deadlines++;
        DeadlineNs = nowNs + 1_000_000_000;
    }

    public void Subscribe(string symbol, FeedStreams streams, long nowNs) => Subscribed.Add($"{symbol} {streams}");

    public bool IsArmed => false;

    public void Reconcile(long nowNs)
    {
    }

    public void Disarm(long nowNs, bool keepsOrders = false)
    {
    }

    public void Stop(long nowNs) => IsStopped = true;

    public void Dispose() => IsDisposed = true;

    public void Send(in Intent intent, long nowNs) => throw new NotSupportedException("a paper session sends nothing");

    public void OnOpened(int connection, long nowNs)
    {
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
    }

    public void OnClosed(int connection, string reason, long nowNs)
    {
    }

    public void OnReply(HttpReply reply, long nowNs)
    {
    }
}
