using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>The venues whose live market can be traded on: here a name becomes an adapter on its network.</summary>
internal static class LiveVenues
{
    private static readonly Dictionary<string, Func<IVenueListener, ILiveLine>> Known = [];

    /// <summary>Makes the venue's line; its adapter tells the listener.</summary>
    /// <exception cref="BadInputException">There is no venue of that name.</exception>
    public static Func<IVenueListener, ILiveLine> Connect(VenueSettings venue) => Known.GetValueOrDefault(venue.Name)
        ?? throw new BadInputException($"venue {venue.Name} isn't there yet");
}
