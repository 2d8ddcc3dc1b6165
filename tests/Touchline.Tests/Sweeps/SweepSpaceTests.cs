using System.Numerics;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Sweeps;

namespace Touchline.Tests.Sweeps;

public sealed class SweepSpaceTests
{
    private static readonly Parameter[] Declared =
    [
        new DecimalParameter("spread", 1, 0, 1_000_000_000, "price", ""),
        new WholeParameter("levels", 5, 1, 50, "quotes", ""),
        new DurationParameter("refresh", 1_000_000_000, 1_000_000, 3_600_000_000_000, ""),
        new ChoiceParameter("widening", "off", ["off", "on"], ""),
    ];

    [Theory]
    [InlineData("spread=0.1:0.3:0.1", "0.1 0.2 0.3")]
    [InlineData("spread=0:1:0.3", "0 0.3 0.6 0.9")]
    [InlineData("spread=1:1:5", "1")]
    [InlineData("spread=3:1:-1", "3 2 1")]
    [InlineData("spread=1e-3:2e-3:5e-4", "0.001 0.0015 0.002")]
    [InlineData("spread=0.0000000000000000000000000001:0.0000000000000000000000000003:0.0000000000000000000000000001", "0.0000000000000000000000000001 0.0000000000000000000000000002 0.0000000000000000000000000003")]
    [InlineData("spread=1.50,2,1e1", "1.5 2 10")]
    [InlineData("spread=log:1:100:3", "1 10 100")]
    [InlineData("spread=log:0.01:0.04:3", "0.01 0.02 0.04")]
    [InlineData("levels=1:7:3", "1 4 7")]
    [InlineData("levels=log:1:8:4", "1 2 4 8")]
    [InlineData("levels=log:1:3:10", "1 2 3")]
    [InlineData("refresh=500ms:2s:500ms", "500ms 1s 1500ms 2s")]
    [InlineData("refresh=2s:1s:-500ms", "2s 1500ms 1s")]
    [InlineData("refresh=500ms,1000ms", "500ms 1s")]
    [InlineData("widening=on,off", "on off")]
    public void Values_are_exact_and_written_as_the_parameter_writes_them(string text, string expected)
    {
        VariedParameter varied = Read(text);
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, (int)varied.Count!.Value).Select(i => varied[i])));
    }

    [Theory]
    [InlineData("spread", "right is name=VALUES")]
    [InlineData("=1,2", "right is name=VALUES")]
    [InlineData("spread=", "has no values")]
    [InlineData("sprad=1,2", "nearest is spread")]
    [InlineData("spread=1:3", "only --random N")]
    [InlineData("spread=1:3:0", "step of 0")]
    [InlineData("spread=1:3:-1", "don't lead from 1 to 3")]
    [InlineData("spread=3:1:1", "don't lead from 3 to 1")]
    [InlineData("spread=1:2:3:4", "is '1:2:3:4'")]
    [InlineData("spread=1:x:1", "'x'")]
    [InlineData("spread=1:NaN:1", "'NaN'")]
    [InlineData("spread=1:1e99:1", "'1e99'")]
    [InlineData("spread=1:1e28:1", "'1e28'")]
    [InlineData("spread=1,,2", "parameter spread is ''")]
    [InlineData("spread=1,1.0", "value 1 twice")]
    [InlineData("spread=-1:3:1", "right is a number from 0 to")]
    [InlineData("spread=0:1000000001:1", "right is a number from 0 to")]
    [InlineData("spread=log:0:3:3", "both ends must be above 0")]
    [InlineData("spread=log:3:1:3", "both ends must be above 0")]
    [InlineData("spread=log:1:3:1", "count of '1'")]
    [InlineData("spread=log:1:3", "only --random N")]
    [InlineData("levels=1:4:1.5", "whole numbers")]
    [InlineData("levels=0:4:1", "right is a whole number from 1 to 50")]
    [InlineData("levels=1,2.5", "right is a whole number from 1 to 50")]
    [InlineData("refresh=500:1000:100", "units")]
    [InlineData("refresh=0s:1s:500ms", "right is a time from 1ms")]
    [InlineData("widening=maybe", "off or on")]
    [InlineData("widening=on:off:1", "off or on")]
    public void What_is_wrong_is_named(string text, string message) => Assert.Contains(message, Assert.Throws<BadInputException>(() => Read(text)).Message);

    [Fact]
    public void All_combinations_come_once_the_last_parameter_changing_fastest()
    {
        SweepSpace space = SweepSpace.Grid([Read("spread=1,2"), Read("levels=1:3:1")], 1, 100);
        Assert.Equal(["1 1", "1 2", "1 3", "2 1", "2 2", "2 3"], Enumerable.Range(0, space.Count).Select(i => string.Join(' ', space[i])));
    }

    [Fact]
    public void A_sweep_of_too_many_points_is_refused_at_once_and_the_message_names_their_number()
    {
        VariedParameter[] billion = [Read("spread=1:100000:1"), Read("levels=1:10:1"), Read("refresh=1ms:1s:1ms")];
        Assert.Contains("1,000,000,000 points; at most 100,000", Refused(() => SweepSpace.Grid(billion, 1, 100_000)));
        VariedParameter[] endless = [Read("spread=0:1e9:1e-28"), Read("levels=1:50:1")];
        Assert.Equal(50 * (BigInteger.Pow(10, 37) + 1), SweepSpace.Combinations(endless));
        Assert.Contains("500,000,000,000,000,000,000,000,000,000,000,000,050 points", Refused(() => SweepSpace.Grid(endless, 1, 100_000)));
        Assert.Contains("--most 200 allows it", Refused(() => SweepSpace.Grid([Read("spread=1:100:1")], 2, 199)));
        Assert.Equal(100, SweepSpace.Grid([Read("spread=1:100:1")], 2, 200).Count);
    }

    [Fact]
    public void Random_points_are_drawn_once_each_from_all_of_the_space_and_by_the_seed_alone()
    {
        VariedParameter[] varied = [Read("spread=1:10:1"), Read("levels=1:10:1")];
        string[] first = Points(SweepSpace.Random(varied, 60, 7, 1, 1_000));
        Assert.Equal(60, first.Distinct().Count());
        Assert.Equal(first, Points(SweepSpace.Random(varied, 60, 7, 1, 1_000)));
        Assert.NotEqual(first, Points(SweepSpace.Random(varied, 60, 8, 1, 1_000)));
        Assert.Equal(100, Points(SweepSpace.Random(varied, 100, 7, 1, 1_000)).Distinct().Count());
        Assert.Contains("only 100 combinations", Refused(() => SweepSpace.Random(varied, 101, 7, 1, 1_000)));
        Assert.Contains("at most 50 are allowed", Refused(() => SweepSpace.Random(varied, 60, 7, 1, 50)));
    }

    [Fact]
    public void Every_combination_is_drawn_as_often_as_the_others()
    {
        VariedParameter[] varied = [Read("spread=1:3:1"), Read("levels=1:2:1")];
        var seen = new Dictionary<string, int>();
        for (ulong seed = 0; seed < 6_000; seed++)
        {
            foreach (string point in Points(SweepSpace.Random(varied, 2, seed, 1, 10)))
                seen[point] = seen.GetValueOrDefault(point) + 1;
        }

        Assert.Equal(6, seen.Count);
        // 2,000 each, with a standard deviation of 37.
        Assert.All(seen.Values, n => Assert.InRange(n, 1_800, 2_200));
    }

    [Fact]
    public void A_range_without_steps_is_drawn_from_evenly_or_by_its_logarithm()
    {
        double[] even = Drawn("spread=1:100"), log = Drawn("spread=log:1:100");
        Assert.All(even.Concat(log), v => Assert.InRange(v, 1, 100));
        Assert.InRange(even.Count(v => v < 10), 40, 140);
        Assert.InRange(log.Count(v => v < 10), 400, 600);
        VariedParameter whole = Read("levels=1:4", isRandom: true);
        Assert.Equal(["1", "2", "3", "4"], Points(SweepSpace.Random([whole], 4, 1, 1, 10)).Order());
        Assert.Contains("only 4 different points", Refused(() => SweepSpace.Random([whole], 5, 1, 1, 10)));
    }

    private static double[] Drawn(string text) =>
        [.. Points(SweepSpace.Random([Read(text, isRandom: true)], 1_000, 3, 1, 1_000)).Select(p => double.Parse(p, System.Globalization.CultureInfo.InvariantCulture))];

    private static string[] Points(SweepSpace space) => [.. Enumerable.Range(0, space.Count).Select(i => string.Join(' ', space[i]))];

    private static string Refused(Func<SweepSpace> make) => Assert.Throws<BadInputException>(make).Message;

    private static VariedParameter Read(string text, bool isRandom = false) => new VariedParameterText(Declared, "mine", isRandom).Read(text);
}
