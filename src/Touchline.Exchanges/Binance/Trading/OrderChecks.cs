using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Every rule between a client's terms and an order: parameters, filters, reduce-only, margin, and what it would do on arrival.</summary>
internal sealed class OrderChecks(MarginRules margin, ReduceOnlyRule reduceOnly)
{
    private const long LeastGoodTillMs = 600_000;
    private const long MostGoodTillMs = 253_402_300_799_000;

    private readonly List<BinanceOrder> _met = [];

    /// <summary>Null with the draft, or the refusal.</summary>
    public BinanceError? Check(BinanceAccount account, BinanceMarket market, BinanceOrderTerms terms, long nowNs, out OrderDraft draft)
    {
        draft = new OrderDraft(market, terms.Side, terms.PositionSide, terms.Type, terms.TimeInForce ?? "GTC", 0, terms.Quantity ?? 0, terms.ReduceOnly);
        BinanceError? error = CheckForm(account, terms) ?? CheckTime(terms, nowNs) ?? CheckClientId(account, terms.ClientOrderId);
        if (error is not null)
            return error;
        draft = draft with { ReduceOnly = terms.ReduceOnly || IsClosing(terms.Side, terms.PositionSide) };
        return PriceOf(market, terms, out decimal price)
            ?? CheckTerms(account, draft = draft with { Price = price })
            ?? CheckOrders(account, draft)
            ?? Cut(account, ref draft)
            ?? CheckArrival(account, draft)
            ?? CheckMargin(account, draft);
    }

    /// <summary>Whether new terms fit a live order; what is left of it to trade is the draft's quantity.</summary>
    public BinanceError? CheckAmendment(BinanceOrder order, BinanceMarket market, decimal quantity, decimal price, out OrderDraft draft)
    {
        draft = new OrderDraft(market, order.Side, order.PositionSide, order.Type, order.TimeInForce, price, quantity, order.ReduceOnly);
        BinanceError? error = OrderFilters.CheckPrice(market.Symbol, price)
            ?? OrderFilters.CheckPercent(market, order.Side, price)
            ?? OrderFilters.CheckQuantity(market.Symbol, quantity, isMarket: false);
        if (error is not null)
            return error;
        if (!order.ReduceOnly && price * quantity < market.Symbol.MinNotional)
            return BinanceErrors.AmendedNotionalTooSmall(market.Symbol.MinNotional);
        draft = draft with { Quantity = quantity - order.Executed };
        if (draft.Quantity <= 0)
            return null; // it will be cancelled
        return order.ReduceOnly
            ? Cut(order.Account, ref draft, order)
            : margin.Check(order.Account, market, order.Side, order.PositionSide, price, draft.Quantity, order);
    }

    public static BinanceError? MatchedPrice(BinanceMarket market, Side side, string match, out decimal price)
    {
        price = 0;
        Side book = match.StartsWith("OPPONENT", StringComparison.Ordinal) ? side.Opposite() : side;
        int level = match switch
        {
            "OPPONENT" or "QUEUE" => 1,
            "OPPONENT_5" or "QUEUE_5" => 5,
            "OPPONENT_10" or "QUEUE_10" => 10,
            "OPPONENT_20" or "QUEUE_20" => 20,
            _ => 0,
        };
        if (level == 0)
            return BinanceErrors.BadPriceMatch;
        Span<BookLevel> levels = stackalloc BookLevel[level];
        if (market.Book.CopyTop(book, levels) < level)
            return BinanceErrors.NoDepthForMatch;
        price = market.Symbol.Money(levels[level - 1].Price);
        return null;
    }

    /// <summary>In hedge mode: it makes its position smaller.</summary>
    public static bool IsClosing(Side side, PositionSide position) =>
        (side == Side.Sell && position == PositionSide.Long) || (side == Side.Buy && position == PositionSide.Short);

    public static BinanceError? CheckPositionSide(BinanceAccount account, BinanceOrderTerms terms)
    {
        if (account.IsHedged == (terms.PositionSide == PositionSide.Both))
            return BinanceErrors.PositionSideMismatch;
        return account.IsHedged && terms.ReduceOnly ? BinanceErrors.NotRequired("reduceonly") : null;
    }

    private static BinanceError? CheckForm(BinanceAccount account, BinanceOrderTerms terms)
    {
        if (terms.Type is "STOP" or "STOP_MARKET" or "TAKE_PROFIT" or "TAKE_PROFIT_MARKET" or "TRAILING_STOP_MARKET")
            return BinanceErrors.UseAlgo;
        if (terms.Type is not ("LIMIT" or "MARKET"))
            return BinanceErrors.BadType;
        if (terms.Side == Side.None)
            return BinanceErrors.BadSide;
        if (terms.Quantity is null)
            return BinanceErrors.Missing("quantity");
        return (terms.Type == "MARKET" ? CheckMarketForm(terms) : CheckLimitForm(terms)) ?? CheckPositionSide(account, terms);
    }

    private static BinanceError? CheckMarketForm(BinanceOrderTerms terms)
    {
        if (terms.Price is not null)
            return BinanceErrors.NotRequired("price");
        if (terms.TimeInForce is not null)
            return BinanceErrors.NotRequired("timeInForce");
        return terms.PriceMatch == "NONE" ? null : BinanceErrors.PriceMatchLimitOnly;
    }

    private static BinanceError? CheckLimitForm(BinanceOrderTerms terms)
    {
        if (terms.TimeInForce is null)
            return BinanceErrors.Missing("timeInForce");
        if (terms.TimeInForce is not ("GTC" or "IOC" or "FOK" or "GTX" or "GTD"))
            return BinanceErrors.BadTimeInForce;
        if (terms.PriceMatch == "NONE")
            return terms.Price is null ? BinanceErrors.Missing("price") : null;
        return terms.Price is null ? null : BinanceErrors.NotRequired("price");
    }

    public static BinanceError? CheckTime(BinanceOrderTerms terms, long nowNs)
    {
        if (terms.TimeInForce != "GTD")
            return terms.GoodTillMs == 0 ? null : BinanceErrors.NotRequired("goodTillDate");
        long nowMs = nowNs / 1_000_000;
        if (terms.GoodTillMs == 0)
            return BinanceErrors.Missing("goodTillDate");
        return terms.GoodTillMs > nowMs + LeastGoodTillMs && terms.GoodTillMs < MostGoodTillMs ? null : BinanceErrors.BadGoodTill;
    }

    private static BinanceError? CheckClientId(BinanceAccount account, string? id)
    {
        if (id is null)
            return null;
        if (!OrderFilters.IsClientId(id))
            return BinanceErrors.BadClientId;
        return account.LiveByClientId.ContainsKey(id) ? BinanceErrors.DuplicateClientId : null;
    }

    private static BinanceError? PriceOf(BinanceMarket market, BinanceOrderTerms terms, out decimal price)
    {
        price = terms.Price ?? 0;
        return terms.PriceMatch == "NONE" ? null : MatchedPrice(market, terms.Side, terms.PriceMatch, out price);
    }

    private static BinanceError? CheckTerms(BinanceAccount account, OrderDraft draft)
    {
        BinanceSymbol symbol = draft.Market.Symbol;
        BinanceError? error = OrderFilters.CheckQuantity(symbol, draft.Quantity, draft.IsMarket);
        if (error is null && !draft.IsMarket)
            error = OrderFilters.CheckPrice(symbol, draft.Price) ?? OrderFilters.CheckPercent(draft.Market, draft.Side, draft.Price);
        if (error is not null || draft.ReduceOnly)
            return error;
        decimal price = draft.IsMarket ? draft.Market.MarkPrice : draft.Price;
        return price * draft.Quantity < symbol.MinNotional ? BinanceErrors.NotionalTooSmall(symbol.MinNotional) : null;
    }

    private static BinanceError? CheckOrders(BinanceAccount account, OrderDraft draft)
    {
        if (!draft.Rests)
            return null;
        int live = 0;
        foreach (BinanceOrder order in account.Live.Values)
            live += order.Symbol == draft.Market.Symbol ? 1 : 0;
        return live >= draft.Market.Symbol.MaxOrders ? BinanceErrors.TooManyOrders : null;
    }

    private BinanceError? Cut(BinanceAccount account, ref OrderDraft draft, BinanceOrder? without = null)
    {
        if (!draft.ReduceOnly)
            return null;
        decimal room = reduceOnly.RoomFor(account, draft, without);
        draft = draft with { Quantity = Math.Min(draft.Quantity, room) };
        return room > 0 ? null : BinanceErrors.ReduceOnly;
    }

    private BinanceError? CheckArrival(BinanceAccount account, OrderDraft draft)
    {
        BinanceMarket market = draft.Market;
        if (draft.TimeInForce == "GTX" && market.Crosses(draft.Side, draft.Limit))
            return BinanceErrors.PostOnly;
        if (draft.IsMarket && !ReachesWithinPercent(market, draft.Side))
            return BinanceErrors.CounterpartyBeyondPercent;
        if (draft.TimeInForce != "FOK" || draft.IsMarket)
            return null;
        Quantity whole = market.Symbol.Steps(draft.Quantity);
        return market.Reach(account, draft.Side, draft.Limit, whole, SelfTradePrevention.None, _met).Quantity < whole ? BinanceErrors.FillOrKill : null;
    }

    // An empty side is another matter: then a market order expires.
    private static bool ReachesWithinPercent(BinanceMarket market, Side side)
    {
        Touch touch = market.Book.Touch;
        if (side == Side.Buy)
            return !touch.HasAsk || market.Symbol.Money(touch.AskPrice) <= market.MarkPrice * market.Symbol.MultiplierUp;
        return !touch.HasBid || market.Symbol.Money(touch.BidPrice) >= market.MarkPrice * market.Symbol.MultiplierDown;
    }

    private BinanceError? CheckMargin(BinanceAccount account, OrderDraft draft)
    {
        if (draft.ReduceOnly)
            return null;
        decimal price = draft.Price;
        if (draft.IsMarket)
        {
            Touch touch = draft.Market.Book.Touch;
            price = draft.Side == Side.Buy && touch.HasAsk ? draft.Market.Symbol.Money(touch.AskPrice)
                : draft.Side == Side.Sell && touch.HasBid ? draft.Market.Symbol.Money(touch.BidPrice)
                : draft.Market.MarkPrice;
        }

        return margin.Check(account, draft.Market, draft.Side, draft.PositionSide, price, draft.Quantity);
    }
}
