using System.Globalization;
using Touchline.Core;

namespace Touchline.Simulate;

internal sealed class CountsWhatCouldBe : Invariant
{
    public override string Name => "counts-what-could-be";

    public override string Sentence => "The position that the engine counts with on either side of an instrument is never smaller than what could come of the venue's own position and orders.";

    public override string? AfterStep(SimulatedWorld world)
    {
        if (world.Engine is not { } engine)
            return null;
        for (int i = 0; i < world.Symbols.Count; i++)
        {
            decimal unseen = world.Truth.ByHand(i) + world.LostQuantity(i);
            foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
            {
                decimal theirs = world.Truth.Worst(i, side), ours = engine.WorstPosition(i, side);
                if (theirs > ours + unseen && theirs > 0)
                    return string.Create(CultureInfo.InvariantCulture, $"{world.Symbols[i]} {side}: at the exchange it could come to {theirs}, and the engine counts {ours}; it has a position of {engine.Instruments[i].QuantityUnit.ToDecimal(engine.Ledger(i).Position)}, the exchange {world.Truth.Position(i)}");
            }
        }

        return null;
    }
}
