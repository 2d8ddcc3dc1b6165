using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// The only way from a strategy's wish to an <see cref="ApprovedOrder"/>. What could be counts as if it were: live orders in full, also
/// those whose cancel is on its way or unknown, amended ones at the worse of both terms. The account's limits and the strategy's own
/// both hold.
/// </summary>
internal sealed class RiskGate
{
    private readonly RiskLimits _account;
    private readonly OrderTable _orders;
    private readonly InstrumentState[] _instruments;
    private readonly OrderRateWindow _rate;

    public RiskGate(RiskLimits account, OrderTable orders, InstrumentState[] instruments)
    {
        _account = account;
        _orders = orders;
        _instruments = instruments;
        _rate = new OrderRateWindow(account.OrderRate);
    }

    /// <summary>The account's limits.</summary>
    public RiskLimits Account => _account;

    /// <summary>A new order.</summary>
    public RiskRefusal Check(StrategySlot strategy, in NewOrder order, long nowNs)
    {
        RiskRefusal refusal = CheckTerms(order);
        if (refusal != RiskRefusal.None)
            return refusal;
        if (_orders.IsFull || strategy.LiveOrders >= strategy.Limits.MaxLiveOrders)
            return RiskRefusal.TooManyOrders;
        refusal = CheckMarket(strategy, order, nowNs);
        return refusal != RiskRefusal.None ? refusal : CheckSize(strategy, order, order.Quantity.Units, nowNs);
    }

    /// <summary>New terms for a live order.</summary>
    /// <param name="terms">With the new price and whole quantity.</param>
    public RiskRefusal CheckAmend(StrategySlot strategy, in WorkingOrder order, in NewOrder terms, long nowNs)
    {
        if ((order.Open & (Requests.Cancel | Requests.Amend)) != 0 || order.IsUnknown)
            return RiskRefusal.InFlight;
        bool changes = terms.Price != order.Terms.Price || terms.Quantity != order.Terms.Quantity;
        if (order.Terms.Type != OrderType.Limit || !changes)
            return RiskRefusal.BadAmend;
        RiskRefusal refusal = CheckTerms(terms);
        if (refusal == RiskRefusal.None)
            refusal = CheckMarket(strategy, terms, nowNs);
        long moreUnits = Math.Max(0, terms.Quantity.Units - order.Terms.Quantity.Units);
        return refusal != RiskRefusal.None ? refusal : CheckSize(strategy, terms, moreUnits, nowNs);
    }

    /// <summary>Enters a checked order into the table.</summary>
    public ref WorkingOrder Approve(StrategySlot strategy, in NewOrder order, long nowNs, out ApprovedOrder approved)
    {
        ref WorkingOrder working = ref _orders.Add(strategy.Index, order);
        approved = new ApprovedOrder(working.Id, order);
        CountSent(strategy, nowNs);
        return ref working;
    }

    /// <summary>Counts an order or an amend that leaves.</summary>
    public void CountSent(StrategySlot strategy, long nowNs)
    {
        _rate.Add(nowNs);
        strategy.Rate.Add(nowNs);
    }

    private RiskRefusal CheckTerms(in NewOrder order)
    {
        if ((uint)order.Instrument >= (uint)_instruments.Length)
            return RiskRefusal.UnknownInstrument;
        if (!OrderTerms.FitsType(order))
            return RiskRefusal.BadType;
        Instrument instrument = _instruments[order.Instrument].Instrument;
        if (order.Quantity.Units <= 0 || order.Quantity.Units % instrument.LotUnits != 0 || order.Quantity.Units > DecimalUnit.MaxCount)
            return RiskRefusal.BadQuantity;
        if (order.Side is not (Side.Buy or Side.Sell) || (order.Type == OrderType.Limit && !OrderTerms.IsPrice(order.Price, instrument)))
            return RiskRefusal.BadPrice;
        if (!OrderTerms.FitsTrigger(order, instrument))
            return RiskRefusal.BadTrigger;
        return OrderTerms.FitsDate(order) ? RiskRefusal.None : RiskRefusal.BadExpiry;
    }

    private RiskRefusal CheckMarket(StrategySlot strategy, in NewOrder order, long nowNs)
    {
        InstrumentState state = _instruments[order.Instrument];
        long maxAge = Math.Min(_account.MaxBookAgeNs, strategy.Limits.MaxBookAgeNs);
        if (state.Book.IsStale || nowNs - state.LastEventNs > maxAge)
            return RiskRefusal.StaleBook;
        decimal collar = Math.Min(_account.PriceCollar, strategy.Limits.PriceCollar);
        return collar == decimal.MaxValue || order.Type != OrderType.Limit || IsWithin(collar, order, state.Book.Touch)
            ? RiskRefusal.None
            : RiskRefusal.PriceCollar;
    }

    private RiskRefusal CheckSize(StrategySlot strategy, in NewOrder order, long moreUnits, long nowNs)
    {
        InstrumentState state = _instruments[order.Instrument];
        Holding account = state.Account, own = strategy.Holding(order.Instrument);
        if (order.Quantity.Units > Math.Min(account.MaxOrderUnits, own.MaxOrderUnits))
            return RiskRefusal.MaxOrder;
        if (account.WorstOn(order.Side, moreUnits) > account.MaxPositionUnits || own.WorstOn(order.Side, moreUnits) > own.MaxPositionUnits)
            return RiskRefusal.MaxPosition;
        if (!IsWithinExposure(_account.MaxExposure, null, order, moreUnits) || !IsWithinExposure(strategy.Limits.MaxExposure, strategy, order, moreUnits))
            return RiskRefusal.MaxExposure;
        return _rate.Allows(nowNs) && strategy.Rate.Allows(nowNs) ? RiskRefusal.None : RiskRefusal.OrderRate;
    }

    // Measured from the touch: a bid may stand so far below the best bid, and reach so far above the best ask.
    private static bool IsWithin(decimal collar, in NewOrder order, in Touch touch)
    {
        if (!touch.IsTwoSided)
            return false;
        decimal low = Math.Min(touch.BidPrice.Units, touch.AskPrice.Units), high = Math.Max(touch.BidPrice.Units, touch.AskPrice.Units);
        return order.Price.Units >= low * (1 - collar) && order.Price.Units <= high * (1 + collar);
    }

    // Every instrument at its last mid; the order's side of its own at the order's price where that is higher. Without a price there is no
    // way to tell: refused. An order that makes nothing worse may leave even where the market has moved the account beyond the limit.
    private bool IsWithinExposure(decimal limit, StrategySlot? strategy, in NewOrder order, long moreUnits)
    {
        if (limit == decimal.MaxValue)
            return true;
        try
        {
            decimal before = 0, after = 0;
            for (int i = 0; i < _instruments.Length; i++)
            {
                InstrumentState state = _instruments[i];
                Holding holding = strategy is null ? state.Account : strategy.Holding(i);
                state.RememberMid();
                decimal mid = (state.LastMid ?? 0) * state.Instrument.Multiplier;
                decimal now = Math.Max(holding.WorstQuantity(Side.Buy, 0), holding.WorstQuantity(Side.Sell, 0)) * mid;
                before += now;
                after += i == order.Instrument ? ValueWith(order, moreUnits, holding, state, mid) : now;
            }

            return after <= limit || after <= before;
        }
        catch (OverflowException)
        {
            return false; // beyond any limit
        }
    }

    private static decimal ValueWith(in NewOrder order, long moreUnits, Holding holding, InstrumentState state, decimal mid)
    {
        decimal own = state.Instrument.PriceUnit.ToDecimal(OrderTerms.OwnPrice(order)) * state.Instrument.Multiplier;
        decimal price = Math.Max(own, mid), quantity = holding.WorstQuantity(order.Side, moreUnits);
        if (price == 0 && quantity > 0)
            return decimal.MaxValue;
        return Math.Max(quantity * price, holding.WorstQuantity(order.Side.Opposite(), 0) * mid);
    }
}
