using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>
/// Trouble at random, of the network's and of the exchange's kinds, one every few seconds and often several at once, until it is over. All from one seed.
/// </summary>
internal sealed class Storm
{
    private const double MeanPauseNs = 2.5e9;

    private readonly VirtualClock _clock;
    private readonly SeededRandom _random;
    private readonly IReadOnlyList<VenueTrouble> _troubles;
    private readonly long _endNs;
    private readonly Tally _tally;
    private readonly List<VenueTrouble>? _left;

    /// <param name="random">The troubles' own too.</param>
    /// <param name="end">Ends what still strikes when the storm is over.</param>
    /// <param name="inRounds">No kind of trouble comes again before every other has come: one long storm brings all of them.</param>
    public Storm(VirtualClock clock, IReadOnlyList<VenueTrouble> troubles, SeededRandom random, long endNs, Action end, Tally tally, bool inRounds = false)
    {
        _left = inRounds ? [] : null;
        (_clock, _troubles, _random, _endNs, _tally) = (clock, troubles, random, endNs, tally);
        Next();
        clock.At(endNs, end);
    }

    /// <summary>One over a stage on the virtual network.</summary>
    public static Storm Of(VenueStage stage, ulong seed, long endNs, Tally tally)
    {
        var random = new SeededRandom(seed);
        return new Storm(stage.Clock, [.. NetworkTroubles.Of(stage, random), .. stage.Troubles(random), .. SessionTroubles.Of(stage, random)], random, endNs, End, tally);

        void End()
        {
            stage.Network.Weather.Clear();
            stage.EndFaults();
        }
    }

    public IEnumerable<string> Kinds => _troubles.Select(t => t.Name);

    private void Next()
    {
        long atNs = _clock.NowNs + (long)(_random.Exponential() * MeanPauseNs);
        if (atNs < _endNs)
            _clock.At(atNs, Strike);
    }

    private void Strike()
    {
        VenueTrouble trouble = Draw();
        if (_clock.NowNs + trouble.LastsNs < _endNs && trouble.Strike())
            _tally.Add(trouble.Name);
        Next();
    }

    private VenueTrouble Draw()
    {
        if (_left is null)
            return _troubles[_random.Below(_troubles.Count)];
        if (_left.Count == 0)
            _left.AddRange(_troubles);
        int drawn = _random.Below(_left.Count);
        VenueTrouble trouble = _left[drawn];
        _left.RemoveAt(drawn);
        return trouble;
    }
}

/// <summary>A kind of trouble.</summary>
/// <param name="LastsNs">How long it may be felt after it was set off.</param>
/// <param name="Strike">False: there was nothing that it could strike.</param>
internal sealed record VenueTrouble(string Name, long LastsNs, Func<bool> Strike);
