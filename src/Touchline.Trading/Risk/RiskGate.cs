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
    private readonly OrderTable _orders;
    private readonly InstrumentState[] _instruments;
    private readonly RiskRule[] _rules;
    private readonly CorrelationRule _correlation;

    public RiskGate(RiskScope account, OrderTable orders, InstrumentState[] instruments, VenueDesk venues, RiskWatch watch)
    {
        Account = account;
        Venues = venues;
        _orders = orders;
        _instruments = instruments;
        _correlation = new CorrelationRule(watch);
        _rules =
        [
            new StatusRule(account), new StaleBookRule(), new CircuitRule(venues, account), new PriceBandRule(), new VenueNotionalRule(), new SelfTradeRule(orders, account),
            new RatioRule(venues, account), new BudgetRule(venues),
        ];
    }

    public RiskScope Account { get; }

    public VenueDesk Venues { get; }

    /// <summary>A new order.</summary>
    /// <param name="protects"><see cref="RiskQuestion.Protects"/></param>
    public RiskRefusal Check(StrategySlot strategy, in NewOrder order, bool protects, long nowNs)
    {
        RiskRefusal refusal = CheckTerms(order);
        if (refusal != RiskRefusal.None)
            return refusal;
        if (_orders.IsFull)
            return RiskRefusal.TooManyOrders;
        return CheckRules(strategy, new RiskQuestion(order, _instruments[order.Instrument], order.Quantity.Units, nowNs, isAmend: false, protects));
    }

    /// <summary>New terms for a live order.</summary>
    /// <param name="terms">With the new price and whole quantity.</param>
    /// <param name="protects"><see cref="RiskQuestion.Protects"/></param>
    public RiskRefusal CheckAmend(StrategySlot strategy, in WorkingOrder order, in NewOrder terms, bool protects, long nowNs)
    {
        if ((order.Open & (Requests.Cancel | Requests.Amend)) != 0 || order.IsUnknown)
            return RiskRefusal.InFlight;
        bool changes = terms.Price != order.Terms.Price || terms.Quantity != order.Terms.Quantity;
        if (order.Terms.Type != OrderType.Limit || !changes)
            return RiskRefusal.BadAmend;
        RiskRefusal refusal = CheckTerms(terms);
        if (refusal != RiskRefusal.None)
            return refusal;
        long moreUnits = Math.Max(0, terms.Quantity.Units - order.Terms.Quantity.Units);
        return CheckRules(strategy, new RiskQuestion(terms, _instruments[terms.Instrument], moreUnits, nowNs, isAmend: true, protects));
    }

    /// <summary>
    /// An order that closes what a kill finds open. No limit and no market may stand in its way: it must be one that only reduces, at the venue and by our own books, at once, and in lots.
    /// </summary>
    public RiskRefusal CheckFlatten(in NewOrder order, long nowNs)
    {
        RiskRefusal refusal = CheckTerms(order);
        if (refusal != RiskRefusal.None)
            return refusal;
        bool isAtOnce = order.Type is OrderType.Market or OrderType.Limit && order.TimeInForce == TimeInForce.ImmediateOrCancel;
        if (!order.ReduceOnly || !isAtOnce)
            return RiskRefusal.BadType;
        if (!Account.CanOnlyReduce(new RiskQuestion(order, _instruments[order.Instrument], order.Quantity.Units, nowNs, isAmend: false)))
            return RiskRefusal.MaxPosition;
        return _orders.IsFull ? RiskRefusal.TooManyOrders : RiskRefusal.None;
    }

    /// <summary>Enters a checked order into the table.</summary>
    public ref WorkingOrder Approve(StrategySlot strategy, in NewOrder order, long nowNs, out ApprovedOrder approved)
    {
        ref WorkingOrder working = ref _orders.Add(strategy.Index, order);
        working.SentNs = nowNs;
        approved = new ApprovedOrder(working.Id, order);
        CountSent(strategy, order, isAmend: false, nowNs);
        return ref working;
    }

    /// <summary>Counts an order or an amend that leaves.</summary>
    public void CountSent(StrategySlot strategy, in NewOrder order, bool isAmend, long nowNs)
    {
        Account.Rate.Add(nowNs);
        strategy.Scope.Rate.Add(nowNs);
        Venues.OnSent(order, isAmend, nowNs);
    }

    private RiskRefusal CheckRules(StrategySlot strategy, in RiskQuestion question)
    {
        foreach (RiskRule rule in _rules)
        {
            RiskRefusal refusal = rule.Check(question);
            if (refusal != RiskRefusal.None)
                return refusal;
        }

        RiskRefusal limited = CheckLimits(Account, question);
        return limited != RiskRefusal.None ? limited : CheckLimits(strategy.Scope, question);
    }

    private RiskRefusal CheckLimits(RiskScope scope, in RiskQuestion question)
    {
        if (scope.AsksEquity)
            scope.Equity.Look(question.NowNs);
        foreach (ScopedRule rule in scope.Rules)
        {
            RiskRefusal refusal = rule.Check(scope, question);
            if (refusal != RiskRefusal.None)
                return refusal;
        }

        return _correlation.Check(scope, question);
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
}
