using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>
/// Trouble at random, of the network's and of the exchange's kinds, one every few seconds and often several at once, until it is over. All from one seed.
/// </summary>
internal sealed class Storm
{
    private const long Ms = VenueStage.Ms;
    private const long Second = VenueStage.Second;
    private const double MeanPauseNs = 2.5e9;

    // What keeps connections silent without a word is noticed after 30 s only: none begins so late that the calm would still see it.
    private const long SilenceEndsBeforeNs = 45 * Second;

    private readonly VenueStage _stage;
    private readonly SeededRandom _random;
    private readonly IReadOnlyList<VenueTrouble> _troubles;
    private readonly long _endNs;
    private readonly Tally _tally;

    public Storm(VenueStage stage, ulong seed, long endNs, Tally tally)
    {
        (_stage, _random, _endNs, _tally) = (stage, new SeededRandom(seed), endNs, tally);
        _troubles = [.. NetworkTroubles(), .. stage.Troubles(_random)];
        Next();
        stage.Clock.At(endNs, End);
    }

    public IEnumerable<string> Kinds => _troubles.Select(t => t.Name);

    private void Next()
    {
        long atNs = _stage.Clock.NowNs + (long)(_random.Exponential() * MeanPauseNs);
        if (atNs < _endNs)
            _stage.Clock.At(atNs, Strike);
    }

    private void Strike()
    {
        VenueTrouble trouble = _troubles[_random.Below(_troubles.Count)];
        if (_stage.Clock.NowNs + trouble.LastsNs < _endNs && trouble.Strike())
            _tally.Add(trouble.Name);
        Next();
    }

    private void End()
    {
        _stage.Network.Weather.Clear();
        _stage.EndFaults();
    }

    private IEnumerable<VenueTrouble> NetworkTroubles()
    {
        Weather weather = _stage.Network.Weather;
        return
        [
            new("network: connection dropped", 0, () => OnOne(_stage.Network.Drop)),
            new("network: connection half open", SilenceEndsBeforeNs, () => OnOne(_stage.Network.Silence)),
            new("network: all connections dropped", 0, () => OnAll(_stage.Network.Drop)),
            new("network: connections refused", 0, () => For(4, () => weather.RefusedConnects = 0.8, () => weather.RefusedConnects = 0)),
            new("network: requests never sent", 0, () => For(4, () => weather.RequestsNeverSent = 0.5, () => weather.RequestsNeverSent = 0)),
            new("network: requests lost", 0, () => For(6, () => weather.RequestsLost = 0.4, () => weather.RequestsLost = 0)),
            new("network: replies lost", 0, () => For(6, () => weather.RepliesLost = 0.4, () => weather.RepliesLost = 0)),
            new("network: socket full", 0, () => For(2, () => weather.RefusedSends = 0.5, () => weather.RefusedSends = 0)),
            new("network: slow", 0, () => For(3, () => weather.Slowness = 5 + _random.Below(200), () => weather.Slowness = 1)),
        ];
    }

    private bool For(int mostSeconds, Action begin, Action end)
    {
        begin();
        _stage.Clock.After((long)((0.2 + _random.NextDouble()) * mostSeconds * Second), end);
        return true;
    }

    private bool OnOne(Action<VirtualConnection> strike)
    {
        VirtualConnection[] open = [.. _stage.Session.Wire.Connections.Where(c => c is { IsOpen: true, IsCut: false })];
        if (open.Length == 0)
            return false;
        strike(open[_random.Below(open.Length)]);
        return true;
    }

    private bool OnAll(Action<VirtualConnection> strike)
    {
        VirtualConnection[] open = [.. _stage.Session.Wire.Connections.Where(c => c is { IsOpen: true, IsCut: false })];
        foreach (VirtualConnection connection in open)
            strike(connection);
        return open.Length > 0;
    }
}

/// <summary>A kind of trouble.</summary>
/// <param name="LastsNs">How long it may be felt after it was set off.</param>
/// <param name="Strike">False: there was nothing that it could strike.</param>
internal sealed record VenueTrouble(string Name, long LastsNs, Func<bool> Strike);
