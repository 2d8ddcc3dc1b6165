using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>What a storm may ask of the virtual network.</summary>
internal static class NetworkTroubles
{
    private const long Second = VenueStage.Second;

    // What keeps connections silent without a word is noticed after 30 s only: none begins so late that the calm would still see it.
    private const long SilenceEndsBeforeNs = 45 * Second;

    public static IEnumerable<VenueTrouble> Of(VenueStage stage, SeededRandom random)
    {
        Weather weather = stage.Network.Weather;
        return
        [
            new("network: connection dropped", 0, () => OnOne(stage.Network.Drop)),
            new("network: connection half open", SilenceEndsBeforeNs, () => OnOne(stage.Network.Silence)),
            new("network: all connections dropped", 0, () => OnAll(stage.Network.Drop)),
            new("network: connections refused", 0, () => For(4, () => weather.RefusedConnects = 0.8, () => weather.RefusedConnects = 0)),
            new("network: requests never sent", 0, () => For(4, () => weather.RequestsNeverSent = 0.5, () => weather.RequestsNeverSent = 0)),
            new("network: requests lost", 0, () => For(6, () => weather.RequestsLost = 0.4, () => weather.RequestsLost = 0)),
            new("network: replies lost", 0, () => For(6, () => weather.RepliesLost = 0.4, () => weather.RepliesLost = 0)),
            new("network: socket full", 0, () => For(2, () => weather.RefusedSends = 0.5, () => weather.RefusedSends = 0)),
            new("network: slow", 0, () => For(3, () => weather.Slowness = 5 + random.Below(200), () => weather.Slowness = 1)),
        ];

        VirtualConnection[] Open() => [.. stage.Session.Wire.Connections.Where(c => c is { IsOpen: true, IsCut: false })];

        bool For(int mostSeconds, Action begin, Action end)
        {
            begin();
            stage.Clock.After((long)((0.2 + random.NextDouble()) * mostSeconds * Second), end);
            return true;
        }

        bool OnOne(Action<VirtualConnection> strike)
        {
            VirtualConnection[] open = Open();
            if (open.Length == 0)
                return false;
            strike(open[random.Below(open.Length)]);
            return true;
        }

        bool OnAll(Action<VirtualConnection> strike)
        {
            VirtualConnection[] open = Open();
            foreach (VirtualConnection connection in open)
                strike(connection);
            return open.Length > 0;
        }
    }
}
