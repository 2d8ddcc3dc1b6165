namespace Touchline.Core;

/// <summary>A growing, reusable list of events: what a decoder makes of one message. For one thread.</summary>
public sealed class EventBuffer
{
    private MarketEvent[] _events = new MarketEvent[256];

    public int Count { get; private set; }

    public Span<MarketEvent> Events => _events.AsSpan(0, Count);

    /// <summary>A cleared event at the end of the list. The reference holds until the next call.</summary>
    public ref MarketEvent Add(EventKind kind, Side side)
    {
        ref MarketEvent e = ref Next();
        e = default;
        e.Kind = kind;
        e.Side = side;
        return ref e;
    }

    /// <summary>A copy of an event at the end of the list. The reference holds until the next call.</summary>
    public ref MarketEvent Add(in MarketEvent copied)
    {
        ref MarketEvent e = ref Next();
        e = copied;
        return ref e;
    }

    public void Clear() => Count = 0;

    private ref MarketEvent Next()
    {
        if (Count == _events.Length)
            Array.Resize(ref _events, Count * 2);
        return ref _events[Count++];
    }
}
