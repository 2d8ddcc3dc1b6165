using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

public enum KillState : byte
{
    /// <summary>There was no kill, or it was ended.</summary>
    Armed = 0,

    /// <summary>Orders are live that were told to go.</summary>
    Killing = 1,

    /// <summary>No order is live.</summary>
    Killed = 2,

    /// <summary>Positions are being closed.</summary>
    Flattening = 3,

    /// <summary>No order is live and the account has no position.</summary>
    Flat = 4,

    /// <summary>It couldn't be brought to its end: <see cref="KillStatus.Reason"/>. What it still hears of it goes on with.</summary>
    GaveUp = 5,
}

/// <summary>Where a kill stands.</summary>
/// <param name="Flattens">Positions are closed too.</param>
/// <param name="LiveOrders">As far as the engine knows; the session asks the venue whether it lists any.</param>
/// <param name="Attempts">Orders sent to close positions.</param>
/// <param name="SinceNs">Engine time of the newest kill or arming.</param>
/// <param name="Reason">Why it gave up, for people; null else.</param>
public readonly record struct KillStatus(KillState State, bool Flattens, int LiveOrders, int Attempts, long SinceNs, string? Reason);

/// <summary>
/// Cancels everything, closes positions where that is asked for, and lets nothing new pass until it is armed again. An instrument's position is closed once none of its orders can trade any
/// more; each of its attempts is an immediate order that only reduces, within the account's collar where there is one and a book to tell, else, and at the last attempt, a market order.
/// </summary>
internal sealed class KillSwitch(Engine engine, InstrumentState[] instruments)
{
    /// <summary>Attempts to close the position of one instrument.</summary>
    public const int MostAttempts = 5;

    /// <summary>Time from one attempt to the next, and from one look to the next.</summary>
    public const long StepNs = 500_000_000;

    /// <summary>The same once it has given up on orders that don't end.</summary>
    public const long LateStepNs = 5_000_000_000;

    /// <summary>So long orders may take to end.</summary>
    public const long PatienceNs = 30_000_000_000;

    // Candles' timers count from 0.
    public static readonly TimerId Timer = new(TimerId.Engine, -1);

    private readonly int[] _attempts = new int[instruments.Length];
    private readonly long[] _nextNs = new long[instruments.Length];

    // Since when orders to close the position don't even leave for the venue; long.MaxValue: they do.
    private readonly long[] _blockedNs = [.. instruments.Select(_ => long.MaxValue)];
    private KillState _state;
    private bool _flattens;
    private bool _isTimed;
    private long _sinceNs;
    private long _patientNs;
    private string? _reason;

    public bool IsActive => _state != KillState.Armed;

    public KillStatus Status => new(_state, _flattens, engine.LiveOrders, _attempts.Sum(), _sinceNs, _reason);

    /// <summary>Positions are to be closed.</summary>
    public bool Flattens => _flattens;

    /// <summary>From now on nothing new passes.</summary>
    public void Close()
    {
        if (!IsActive)
            _flattens = false;
        _state = KillState.Killing;
    }

    /// <summary>As a session before left it: nothing passes, and it goes on once the engine starts.</summary>
    public void Restore(bool flattens)
    {
        Close();
        _flattens = flattens;
    }

    /// <summary>Everything of all strategies has been cancelled. A kill again begins anew with its attempts; it never takes back a wish to be flat.</summary>
    public void Begin(bool flattens)
    {
        Close();
        _flattens |= flattens;
        _sinceNs = _patientNs = engine.NowNs;
        _reason = null;
        Array.Clear(_attempts);
        Array.Clear(_nextNs);
        Array.Fill(_blockedNs, long.MaxValue);
        Step();
    }

    public void Arm()
    {
        _state = KillState.Armed;
        _flattens = false;
        _sinceNs = engine.NowNs;
        _reason = null;
        _isTimed = false;
        engine.CancelTimer(Timer);
    }

    /// <summary>A cancel that was refused while its order lives on is sent again; one whose outcome is unknown isn't.</summary>
    public void OnTimer()
    {
        _isTimed = false;
        foreach (StrategySlot strategy in engine.Strategies)
            engine.Desk.CancelAll(strategy.Index, Spared.Flattening);
        Step();
    }

    /// <summary>Is told of what the venue says of an order that closes a position, before the order is. An attempt that never left is none.</summary>
    public void OnFlattening(in OrderReport report)
    {
        int instrument = report.Instrument;
        if (!report.NeverLeft || report.Kind != ReportKind.Rejected)
        {
            _blockedNs[instrument] = long.MaxValue;
            return;
        }

        _attempts[instrument] = Math.Max(0, _attempts[instrument] - 1);
        _blockedNs[instrument] = Math.Min(_blockedNs[instrument], engine.NowNs);
        if (IsBlocked(instrument))
            _nextNs[instrument] += LateStepNs - StepNs;
    }

    private bool IsBlocked(int instrument) => _blockedNs[instrument] != long.MaxValue && engine.NowNs - _blockedNs[instrument] >= PatienceNs;

    /// <summary>Looks what there is left to do. Called after everything that could have changed it.</summary>
    public void Step()
    {
        string? stuck = null, blocked = null;
        bool isClosing = false;
        for (int i = 0; _flattens && i < instruments.Length; i++)
        {
            string? trouble = Close(i);
            isClosing |= trouble is null && !instruments[i].Account.Ledger.Position.IsZero;
            stuck ??= trouble;
            if (trouble is null && IsBlocked(i) && instruments[i].Account.Ledger.Position.Units is var left and not 0)
                blocked ??= $"{instruments[i].Instrument.Symbol}: orders to close {Quantity(instruments[i], Math.Abs(left))} haven't left for the venue for {Duration.Format(PatienceNs)}; they are tried again every {Duration.Format(LateStepNs)}";
        }

        int live = engine.LiveOrders;
        if (live > 0 && engine.NowNs - _patientNs >= PatienceNs)
            GiveUp($"{live} orders haven't ended within {Duration.Format(PatienceNs)}");
        else if (blocked is not null)
            GiveUp(blocked);
        else if (live > 0 || isClosing)
            _state = isClosing && live == engine.Desk.CountFlattening() ? KillState.Flattening : KillState.Killing;
        else if (stuck is not null)
            GiveUp(stuck);
        else
            (_state, _reason) = (_flattens ? KillState.Flat : KillState.Killed, null);
        // What didn't end in time is still told to.
        bool goesOn = _state is KillState.Killing or KillState.Flattening || (_state == KillState.GaveUp && (live > 0 || blocked is not null));
        if (_isTimed || !goesOn)
            return;
        _isTimed = true;
        engine.SetTimer(Timer, engine.NowNs + (_state == KillState.GaveUp ? LateStepNs : StepNs));
    }

    // What is wrong, for people; null when the position is closed, being closed, or waits for orders to end.
    private string? Close(int instrument)
    {
        InstrumentState state = instruments[instrument];
        Holding account = state.Account;
        long position = account.Ledger.Position.Units, units = Math.Abs(position);
        if (position == 0 || account.WorkingBuy != 0 || account.WorkingSell != 0 || engine.NowNs < _nextNs[instrument])
            return null;
        if (units < state.Instrument.LotUnits)
            return $"{state.Instrument.Symbol}: {Quantity(state, position)} are left, less than a lot";
        if (_attempts[instrument] == MostAttempts)
            return $"{state.Instrument.Symbol}: {Quantity(state, position)} are left after {MostAttempts} attempts";
        _attempts[instrument]++;
        _nextNs[instrument] = engine.NowNs + StepNs;
        _patientNs = engine.NowNs;
        Send(instrument, position > 0 ? Side.Sell : Side.Buy, units);
        return null;
    }

    // Each strategy closes its own part; what none of them has is the first one's to close.
    private void Send(int instrument, Side side, long units)
    {
        long lot = instruments[instrument].Instrument.LotUnits, left = units - units % lot;
        foreach (StrategySlot strategy in engine.Strategies)
        {
            long own = -side.Sign() * strategy.Ledger(instrument).Position.Units, part = Math.Min(left, Math.Max(0, own - own % lot));
            if (part > 0)
                engine.Desk.Flatten(strategy, Order(instrument, side, part));
            left -= part;
        }

        if (left > 0 && engine.Strategies.Count > 0)
            engine.Desk.Flatten(engine.Slot(0), Order(instrument, side, left));
    }

    private NewOrder Order(int instrument, Side side, long units)
    {
        Price price = _attempts[instrument] < MostAttempts ? CollarPrice(instruments[instrument], side) : default;
        NewOrder order = price.Units > 0
            ? NewOrder.Limit(instrument, side, price, new Quantity(units), TimeInForce.ImmediateOrCancel)
            : NewOrder.Market(instrument, side, new Quantity(units));
        return order with { ReduceOnly = true, Reason = OrderReason.Kill };
    }

    // The furthest price within the collar; 0 where there is none to tell.
    private Price CollarPrice(InstrumentState state, Side side)
    {
        decimal collar = engine.Limits.PriceCollar;
        Touch touch = state.Book.Touch;
        if (collar > 1 || state.Book.IsStale || !touch.IsTwoSided)
            return default;
        long tick = state.Instrument.TickUnits;
        decimal ticks = side == Side.Buy
            ? Math.Floor(Math.Max(touch.BidPrice.Units, touch.AskPrice.Units) * (1 + collar) / tick)
            : Math.Ceiling(Math.Min(touch.BidPrice.Units, touch.AskPrice.Units) * (1 - collar) / tick);
        var price = new Price((long)Math.Min(ticks, DecimalUnit.MaxCount / tick) * tick);
        return OrderTerms.IsPrice(price, state.Instrument) ? price : default;
    }

    private void GiveUp(string reason)
    {
        bool isNew = _reason != reason;
        (_state, _reason) = (KillState.GaveUp, reason);
        if (isNew)
            engine.Note($"the kill couldn't be brought to its end: {reason}; look at the venue. Nothing new is placed until it is armed");
    }

    private static decimal Quantity(InstrumentState state, long units) => state.Instrument.QuantityUnit.ToDecimal(new Quantity(units));
}
