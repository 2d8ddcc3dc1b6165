using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>What a conditional order must be before it may wait. Margin and reduce-only are looked at when it is set off.</summary>
internal static class AlgoChecks
{
    public const int MostAlgos = 200;

    public static BinanceError? Check(BinanceAccount account, BinanceMarket market, BinanceOrderTerms terms, long nowNs)
    {
        if (terms.Type is not ("STOP" or "STOP_MARKET" or "TAKE_PROFIT" or "TAKE_PROFIT_MARKET" or "TRAILING_STOP_MARKET"))
            return BinanceErrors.BadType;
        if (terms.Side == Side.None)
            return BinanceErrors.BadSide;
        if (terms.WorkingType is not ("CONTRACT_PRICE" or "MARK_PRICE"))
            return BinanceErrors.BadValue("workingType");
        return OrderChecks.CheckPositionSide(account, terms)
            ?? CheckClientId(account, terms.ClientOrderId)
            ?? CheckQuantity(account, market.Symbol, terms)
            ?? (terms.Type is "STOP" or "TAKE_PROFIT" ? CheckLimit(market, terms, nowNs) : CheckMarket(terms))
            ?? (terms.Type == "TRAILING_STOP_MARKET" ? CheckTrailing(market, terms) : CheckTrigger(market, terms))
            ?? (account.Algos.Values.Count(a => a.IsLive) >= MostAlgos ? BinanceErrors.TooManyStopOrders : null);
    }

    /// <summary>The price that a conditional order looks at.</summary>
    public static decimal PriceOf(BinanceMarket market, BinanceOrderTerms terms) => terms.WorkingType == "MARK_PRICE" ? market.MarkPrice : market.LastPrice;

    /// <summary>A stop or take-profit is set off at a price.</summary>
    public static bool IsReached(BinanceOrderTerms terms, decimal price)
    {
        bool above = (terms.Type is "STOP" or "STOP_MARKET") == (terms.Side == Side.Buy);
        return above ? price >= terms.TriggerPrice : price <= terms.TriggerPrice;
    }

    private static BinanceError? CheckClientId(BinanceAccount account, string? id)
    {
        if (id is null)
            return null;
        if (!OrderFilters.IsClientId(id))
            return BinanceErrors.BadClientId;
        return account.Algos.Values.Any(a => a.IsLive && a.ClientAlgoId == id) ? BinanceErrors.DuplicateClientId : null;
    }

    private static BinanceError? CheckQuantity(BinanceAccount account, BinanceSymbol symbol, BinanceOrderTerms terms)
    {
        if (!terms.ClosePosition)
        {
            return terms.Quantity is not { } quantity
                ? BinanceErrors.Missing("quantity")
                : OrderFilters.CheckQuantity(symbol, quantity, isMarket: terms.Type is not ("STOP" or "TAKE_PROFIT"));
        }

        if (terms.Type is not ("STOP_MARKET" or "TAKE_PROFIT_MARKET"))
            return BinanceErrors.NotRequired("closePosition");
        if (terms.Quantity is not null)
            return BinanceErrors.NotRequired("quantity");
        if (terms.ReduceOnly)
            return BinanceErrors.NotRequired("reduceonly");
        bool isThere = account.Algos.Values.Any(a =>
            a.IsLive && a.Terms.ClosePosition && a.Symbol == symbol && a.Terms.Side == terms.Side && a.Terms.PositionSide == terms.PositionSide && a.Terms.Type == terms.Type);
        return isThere ? BinanceErrors.ClosePositionExists : null;
    }

    private static BinanceError? CheckLimit(BinanceMarket market, BinanceOrderTerms terms, long nowNs)
    {
        if (terms.TimeInForce is not (null or "GTC" or "IOC" or "FOK" or "GTX" or "GTD"))
            return BinanceErrors.BadTimeInForce;
        if (OrderChecks.CheckTime(terms, nowNs) is { } late)
            return late;
        if (terms.PriceMatch != "NONE")
            return terms.Price is null ? OrderChecks.MatchedPrice(market, terms.Side, terms.PriceMatch, out _) : BinanceErrors.NotRequired("price");
        return terms.Price is { } price ? OrderFilters.CheckPrice(market.Symbol, price) : BinanceErrors.Missing("price");
    }

    private static BinanceError? CheckMarket(BinanceOrderTerms terms)
    {
        if (terms.Price is not null)
            return BinanceErrors.NotRequired("price");
        return terms.PriceMatch == "NONE" ? null : BinanceErrors.PriceMatchLimitOnly;
    }

    private static BinanceError? CheckTrigger(BinanceMarket market, BinanceOrderTerms terms)
    {
        if (terms.CallbackRate is not null)
            return BinanceErrors.NotRequired("callbackRate");
        if (terms.TriggerPrice is not { } trigger)
            return BinanceErrors.Missing("triggerPrice");
        return CheckStopPrice(market.Symbol, trigger) ?? (IsReached(terms, PriceOf(market, terms)) ? BinanceErrors.WouldTrigger : null);
    }

    private static BinanceError? CheckTrailing(BinanceMarket market, BinanceOrderTerms terms)
    {
        if (terms.CallbackRate is not { } rate)
            return BinanceErrors.Missing("callbackRate");
        if (rate is < 0.1m or > 10 || rate * 10 % 1 != 0)
            return BinanceErrors.BadCallbackRate;
        if (terms.ActivatePrice is not { } activate)
            return null;
        bool isPast = terms.Side == Side.Sell ? activate <= PriceOf(market, terms) : activate >= PriceOf(market, terms);
        return CheckStopPrice(market.Symbol, activate) ?? (isPast ? BinanceErrors.WouldTrigger : null);
    }

    private static BinanceError? CheckStopPrice(BinanceSymbol symbol, decimal price)
    {
        BinanceError? error = OrderFilters.CheckPrice(symbol, price);
        return error == BinanceErrors.PriceBelowZero ? BinanceErrors.StopPriceBelowZero
            : error == BinanceErrors.PriceAboveMax ? BinanceErrors.StopPriceAboveMax
            : error;
    }
}
