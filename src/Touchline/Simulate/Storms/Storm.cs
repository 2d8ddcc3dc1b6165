using Touchline.Core;

namespace Touchline.Simulate;

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
    private readonly Action _end;
    private readonly Tally _tally;
    private readonly List<VenueTrouble>? _left;
    private bool _isOver;

    /// <param name="random">The troubles' own too.</param>
    /// <param name="end">Ends what still strikes when the storm is over.</param>
    /// <param name="inRounds">No kind of trouble comes again before every other has come: one long storm brings all of them.</param>
    public Storm(VirtualClock clock, IReadOnlyList<VenueTrouble> troubles, SeededRandom random, long endNs, Action end, Tally tally, bool inRounds = false)
    {
        _left = inRounds ? [] : null;
        (_clock, _troubles, _random, _endNs, _end, _tally) = (clock, troubles, random, endNs, end, tally);
        Next();
        clock.At(endNs, End);
    }

    public IEnumerable<string> Kinds => _troubles.Select(t => t.Name);

    /// <summary>It is over, also before its time.</summary>
    public void End()
    {
        if (_isOver)
            return;
        _isOver = true;
        _end();
    }

    private void Next()
    {
        long atNs = _clock.NowNs + (long)(_random.Exponential() * MeanPauseNs);
        if (atNs < _endNs)
            _clock.At(atNs, Strike);
    }

    private void Strike()
    {
        if (_isOver)
            return;
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
