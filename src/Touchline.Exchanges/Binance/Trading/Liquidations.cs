using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// An account whose balance no longer covers its maintenance margin is liquidated: its open orders go, then its positions are closed by the exchange's own orders (autoclose-), which take
/// what the market has within the bound of market orders. What they don't find the insurance fund takes at the bankruptcy price. A fee goes to the fund as far as
/// there is money, and it fills up a wallet below 0. An isolated position is liquidated alone. A margin call goes out once on the way there.
/// </summary>
internal sealed class Liquidations(AccountLedger ledger, MarginRules margin, Settlement settlement, IBinanceEvents events, Func<BinanceSymbol, BinanceMarket> marketOf)
{
    private const decimal CallRatio = 0.8m;

    private readonly HashSet<BinanceAccount> _called = [];
    private long _orders;

    public void Check(BinanceAccount account, long nowNs)
    {
        bool isClose = false;
        foreach (BinancePosition position in account.Positions.ToArray())
        {
            if (!position.IsIsolated || position.Amount == 0)
                continue;
            (decimal balance, decimal maintenance) = margin.IsolatedState(position);
            if (balance <= maintenance)
                Liquidate(account, [position], nowNs);
            else
                isClose |= maintenance >= CallRatio * balance;
        }

        (decimal cross, decimal needed) = margin.CrossState(account);
        if (needed > 0 && cross <= needed)
            Liquidate(account, account.Positions.FindAll(p => !p.IsIsolated && p.Amount != 0), nowNs);
        else
            isClose |= needed > 0 && needed >= CallRatio * cross;
        Call(account, isClose, nowNs);
    }

    private void Call(BinanceAccount account, bool isClose, long nowNs)
    {
        if (!isClose)
            _called.Remove(account);
        else if (_called.Add(account))
            events.OnMarginCall(account, account.Positions.FindAll(p => p.Amount != 0), nowNs);
    }

    private void Liquidate(BinanceAccount account, List<BinancePosition> positions, long nowNs)
    {
        bool isCross = !positions[0].IsIsolated;
        foreach (BinanceOrder order in account.Live.Values.Where(o => isCross || (o.Symbol == positions[0].Symbol && o.PositionSide == positions[0].Side)).ToList())
            settlement.End(order, BinanceOrderStatus.Expired, 5, nowNs);
        foreach (BinancePosition position in positions)
            Close(account, position, nowNs);
        if (isCross && account.CrossWallet < 0)
            FillUp(account, -account.CrossWallet, nowNs);
    }

    private void Close(BinanceAccount account, BinancePosition position, long nowNs)
    {
        BinanceMarket market = marketOf(position.Symbol);
        decimal isolated = position.IsolatedWallet, wallet = account.Wallet, notional = Math.Abs(position.Amount) * market.MarkPrice;
        bool isIsolated = position.IsIsolated;
        BinanceOrder order = Order(account, position, market, nowNs);
        ledger.Open(order);
        events.OnOrder(account, order, "NEW", null, null, nowNs);
        settlement.Liquidate(order, market, nowNs);
        events.OnLiquidation(market, order, nowNs);
        // What an isolated position loses beyond its own wallet isn't the account's loss.
        decimal lost = wallet - account.Wallet;
        if (isIsolated && lost > isolated)
            FillUp(account, lost - isolated, nowNs);
        decimal there = isIsolated ? Math.Max(0, isolated - lost) : Math.Max(0, account.CrossWallet);
        decimal fee = Math.Min(AccountLedger.Rounded(notional * position.Symbol.LiquidationFee), there);
        if (fee > 0)
            FillUp(account, -fee, nowNs);
    }

    private BinanceOrder Order(BinanceAccount account, BinancePosition position, BinanceMarket market, long nowNs)
    {
        long id = ledger.NextOrderId();
        Side side = position.Amount > 0 ? Side.Sell : Side.Buy;
        return new BinanceOrder
        {
            Account = account,
            OrderId = id,
            ClientOrderId = $"autoclose-{nowNs / 1_000_000}{++_orders:D4}",
            Symbol = position.Symbol,
            Side = side,
            PositionSide = position.Side,
            Type = "LIMIT",
            OriginalType = "LIMIT",
            TimeInForce = "IOC",
            IsLiquidation = true,
            Price = position.Symbol.Money(Bankruptcy(account, position, market)),
            Quantity = Math.Abs(position.Amount),
            TimeMs = nowNs / 1_000_000,
            UpdateMs = nowNs / 1_000_000,
        };
    }

    // Where the money is gone; never further from the mark price than a market order may go.
    private Price Bankruptcy(BinanceAccount account, BinancePosition position, BinanceMarket market)
    {
        (decimal balance, _) = position.IsIsolated ? margin.IsolatedState(position) : margin.CrossState(account);
        decimal price = market.MarkPrice - balance / position.Amount;
        BinanceSymbol symbol = market.Symbol;
        Price low = symbol.TicksAtOrAbove(market.MarkPrice * (1 - symbol.MarketTakeBound)), high = symbol.TicksAtOrBelow(market.MarkPrice * (1 + symbol.MarketTakeBound));
        Price at = position.Amount > 0 ? symbol.TicksAtOrBelow(price) : symbol.TicksAtOrAbove(price);
        return at < low ? low : at > high ? high : at;
    }

    private void FillUp(BinanceAccount account, decimal amount, long nowNs)
    {
        account.Wallet += amount;
        ledger.AddIncome(account, "", "INSURANCE_CLEAR", amount, nowNs);
        events.OnAccount(account, "INSURANCE_CLEAR", amount, walletChanged: true, [], null, nowNs);
    }
}
