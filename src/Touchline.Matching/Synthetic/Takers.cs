using Touchline.Core;

namespace Touchline.Matching;

/// <summary>Noise traders who take: any side, sizes from a table.</summary>
internal sealed class NoiseTakers(TradingFloor floor) : IAgents
{
    public double Rate() => floor.Options.NoiseTakersPerSecond * floor.Pace * (1 + floor.Flurry.Level);

    public void Act()
    {
        Side side = floor.AnySide();
        floor.Take(side, floor.Best(side.Opposite()) + side.Sign() * floor.Options.TakerReachTicks, floor.Options.TakerLots.Draw(floor.Random));
    }
}

/// <summary>Momentum traders: take in the direction in which the touch has moved lately, the more the further it moved.</summary>
internal sealed class MomentumTakers(TradingFloor floor) : IAgents
{
    public double Rate() => Math.Min(
        floor.Options.MostMomentumTakersPerSecond, floor.Options.MomentumTakersPerTick * Math.Abs(floor.Momentum.Level) * floor.Regime.Pace);

    public void Act()
    {
        Side side = floor.Momentum.Level > 0 ? Side.Buy : Side.Sell;
        floor.Take(side, floor.Best(side.Opposite()) + side.Sign() * floor.Options.TakerReachTicks, floor.Options.TakerLots.Draw(floor.Random));
    }
}

/// <summary>Informed traders: know the value at once and take whatever is offered on the wrong side of it, as much as they dare.</summary>
internal sealed class InformedTakers(TradingFloor floor) : IAgents
{
    public double Rate() => floor.Mispriced() == Side.None ? 0 : floor.Options.InformedPerSecond;

    public void Act()
    {
        Side wrong = floor.Mispriced();
        long limit = wrong == Side.Sell ? floor.Value.Bid : floor.Value.Bid + 1;
        if (wrong != Side.None)
            floor.Take(wrong.Opposite(), limit, floor.Options.InformedLots.Draw(floor.Random));
    }
}
