using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>Kinds of requests for an order; one of each kind can be open.</summary>
[Flags]
public enum Requests : byte
{
    None = 0,
    New = 1,
    Amend = 2,
    Cancel = 4,
}

/// <summary>What changed an order: a request of ours, or what the venue said.</summary>
public enum TransitionCause : byte
{
    Placed = 1,
    AmendAsked = 2,
    CancelAsked = 3,
    Acknowledged = 4,
    Rejected = 5,
    Filled = 6,
    Cancelled = 7,
    CancelRejected = 8,
    Expired = 9,
    Amended = 10,
    AmendRejected = 11,

    /// <summary>Nobody knows what became of a request.</summary>
    OutcomeUnknown = 12,

    /// <summary>The venue cut a reduce-only order.</summary>
    Reduced = 13,

    /// <summary>A fill that came after the order's end. It may correct an end to filled; nothing makes an order live again.</summary>
    FilledLate = 14,

    /// <summary>What became of it can't be found out in time.</summary>
    Unresolved = 15,
}

/// <summary>One change of an order: of its state, or of what is on its way for it.</summary>
/// <param name="Input">The number of the input that led to it.</param>
/// <param name="Open">Requests without an answer, afterwards.</param>
/// <param name="Unknown">Those of them of which nobody knows what became.</param>
/// <param name="LocalNs">The engine's time.</param>
/// <param name="ExchangeNs">The venue's, of what it said; else 0.</param>
public readonly record struct OrderTransition(
    OrderId Id, long Input, OrderState From, OrderState To, TransitionCause Cause, Requests Open, Requests Unknown, long LocalNs, long ExchangeNs)
{
    /// <summary>It would have led where an order can't go, or answered what wasn't asked: it changed nothing.</summary>
    public bool IsRefused { get; init; }

    public override string ToString() =>
        $"{From} -> {To} by {Cause}{(IsRefused ? ", refused" : "")}{(Open == Requests.None ? "" : $", open {Open}")}{(Unknown == Requests.None ? "" : $", unknown {Unknown}")}";
}

/// <summary>The newest changes of all orders. The order journal has every one.</summary>
internal sealed class OrderHistory
{
    /// <summary>Changes that are remembered; a power of two.</summary>
    public const int Kept = 1 << 14;

    /// <summary>Of them a checkpoint looks back over so many.</summary>
    public const int LookedBack = 1 << 12;

    private OrderTransition[] _ring = [];
    private long[] _previous = [];
    private long _count;

    /// <summary>Makes room, before the first change: many an engine is only looked into.</summary>
    public void Reserve()
    {
        if (_ring.Length == 0)
            (_ring, _previous) = (new OrderTransition[Kept], new long[Kept]);
    }

    /// <param name="transition">What has changed.</param>
    /// <param name="last">The number of the order's newest change, from 1; 0 before the first.</param>
    public void Add(in OrderTransition transition, ref long last)
    {
        if (_ring.Length == 0)
            Reserve();
        long at = _count++ & (Kept - 1);
        _ring[at] = transition;
        _previous[at] = last;
        last = _count;
    }

    /// <summary>The remembered changes of an order whose newest is known, oldest first; the newest when there is no room for all.</summary>
    public int Copy(long last, Span<OrderTransition> transitions)
    {
        int n = 0;
        for (long number = last; number > Math.Max(0, _count - Kept) && n < transitions.Length; number = _previous[(number - 1) & (Kept - 1)])
            transitions[n++] = _ring[(number - 1) & (Kept - 1)];
        transitions[..n].Reverse();
        return n;
    }

    /// <summary>The same of any order, by looking through all that is remembered.</summary>
    public int Copy(OrderId id, Span<OrderTransition> transitions)
    {
        int n = 0;
        long oldest = Math.Max(0, _count - Kept);
        for (long at = _count - 1; at >= oldest && n < transitions.Length; at--)
        {
            if (_ring[at & (Kept - 1)].Id == id)
                transitions[n++] = _ring[at & (Kept - 1)];
        }

        transitions[..n].Reverse();
        return n;
    }

    /// <summary>What is remembered of live orders, as far as a checkpoint goes back.</summary>
    public KeptHistory Keep(OrderTable orders)
    {
        var kept = new List<(long Number, OrderTransition Transition)>();
        for (long number = Math.Max(0, _count - LookedBack) + 1; number <= _count; number++)
        {
            ref OrderTransition transition = ref _ring[(number - 1) & (Kept - 1)];
            if (!Unsafe.IsNullRef(ref orders.Find(transition.Id)))
                kept.Add((number, transition));
        }

        return new KeptHistory(_count, kept);
    }

    /// <summary>Before the first change; the live orders are in the table.</summary>
    public void Restore(KeptHistory kept, OrderTable orders)
    {
        _count = kept.Count;
        if (kept.Count > 0)
            Reserve();
        foreach ((long number, OrderTransition transition) in kept.Changes)
        {
            ref WorkingOrder order = ref orders.Find(transition.Id);
            if (Unsafe.IsNullRef(ref order))
                continue;
            long at = (number - 1) & (Kept - 1);
            _ring[at] = transition;
            _previous[at] = order.LastChange;
            order.LastChange = number;
        }
    }
}

/// <summary>What a checkpoint has of the orders' changes.</summary>
/// <param name="Count">Changes so far, of all orders.</param>
/// <param name="Changes">Those of live orders, by their numbers from 1, in their order.</param>
internal sealed record KeptHistory(long Count, IReadOnlyList<(long Number, OrderTransition Transition)> Changes)
{
    public static KeptHistory None { get; } = new(0, []);
}
