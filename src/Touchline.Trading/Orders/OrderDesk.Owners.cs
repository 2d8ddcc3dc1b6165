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

    /// <summary>Brackets or legs changed and their journal doesn't know it yet.</summary>
    public bool HasOwnerChanges => Brackets.HasChanges || Legs.HasChanges;

    public bool IsLive(OrderId id) => !Unsafe.IsNullRef(ref _orders.Find(id));

    /// <summary>A live order that protects a position or makes legs even: it isn't cancelled with its strategy's.</summary>
    public bool IsProtective(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        return !Unsafe.IsNullRef(ref order) && IsProtective(order);
    }

    // One that its owner has let go of, or that a freeze took back, was to end: that holds in the next session too, which is told by nothing else.
    private bool IsProtective(in WorkingOrder order)
    {
        bool isLetGo = !order.Terms.ReduceOnly && _instruments[order.Terms.Instrument].Frozen != FreezeReason.None;
        return order.Origin.IsProtective && !isLetGo && (Brackets.Owns(order) || Legs.Owns(order));
    }

    /// <summary>Why an order that an owner needs isn't out, for people. Without a refusal of risk it is what the venue or its adapter tells just now, whose own word stands in a note of theirs.</summary>
    public string WhyNot(RiskRefusal refusal) =>
        refusal != RiskRefusal.None ? $"risk refuses it ({refusal})"
        : NeverLeft ? $"order {ToldOf} couldn't be sent to the venue"
        : IsMomentary ? $"the venue couldn't take order {ToldOf}"
        : Told is ReportKind.Rejected or ReportKind.AmendRejected ? $"the venue refused order {ToldOf}"
        : $"order {ToldOf} ended without a fill";

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

    /// <summary>Where a placed order comes from, live or just ended.</summary>
    public OrderOrigin OriginOf(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order))
            order = ref _orders.FindEnded(id);
        return Unsafe.IsNullRef(ref order) ? default : order.Origin;
    }

    // Where another order goes on for it, nothing has ended for the owner.
    private void TellOwner(in WorkingOrder order)
    {
        if (order.Origin.Purpose is OrderPurpose.Plain or OrderPurpose.Quote or OrderPurpose.Flatten)
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
