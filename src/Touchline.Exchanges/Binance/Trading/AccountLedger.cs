using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// What fills, funding and the insurance fund do to wallets and positions, and the histories of it. Money is exact: a wallet is its start + realised profit
/// − commissions + funding + insurance at every step, each of these to 8 places.
/// </summary>
internal sealed class AccountLedger(IReadOnlyList<BinanceMarket> markets)
{
    /// <summary>Fills, income lines and ended orders that an account keeps, of each.</summary>
    public const int Kept = 10_000;

    private const int MoneyPlaces = 8;

    private long _incomes;
    private long _orders = 10_000_000;

    public long NextOrderId() => ++_orders;

    public static decimal Rounded(decimal money) => Math.Round(money, MoneyPlaces, MidpointRounding.AwayFromZero);

    /// <summary>The account's position that an order is for, made when first needed.</summary>
    public BinancePosition PositionOf(BinanceAccount account, BinanceSymbol symbol, PositionSide side)
    {
        int place = 0;
        int rank = Rank(symbol);
        foreach (BinancePosition position in account.Positions)
        {
            int other = Rank(position.Symbol);
            if (other == rank && position.Side == side)
                return position;
            if (other < rank || (other == rank && position.Side < side))
                place++;
        }

        var made = new BinancePosition { Symbol = symbol, Side = side, IsIsolated = SettingsOf(account, symbol).IsIsolated };
        account.Positions.Insert(place, made);
        return made;
    }

    public static BinanceSymbolSettings SettingsOf(BinanceAccount account, BinanceSymbol symbol)
    {
        if (!account.Settings.TryGetValue(symbol.Name, out BinanceSymbolSettings? settings))
            account.Settings[symbol.Name] = settings = new BinanceSymbolSettings();
        return settings;
    }

    /// <summary>Wallet, position and histories after a fill of an order.</summary>
    public BinanceFill Fill(BinanceOrder order, long tradeId, decimal price, decimal quantity, bool isMaker, long nowNs)
    {
        BinanceAccount account = order.Account;
        BinancePosition position = PositionOf(account, order.Symbol, order.PositionSide);
        long nowMs = nowNs / 1_000_000;
        decimal commission = Rounded(price * quantity * (isMaker ? account.MakerRate : account.TakerRate));
        decimal realized = Trade(account, position, order.Side.Sign() * quantity, price, commission);
        account.Wallet += realized - commission;
        position.RealizedPnl += realized;
        position.UpdateMs = nowMs;
        var fill = new BinanceFill(tradeId, order, price, quantity, commission, order.Symbol.QuoteAsset, realized, isMaker, nowMs);
        Keep(account.Fills, fill);
        if (realized != 0)
            AddIncome(account, symbol: order.Symbol.Name, "REALIZED_PNL", realized, nowNs, tradeId);
        if (commission != 0)
            AddIncome(account, order.Symbol.Name, "COMMISSION", -commission, nowNs, tradeId);
        order.Executed += quantity;
        order.ExecutedValue += price * quantity;
        order.UpdateMs = nowMs;
        return fill;
    }

    public void AddIncome(BinanceAccount account, string symbol, string type, decimal amount, long nowNs, long tradeId = 0) => Keep(
        account.Incomes, new BinanceIncome(++_incomes, symbol, type, amount, "USDT", tradeId == 0 ? type : tradeId.ToString(), nowNs / 1_000_000, tradeId));

    /// <summary>A new order is among those the account keeps, and has a position to be for: margin is reckoned by position.</summary>
    public void Open(BinanceOrder order)
    {
        BinanceAccount account = order.Account;
        PositionOf(account, order.Symbol, order.PositionSide);
        account.Orders[order.OrderId] = order;
        account.ByClientId[order.ClientOrderId] = order;
        account.Live[order.OrderId] = order;
        account.LiveByClientId[order.ClientOrderId] = order;
    }

    /// <summary>It lives no more; the oldest of those that don't is forgotten when there are too many.</summary>
    public static void End(BinanceOrder order)
    {
        BinanceAccount account = order.Account;
        account.Live.Remove(order.OrderId);
        account.LiveByClientId.Remove(order.ClientOrderId);
        account.Ended.Enqueue(order);
        if (account.Ended.Count <= Kept)
            return;
        BinanceOrder oldest = account.Ended.Dequeue();
        account.Orders.Remove(oldest.OrderId);
        if (account.ByClientId.TryGetValue(oldest.ClientOrderId, out BinanceOrder? newest) && newest == oldest)
            account.ByClientId.Remove(oldest.ClientOrderId);
    }

    // Realised profit of the part that closes. The cost taken out is what was paid less that profit, so that over a position's life nothing is lost to rounding.
    private static decimal Trade(BinanceAccount account, BinancePosition position, decimal signed, decimal price, decimal commission)
    {
        decimal before = position.Amount, realized = 0, rest = signed;
        if (before != 0 && Math.Sign(before) != Math.Sign(signed))
        {
            decimal closing = Math.Min(Math.Abs(signed), Math.Abs(before)) * Math.Sign(signed);
            realized = closing == -before
                ? -(position.EntryValue + price * closing)
                : Rounded(-(position.EntryValue * -closing / before + price * closing));
            position.IsolatedWallet = closing == -before ? 0 : Rounded(position.IsolatedWallet * (before + closing) / before);
            position.Amount += closing;
            position.EntryValue += price * closing + realized;
            position.NetCost = position.Amount == 0 ? 0 : position.NetCost + price * closing;
            rest -= closing;
        }

        if (rest != 0)
        {
            position.Amount += rest;
            position.EntryValue += price * rest;
            position.NetCost += price * rest;
            if (position.IsIsolated)
                position.IsolatedWallet += Rounded(Math.Abs(rest) * price / SettingsOf(account, position.Symbol).Leverage);
        }

        // Of a fill that turns the position only the part that opens belongs to the new one.
        if (position.Amount != 0)
            position.NetCost += rest == 0 || rest == signed ? commission : Rounded(commission * rest / signed);
        return realized;
    }

    private static void Keep<T>(List<T> history, T line)
    {
        // In large pieces: moving the rest up costs as much as it holds.
        if (history.Count == Kept + Kept / 10)
            history.RemoveRange(0, Kept / 10);
        history.Add(line);
    }

    private int Rank(BinanceSymbol symbol)
    {
        for (int i = 0; i < markets.Count; i++)
        {
            if (markets[i].Symbol == symbol)
                return i;
        }

        return markets.Count;
    }
}
