using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// Conditional orders: each waits for a price of its market and becomes an order then. NEW until it is set off; TRIGGERING, and with the order's id TRIGGERED when that has been
/// placed; FINISHED when that has ended. REJECTED where it can't be placed, EXPIRED when its date comes or there is nothing to close.
/// </summary>
internal sealed class AlgoDesk(OrderDesk desk, AccountLedger ledger, bool keepsClientIds, IBinanceEvents events)
{
    private const int KeptEnded = 1000;

    // Those that wait, by market in the order in which they came.
    private readonly Dictionary<BinanceSymbol, List<BinanceAlgoOrder>> _waiting = [];
    private readonly Dictionary<long, BinanceAlgoOrder> _placed = [];
    private readonly List<BinanceAlgoOrder> _reached = [];
    private long _algos = 2_000_000;

    /// <summary>When an order that waits expires next.</summary>
    public long NextNs { get; private set; } = long.MaxValue;

    public (BinanceAlgoOrder? Order, BinanceError? Error) Place(BinanceAccount account, BinanceMarket market, BinanceOrderTerms terms, long nowNs)
    {
        if (AlgoChecks.Check(account, market, terms, nowNs) is { } error)
            return (null, error);
        long id = ++_algos;
        var order = new BinanceAlgoOrder
        {
            Account = account,
            AlgoId = id,
            ClientAlgoId = terms.ClientOrderId ?? $"algo{id}",
            Symbol = market.Symbol,
            Terms = terms,
            TimeMs = nowNs / 1_000_000,
            UpdateMs = nowNs / 1_000_000,
        };
        if (terms.Type == "TRAILING_STOP_MARKET" && terms.ActivatePrice is null)
            (order.IsActivated, order.Extreme) = (true, AlgoChecks.PriceOf(market, terms));
        account.Algos.Add(id, order);
        ForgetOldest(account);
        if (!_waiting.TryGetValue(market.Symbol, out List<BinanceAlgoOrder>? waiting))
            _waiting[market.Symbol] = waiting = [];
        waiting.Add(order);
        LookWhenNext();
        events.OnAlgo(account, order, nowNs);
        return (order, null);
    }

    public (BinanceAlgoOrder? Order, BinanceError? Error) Cancel(BinanceAccount account, long? algoId, string? clientAlgoId, long nowNs)
    {
        BinanceAlgoOrder? order = algoId is { } id
            ? account.Algos.GetValueOrDefault(id)
            : account.Algos.Values.LastOrDefault(a => a.ClientAlgoId == clientAlgoId);
        if (order is not { IsLive: true })
            return (null, BinanceErrors.UnknownOrder);
        End(order, "CANCELED", nowNs);
        return (order, null);
    }

    /// <summary>A market has a new price; the orders that it sets off are placed.</summary>
    public void OnPrice(BinanceMarket market, bool isMark, decimal price, long nowNs)
    {
        if (!_waiting.TryGetValue(market.Symbol, out List<BinanceAlgoOrder>? waiting) || waiting.Count == 0)
            return;
        _reached.Clear();
        foreach (BinanceAlgoOrder order in waiting)
        {
            if ((order.Terms.WorkingType == "MARK_PRICE") == isMark && Reaches(order, price, nowNs) && !IsProtected(order, market))
                _reached.Add(order);
        }

        foreach (BinanceAlgoOrder order in _reached)
            SetOff(order, market, nowNs);
    }

    /// <summary>An order has ended that a conditional one may have become.</summary>
    public void OnEnded(BinanceOrder order, long nowNs)
    {
        if (_placed.Remove(order.OrderId, out BinanceAlgoOrder? algo))
            Tell(algo, "FINISHED", nowNs);
    }

    public void Expire(long nowNs)
    {
        if (NextNs > nowNs)
            return;
        foreach (BinanceAlgoOrder order in _waiting.Values.SelectMany(w => w).Where(o => ExpiresNs(o) <= nowNs).ToList())
            End(order, "EXPIRED", nowNs);
    }

    private static long ExpiresNs(BinanceAlgoOrder order) => order.Terms.TimeInForce == "GTD" ? GoodTillDates.NsOf(order.Terms.GoodTillMs / 1000 * 1000) : long.MaxValue;

    private void LookWhenNext()
    {
        NextNs = long.MaxValue;
        foreach (List<BinanceAlgoOrder> waiting in _waiting.Values)
        {
            foreach (BinanceAlgoOrder order in waiting)
                NextNs = Math.Min(NextNs, ExpiresNs(order));
        }
    }

    private bool Reaches(BinanceAlgoOrder order, decimal price, long nowNs)
    {
        BinanceOrderTerms terms = order.Terms;
        if (terms.Type != "TRAILING_STOP_MARKET")
            return AlgoChecks.IsReached(terms, price);
        bool sells = terms.Side == Side.Sell;
        if (!order.IsActivated)
        {
            if (sells ? price < terms.ActivatePrice : price > terms.ActivatePrice)
                return false;
            (order.IsActivated, order.Extreme) = (true, price);
            Tell(order, "NEW", nowNs);
            return false;
        }

        order.Extreme = sells ? Math.Max(order.Extreme, price) : Math.Min(order.Extreme, price);
        decimal callback = order.Extreme * terms.CallbackRate!.Value / 100;
        return sells ? price <= order.Extreme - callback : price >= order.Extreme + callback;
    }

    private static bool IsProtected(BinanceAlgoOrder order, BinanceMarket market) =>
        order.Terms.PriceProtect && Math.Abs(market.LastPrice - market.MarkPrice) > market.Symbol.TriggerProtect * market.MarkPrice;

    private void SetOff(BinanceAlgoOrder algo, BinanceMarket market, long nowNs)
    {
        if (!algo.IsLive)
            return; // one before it changed that
        BinanceOrderTerms terms = TermsOf(algo);
        if (terms.Quantity == 0)
        {
            End(algo, "EXPIRED", nowNs);
            return;
        }

        algo.TriggerMs = nowNs / 1_000_000;
        _waiting[algo.Symbol].Remove(algo);
        LookWhenNext();
        Tell(algo, "TRIGGERING", nowNs);
        (BinanceOrder? order, BinanceError? error) = desk.Place(algo.Account, market, terms, nowNs, algo);
        if (order is null)
        {
            algo.RejectReason = error!.Message;
            Tell(algo, "REJECTED", nowNs);
            return;
        }

        algo.OrderId = order.OrderId;
        Tell(algo, "TRIGGERED", nowNs);
        _placed.Add(order.OrderId, algo);
        if (!order.IsLive)
            OnEnded(order, nowNs);
    }

    private BinanceOrderTerms TermsOf(BinanceAlgoOrder algo)
    {
        BinanceOrderTerms terms = algo.Terms;
        BinanceAccount account = algo.Account;
        decimal amount = ledger.PositionOf(account, algo.Symbol, terms.PositionSide).Amount;
        bool isLimit = terms.Type is "STOP" or "TAKE_PROFIT";
        return terms with
        {
            Type = isLimit ? "LIMIT" : "MARKET",
            TimeInForce = isLimit ? terms.TimeInForce ?? "GTC" : null,
            Quantity = terms.ClosePosition ? Math.Max(0, -terms.Side.Sign() * amount) : terms.Quantity,
            ReduceOnly = terms.ReduceOnly || (terms.ClosePosition && !account.IsHedged),
            ClientOrderId = !keepsClientIds || account.LiveByClientId.ContainsKey(algo.ClientAlgoId) ? null : algo.ClientAlgoId,
        };
    }

    private void End(BinanceAlgoOrder order, string status, long nowNs)
    {
        _waiting[order.Symbol].Remove(order);
        LookWhenNext();
        Tell(order, status, nowNs);
    }

    private void Tell(BinanceAlgoOrder order, string status, long nowNs)
    {
        order.Status = status;
        order.UpdateMs = nowNs / 1_000_000;
        events.OnAlgo(order.Account, order, nowNs);
    }

    private static void ForgetOldest(BinanceAccount account)
    {
        if (account.Algos.Count <= KeptEnded + AlgoChecks.MostAlgos)
            return;
        BinanceAlgoOrder? oldest = account.Algos.Values.FirstOrDefault(a => a.Status is "FINISHED" or "CANCELED" or "REJECTED" or "EXPIRED");
        if (oldest is not null)
            account.Algos.Remove(oldest.AlgoId);
    }
}
