using System.Buffers;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>The positions' state for a checkpoint. What works is counted anew from the live orders, what is held stands in the ledgers.</content>
internal sealed partial class PositionBook
{
    private const long Version = 1;

    public void Write(IBufferWriter<byte> to)
    {
        var writer = new StateWriter(to);
        writer.Add(Version);
        writer.Add(_tracked.Length);
        foreach (ref readonly Tracked at in _tracked.AsSpan())
        {
            writer.Add((long)at.State);
            writer.Add(at.EntryReason.Code);
            writer.Add(at.Most);
            writer.Add(at.OpenedNs);
            writer.Add(at.RealisedBefore);
            writer.Add(at.FeesBefore);
        }
    }

    /// <summary>Into an engine with the same strategies and instruments, behind its ledgers. False: no such state, and nothing has changed.</summary>
    public bool Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        long version = reader.Long();
        int count = reader.Int(), all = engine.Strategies.Count * instruments;
        if (version != Version || (count != 0 && count != all))
            return false;
        var tracked = new Tracked[count];
        for (int i = 0; i < count; i++)
        {
            var state = (PositionState)reader.Long();
            if (state > PositionState.Closing)
                return false;
            tracked[i] = new Tracked
            {
                State = state,
                EntryReason = new OrderReason((ushort)reader.Long()),
                Most = reader.Long(),
                OpenedNs = reader.Long(),
                RealisedBefore = reader.Decimal(),
                FeesBefore = reader.Decimal(),
            };
        }

        if (reader.IsShort || reader.Left > 0)
            return false;
        _tracked = tracked;
        return true;
    }

    /// <summary>The end of a recovery: what is held is the ledgers', what works the live orders'.</summary>
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
                if (at.Position != 0 && at.OpenedNs == 0)
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
