using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Wallet and positions as replies show them, at the mark prices of now.</summary>
internal sealed class BinanceAccountJson(BinanceTrading trading)
{
    /// <summary>/fapi/v3/account; version 2 has settings beside it and every symbol's position.</summary>
    public void WriteAccount(Utf8JsonWriter json, BinanceAccount account, bool isVersion2)
    {
        BinanceMargin margin = trading.MarginOf(account);
        json.WriteStartObject();
        if (isVersion2)
            WriteRights(json, account);
        json.WriteString("totalInitialMargin", BinanceText.Amount(margin.Initial));
        json.WriteString("totalMaintMargin", BinanceText.Amount(margin.Maintenance));
        json.WriteString("totalWalletBalance", BinanceText.Amount(margin.Wallet));
        json.WriteString("totalUnrealizedProfit", BinanceText.Amount(margin.UnrealizedProfit));
        json.WriteString("totalMarginBalance", BinanceText.Amount(margin.MarginBalance));
        json.WriteString("totalPositionInitialMargin", BinanceText.Amount(margin.PositionInitial));
        json.WriteString("totalOpenOrderInitialMargin", BinanceText.Amount(margin.OrderInitial));
        json.WriteString("totalCrossWalletBalance", BinanceText.Amount(account.CrossWallet));
        json.WriteString("totalCrossUnPnl", BinanceText.Amount(CrossProfit(account, margin)));
        json.WriteString("availableBalance", BinanceText.Amount(margin.Available));
        json.WriteString("maxWithdrawAmount", BinanceText.Amount(Withdrawable(margin, account.CrossWallet)));
        json.WriteStartArray("assets");
        WriteAsset(json, account, margin, isVersion2);
        json.WriteEndArray();
        json.WriteStartArray("positions");
        foreach (BinancePosition position in Positions(account, null, isAll: isVersion2))
            WriteAccountPosition(json, account, position, isVersion2);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteBalance(Utf8JsonWriter json, BinanceAccount account)
    {
        BinanceMargin margin = trading.MarginOf(account);
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("accountAlias", Alias(account));
        json.WriteString("asset", "USDT");
        json.WriteString("balance", BinanceText.Amount(margin.Wallet));
        json.WriteString("crossWalletBalance", BinanceText.Amount(account.CrossWallet));
        json.WriteString("crossUnPnl", BinanceText.Amount(CrossProfit(account, margin)));
        json.WriteString("availableBalance", BinanceText.Amount(margin.Available));
        json.WriteString("maxWithdrawAmount", BinanceText.Amount(Withdrawable(margin, account.CrossWallet)));
        json.WriteBoolean("marginAvailable", true);
        json.WriteNumber("updateTime", UpdatedMs(account));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>positionRisk, version 3: symbols with a position or an open order alone.</summary>
    /// <param name="profitName">REST and the WebSocket API spell it differently.</param>
    public void WritePositions(Utf8JsonWriter json, BinanceAccount account, BinanceSymbol? symbol, string profitName)
    {
        json.WriteStartArray();
        foreach (BinancePosition position in Positions(account, symbol, isAll: false))
            WritePosition(json, account, position, profitName);
        json.WriteEndArray();
    }

    /// <summary>positionRisk, version 2: every symbol.</summary>
    public void WritePositions2(Utf8JsonWriter json, BinanceAccount account, BinanceSymbol? symbol)
    {
        json.WriteStartArray();
        foreach (BinancePosition position in Positions(account, symbol, isAll: true))
            WritePosition2(json, account, position);
        json.WriteEndArray();
    }

    /// <summary>The largest notional that the leverage set allows.</summary>
    public decimal MaxNotional(BinanceAccount account, BinanceSymbol symbol)
    {
        int leverage = trading.SettingsOf(account, symbol.Name).Leverage;
        decimal most = 0;
        foreach (BinanceBracket bracket in symbol.Brackets)
            if (bracket.Leverage >= leverage)
                most = Math.Max(most, bracket.Cap);
        return most;
    }

    private static void WriteRights(Utf8JsonWriter json, BinanceAccount account)
    {
        json.WriteNumber("feeTier", 0);
        json.WriteBoolean("canTrade", true);
        json.WriteBoolean("canDeposit", true);
        json.WriteBoolean("canWithdraw", true);
        json.WriteNumber("updateTime", 0);
        json.WriteBoolean("multiAssetsMargin", account.IsMultiAssets);
        json.WriteNumber("tradeGroupId", -1);
    }

    private void WriteAsset(Utf8JsonWriter json, BinanceAccount account, BinanceMargin margin, bool isVersion2)
    {
        json.WriteStartObject();
        json.WriteString("asset", "USDT");
        json.WriteString("walletBalance", BinanceText.Amount(margin.Wallet));
        json.WriteString("unrealizedProfit", BinanceText.Amount(margin.UnrealizedProfit));
        json.WriteString("marginBalance", BinanceText.Amount(margin.MarginBalance));
        json.WriteString("maintMargin", BinanceText.Amount(margin.Maintenance));
        json.WriteString("initialMargin", BinanceText.Amount(margin.Initial));
        json.WriteString("positionInitialMargin", BinanceText.Amount(margin.PositionInitial));
        json.WriteString("openOrderInitialMargin", BinanceText.Amount(margin.OrderInitial));
        json.WriteString("crossWalletBalance", BinanceText.Amount(account.CrossWallet));
        json.WriteString("crossUnPnl", BinanceText.Amount(CrossProfit(account, margin)));
        json.WriteString("availableBalance", BinanceText.Amount(margin.Available));
        json.WriteString("maxWithdrawAmount", BinanceText.Amount(Withdrawable(margin, account.CrossWallet)));
        if (isVersion2)
            json.WriteBoolean("marginAvailable", true);
        json.WriteNumber("updateTime", UpdatedMs(account));
        json.WriteEndObject();
    }

    private void WriteAccountPosition(Utf8JsonWriter json, BinanceAccount account, BinancePosition position, bool isVersion2)
    {
        BinancePositionFigures figures = trading.FiguresOf(account, position);
        BinanceSymbolSettings settings = trading.SettingsOf(account, position.Symbol.Name);
        json.WriteStartObject();
        json.WriteString("symbol", position.Symbol.Name);
        json.WriteString("positionSide", BinanceText.Of(position.Side));
        json.WriteString("positionAmt", BinanceText.Quantity(position.Symbol, position.Amount));
        json.WriteString("unrealizedProfit", BinanceText.Amount(figures.UnrealizedProfit));
        json.WriteString("initialMargin", BinanceText.Short(figures.Initial));
        json.WriteString("maintMargin", BinanceText.Short(figures.Maintenance));
        if (isVersion2)
        {
            json.WriteString("positionInitialMargin", BinanceText.Short(figures.PositionInitial));
            json.WriteString("openOrderInitialMargin", BinanceText.Short(figures.OrderInitial));
            json.WriteString("leverage", BinanceText.Short(settings.Leverage));
            json.WriteBoolean("isolated", settings.IsIsolated);
            json.WriteString("entryPrice", BinanceText.Entry(position.EntryPrice));
            json.WriteString("breakEvenPrice", BinanceText.Entry(position.BreakEvenPrice));
            json.WriteString("maxNotional", BinanceText.Short(MaxNotional(account, position.Symbol)));
            json.WriteString("bidNotional", BinanceText.Short(figures.BidNotional));
            json.WriteString("askNotional", BinanceText.Short(figures.AskNotional));
        }

        json.WriteString("isolatedMargin", BinanceText.Amount(IsolatedMargin(position, figures)));
        json.WriteString("notional", BinanceText.Short(figures.Notional));
        json.WriteString("isolatedWallet", BinanceText.Short(position.IsolatedWallet));
        json.WriteNumber("updateTime", position.UpdateMs);
        json.WriteEndObject();
    }

    private void WritePosition(Utf8JsonWriter json, BinanceAccount account, BinancePosition position, string profitName)
    {
        BinancePositionFigures figures = trading.FiguresOf(account, position);
        json.WriteStartObject();
        WriteFigures(json, position, figures, profitName);
        json.WriteString("marginAsset", "USDT");
        json.WriteString("initialMargin", BinanceText.Short(figures.Initial));
        json.WriteString("maintMargin", BinanceText.Short(figures.Maintenance));
        json.WriteString("positionInitialMargin", BinanceText.Short(figures.PositionInitial));
        json.WriteString("openOrderInitialMargin", BinanceText.Short(figures.OrderInitial));
        json.WriteNumber("adl", figures.Adl);
        json.WriteString("bidNotional", BinanceText.Short(figures.BidNotional));
        json.WriteString("askNotional", BinanceText.Short(figures.AskNotional));
        json.WriteEndObject();
    }

    private void WritePosition2(Utf8JsonWriter json, BinanceAccount account, BinancePosition position)
    {
        BinanceSymbolSettings settings = trading.SettingsOf(account, position.Symbol.Name);
        json.WriteStartObject();
        WriteFigures(json, position, trading.FiguresOf(account, position), "unRealizedProfit");
        json.WriteString("leverage", BinanceText.Short(settings.Leverage));
        json.WriteString("maxNotionalValue", BinanceText.Short(MaxNotional(account, position.Symbol)));
        json.WriteString("marginType", settings.IsIsolated ? "isolated" : "cross");
        json.WriteString("isAutoAddMargin", "false");
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, BinancePosition position, BinancePositionFigures figures, string profitName)
    {
        json.WriteString("symbol", position.Symbol.Name);
        json.WriteString("positionSide", BinanceText.Of(position.Side));
        json.WriteString("positionAmt", BinanceText.Quantity(position.Symbol, position.Amount));
        json.WriteString("entryPrice", BinanceText.Entry(position.EntryPrice));
        json.WriteString("breakEvenPrice", BinanceText.Entry(position.BreakEvenPrice));
        json.WriteString("markPrice", BinanceText.Amount(figures.MarkPrice));
        json.WriteString(profitName, BinanceText.Amount(figures.UnrealizedProfit));
        json.WriteString("liquidationPrice", BinanceText.Short(figures.LiquidationPrice));
        json.WriteString("isolatedMargin", BinanceText.Amount(IsolatedMargin(position, figures)));
        json.WriteString("notional", BinanceText.Short(figures.Notional));
        json.WriteString("isolatedWallet", BinanceText.Short(position.IsolatedWallet));
        json.WriteNumber("updateTime", position.UpdateMs);
    }

    private List<BinancePosition> Positions(BinanceAccount account, BinanceSymbol? symbol, bool isAll)
    {
        List<BinancePosition> shown = [];
        foreach (BinanceMarket market in trading.Markets)
        {
            if (symbol is not null && market.Symbol.Name != symbol.Name)
                continue;
            foreach (BinancePosition position in trading.PositionsOf(account, market.Symbol))
                if (isAll || position.Amount != 0 || HasOrder(account, position))
                    shown.Add(position);
        }

        return shown;
    }

    private static bool HasOrder(BinanceAccount account, BinancePosition position)
    {
        foreach (BinanceOrder order in account.Live.Values)
            if (order.Symbol.Name == position.Symbol.Name && order.PositionSide == position.Side)
                return true;
        return false;
    }

    private decimal CrossProfit(BinanceAccount account, BinanceMargin margin)
    {
        decimal profit = margin.UnrealizedProfit;
        foreach (BinancePosition position in account.Positions)
            if (position.Amount != 0 && position.IsIsolated)
                profit -= trading.FiguresOf(account, position).UnrealizedProfit;
        return profit;
    }

    private static decimal IsolatedMargin(BinancePosition position, BinancePositionFigures figures) =>
        position.IsIsolated ? position.IsolatedWallet + figures.UnrealizedProfit : 0;

    private static decimal Withdrawable(BinanceMargin margin, decimal crossWallet) => Math.Max(0, Math.Min(margin.Available, crossWallet));

    private static long UpdatedMs(BinanceAccount account)
    {
        long last = account.OpenedMs;
        foreach (BinancePosition position in account.Positions)
            last = Math.Max(last, position.UpdateMs);
        return account.Incomes.Count == 0 ? last : Math.Max(last, account.Incomes[^1].TimeMs);
    }

    /// <summary>Letters that stand for the account, always the same.</summary>
    private static string Alias(BinanceAccount account) =>
        string.Create(4, account.Number, static (letters, number) =>
        {
            for (int i = 0; i < letters.Length; i++, number /= 26)
                letters[i] = (char)('A' + number % 26);
        });
}
