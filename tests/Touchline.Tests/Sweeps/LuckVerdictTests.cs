using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Sweeps;

namespace Touchline.Tests.Sweeps;

public sealed class LuckVerdictTests
{
    private readonly FigureNames _names = new();

    [Fact]
    public void Trials_are_the_points_with_a_result_on_the_same_stretch()
    {
        PointResult best = Result(0, 0.2, TimeRange.All);
        PointResult[] known =
        [
            best, Result(1, 0.1, TimeRange.All), Result(2, 0.0, TimeRange.All), Result(3, 5, new TimeRange(0, 1)),
            PointResult.Read(PointResult.FailedLine(TimeRange.All, new JsonObject { ["point"] = "4" }, "no"), _names, ""),
        ];
        LuckVerdict verdict = LuckVerdict.Of(best, known);
        Assert.Equal(3, verdict.Trials);
        Assert.Equal(0.1, verdict.Deviation, 1e-12);
        Assert.Equal(DeflatedSharpe.ExpectedMaximum(3, 0.01), verdict.Luck, 1e-12);
        Assert.Equal(DeflatedSharpe.Probability(best.Returns, verdict.Luck), verdict.Deflated);
    }

    [Fact]
    public void The_best_of_many_worthless_points_isnt_trusted_and_an_outstanding_one_is()
    {
        var random = new SeededRandom(2);
        PointResult[] worthless = [.. Enumerable.Range(0, 300).Select(i => Result(i, random.Normal() / Math.Sqrt(1_000), TimeRange.All))];
        PointResult lucky = worthless.MaxBy(r => r.Returns.Sharpe)!;
        // Alone, it would be believed.
        Assert.True(LuckVerdict.Of(lucky, [lucky]).IsTrusted);
        LuckVerdict verdict = LuckVerdict.Of(lucky, worthless);
        Assert.False(verdict.IsTrusted);
        Assert.Contains("Don't trade on it", verdict.Text);
        PointResult good = Result(300, 0.3, TimeRange.All);
        Assert.True(LuckVerdict.Of(good, [.. worthless, good]).IsTrusted);
    }

    [Fact]
    public void A_best_point_that_never_traded_or_lost_is_said_so()
    {
        Assert.Contains("never traded", LuckVerdict.Of(Result(0, 0, TimeRange.All, deviation: 0), []).Text);
        Assert.Contains("even the best lost money", LuckVerdict.Of(Result(0, -0.1, TimeRange.All), [Result(1, -0.2, TimeRange.All)]).Text);
    }

    private PointResult Result(int point, double mean, TimeRange range, double deviation = 1) => PointResult.Read(
        PointResult.Line(range, new JsonObject { ["point"] = $"{point}" }, [], new ReturnStatistics(1_001, mean, deviation, 0, 3)), _names, "");
}
