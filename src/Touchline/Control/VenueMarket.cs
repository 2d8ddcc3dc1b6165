using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Control;

/// <summary>What a session's venue has besides what the session trades: other pairs, and candles from before. Nothing of it begins before somebody asks.</summary>
internal sealed class VenueMarket(PairWatch pairs, VenueHistory history) : IDisposable
{
    public PairWatch Pairs => pairs;

    public VenueHistory History => history;

    /// <summary>Null: the session has no venue.</summary>
    public static VenueMarket? Of(VenueSettings? venue, TimeProvider time, Action<string> say) =>
        venue is null ? null : new VenueMarket(new PairWatch(LiveVenues.Connect(venue, RingWaiting.Block), time, say), new VenueHistory(venue, time));

    public void Dispose()
    {
        pairs.Dispose();
        history.Dispose();
    }
}
