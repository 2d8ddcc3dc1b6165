using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// What the contract is worth, which only informed traders and, a little later, market makers know. It jumps with news, whose sizes have a heavy tail, and
/// gives way a little to what takers buy and sell. In ticks, half a tick above a whole one unless takers moved it.
/// </summary>
internal sealed class LatentValue(SyntheticMarketOptions options, SeededRandom random, RegimeClock regime)
{
    public double Ticks { get; private set; } = Math.Floor(options.StartPrice) + 0.5;

    /// <summary>The bid of a spread of one tick around it.</summary>
    public long Bid => (long)Math.Floor(Ticks);

    /// <summary>News. Returns how many ticks it moves the value, with its sign.</summary>
    public double Jump()
    {
        // Weakly drawn to where it began, so that it stays positive however long the market runs.
        double up = 0.5 + options.TrendBias * regime.Direction - 0.5 * (Ticks / options.StartPrice - 1);
        double size = Math.Ceiling(options.NewsTicks.Draw(random) * (regime.Regime == MarketRegime.Volatile ? options.VolatileNews : 1));
        return Move(random.Chance(up) ? size : -size);
    }

    /// <summary>Takers traded: bought quantity is positive, sold negative.</summary>
    public void GiveWay(double quantity) => Move(options.ImpactTicksPerLot * quantity);

    private double Move(double ticks)
    {
        double before = Ticks;
        Ticks = Math.Max(Ticks + ticks, options.StartPrice / 10);
        return Ticks - before;
    }
}
