using System.Buffers;
using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Orders that the engine itself placed for a strategy: their brackets and legs hear of them before the strategy does.</content>
internal sealed partial class OrderDesk
{
    public BracketBook Brackets { get; }

    public LegsBook Legs { get; }

    public PositionBook Positions { get; }

    /// <summary>The live order; a null reference when it isn't live.</summary>
    public ref WorkingOrder Find(OrderId id) => ref _orders.Find(id);

    public void OnTimer(int number)
    {
        if (number < BracketBook.Most)
            Brackets.OnTimer(number);
        else
            Legs.OnTimer(number - BracketBook.Most);
    }

    /// <summary>Tells strategies what became of their brackets and legs.</summary>
    public void TellChanges()
    {
        Brackets.TellChanges();
        Legs.TellChanges();
    }

    /// <summary>Brackets or legs changed since the last <see cref="WriteOwnerChanges"/>.</summary>
    public bool HasOwnerChanges => Brackets.ChangedCount + Legs.ChangedCount > 0;

    /// <summary>
    /// How the changed brackets and legs stand now, for the journal: to be written behind the input that changed them, before its intents are sent.
    /// </summary>
    public void WriteOwnerChanges(IBufferWriter<byte> to)
    {
        var writer = new StateWriter(to);
        writer.Add(Brackets.ChangedCount);
        Brackets.WriteChanges(writer);
        writer.Add(Legs.ChangedCount);
        Legs.WriteChanges(writer);
    }

    /// <summary>In recovery: brackets and legs are as that says. False when it isn't what was written.</summary>
    public bool RedoOwnerChanges(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        for (int left = reader.Int(); left > 0; left--)
        {
            if (!Brackets.Redo(ref reader))
                return false;
        }

        for (int left = reader.Int(); left > 0; left--)
        {
            if (!Legs.Redo(ref reader))
                return false;
        }

        return !reader.IsShort && reader.Left == 0;
    }

    /// <summary>In recovery, when the journal has been taken in and before the venue's reports are: the live orders are their owners' again.</summary>
    public void Reattach()
    {
        Brackets.Reattach();
        Legs.Reattach();
        Positions.Recount(_orders);
    }

    /// <summary>Says whose an order is; false when it isn't live.</summary>
    public bool TryAttach(OrderId id, in OrderOrigin origin)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order))
            return false;
        order.Origin = origin with { First = order.Origin.First, Policy = order.Origin.Policy, TriesLeft = order.Origin.TriesLeft };
        return true;
    }

    // Where another order goes on for it, nothing has ended for the owner.
    private void TellOwner(in WorkingOrder order)
    {
        if (order.Origin.Purpose <= OrderPurpose.Quote)
            return;
        if (!order.Next.IsNone)
        {
            Brackets.OnNext(order, order.Next);
            Legs.OnNext(order, order.Next);
            return;
        }

        Brackets.OnOrder(order);
        Legs.OnOrder(order);
    }

    private void TellOwnerOfFill(in WorkingOrder order, Quantity quantity)
    {
        Positions.Settle(order.Strategy, order.Terms.Instrument, order.Terms.Reason, _exchangeNs);
        Brackets.OnFill(order, quantity.Units);
        Legs.OnFill(order, quantity.Units);
        TellOwner(order);
    }
}
