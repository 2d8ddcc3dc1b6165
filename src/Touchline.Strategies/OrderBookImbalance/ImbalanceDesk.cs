using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// The imbalance strategy in one instrument: flat, entering, holding or leaving. One entry or one exit is out at a time; an exit
/// waits until the entry has ended.
/// </summary>
internal sealed class ImbalanceDesk(int index, Instrument instrument)
{
    private const long ExitRetryNs = 100_000_000;

    private static readonly string[] ExitNames = ["", "exits_opposite_signal", "exits_take_profit", "exits_stop_loss", "exits_max_hold"];

    private BookPressure _pressure = new(instrument, isWeighted: false);
    private OrderId _entry;
    private OrderId _exit;
    private Side _entrySide;
    private Price _ask;
    private long _entryDueNs;
    private long _nextEntryNs;
    private long _nextExitNs;
    private long _heldSinceNs;
    private RiskRefusal _entryRefusal;
    private RiskRefusal _exitRefusal;
    private readonly int[] _exits = new int[ExitNames.Length];

    public required ImbalanceTerms Terms
    {
        get;
        set
        {
            _pressure = new BookPressure(instrument, value.IsWeighted);
            field = value;
        }
    }

    /// <summary>It holds a position or is about to.</summary>
    public bool IsOpen(IStrategyContext context) => !_entry.IsNone || !context.Position(index).IsZero;

    /// <summary>The most that position and orders out could come to, at the last ask.</summary>
    public decimal Exposure(IStrategyContext context)
    {
        long position = context.Position(index).Units;
        long longest = position + context.Working(index, Side.Buy).Units, shortest = position - context.Working(index, Side.Sell).Units;
        return instrument.Value(_ask, new Quantity(Math.Max(Math.Abs(longest), Math.Abs(shortest))));
    }

    /// <summary>Looks at the book and does what is due.</summary>
    /// <returns>The side to enter on, which is for the strategy as a whole to allow; none when there is nothing to enter.</returns>
    public Side Look(IStrategyContext context)
    {
        BookView book = context.Book(index);
        if (!Ladder.IsSound(book))
        {
            CancelEntry(context);
            return Side.None;
        }

        _ask = book.BestAsk;
        _pressure.Read(book);
        Side pressing = _pressure.BidShare > Terms.BuyOver ? Side.Buy : _pressure.BidShare < Terms.SellUnder ? Side.Sell : Side.None;
        if (!_entry.IsNone && (context.NowNs >= _entryDueNs || pressing != _entrySide))
            CancelEntry(context);
        if (!context.Position(index).IsZero)
        {
            Hold(context, book, pressing);
            return Side.None;
        }

        bool isShown = (pressing == Side.Buy ? _pressure.BidValue : _pressure.AskValue) >= Terms.MinCluster;
        return isShown && _entry.IsNone && _exit.IsNone && context.NowNs >= _nextEntryNs ? pressing : Side.None;
    }

    /// <summary>Enters with a value at most. Only after <see cref="Look"/> said on which side.</summary>
    public void Enter(IStrategyContext context, Side side, decimal most)
    {
        BookView book = context.Book(index);
        Price price = side == Side.Buy == Terms.Joins ? book.BestBid : book.BestAsk;
        // At the ask, by which exposure is measured: a sale may not come to more either.
        Quantity quantity = instrument.WholeLots(Math.Min(most, Terms.OrderValue) / (instrument.PriceUnit.ToDecimal(_ask) * instrument.Multiplier));
        if (quantity.IsZero || instrument.Value(price, quantity) < Terms.MinOrder)
            return;
        _nextEntryNs = context.NowNs + Terms.PauseNs;
        TimeInForce timeInForce = Terms.Joins ? TimeInForce.PostOnly : TimeInForce.ImmediateOrCancel;
        Placement placed = context.Place(NewOrder.Limit(index, side, price, quantity, timeInForce));
        Tell(context, "entry", placed.Refusal, ref _entryRefusal);
        if (!placed.IsPlaced)
            return;

        (_entry, _entrySide) = (placed.Id, side);
        _entryDueNs = Terms.Joins ? context.NowNs + Terms.EntryWaitNs : long.MaxValue;
        if (Terms.Joins)
            context.SetTimer(EntryTimer, _entryDueNs);
    }

    public void OnFill(IStrategyContext context)
    {
        if (context.Position(index).IsZero)
        {
            _heldSinceNs = 0;
            _nextEntryNs = context.NowNs + Terms.PauseNs;
        }
        else if (_heldSinceNs == 0)
        {
            _heldSinceNs = context.NowNs;
            if (Terms.MaxHoldNs > 0)
                context.SetTimer(HoldTimer, _heldSinceNs + Terms.MaxHoldNs);
        }
    }

    public void OnOrder(in OrderUpdate order)
    {
        if (!order.IsTerminal)
            return;
        if (order.Id == _entry)
            _entry = default;
        else if (order.Id == _exit)
            _exit = default;
    }

    /// <summary>The timers' numbers; those of an instrument stand together.</summary>
    private int EntryTimer => 2 * index;

    private int HoldTimer => 2 * index + 1;

    private void Hold(IStrategyContext context, BookView book, Side pressing)
    {
        ImbalanceExit why = ReasonToLeave(context, book, pressing);
        if (why == ImbalanceExit.None || !_exit.IsNone || context.NowNs < _nextExitNs)
            return;
        if (!_entry.IsNone)
        {
            CancelEntry(context);
            return;
        }

        long held = context.Position(index).Units;
        (Side side, Price price) = held > 0 ? (Side.Sell, book.BestBid) : (Side.Buy, book.BestAsk);
        // So that no remainder is too small to leave. Where others stand on the other side the venue wouldn't take it.
        bool covers = Math.Sign(held) * context.AccountPosition(index).Units >= Math.Abs(held);
        Placement placed = context.Place(NewOrder.Limit(index, side, price, new Quantity(Math.Abs(held)), TimeInForce.ImmediateOrCancel) with { ReduceOnly = covers });
        _exit = placed.Id;
        Tell(context, "exit", placed.Refusal, ref _exitRefusal);
        if (placed.IsPlaced)
            context.Metric(ExitNames[(int)why], ++_exits[(int)why]);
        else
            _nextExitNs = context.NowNs + ExitRetryNs;
    }

    // It may be refused again and again.
    private void Tell(IStrategyContext context, string order, RiskRefusal refusal, ref RiskRefusal told)
    {
        if (refusal != RiskRefusal.None && refusal != told)
            context.Log($"{instrument}: {order} refused: {refusal}");
        told = refusal;
    }

    private ImbalanceExit ReasonToLeave(IStrategyContext context, BookView book, Side pressing)
    {
        int sign = Math.Sign(context.Position(index).Units);
        if (Terms.MaxHoldNs > 0 && context.NowNs - _heldSinceNs >= Terms.MaxHoldNs)
            return ImbalanceExit.MaxHold;
        if (Terms.LeavesOnOpposite && pressing.Sign() == -sign)
            return ImbalanceExit.OppositeSignal;
        decimal entry = context.ProfitAndLoss(index).AveragePrice;
        decimal won = sign * (instrument.PriceUnit.ToDecimal(sign > 0 ? book.BestBid : book.BestAsk) - entry);
        if (Terms.StopLoss > 0 && won <= -Terms.StopLoss * entry)
            return ImbalanceExit.StopLoss;
        return Terms.TakeProfit > 0 && won >= Terms.TakeProfit * entry ? ImbalanceExit.TakeProfit : ImbalanceExit.None;
    }

    private void CancelEntry(IStrategyContext context)
    {
        if (!_entry.IsNone && Terms.Joins)
            context.Cancel(_entry);
    }
}
