using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Leverage, margin type, position mode, multi-assets mode, and what stands in the way of changing them.</summary>
internal sealed class AccountSettings(MarginRules margin, IBinanceEvents events)
{
    public BinanceError? SetLeverage(BinanceAccount account, BinanceMarket market, int leverage, long nowNs)
    {
        BinanceSymbol symbol = market.Symbol;
        if (leverage < 1 || leverage > symbol.MaxLeverage)
            return BinanceErrors.BadLeverage(leverage);
        BinanceSymbolSettings settings = AccountLedger.SettingsOf(account, symbol);
        if (settings.Leverage == leverage)
            return null;
        if (leverage < settings.Leverage && settings.IsIsolated && HasPosition(account, symbol))
            return BinanceErrors.LeverageReduction;
        if (margin.LargestNotional(account, symbol) > symbol.CapAt(leverage))
            return BinanceErrors.AboveBracket;
        int before = settings.Leverage;
        decimal available = margin.Unbound(account);
        settings.Leverage = leverage;
        if (leverage < before && margin.Unbound(account) is var left && left < 0 && left < available)
        {
            settings.Leverage = before;
            return BinanceErrors.LeverageTooSmall;
        }

        events.OnConfiguration(account, symbol.Name, nowNs);
        return null;
    }

    public BinanceError? SetMarginType(BinanceAccount account, BinanceSymbol symbol, bool isolated, long nowNs)
    {
        BinanceSymbolSettings settings = AccountLedger.SettingsOf(account, symbol);
        if (settings.IsIsolated == isolated)
            return BinanceErrors.SameMarginType;
        if (isolated && account.IsMultiAssets)
            return BinanceErrors.IsolatedInMultiAssets;
        if (HasOrders(account, symbol))
            return BinanceErrors.MarginTypeHasOrders;
        if (HasPosition(account, symbol))
            return BinanceErrors.MarginTypeHasPosition;
        settings.IsIsolated = isolated;
        List<BinancePosition> positions = account.Positions.FindAll(p => p.Symbol == symbol);
        foreach (BinancePosition position in positions)
            position.IsIsolated = isolated;
        events.OnAccount(account, "MARGIN_TYPE_CHANGE", 0, walletChanged: false, positions, symbol.Name, nowNs);
        return null;
    }

    public static BinanceError? SetHedged(BinanceAccount account, bool hedged)
    {
        if (account.IsHedged == hedged)
            return BinanceErrors.SamePositionMode;
        if (HasOrders(account, null))
            return BinanceErrors.PositionModeHasOrders;
        if (HasPosition(account, null))
            return BinanceErrors.PositionModeHasPosition;
        account.IsHedged = hedged;
        account.Positions.Clear(); // the other mode's, all flat
        return null;
    }

    public BinanceError? SetMultiAssets(BinanceAccount account, bool multiAssets, long nowNs)
    {
        if (account.IsMultiAssets == multiAssets)
            return BinanceErrors.SameMultiAssets;
        if (account.Settings.Values.Any(s => s.IsIsolated))
            return BinanceErrors.MultiAssetsHasIsolated;
        if (HasOrders(account, null))
            return BinanceErrors.MultiAssetsHasOrders;
        account.IsMultiAssets = multiAssets;
        events.OnConfiguration(account, null, nowNs);
        return null;
    }

    private static bool HasOrders(BinanceAccount account, BinanceSymbol? symbol) =>
        account.Live.Values.Any(o => symbol is null || o.Symbol == symbol) || account.Algos.Values.Any(o => o.IsLive && (symbol is null || o.Symbol == symbol));

    private static bool HasPosition(BinanceAccount account, BinanceSymbol? symbol) =>
        account.Positions.Exists(p => p.Amount != 0 && (symbol is null || p.Symbol == symbol));
}
