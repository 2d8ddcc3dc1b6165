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
        if (Count == _events.Length)
            Array.Resize(ref _events, Count * 2);
        ref MarketEvent e = ref _events[Count++];
        e = default;
        e.Kind = kind;
        e.Side = side;
        return ref e;
    }

    public void Clear() => Count = 0;
}
