using System.Security.Cryptography;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Keys;
using Touchline.Live;
using Touchline.Venues.Binance;

namespace Touchline.Commands;

/// <summary>The venues that there are: here the settings become an adapter on its network.</summary>
internal static class LiveVenues
{
    /// <summary>Makes the venue's line; its adapter tells the listener.</summary>
    /// <param name="credentials">Null: market data alone.</param>
    /// <param name="prefix">What client order ids begin with; null: a new one.</param>
    public static Func<IVenueListener, ILiveLine> Connect(VenueSettings venue, RingWaiting waiting, BinanceCredentials? credentials = null, string? prefix = null)
    {
        BinanceVenueOptions options = venue.Addresses with
        {
            Credentials = credentials,
            SessionPrefix = prefix ?? SessionPrefix.New(),
            Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
        };
        return listener => new SocketLine(venue.Certificate, waiting, wire => new BinanceVenue(options, wire, listener));
    }

    /// <summary>What the session's venue grants and punishes; nothing where orders don't leave.</summary>
    public static IReadOnlyList<VenueRules> RulesOf(TradingSettings chosen) => chosen.Run.Live ? [BinanceVenue.Rules] : [];

    /// <summary>The key that the settings name, opened; asks for its pass phrase where it needs one. Null when none is named.</summary>
    /// <exception cref="BadInputException">There is none of that name, it doesn't open, or it is another venue's.</exception>
    public static BinanceCredentials? Credentials(VenueSettings venue)
    {
        if (venue.Key is not { } name)
            return null;
        KeyStore store = KeysCommand.OpenExisting(venue.KeyStore);
        if (store.EntryOf(name) is var entry && entry.Venue != venue.Name)
            throw new BadInputException($"setting {VenueSetting.Key.Path} is '{name}', a key of {entry.Venue}, but {VenueSetting.Name.Path} is {venue.Name}");
        VenueKey key = store.Unlock(name, KeyPrompt.Lock(venue.KeyFile, ConfigurationPlace.Current().Environment, isNew: false));
        return new BinanceCredentials(key.ApiKey, key.Kind, key.Secret);
    }
}
