namespace Touchline.Matching;

/// <summary>What moves the value: comes in clusters, as trades do.</summary>
internal sealed class News(TradingFloor floor) : IAgents
{
    public double Rate() => floor.Options.NewsPerSecond * floor.Pace;

    public void Act()
    {
        double ticks = Math.Abs(floor.Value.Jump());
        floor.Requotes.Add(Math.Min(ticks, floor.Options.MostRequoteTicks) * floor.Options.RequotesPerTick);
        floor.Flurry.Add(floor.Options.FlurryPerNews * Math.Min(1, ticks / floor.Options.LargeNewsTicks));
        floor.Excitement.Add(floor.Options.ExcitementPerNews * Math.Min(4, ticks / floor.Options.LargeNewsTicks));
    }
}
