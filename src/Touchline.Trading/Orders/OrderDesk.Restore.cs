using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>How the desk is kept, and takes up again what another had. The reports of a journal go through <see cref="OnReport"/> as in a session.</summary>
internal sealed partial class OrderDesk
{
    private bool _isRestoring;
    private bool _isRedoing;
    private (OrderId Id, OrderOrigin Origin) _redoneOrigin;
    private OrderId _goesOn;

    public int Capacity => _orders.Capacity;

    public long LastOrder
    {
        get => _orders.LastId;
        set => _orders.LastId = value;
    }

    public CheckpointOrder[] CopyLive() => _orders.CopyLive();

    public CheckpointOrder[] CopyEnded() => _orders.CopyEnded();

    /// <summary>Before the strategies begin: what is remembered has room, so that no order waits for it.</summary>
    public void Reserve()
    {
        _history.Reserve();
        Positions.Reserve();
    }

    public KeptHistory KeepHistory() => _history.Keep(_orders);

    public void Restore(EngineCheckpoint checkpoint, CheckpointFit fit)
    {
        _isRestoring = true;
        foreach (CheckpointOrder ended in checkpoint.Ended)
        {
            if (fit.TryOrder(ended, out WorkingOrder order))
                _orders.RestoreEnded(order, ended.Trades);
        }

        foreach (CheckpointOrder live in checkpoint.Live)
        {
            if (fit.TryOrder(live, out WorkingOrder order))
                TakeIn(order, live.Trades);
        }

        LastOrder = checkpoint.LastOrder;
        _history.Restore(checkpoint.History, _orders);
        Brackets.Restore(fit.Brackets());
        Legs.Restore(fit.Legs());
        fit.Restore(Positions);
        Positions.Recount(_orders);
        _isRestoring = false;
    }

    public void MarkAllUnknown()
    {
        foreach (OrderId id in _orders.LiveIds())
        {
            ref WorkingOrder order = ref _orders.Find(id);
            if (order.Open == order.Unknown)
                continue;
            order.Unknown |= order.Open;
            Note(ref order, order.State, TransitionCause.OutcomeUnknown);
        }
    }

    /// <summary>In recovery, when the journal has been taken in and before the venue's reports are: brackets and legs whose orders weren't placed, or have ended, know it.</summary>
    public void Reattach()
    {
        Brackets.Reattach();
        Legs.Reattach();
        Positions.Recount(_orders);
    }

    /// <summary>
    /// A record of a journal is taken in: nothing is placed or cancelled on the way, for what was stands in records of its own. Brackets and legs count what reports say; how they stood behind the
    /// input is told by their own records, unless the journal ends before.
    /// </summary>
    public void BeginRedo() => _isRedoing = true;

    public void EndRedo() => _isRedoing = false;

    public bool IsRedoing => _isRedoing;

    /// <summary>Whose the order is that the next intent places.</summary>
    public void Redo(OrderId id, in OrderOrigin origin) => _redoneOrigin = (id, origin);

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
        order.LastRequest = Math.Max(order.LastRequest, intent.Request);
        if (intent.Kind == IntentKind.Cancel)
        {
            order.Open |= Requests.Cancel;
            order.CancelRequest = intent.Request;
            Note(ref order, order.State, TransitionCause.CancelAsked);
            return;
        }

        order.Open |= Requests.Amend;
        order.AmendPrice = intent.Terms.Price;
        order.AmendQuantity = intent.Terms.Quantity;
        order.AmendRequest = intent.Request;
        Recount(ref order);
        Note(ref order, order.State, TransitionCause.AmendAsked);
    }

    private void RedoPlace(in JournalIntent intent)
    {
        bool hasPlace = (uint)intent.Strategy < (uint)_engine.Strategies.Count && (uint)intent.Terms.Instrument < (uint)_instruments.Length;
        if (!hasPlace || _orders.IsFull || intent.Id.Number <= _orders.LastId)
            throw new BadInputException($"the journal places order {intent.Id}, which can't be: the last one there was {_orders.LastId}, {_orders.Count} are live, and its strategy is {intent.Strategy}");
        OrderOrigin origin = _redoneOrigin.Id == intent.Id ? _redoneOrigin.Origin : default;
        ref WorkingOrder order = ref TakeIn(new WorkingOrder
        {
            Id = intent.Id,
            Strategy = intent.Strategy,
            Terms = intent.Terms,
            State = OrderState.Pending,
            Open = Requests.New,
            LastRequest = 1,
            AmendedNs = long.MinValue,
            Origin = origin,
        }, default);
        Note(ref order, OrderState.Pending, TransitionCause.Placed);
        LinkToEnded(intent.Id, origin);
    }

    // A post-only order that the venue sent back goes on with this one.
    private void LinkToEnded(OrderId next, in OrderOrigin origin)
    {
        ref WorkingOrder ended = ref _orders.FindEnded(_goesOn);
        bool isItsNext = !origin.First.IsNone && !Unsafe.IsNullRef(ref ended) && (ended.Origin.First.IsNone ? ended.Id : ended.Origin.First) == origin.First;
        if (!isItsNext)
            return;
        ended.Next = next;
        _goesOn = default;
    }

    // Desired quotes are a strategy's own matter, and it begins anew.
    private ref WorkingOrder TakeIn(WorkingOrder order, in TradeNumbers trades)
    {
        if (order.IsQuote)
            order.Origin = default;
        // What this engine counts of it begins here, wherever it comes from. What was to end, a recovery cancels: all but what IsProtective spares.
        (order.Counted, order.Reach, order.ReachPrice, order.SentNs, order.IsUnwanted) = (0, ReachKind.None, 0, 0, false);
        ref WorkingOrder taken = ref _orders.Restore(order, trades);
        Recount(ref taken);
        _engine.Slot(order.Strategy).LiveOrders++;
        return ref taken;
    }
}
