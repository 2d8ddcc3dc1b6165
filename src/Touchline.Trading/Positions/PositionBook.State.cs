using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What is kept of a strategy's position in an instrument. What works is counted anew from the live orders, what is held stands in the ledger.</summary>
/// <param name="Most">The largest that it was, signed, in units.</param>
/// <param name="OpenedNs">0: it is flat.</param>
/// <param name="RealisedBefore">Earned before it was opened.</param>
/// <param name="FeesBefore">Paid before it was opened.</param>
internal readonly record struct KeptPosition(PositionState State, OrderReason EntryReason, long Most, long OpenedNs, decimal RealisedBefore, decimal FeesBefore);

/// <content>The positions as checkpoints keep them.</content>
internal sealed partial class PositionBook
{
    // Dividing by it takes the zeros behind an amount away: a ledger that was taken up may have fewer of them.
    private const decimal One = 1.0000000000000000000000000000m;

    public KeptPosition Keep(int strategy, int instrument)
    {
        ref Tracked at = ref Of(strategy, instrument);
        return new KeptPosition(at.State, at.EntryReason, at.Most, at.OpenedNs, at.RealisedBefore / One, at.FeesBefore / One);
    }

    /// <summary>Before the first input, in this engine's terms; <see cref="Recount"/> follows.</summary>
    public void Restore(int strategy, int instrument, in KeptPosition kept)
    {
        ref Tracked at = ref Of(strategy, instrument);
        (at.State, at.EntryReason, at.Most, at.OpenedNs) = (kept.State, kept.EntryReason, kept.Most, kept.OpenedNs);
        (at.RealisedBefore, at.FeesBefore) = (kept.RealisedBefore, kept.FeesBefore);
    }

    /// <summary>The end of taking something up: what is held is the ledgers', what works the live orders'.</summary>
    public void Recount(OrderTable orders)
    {
        for (int strategy = 0; strategy < engine.Strategies.Count; strategy++)
        {
            for (int instrument = 0; instrument < instruments; instrument++)
            {
                ref Tracked at = ref Of(strategy, instrument);
                Ledger ledger = engine.Slot(strategy).Ledger(instrument);
                at.Position = ledger.Position.Units;
                at.Fees = ledger.Fees;
                (at.Opening, at.ClosingBuy, at.ClosingSell) = (0, 0, 0);
                if (at.Position != 0 && at.State is PositionState.Closed or PositionState.Opening)
                    at.Begin(ledger.Fees, ledger.Realised, OrderReason.External, engine.NowNs);
            }
        }

        foreach (OrderId id in orders.LiveIds())
        {
            ref WorkingOrder order = ref orders.Find(id);
            CountWorking(ref Of(order.Strategy, order.Terms.Instrument), order, order.Counted);
        }

        for (int i = 0; i < _tracked.Length; i++)
            Move(ref _tracked[i], i / instruments, i % instruments, OrderReason.External, 0);
    }
}
