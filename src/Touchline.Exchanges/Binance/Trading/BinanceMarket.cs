using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// One contract's market: its book, its mark price, its resting orders of clients. Prices in ticks, quantities in steps of the symbol. What happened in it since
/// trading last looked stands in <see cref="Trades"/> and <see cref="Changes"/>.
/// </summary>
internal abstract class BinanceMarket
{
    public abstract BinanceSymbol Symbol { get; }

    /// <summary>The book that everybody sees. To be read only.</summary>
    public abstract OrderBook Book { get; }

    /// <summary>Grows with every change of a level.</summary>
    public abstract long UpdateId { get; }

    /// <summary>When the book last changed, exchange time.</summary>
    public long ChangedNs { get; private set; }

    public decimal MarkPrice { get; protected set; }

    public decimal IndexPrice { get; protected set; }

    public decimal FundingRate { get; protected set; }

    public long NextFundingNs { get; protected set; }

    /// <summary>Clients' orders meet each other and move the market; false: they trade with a recording alone.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Of the last trade; before the first one the mark price.</summary>
    public decimal LastPrice { get; private set; }

    public long LastTradeId { get; private set; }

    /// <summary>When something happens by itself next; <see cref="long.MaxValue"/>: never.</summary>
    public abstract long NextNs { get; }

    /// <summary>Trades that trading hasn't settled yet, in order.</summary>
    public List<MarketTrade> Trades { get; } = [];

    /// <summary>Level changes that nobody was told of yet, in order.</summary>
    public List<LevelChange> Changes { get; } = [];

    /// <summary>The mark price is new since trading last asked.</summary>
    public bool HasNewMark { get; set; }

    /// <summary>
    /// Asked before a reduce-only order that rests trades: how many steps of it may, given what trading knows. Trades not settled yet are the
    /// market's to count.
    /// </summary>
    public Func<BinanceOrder, decimal>? Closable { get; set; }

    /// <summary>Resting orders trade in pieces of at most so many steps; 0: as they come.</summary>
    public long MostStepsAFill { get; set; }

    /// <summary>Does what is due at <see cref="NextNs"/>.</summary>
    public abstract void Step();

    /// <summary>What an order that comes would trade on arrival, and which orders of its own account stand in its way.</summary>
    /// <param name="mode">Whether it trades with them, ends at the first of them, or they go and it trades on.</param>
    /// <param name="met">Gets the orders that would have to go.</param>
    public abstract Reach Reach(BinanceAccount account, Side side, Price limit, Quantity quantity, SelfTradePrevention mode, List<BinanceOrder> met);

    /// <summary>An order takes what there is up to a limit.</summary>
    public abstract void Take(BinanceOrder order, Price limit, Quantity quantity, long nowNs);

    /// <summary>An order that doesn't cross joins the book.</summary>
    public abstract void Rest(BinanceOrder order, Price price, Quantity quantity, long nowNs);

    /// <summary>Less is left of a resting order, which keeps its place; 0: it leaves. Nothing happens when there isn't more of it already.</summary>
    public abstract void Reduce(BinanceOrder order, Quantity left, long nowNs);

    /// <summary>The period that was due has been settled.</summary>
    public abstract void FundingDone();

    /// <summary>What an order took of the trades that aren't settled yet.</summary>
    public Quantity TakenBy(BinanceOrder order)
    {
        long taken = 0;
        foreach (MarketTrade trade in Trades)
            taken += trade.Taker == order ? trade.Trade.Quantity.Units : 0;
        return new Quantity(taken);
    }

    /// <summary>A limit that this side would trade at on arrival.</summary>
    public bool Crosses(Side side, Price limit) => side == Side.Buy ? Book.BestAsk <= limit && Book.Touch.HasAsk : Book.BestBid >= limit && Book.Touch.HasBid;

    public decimal Mid => Book.IsTwoSided ? (Symbol.Money(Book.BestBid) + Symbol.Money(Book.BestAsk)) / 2 : LastPrice;

    /// <summary>The trade with the insurance fund that nobody else sees.</summary>
    public long NextPrivateTradeId() => ++LastTradeId;

    protected void OpenAt(decimal price) => LastPrice = price;

    protected void AddChange(Side side, Price price, Quantity quantity, long nowNs)
    {
        Changes.Add(new LevelChange(side, price, quantity));
        ChangedNs = nowNs;
    }

    protected void AddTrade(Price price, Quantity quantity, Side aggressor, BinanceOrder? maker, BinanceOrder? taker, long nowNs)
    {
        long left = quantity.Units;
        while (left > 0)
        {
            long piece = maker is not null && MostStepsAFill > 0 ? Math.Min(left, MostStepsAFill) : left;
            Trades.Add(new MarketTrade(new BinanceTrade(++LastTradeId, price, new Quantity(piece), aggressor, nowNs), maker, taker));
            left -= piece;
        }

        LastPrice = Symbol.Money(price);
    }

    /// <summary>What a reduce-only order may still trade after the trades that aren't settled yet and some that are under way.</summary>
    protected Quantity MayTrade(BinanceOrder order, Quantity left, decimal underWay)
    {
        if (!order.ReduceOnly || Closable is null)
            return left;
        decimal closable = Closable(order) - underWay;
        foreach (MarketTrade trade in Trades)
            closable -= Closes(order, trade.Maker, trade.Taker, Symbol.Amount(trade.Trade.Quantity));
        return new Quantity(Math.Clamp(Symbol.Steps(Math.Max(closable, 0)).Units, 0, left.Units));
    }

    /// <summary>By how much a trade of others shrinks what an order may close; negative where it grows.</summary>
    protected static decimal Closes(BinanceOrder order, BinanceOrder? maker, BinanceOrder? taker, decimal quantity) =>
        Share(order, maker, quantity) + Share(order, taker, quantity);

    private static decimal Share(BinanceOrder order, BinanceOrder? other, decimal quantity) =>
        other is null || other.Account != order.Account || other.PositionSide != order.PositionSide ? 0 : other.Side == order.Side ? quantity : -quantity;
}

/// <summary>What an order that comes would trade, and whether one of its own account stops it there.</summary>
internal readonly record struct Reach(Quantity Quantity, bool IsBlocked);

/// <summary>A trade with the clients' orders in it; null: a stranger's.</summary>
internal readonly record struct MarketTrade(BinanceTrade Trade, BinanceOrder? Maker, BinanceOrder? Taker);
