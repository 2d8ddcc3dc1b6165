using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// Turns what happened in a market into what accounts have and what everybody is told. Of each trade: the trade; then for the taker and then the maker the
/// account's new wallet and position (ACCOUNT_UPDATE) and the order's fill (TRADE), in this order, as Binance's own streams show it. The levels that changed come after
/// all trades.
/// </summary>
internal sealed class Settlement(AccountLedger ledger, GoodTillDates dates, IBinanceEvents events, Func<BinanceSymbol, BinanceMarket> marketOf)
{
    private readonly BinancePosition[] _one = new BinancePosition[1];

    /// <summary>Positions that changed since somebody looked: what depends on them may have to change too.</summary>
    public Queue<(BinanceAccount Account, BinanceSymbol Symbol)> Touched { get; } = [];

    /// <summary>Prices of trades, in order, since somebody looked.</summary>
    public Queue<(BinanceMarket Market, decimal Price)> Prices { get; } = [];

    /// <summary>Ended orders that a conditional one became, since somebody looked.</summary>
    public Queue<BinanceOrder> Ended { get; } = [];

    public void Touch(BinanceAccount account, BinanceSymbol symbol)
    {
        if (!Touched.Contains((account, symbol)))
            Touched.Enqueue((account, symbol));
    }

    public void Settle(BinanceMarket market, long nowNs)
    {
        // By index: a fill's events end no trades, but let nobody rely on it.
        for (int i = 0; i < market.Trades.Count; i++)
        {
            MarketTrade trade = market.Trades[i];
            events.OnTrade(market, trade.Trade);
            Prices.Enqueue((market, market.Symbol.Money(trade.Trade.Price)));
            if (trade.Taker is not null)
                Fill(trade.Taker, trade.Trade, isMaker: false, nowNs);
            if (trade.Maker is not null)
                Fill(trade.Maker, trade.Trade, isMaker: true, nowNs);
        }

        market.Trades.Clear();
        if (market.Changes.Count == 0)
            return;
        events.OnLevels(market, CollectionsMarshal.AsSpan(market.Changes), nowNs);
        market.Changes.Clear();
    }

    /// <summary>A live order lives no more, and leaves its market.</summary>
    public void End(BinanceOrder order, BinanceOrderStatus status, int reason, long nowNs)
    {
        BinanceMarket market = marketOf(order.Symbol);
        market.Reduce(order, default, nowNs);
        order.Status = status;
        order.ExpiryReason = reason;
        order.UpdateMs = nowNs / 1_000_000;
        Forget(order);
        events.OnOrder(order.Account, order, status == BinanceOrderStatus.Canceled ? "CANCELED" : "EXPIRED", null, null, nowNs);
        Settle(market, nowNs);
    }

    /// <summary>Less is left of a live order, which keeps its place.</summary>
    public void Cut(BinanceOrder order, decimal left, long nowNs)
    {
        BinanceMarket market = marketOf(order.Symbol);
        market.Reduce(order, order.Symbol.Steps(left), nowNs);
        order.Quantity = order.Executed + left;
        order.UpdateMs = nowNs / 1_000_000;
        events.OnOrder(order.Account, order, "AMENDMENT", null, null, nowNs);
        Settle(market, nowNs);
    }

    /// <summary>The exchange's own order takes what there is up to its price; the insurance fund takes the rest at it, unseen by the market.</summary>
    public void Liquidate(BinanceOrder order, BinanceMarket market, long nowNs)
    {
        market.Take(order, order.Symbol.Ticks(order.Price), order.Symbol.Steps(order.Quantity), nowNs);
        Settle(market, nowNs);
        if (order.IsLive)
            Fill(order, market.NextPrivateTradeId(), order.Price, order.Left, isMaker: false, nowNs);
    }

    private void Fill(BinanceOrder order, in BinanceTrade trade, bool isMaker, long nowNs) =>
        Fill(order, trade.Id, order.Symbol.Money(trade.Price), order.Symbol.Amount(trade.Quantity), isMaker, nowNs);

    private void Fill(BinanceOrder order, long tradeId, decimal price, decimal quantity, bool isMaker, long nowNs)
    {
        BinanceAccount account = order.Account;
        BinanceFill fill = ledger.Fill(order, tradeId, price, quantity, isMaker, nowNs);
        order.Status = order.Left == 0 ? BinanceOrderStatus.Filled : BinanceOrderStatus.PartiallyFilled;
        if (!order.IsLive)
            Forget(order);
        Touch(account, order.Symbol);
        _one[0] = ledger.PositionOf(account, order.Symbol, order.PositionSide);
        events.OnAccount(account, "ORDER", 0, walletChanged: true, _one, null, nowNs);
        events.OnOrder(account, order, order.IsLiquidation ? "CALCULATED" : "TRADE", fill, null, nowNs);
    }

    private void Forget(BinanceOrder order)
    {
        AccountLedger.End(order);
        dates.Remove(order);
        if (order.OriginalType != order.Type)
            Ended.Enqueue(order);
    }
}
