using System.Numerics;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Sweeps;

/// <summary>
/// The points of a sweep: every combination, the parameter given last changing fastest, or so many random ones, none twice. How many is
/// known before any is made.
/// </summary>
internal sealed class SweepSpace
{
    /// <summary>More points than this are never run in one sweep: their results are kept in memory for the ranking.</summary>
    public const int MostPoints = 1_000_000;

    // A random point that was drawn before is drawn again: how often on average, before the ranges count as too narrow.
    private const int MostDraws = 50;

    private readonly IReadOnlyList<VariedParameter> _varied;
    private readonly List<string[]>? _drawn;

    private SweepSpace(IReadOnlyList<VariedParameter> varied, int count, List<string[]>? drawn)
    {
        _varied = varied;
        _drawn = drawn;
        Count = count;
    }

    public IReadOnlyList<VariedParameter> Varied => _varied;

    public int Count { get; }

    /// <summary>The values of a point, in the order of the parameters varied.</summary>
    public string[] this[int point]
    {
        get
        {
            if (_drawn is not null)
                return _drawn[point];
            return At(point);
        }
    }

    /// <summary>All combinations; null when ranges without steps make them countless.</summary>
    public static BigInteger? Combinations(IReadOnlyList<VariedParameter> varied) => varied.Any(v => v.Count is null)
        ? null
        : varied.Aggregate(BigInteger.One, (product, v) => product * v.Count!.Value);

    /// <param name="runsAPoint">How often each point will be run.</param>
    /// <param name="most">What the user allows.</param>
    /// <exception cref="BadInputException">They are more runs than allowed.</exception>
    public static SweepSpace Grid(IReadOnlyList<VariedParameter> varied, long runsAPoint, int most)
    {
        BigInteger combinations = Combinations(varied)!.Value;
        CheckCount(combinations, runsAPoint, most);
        return new SweepSpace(varied, (int)combinations, drawn: null);
    }

    /// <inheritdoc cref="Grid"/>
    /// <exception cref="BadInputException">There aren't so many different points.</exception>
    public static SweepSpace Random(IReadOnlyList<VariedParameter> varied, int count, ulong seed, long runsAPoint, int most)
    {
        CheckCount(count, runsAPoint, most);
        if (Combinations(varied) is { } all && count > all)
            throw new BadInputException($"--random {count}: there are only {all:N0} combinations; give at most {all:N0}, or leave --random out");
        var random = new SeededRandom(seed);
        var space = new SweepSpace(varied, count, []);
        if (Combinations(varied) is { } few && few <= long.MaxValue)
            space.DrawPlaces(random, (long)few);
        else
            space.DrawValues(random);
        return space;
    }

    // Floyd's way to draw without repeats: J. Bentley and R. Floyd, "A sample of brilliance" (1987).
    private void DrawPlaces(SeededRandom random, long places)
    {
        var seen = new HashSet<long>();
        for (long last = places - Count; last < places; last++)
        {
            long place = (long)Math.BigMul(random.NextBits(), (ulong)last + 1, out _);
            if (!seen.Add(place))
                seen.Add(place = last);
            _drawn!.Add(At(place));
        }
    }

    private void DrawValues(SeededRandom random)
    {
        var seen = new HashSet<string>();
        for (long draws = 0; _drawn!.Count < Count; draws++)
        {
            if (draws > (long)MostDraws * Count)
                throw new BadInputException($"--random {Count}: only {_drawn.Count:N0} different points were found in these ranges; give at most so many");
            string[] point = [.. _varied.Select(v => v.Draw(random))];
            if (seen.Add(string.Join('\n', point)))
                _drawn.Add(point);
        }
    }

    private string[] At(long place)
    {
        string[] values = new string[_varied.Count];
        for (int i = _varied.Count - 1; i >= 0; i--)
        {
            long count = (long)_varied[i].Count!.Value;
            values[i] = _varied[i][place % count];
            place /= count;
        }

        return values;
    }

    private static void CheckCount(BigInteger points, long runsAPoint, int most)
    {
        if (points * runsAPoint <= most)
            return;
        string times = runsAPoint > 1 ? $" × {runsAPoint:N0} windows = {points * runsAPoint:N0} runs" : "";
        string more = points * runsAPoint <= MostPoints
            ? $"; --most {points * runsAPoint} allows it"
            : $", and more than {MostPoints:N0} are never run; widen the steps or draw some with --random N";
        throw new BadInputException($"the sweep would have {points:N0} points{times}; at most {most:N0} are allowed{more}");
    }
}
