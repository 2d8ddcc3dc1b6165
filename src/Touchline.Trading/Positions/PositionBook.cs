using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// Where each strategy stands in each instrument, from its ledger and its working orders, and what became of its positions. The newest steps and
/// the newest closed positions are remembered; the order journal has all of it.
/// </summary>
internal sealed partial class PositionBook(Engine engine, int instruments)
{
    /// <summary>Closed positions that are remembered.</summary>
    public const int ClosedKept = 4096;

    /// <summary>Steps that are remembered.</summary>
    public const int StepsKept = 4096;

    private PositionRecord[] _closed = [];
    private PositionTransition[] _steps = [];
    private Tracked[] _tracked = [];
    private long _closedCount;
    private long _stepCount;

    /// <summary>What a strategy has in an instrument.</summary>
    public PositionRecord this[int strategy, int instrument]
    {
        get
        {
            ref Tracked at = ref Of(strategy, instrument);
            return at.Record(strategy, instrument, engine.Slot(strategy).Ledger(instrument));
        }
    }

    /// <summary>Makes room, before the first step.</summary>
    public void Reserve()
    {
        if (_steps.Length == 0)
            (_closed, _steps) = (new PositionRecord[ClosedKept], new PositionTransition[StepsKept]);
    }

    /// <summary>Quantity that an order works with has changed.</summary>
    public void OnWorking(in WorkingOrder order, long change, long exchangeNs)
    {
        ref Tracked at = ref Of(order.Strategy, order.Terms.Instrument);
        CountWorking(ref at, order, change);
        Move(ref at, order.Strategy, order.Terms.Instrument, order.Terms.Reason, exchangeNs);
    }

    /// <summary>A strategy's ledger has taken something in. <see cref="Settle"/> follows once what works is right too.</summary>
    public void OnFill(int strategy, int instrument, OrderReason reason, long exchangeNs)
    {
        ref Tracked at = ref Of(strategy, instrument);
        Ledger ledger = engine.Slot(strategy).Ledger(instrument);
        long before = at.Position, after = ledger.Position.Units;
        at.Position = after;
        if (before != 0 && Math.Sign(after) != Math.Sign(before))
            Close(ref at, strategy, instrument, ledger, reason, exchangeNs);
        if (after != 0 && Math.Sign(after) != Math.Sign(before))
            at.Begin(before == 0 ? at.Fees : ledger.Fees, ledger.Realised, reason, engine.NowNs);
        at.Fees = ledger.Fees;
        if (Math.Abs(after) > Math.Abs(at.Most))
            at.Most = after;
    }

    public void Settle(int strategy, int instrument, OrderReason reason, long exchangeNs) =>
        Move(ref Of(strategy, instrument), strategy, instrument, reason, exchangeNs);

    /// <summary>The newest closed positions, oldest first; returns how many there was room for.</summary>
    public int CopyClosed(Span<PositionRecord> records) => Copy(_closed, _closedCount, records);

    /// <summary>The newest steps, oldest first; returns how many there was room for.</summary>
    public int CopySteps(Span<PositionTransition> steps) => Copy(_steps, _stepCount, steps);

    private static int Copy<T>(T[] ring, long count, Span<T> to)
    {
        int n = (int)Math.Min(Math.Min(count, ring.Length), to.Length);
        for (int i = 0; i < n; i++)
            to[i] = ring[(count - n + i) % ring.Length];
        return n;
    }

    private ref Tracked Of(int strategy, int instrument)
    {
        int at = strategy * instruments + instrument;
        if (at >= _tracked.Length)
            Array.Resize(ref _tracked, engine.Strategies.Count * instruments);
        return ref _tracked[at];
    }

    private static void CountWorking(ref Tracked at, in WorkingOrder order, long change)
    {
        bool isBuy = order.Terms.Side == Side.Buy, isProtection = order.Origin.Purpose == OrderPurpose.BracketGuard;
        bool opens = !order.Terms.ReduceOnly && !isProtection && order.Origin.Purpose != OrderPurpose.BracketExit;
        bool closes = !order.Terms.Type.IsConditional() && !isProtection;
        at.Opening += opens ? change : 0;
        at.ClosingBuy += closes && isBuy ? change : 0;
        at.ClosingSell += closes && !isBuy ? change : 0;
    }

    private void Close(ref Tracked at, int strategy, int instrument, Ledger ledger, OrderReason reason, long exchangeNs)
    {
        PositionRecord record = at.Record(strategy, instrument, ledger) with
        {
            State = PositionState.Closed,
            Position = default,
            ClosedNs = engine.NowNs,
            ExitReason = reason,
        };
        if (_closed.Length == 0)
            Reserve();
        _closed[_closedCount++ % ClosedKept] = record;
        at.OpenedNs = 0;
        at.EntryReason = default;
        at.Most = 0;
        Step(ref at, strategy, instrument, PositionState.Closed, reason, exchangeNs);
    }

    // Step by step: what a report changes at once passes through the states between.
    private void Move(ref Tracked at, int strategy, int instrument, OrderReason reason, long exchangeNs)
    {
        PositionState target = at.Target;
        while (at.State != target)
        {
            bool isDirect = at.State.CanBecome(target);
            Step(ref at, strategy, instrument, isDirect ? target : target == PositionState.Closing ? PositionState.Open : PositionState.Closed, reason, exchangeNs);
        }
    }

    private void Step(ref Tracked at, int strategy, int instrument, PositionState to, OrderReason reason, long exchangeNs)
    {
        if (_steps.Length == 0)
            Reserve();
        _steps[_stepCount++ % StepsKept] = new PositionTransition(
            strategy, instrument, at.State, to, new Quantity(at.Position), reason, engine.Inputs, engine.NowNs, exchangeNs);
        at.State = to;
    }

    private struct Tracked
    {
        public PositionState State;
        public OrderReason EntryReason;
        public long Position;
        public long Most;
        public long Opening;
        public long ClosingBuy;
        public long ClosingSell;
        public long OpenedNs;
        public decimal Fees;
        public decimal RealisedBefore;
        public decimal FeesBefore;

        public readonly PositionState Target
        {
            get
            {
                if (Position == 0)
                    return Opening > 0 ? PositionState.Opening : PositionState.Closed;
                return (Position > 0 ? ClosingSell : ClosingBuy) >= Math.Abs(Position) ? PositionState.Closing : PositionState.Open;
            }
        }

        public void Begin(decimal fees, decimal realised, OrderReason reason, long nowNs)
        {
            EntryReason = reason;
            OpenedNs = nowNs;
            RealisedBefore = realised;
            FeesBefore = fees;
        }

        public readonly PositionRecord Record(int strategy, int instrument, Ledger ledger) => new(
            strategy, instrument, State, new Quantity(Position), new Quantity(Most), OpenedNs, 0, EntryReason, default,
            OpenedNs == 0 ? 0 : ledger.Realised - RealisedBefore, OpenedNs == 0 ? 0 : ledger.Fees - FeesBefore);
    }
}
