using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// The way of orders into their markets and out again. An order that was placed is told as NEW first, then what it did on arrival, then what became of the rest
/// of it.
/// </summary>
internal sealed class OrderDesk(OrderChecks checks, AccountLedger ledger, Settlement settlement, GoodTillDates dates, IBinanceEvents events)
{
    private const int MostAmendments = 10_000;

    private readonly List<BinanceOrder> _met = [];

    public (BinanceOrder? Order, BinanceError? Error) Place(BinanceAccount account, BinanceMarket market, BinanceOrderTerms terms, long nowNs, BinanceAlgoOrder? from = null)
    {
        BinanceError? error = checks.Check(account, market, terms, nowNs, out OrderDraft draft);
        if (error is not null)
            return (null, error);
        BinanceOrder order = Make(account, terms, draft, nowNs, from);
        ledger.Open(order);
        dates.Add(order);
        events.OnOrder(account, order, "NEW", null, null, nowNs);
        Enter(order, draft, nowNs);
        return (order, null);
    }

    public BinanceError? Test(BinanceAccount account, BinanceMarket market, BinanceOrderTerms terms, long nowNs) =>
        checks.Check(account, market, terms, nowNs, out _);

    /// <summary>New price and quantity for a live order: it goes to the end of its price's queue. One that would be left nothing, and a post-only one that would take, is cancelled.</summary>
    public BinanceError? Amend(BinanceOrder order, BinanceMarket market, decimal quantity, decimal price, long? modifyId, long nowNs)
    {
        if (order.Type != "LIMIT")
            return BinanceErrors.AmendLimitOnly;
        if (order.Amendments >= MostAmendments)
            return BinanceErrors.TooManyAmendments;
        if (order.Price == price && order.Quantity == quantity)
            return BinanceErrors.SameOrder;
        BinanceError? error = checks.CheckAmendment(order, market, quantity, price, out OrderDraft draft);
        if (error is not null)
            return error;
        if (draft.Quantity <= 0 || (order.TimeInForce == "GTX" && market.Crosses(order.Side, draft.Limit)))
        {
            Cancel(order, nowNs);
            return null;
        }

        market.Reduce(order, default, nowNs);
        order.Price = price;
        order.Quantity = order.Executed + draft.Quantity;
        order.SelfTradePrevention = SelfTradePrevention.None;
        order.Amendments++;
        order.UpdateMs = nowNs / 1_000_000;
        events.OnOrder(order.Account, order, "AMENDMENT", null, modifyId, nowNs);
        Enter(order, draft, nowNs);
        return null;
    }

    public void Cancel(BinanceOrder order, long nowNs) => settlement.End(order, BinanceOrderStatus.Canceled, 0, nowNs);

    public void CancelAll(BinanceAccount account, BinanceSymbol symbol, long nowNs)
    {
        foreach (BinanceOrder order in account.Live.Values.Where(o => o.Symbol == symbol).ToList())
            Cancel(order, nowNs);
    }

    /// <summary>Orders whose date has come end; at that moment they trade no more.</summary>
    public void Expire(long nowNs)
    {
        while (dates.Due(nowNs) is { } order)
            settlement.End(order, BinanceOrderStatus.Expired, 0, nowNs);
    }

    // A client may have chosen the same.
    private static string FreeId(BinanceAccount account, long id)
    {
        string free = $"auto{id}";
        while (account.LiveByClientId.ContainsKey(free))
            free += "_";
        return free;
    }

    private BinanceOrder Make(BinanceAccount account, BinanceOrderTerms terms, OrderDraft draft, long nowNs, BinanceAlgoOrder? from)
    {
        long id = ledger.NextOrderId();
        return new BinanceOrder
        {
            Account = account,
            OrderId = id,
            ClientOrderId = terms.ClientOrderId ?? FreeId(account, id),
            Symbol = draft.Market.Symbol,
            Side = draft.Side,
            PositionSide = draft.PositionSide,
            Type = draft.Type,
            OriginalType = from?.Terms.Type ?? draft.Type,
            TimeInForce = draft.TimeInForce,
            Price = draft.Price,
            StopPrice = from?.Terms.TriggerPrice ?? 0,
            Quantity = draft.Quantity,
            ReduceOnly = draft.ReduceOnly,
            ClosePosition = from?.Terms.ClosePosition ?? false,
            WorkingType = terms.WorkingType,
            PriceProtect = terms.PriceProtect,
            PriceMatch = terms.PriceMatch,
            SelfTradePrevention = terms.SelfTradePrevention,
            GoodTillMs = terms.TimeInForce == "GTD" ? terms.GoodTillMs / 1000 * 1000 : 0,
            TimeMs = nowNs / 1_000_000,
            UpdateMs = nowNs / 1_000_000,
        };
    }

    // Takes what it may, rests or ends. Makers that had to go for it, and those that may not trade, make room: then it looks again.
    private void Enter(BinanceOrder order, in OrderDraft draft, long nowNs)
    {
        if (order.ReduceOnly)
            settlement.Touch(order.Account, order.Symbol); // those behind it may have to go
        BinanceMarket market = draft.Market;
        SelfTradePrevention mode = draft.TimeInForce is "FOK" or "GTX" && !draft.IsMarket ? SelfTradePrevention.None : order.SelfTradePrevention;
        Quantity left = market.Symbol.Steps(draft.Quantity);
        Price limit = draft.Limit;
        bool isBlocked = false;
        while (!left.IsZero && !isBlocked && market.Crosses(order.Side, limit))
        {
            Reach reach = market.Reach(order.Account, order.Side, limit, left, mode, _met);
            foreach (BinanceOrder met in _met)
                settlement.End(met, BinanceOrderStatus.ExpiredInMatch, 1, nowNs);
            isBlocked = reach.IsBlocked;
            if (reach.Quantity.IsZero)
                continue;
            market.Take(order, limit, reach.Quantity, nowNs);
            left -= market.TakenBy(order);
            settlement.Settle(market, nowNs);
        }

        if (left.IsZero || !order.IsLive)
            return;
        if (isBlocked)
            settlement.End(order, BinanceOrderStatus.ExpiredInMatch, draft.Rests ? 1 : 3, nowNs);
        else if (draft.Rests)
            market.Rest(order, limit, left, nowNs);
        else
            settlement.End(order, BinanceOrderStatus.Expired, draft.IsMarket ? 9 : 2, nowNs);
        settlement.Settle(market, nowNs);
    }
}
