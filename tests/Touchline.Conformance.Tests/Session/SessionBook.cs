using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>An instrument's book as an adapter tells it, and up to which of the venue's update ids it does.</summary>
internal sealed class SessionBook
{
    public OrderBook Book { get; } = new();

    /// <summary>Of the newest level that was told.</summary>
    public long UpdateId { get; private set; }

    /// <summary>A whole book was told, and nothing is missing since.</summary>
    public bool IsInStep { get; private set; }

    /// <summary>The last batch was about levels.</summary>
    public bool HasChanged { get; private set; }

    public long Gaps { get; private set; }

    public long Snapshots { get; private set; }

    /// <summary>Events told, by kind.</summary>
    public Dictionary<EventKind, long> Told { get; } = [];

    public void Take(ReadOnlySpan<MarketEvent> batch)
    {
        HasChanged = batch[^1].Kind is EventKind.Depth or EventKind.Snapshot;
        foreach (ref readonly MarketEvent e in batch)
        {
            Told[e.Kind] = Told.GetValueOrDefault(e.Kind) + 1;
            Book.Apply(e);
            if (e.Kind is EventKind.Depth or EventKind.Snapshot)
                UpdateId = e.Reference;
        }

        if (batch[0].Kind == EventKind.Gap)
        {
            IsInStep = false;
            Gaps++;
        }
        else if (batch[^1].Kind == EventKind.Snapshot)
        {
            IsInStep = true;
            Snapshots++;
        }
    }
}
