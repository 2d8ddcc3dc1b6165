using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>What a storm may ask of the relay.</summary>
internal static class RelayTroubles
{
    private const long Second = VenueStage.Second;

    // The wire's watch over silent connections takes 30 s.
    private const long SilenceEndsBeforeNs = 45 * Second;

    public static IEnumerable<VenueTrouble> Of(SocketRelay relay, VirtualClock clock, SeededRandom random)
    {
        return
        [
            new("sockets: connection reset", 0, () => OnOne(l => l.Cut())),
            new("sockets: connection reset in the middle of a message", 0, () => OnOne(l => l.CutAfter(1 + random.Below(3_000)))),
            new("sockets: all connections reset", 0, () => OnAll(l => l.Cut())),
            new("sockets: connection half open", SilenceEndsBeforeNs, () => OnOne(l => l.FallSilent())),
            new("sockets: connection deaf, then reset", 3 * Second, DeafThenReset),
            new("sockets: connections refused", 4 * Second, () => For(3, () => relay.Refuses = true, () => relay.Refuses = false)),
            new("sockets: a few bytes at a time", 4 * Second, () => For(3, () => relay.MostBytesAtOnce = 1 + random.Below(200), () => relay.MostBytesAtOnce = int.MaxValue)),
            new("sockets: slow", 4 * Second, () => For(3, () => relay.DelayMs = 5 + random.Below(200), () => relay.DelayMs = 0)),
        ];

        bool For(int mostSeconds, Action begin, Action end)
        {
            begin();
            clock.After((long)((0.2 + random.NextDouble()) * mostSeconds * Second), end);
            return true;
        }

        bool OnOne(Action<RelayLink> strike)
        {
            RelayLink[] links = relay.Links;
            if (links.Length == 0)
                return false;
            strike(links[random.Below(links.Length)]);
            return true;
        }

        bool OnAll(Action<RelayLink> strike)
        {
            RelayLink[] links = relay.Links;
            foreach (RelayLink link in links)
                strike(link);
            return links.Length > 0;
        }

        bool DeafThenReset() => OnOne(link =>
        {
            link.TurnDeaf();
            clock.After((long)(random.NextDouble() * 2 * Second), link.Cut);
        });
    }
}
