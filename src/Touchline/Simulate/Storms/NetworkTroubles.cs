using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>What a storm may ask of the virtual network.</summary>
internal static class NetworkTroubles
{
    private const long Second = 1_000_000_000;

    // What keeps connections silent without a word is noticed after 30 s only: none begins so late that the calm would still see it.
    private const long SilenceEndsBeforeNs = 45 * Second;

    /// <param name="connections">Those of the machine that is struck, open or not.</param>
    public static IEnumerable<VenueTrouble> Of(VirtualNetwork network, Func<IEnumerable<VirtualConnection>> connections, SeededRandom random)
    {
        Weather weather = network.Weather;
        return
        [
            new("network: connection dropped", 0, () => OnOne(network.Drop)),
            new("network: connection half open", SilenceEndsBeforeNs, () => OnOne(network.Silence)),
            new("network: all connections dropped", 0, () => OnAll(network.Drop)),
            new("network: connections refused", 0, () => For(4, () => weather.RefusedConnects = 0.8, () => weather.RefusedConnects = 0)),
            new("network: requests never sent", 0, () => For(4, () => weather.RequestsNeverSent = 0.5, () => weather.RequestsNeverSent = 0)),
            new("network: requests lost", 0, () => For(6, () => weather.RequestsLost = 0.4, () => weather.RequestsLost = 0)),
            new("network: replies lost", 0, () => For(6, () => weather.RepliesLost = 0.4, () => weather.RepliesLost = 0)),
            new("network: socket full", 0, () => For(2, () => weather.RefusedSends = 0.5, () => weather.RefusedSends = 0)),
            new("network: slow", 0, () => For(3, () => weather.Slowness = 5 + random.Below(200), () => weather.Slowness = 1)),
        ];

        VirtualConnection[] Open() => [.. connections().Where(c => c is { IsOpen: true, IsCut: false })];

        bool For(int mostSeconds, Action begin, Action end)
        {
            begin();
            network.Clock.After((long)((0.2 + random.NextDouble()) * mostSeconds * Second), end);
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
