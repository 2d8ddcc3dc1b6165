using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// What the makers of a synthetic market believe: a fair value that walks, in bursts faster and in one direction, and a half spread
/// that widens in bursts and under large takers and comes back. Both in ticks.
/// </summary>
internal sealed class FairValue(SyntheticMarketOptions options, SeededRandom random)
{
    private const double SecondsToReturn = 3600;
    private const double SecondsToNarrow = 0.4;
    private const double WidestHalfSpread = 8;

    private double _burstSecondsLeft;
    private double _burstDrift;

    public double Price { get; private set; } = options.StartPrice;

    public double HalfSpread { get; private set; } = options.HalfSpread;

    public bool InBurst => _burstSecondsLeft > 0;

    public void Advance(double seconds)
    {
        StartOrEndBurst(seconds);
        double deviation = options.FairDeviation * (InBurst ? options.BurstFactor : 1);
        Price += deviation * Math.Sqrt(seconds) * random.Normal();
        if (InBurst)
            Price += _burstDrift * seconds;
        Price += (options.StartPrice - Price) * Math.Min(1, seconds / SecondsToReturn);
        // Far enough from zero that every level has a price above it.
        Price = Math.Max(Price, options.StartPrice / 10);
        double calm = options.HalfSpread * (InBurst ? 2 : 1);
        HalfSpread += (calm - HalfSpread) * Math.Min(1, seconds / SecondsToNarrow);
    }

    /// <summary>A taker went through levels: makers become careful.</summary>
    public void Widen(int levels) => HalfSpread = Math.Min(WidestHalfSpread, HalfSpread + 0.4 * levels);

    private void StartOrEndBurst(double seconds)
    {
        if (InBurst)
        {
            _burstSecondsLeft -= seconds;
        }
        else if (random.Chance(Math.Min(1, seconds / options.SecondsBetweenBursts)))
        {
            _burstSecondsLeft = options.BurstSeconds * (0.3 + random.Exponential());
            _burstDrift = options.FairDeviation * options.BurstFactor * random.Normal();
        }
    }
}
