using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>What ends pairs or takes from them besides their own orders.</content>
internal sealed partial class LegsBook
{
    /// <summary>A kill: nothing more is hedged or given back, also after it was armed again, for what is there then is somebody else's to decide.</summary>
    public void EndAll() => EndAll(-1);

    /// <param name="strategy">Whose alone; -1: everybody's.</param>
    public void EndAll(int strategy)
    {
        for (int i = 0; Live > 0 && i < _used; i++)
        {
            ref LegsSlot legs = ref _slots[i];
            if (!legs.IsLive || (strategy >= 0 && legs.Strategy != strategy))
                continue;
            Mark(ref legs);
            legs.IsDropped = true;
            legs.Second = default;
            End(ref legs);
        }
    }

    /// <summary>
    /// Of a strategy's position somebody closed some who is none of its pairs or brackets: what isn't there any more of first legs without a hedge counts as given back, the
    /// oldest pair's first. A pair that itself closed what the strategy had before holds nothing that others could close.
    /// </summary>
    public void OnClosed(int strategy, int instrument, Side side, long units)
    {
        if (Live == 0)
            return;
        long held = HeldOn(strategy, instrument, side.Opposite()), other = HeldOn(strategy, instrument, side);
        long there = Math.Max(0, other - side.Sign() * engine.Slot(strategy).Ledger(instrument).Position.Units);
        for (long lack = Math.Min(units, held - there); lack > 0;)
        {
            int oldest = OldestUnhedged(strategy, instrument, side.Opposite());
            if (oldest < 0)
                return;
            ref LegsSlot legs = ref _slots[oldest];
            long cut = Math.Min(lack, legs.Unhedged);
            legs.Unwound += cut;
            lack -= cut;
            Reach(oldest);
        }
    }

    private long HeldOn(int strategy, int instrument, Side side)
    {
        long held = 0;
        for (int i = 0; i < _used; i++)
        {
            if (IsOf(_slots[i], strategy, instrument, side))
                held += Math.Max(0, _slots[i].Filled - _slots[i].Unwound);
        }

        return held;
    }

    private int OldestUnhedged(int strategy, int instrument, Side side)
    {
        int oldest = -1;
        for (int i = 0; i < _used; i++)
        {
            bool counts = IsOf(_slots[i], strategy, instrument, side) && _slots[i].Unhedged > 0;
            if (counts && (oldest < 0 || _slots[i].First.Number < _slots[oldest].First.Number))
                oldest = i;
        }

        return oldest;
    }

    private static bool IsOf(in LegsSlot legs, int strategy, int instrument, Side side) =>
        legs.IsLive && legs.Strategy == strategy && legs.FirstTerms.Instrument == instrument && legs.FirstTerms.Side == side;
}
