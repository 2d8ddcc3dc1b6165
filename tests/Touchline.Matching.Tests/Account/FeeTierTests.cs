using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Fees by traded value, by hand.</summary>
public sealed class FeeTierTests
{
    private const long Hour = 3_600_000_000_000;

    private static readonly FeeRates Rates = new(0.001m, 0.01m) { Tiers = [new FeeTier(1_000, 0, 0.005m), new FeeTier(2_000, -0.001m, 0.002m)] };

    [Fact]
    public void A_fill_pays_by_what_was_traded_before_it()
    {
        AccountScene scene = new AccountScene(fees: Rates).Book(100, 99, 100, 99);
        scene.Take(Side.Buy, 9).Take(Side.Buy, 1).Take(Side.Buy, 10).Take(Side.Sell, 1);
        Assert.Equal([9m, 1m, 5m, 0.2m], scene.Reports.Select(r => r.Fee));
    }

    [Fact]
    public void What_is_thirty_days_old_counts_no_more()
    {
        AccountScene scene = new AccountScene(fees: Rates).At(30 * 24 * Hour).Book(100, 99, 100, 99).Take(Side.Buy, 10);
        scene.At(60 * 24 * Hour + Hour - 1).Take(Side.Buy, 1).At(60 * 24 * Hour + Hour).Take(Side.Buy, 1);
        Assert.Equal([10m, 0.5m, 1m], scene.Reports.Select(r => r.Fee));
    }

    [Fact]
    public void Makers_have_their_own_rate_in_a_tier()
    {
        AccountScene scene = new AccountScene(fees: Rates).Book(100, 99, 101, 99).Take(Side.Buy, 20).Sell(101, 1).Quietly().Bought(102);
        Assert.Equal(-0.101m, Assert.Single(scene.Reports).Fee);
    }
}
