using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Orders, positions, brackets and legs for people and programs to look at.</content>
public sealed partial class Engine
{
    /// <summary>Copies the live orders of a strategy (-1: of all) in a state (null: in any), oldest first; returns how many there was room for.</summary>
    public int CopyOrders(int strategy, OrderState? state, Span<OrderUpdate> orders) => Desk.CopyOrders(strategy, orders, state);

    /// <summary>
    /// What became of an order, oldest first, the refused included; returns how many there was room for, the newest. The 16,384 newest changes of all
    /// orders together are remembered; the order journal has every one.
    /// </summary>
    public int CopyHistory(OrderId id, Span<OrderTransition> transitions) => Desk.CopyHistory(id, transitions);

    /// <summary>Where a strategy stands in an instrument.</summary>
    public PositionRecord Position(int strategy, int instrument) => Desk.Positions[strategy, instrument];

    /// <summary>The newest closed positions, oldest first, 4,096 at most; returns how many there was room for.</summary>
    public int CopyClosedPositions(Span<PositionRecord> positions) => Desk.Positions.CopyClosed(positions);

    /// <summary>The newest steps of all positions, oldest first, 4,096 at most; returns how many there was room for.</summary>
    public int CopyPositionSteps(Span<PositionTransition> steps) => Desk.Positions.CopySteps(steps);

    /// <summary>So many brackets live at a time.</summary>
    public const int MaxBrackets = BracketBook.Most;

    /// <summary>So many pairs of legs live at a time.</summary>
    public const int MaxLegs = LegsBook.Most;

    /// <summary>Live brackets, <see cref="MaxBrackets"/> at most, by their entries; returns how many there was room for.</summary>
    public int CopyBrackets(Span<BracketUpdate> brackets) => Desk.Brackets.Copy(brackets);

    /// <summary>Live pairs of legs, <see cref="MaxLegs"/> at most, by their first; returns how many there was room for.</summary>
    public int CopyLegs(Span<LegsUpdate> legs) => Desk.Legs.Copy(legs);
}
