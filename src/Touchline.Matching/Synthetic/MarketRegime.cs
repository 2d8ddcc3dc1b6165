using Touchline.Core;

namespace Touchline.Matching;

/// <summary>The mood of the market.</summary>
public enum MarketRegime
{
    /// <summary>Less news, less trading.</summary>
    Quiet,

    /// <summary>News goes one way more often than the other.</summary>
    Trending,

    /// <summary>More and larger news, more trading.</summary>
    Volatile,
}

/// <summary>Goes from one regime to another, staying in each for an exponential time.</summary>
internal sealed class RegimeClock(SyntheticMarketOptions options, SeededRandom random)
{
    private double _secondsLeft = options.RegimeSeconds * random.Exponential();

    public MarketRegime Regime { get; private set; } = MarketRegime.Quiet;

    /// <summary>In a trend 1 or -1: where it goes.</summary>
    public int Direction { get; private set; }

    /// <summary>How much is going on, 1 on average.</summary>
    public double Pace => Regime switch
    {
        MarketRegime.Quiet => options.QuietPace,
        MarketRegime.Trending => options.TrendingPace,
        _ => options.VolatilePace,
    };

    public void Advance(double seconds)
    {
        _secondsLeft -= seconds;
        if (_secondsLeft > 0)
            return;
        double next = random.NextDouble();
        Regime = next < options.QuietShare ? MarketRegime.Quiet
            : next < options.QuietShare + options.TrendingShare ? MarketRegime.Trending
            : MarketRegime.Volatile;
        Direction = Regime != MarketRegime.Trending ? 0 : random.Chance(0.5) ? 1 : -1;
        _secondsLeft = options.RegimeSeconds * (Regime == MarketRegime.Volatile ? 0.3 : 1) * random.Exponential();
    }
}
