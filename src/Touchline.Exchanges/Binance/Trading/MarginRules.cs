using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// Initial and maintenance margin at the mark prices of now. Of a symbol in one-way mode the larger of "all buys fill" and "all sells fill" binds; in hedge mode
/// the orders that open bind beside the positions. Orders that only reduce bind nothing.
/// </summary>
internal sealed class MarginRules(Func<BinanceSymbol, BinanceMarket> marketOf)
{
    public BinanceMargin MarginOf(BinanceAccount account)
    {
        decimal profit = 0, maintenance = 0, positionInitial = 0, orderInitial = 0;
        foreach (BinancePosition position in account.Positions)
        {
            BinancePositionFigures figures = FiguresOf(account, position, withLiquidation: false);
            profit += figures.UnrealizedProfit;
            maintenance += figures.Maintenance;
            positionInitial += figures.PositionInitial;
            orderInitial += figures.OrderInitial;
        }

        decimal available = Math.Max(0, Unbound(account));
        return new BinanceMargin(
            account.Wallet, profit, account.Wallet + profit, maintenance, positionInitial + orderInitial, positionInitial, orderInitial, available);
    }

    public BinancePositionFigures FiguresOf(BinanceAccount account, BinancePosition position, bool withLiquidation = true)
    {
        decimal mark = marketOf(position.Symbol).MarkPrice;
        (decimal bids, decimal asks) = OpenNotional(account, position.Symbol, position.Side);
        decimal notional = position.Amount * mark;
        int leverage = AccountLedger.SettingsOf(account, position.Symbol).Leverage;
        decimal initial = AccountLedger.Rounded(Math.Abs(notional) / leverage);
        decimal bound = AccountLedger.Rounded(Largest(notional, bids, asks, position.Side) / leverage);
        decimal maintenance = AccountLedger.Rounded(position.Symbol.MaintenanceOf(Math.Abs(notional)));
        return new BinancePositionFigures(
            mark, Profit(position, mark), withLiquidation ? LiquidationPrice(account, position) : 0, notional, bound, maintenance, initial, bound - initial, bids, asks, Adl: 0);
    }

    /// <summary>What is free of the cross wallet; below 0 where more is bound than there is.</summary>
    public decimal Unbound(BinanceAccount account)
    {
        decimal unbound = account.CrossWallet;
        foreach (BinancePosition position in account.Positions)
        {
            BinancePositionFigures figures = FiguresOf(account, position, withLiquidation: false);
            unbound += position.IsIsolated ? -figures.OrderInitial : figures.UnrealizedProfit - figures.Initial;
        }

        return unbound;
    }

    /// <summary>The notional of what an account would hold of a symbol at worst, of the larger side.</summary>
    public decimal LargestNotional(BinanceAccount account, BinanceSymbol symbol)
    {
        decimal largest = 0;
        foreach (BinancePosition position in account.Positions)
        {
            if (position.Symbol != symbol)
                continue;
            (decimal bids, decimal asks) = OpenNotional(account, symbol, position.Side);
            largest = Math.Max(largest, Largest(position.Amount * marketOf(symbol).MarkPrice, bids, asks, position.Side));
        }

        return largest;
    }

    public static decimal Profit(BinancePosition position, decimal mark) => position.Amount * mark - position.EntryValue;

    /// <summary>Cross wallet and what open cross positions would bring, against what they need.</summary>
    public (decimal Balance, decimal Maintenance) CrossState(BinanceAccount account)
    {
        decimal balance = account.CrossWallet, maintenance = 0;
        foreach (BinancePosition position in account.Positions)
        {
            if (position.IsIsolated || position.Amount == 0)
                continue;
            decimal mark = marketOf(position.Symbol).MarkPrice;
            balance += Profit(position, mark);
            maintenance += position.Symbol.MaintenanceOf(Math.Abs(position.Amount) * mark);
        }

        return (balance, maintenance);
    }

    /// <summary>What an isolated position has, against what it needs.</summary>
    public (decimal Balance, decimal Maintenance) IsolatedState(BinancePosition position)
    {
        decimal mark = marketOf(position.Symbol).MarkPrice;
        return (position.IsolatedWallet + Profit(position, mark), position.Symbol.MaintenanceOf(Math.Abs(position.Amount) * mark));
    }

    /// <summary>Whether an account can carry one more order; it hasn't been added yet.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="market">Of the order.</param>
    /// <param name="side">Of the order.</param>
    /// <param name="positionSide">Of the order.</param>
    /// <param name="price">Its limit; of a market order what it would pay now.</param>
    /// <param name="quantity">Above 0.</param>
    /// <param name="without">An order that it replaces.</param>
    public BinanceError? Check(
        BinanceAccount account, BinanceMarket market, Side side, PositionSide positionSide, decimal price, decimal quantity, BinanceOrder? without = null)
    {
        BinancePosition? position = Find(account, market.Symbol, positionSide);
        decimal notional = (position?.Amount ?? 0) * market.MarkPrice, value = price * quantity;
        int leverage = AccountLedger.SettingsOf(account, market.Symbol).Leverage;
        (decimal bids, decimal asks) = OpenNotional(account, market.Symbol, positionSide, without);
        decimal before = Largest(notional, bids, asks, positionSide);
        decimal after = side == Side.Buy ? Largest(notional, bids + value, asks, positionSide) : Largest(notional, bids, asks + value, positionSide);
        if (after <= before)
            return null;
        if (after > market.Symbol.CapAt(leverage))
            return BinanceErrors.AboveBracket;
        decimal loss = Math.Max(0, side.Sign() * (price - market.MarkPrice)) * quantity;
        decimal freed = without is null ? 0 : (WithOrder(account, market, positionSide) - before) / leverage;
        return (after - before) / leverage + loss > MarginOf(account).Available + freed ? BinanceErrors.NoMargin : null;
    }

    private static decimal WithOrder(BinanceAccount account, BinanceMarket market, PositionSide side)
    {
        (decimal bids, decimal asks) = OpenNotional(account, market.Symbol, side);
        return Largest((Find(account, market.Symbol, side)?.Amount ?? 0) * market.MarkPrice, bids, asks, side);
    }

    private static BinancePosition? Find(BinanceAccount account, BinanceSymbol symbol, PositionSide side) =>
        account.Positions.Find(p => p.Symbol == symbol && p.Side == side);

    // The notional of what an account would hold at worst.
    private static decimal Largest(decimal notional, decimal bids, decimal asks, PositionSide side) => side switch
    {
        PositionSide.Long => notional + bids,
        PositionSide.Short => asks - notional,
        _ => Math.Max(Math.Abs(notional), Math.Max(Math.Abs(notional + bids), Math.Abs(notional - asks))),
    };

    private static (decimal Bids, decimal Asks) OpenNotional(BinanceAccount account, BinanceSymbol symbol, PositionSide side, BinanceOrder? without = null)
    {
        decimal bids = 0, asks = 0;
        foreach (BinanceOrder order in account.Live.Values)
        {
            if (order.Symbol != symbol || order.PositionSide != side || order.ReduceOnly || order == without)
                continue;
            if (order.Side == Side.Buy)
                bids += order.Left * order.Price;
            else
                asks += order.Left * order.Price;
        }

        return (bids, asks);
    }

    // Where balance meets maintenance if this symbol's mark alone moves; 0 where no price does.
    private decimal LiquidationPrice(BinanceAccount account, BinancePosition position)
    {
        if (position.Amount == 0)
            return 0;
        decimal mark = marketOf(position.Symbol).MarkPrice, size = Math.Abs(position.Amount);
        (decimal balance, decimal maintenance) = position.IsIsolated ? IsolatedState(position) : CrossState(account);
        BinanceBracket bracket = position.Symbol.BracketOf(size * mark);
        // balance + amount × (p − mark) = maintenance + size × (p − mark) × rate
        decimal slope = position.Amount - size * bracket.Maintenance;
        decimal price = slope == 0 ? 0 : mark + (maintenance - balance) / slope;
        return price <= 0 ? 0 : Math.Round(price, 8, MidpointRounding.AwayFromZero);
    }
}
