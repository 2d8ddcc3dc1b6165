using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>How the desk is kept, and takes up again what another had. The reports of a journal go through <see cref="OnReport"/> as in a session.</summary>
internal sealed partial class OrderDesk
{
    public int Capacity => _orders.Capacity;

    public long LastOrder
    {
        get => _orders.LastId;
        set => _orders.LastId = value;
    }

    public CheckpointOrder[] CopyLive() => [.. _orders.CopyLive().Select(o => new CheckpointOrder(o))];

    public CheckpointOrder[] CopyEnded() => [.. _orders.CopyEnded().Select(o => new CheckpointOrder(o))];

    public void Restore(EngineCheckpoint checkpoint, CheckpointFit fit)
    {
        foreach (CheckpointOrder ended in checkpoint.Ended)
        {
            if (fit.TryOrder(ended, out WorkingOrder order))
                _orders.RestoreEnded(order);
        }

        foreach (CheckpointOrder live in checkpoint.Live)
        {
            if (fit.TryOrder(live, out WorkingOrder order))
                TakeIn(order);
        }

        LastOrder = checkpoint.LastOrder;
    }

    public void MarkAllUnknown()
    {
        foreach (OrderId id in _orders.LiveIds())
        {
            ref WorkingOrder order = ref _orders.Find(id);
            order.Unknown |= order.Open;
        }
    }

    /// <summary>An intent that was journaled: what <see cref="Place"/>, <see cref="Amend"/> and <see cref="Cancel"/> do once they are decided.</summary>
    public void Redo(in JournalIntent intent)
    {
        if (intent.Kind == IntentKind.Place)
        {
            RedoPlace(intent);
            return;
        }

        ref WorkingOrder order = ref _orders.Find(intent.Id);
        if (Unsafe.IsNullRef(ref order))
            return; // a cancel of what found no room in the journal, and wasn't sent
        if (intent.Kind == IntentKind.Cancel)
        {
            order.Open |= Requests.Cancel;
            return;
        }

        order.Open |= Requests.Amend;
        order.AmendPrice = intent.Terms.Price;
        order.AmendQuantity = intent.Terms.Quantity;
        Recount(ref order);
    }

    private void RedoPlace(in JournalIntent intent)
    {
        bool hasPlace = (uint)intent.Strategy < (uint)_engine.Strategies.Count && (uint)intent.Terms.Instrument < (uint)_instruments.Length;
        if (!hasPlace || _orders.IsFull || intent.Id.Number <= _orders.LastId)
            throw new BadInputException($"the journal places order {intent.Id}, which can't be: the last one there was {_orders.LastId}, {_orders.Count} are live, and its strategy is {intent.Strategy}");
        TakeIn(new WorkingOrder
        {
            Id = intent.Id,
            Strategy = intent.Strategy,
            Terms = intent.Terms,
            State = OrderState.Pending,
            Open = Requests.New,
            AmendedNs = long.MinValue,
        });
    }

    // Desired quotes are a strategy's own matter, and it begins anew.
    private void TakeIn(WorkingOrder order)
    {
        order.IsQuote = false;
        order.Counted = 0;
        Recount(ref _orders.Restore(order));
        _engine.Slot(order.Strategy).LiveOrders++;
    }
}
