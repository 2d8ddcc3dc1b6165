using System.Globalization;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>The events of user data streams as text.</summary>
internal sealed class BinanceUserEvents(BinanceTrading trading)
{
    public static void WriteOrder(Utf8JsonWriter json, BinanceAccount account, BinanceOrder order, string execution, BinanceFill? fill, long? modifyId, long nowNs)
    {
        WriteHead(json, "ORDER_TRADE_UPDATE", nowNs, order.UpdateMs);
        json.WriteStartObject("o");
        WriteTerms(json, order);
        json.WriteString("ap", BinanceText.Short(order.AveragePrice));
        json.WriteString("sp", BinanceText.Short(order.StopPrice));
        json.WriteString("x", execution);
        json.WriteString("X", BinanceText.Of(order.Status));
        json.WriteNumber("i", order.OrderId);
        json.WriteString("l", BinanceText.Short(fill?.Quantity ?? 0));
        json.WriteString("z", BinanceText.Short(order.Executed));
        json.WriteString("L", BinanceText.Short(fill?.Price ?? 0));
        if (fill is not null)
        {
            json.WriteString("N", fill.CommissionAsset);
            json.WriteString("n", BinanceText.Short(fill.Commission));
        }

        json.WriteNumber("T", fill?.TimeMs ?? order.UpdateMs);
        json.WriteNumber("t", fill?.TradeId ?? 0);
        WriteNotionals(json, account, order);
        json.WriteBoolean("m", fill?.IsMaker ?? false);
        json.WriteBoolean("R", order.ReduceOnly);
        json.WriteString("wt", order.WorkingType);
        json.WriteString("ot", order.OriginalType);
        json.WriteString("ps", BinanceText.Of(order.PositionSide));
        json.WriteBoolean("cp", order.ClosePosition);
        WriteTrailing(json, account, order);
        json.WriteBoolean("pP", order.PriceProtect);
        json.WriteNumber("si", 0);
        json.WriteNumber("ss", 0);
        json.WriteString("rp", BinanceText.Short(fill?.RealizedPnl ?? 0));
        json.WriteString("V", BinanceText.Of(order.SelfTradePrevention));
        json.WriteString("pm", order.PriceMatch);
        json.WriteNumber("gtd", order.GoodTillMs);
        json.WriteString("er", order.ExpiryReason.ToString(CultureInfo.InvariantCulture));
        if (modifyId is { } id)
            json.WriteNumber("M", id);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteTradeLite(Utf8JsonWriter json, BinanceFill fill, long nowNs)
    {
        BinanceOrder order = fill.Order;
        WriteHead(json, "TRADE_LITE", nowNs, fill.TimeMs);
        json.WriteString("s", order.Symbol.Name);
        json.WriteString("q", BinanceText.Quantity(order.Symbol, order.Quantity));
        json.WriteString("p", BinanceText.Short(order.Price));
        json.WriteBoolean("m", fill.IsMaker);
        json.WriteString("c", order.ClientOrderId);
        json.WriteString("S", BinanceText.Of(order.Side));
        json.WriteString("L", BinanceText.Short(fill.Price));
        json.WriteString("l", BinanceText.Quantity(order.Symbol, fill.Quantity));
        json.WriteNumber("t", fill.TradeId);
        json.WriteNumber("i", order.OrderId);
        json.WriteEndObject();
    }

    public void WriteAccount(
        Utf8JsonWriter json,
        BinanceAccount account,
        string reason,
        decimal walletChange,
        bool walletChanged,
        IReadOnlyList<BinancePosition> positions,
        string? symbol,
        long nowNs)
    {
        WriteHead(json, "ACCOUNT_UPDATE", nowNs, nowNs / 1_000_000);
        json.WriteStartObject("a");
        json.WriteString("m", reason);
        json.WriteStartArray("B");
        if (walletChanged)
        {
            json.WriteStartObject();
            json.WriteString("a", "USDT");
            json.WriteString("wb", BinanceText.Amount(account.Wallet));
            json.WriteString("cw", BinanceText.Amount(account.CrossWallet));
            json.WriteString("bc", BinanceText.Short(walletChange));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("P");
        foreach (BinancePosition position in positions)
            WritePosition(json, account, position);
        json.WriteEndArray();
        if (symbol is not null)
            json.WriteString("S", symbol);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void WriteMarginCall(Utf8JsonWriter json, BinanceAccount account, IReadOnlyList<BinancePosition> positions, long nowNs)
    {
        WriteHead(json, "MARGIN_CALL", nowNs, null);
        json.WriteString("cw", BinanceText.Short(account.CrossWallet));
        json.WriteStartArray("p");
        foreach (BinancePosition position in positions)
        {
            BinancePositionFigures figures = trading.FiguresOf(account, position);
            json.WriteStartObject();
            json.WriteString("s", position.Symbol.Name);
            json.WriteString("ps", BinanceText.Of(position.Side));
            json.WriteString("pa", BinanceText.Short(position.Amount));
            json.WriteString("mt", position.IsIsolated ? "ISOLATED" : "CROSSED");
            json.WriteString("iw", BinanceText.Short(position.IsolatedWallet));
            json.WriteString("mp", BinanceText.Short(figures.MarkPrice));
            json.WriteString("up", BinanceText.Short(figures.UnrealizedProfit));
            json.WriteString("mm", BinanceText.Short(figures.Maintenance));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteConfiguration(Utf8JsonWriter json, BinanceAccount account, string? symbol, long nowNs)
    {
        WriteHead(json, "ACCOUNT_CONFIG_UPDATE", nowNs, nowNs / 1_000_000);
        json.WriteStartObject(symbol is null ? "ai" : "ac");
        if (symbol is null)
        {
            json.WriteBoolean("j", account.IsMultiAssets);
        }
        else
        {
            json.WriteString("s", symbol);
            json.WriteNumber("l", trading.SettingsOf(account, symbol).Leverage);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteAlgo(Utf8JsonWriter json, BinanceAccount account, BinanceAlgoOrder order, long nowNs)
    {
        BinanceOrderTerms terms = order.Terms;
        BinanceOrder? actual = account.Orders.GetValueOrDefault(order.OrderId);
        WriteHead(json, "ALGO_UPDATE", nowNs, order.UpdateMs);
        json.WriteStartObject("o");
        json.WriteString("caid", order.ClientAlgoId);
        json.WriteNumber("aid", order.AlgoId);
        json.WriteString("at", "CONDITIONAL");
        json.WriteString("o", terms.Type);
        json.WriteString("s", order.Symbol.Name);
        json.WriteString("S", BinanceText.Of(terms.Side));
        json.WriteString("ps", BinanceText.Of(terms.PositionSide));
        json.WriteString("f", terms.TimeInForce ?? "GTC");
        json.WriteString("q", BinanceText.Short(terms.Quantity ?? 0));
        json.WriteString("X", order.Status);
        json.WriteString("ai", order.OrderId == 0 ? "" : order.OrderId.ToString(CultureInfo.InvariantCulture));
        json.WriteString("ap", BinanceText.AveragePrice(order.Symbol, actual?.AveragePrice ?? 0));
        json.WriteString("aq", BinanceText.Short(actual?.Executed ?? 0));
        json.WriteString("act", actual?.Type ?? "0");
        json.WriteString("tp", BinanceText.Short(terms.TriggerPrice ?? 0));
        json.WriteString("p", BinanceText.Short(terms.Price ?? 0));
        json.WriteString("V", BinanceText.Of(terms.SelfTradePrevention));
        json.WriteString("wt", terms.WorkingType);
        json.WriteString("pm", terms.PriceMatch);
        json.WriteBoolean("cp", terms.ClosePosition);
        json.WriteBoolean("pP", terms.PriceProtect);
        json.WriteBoolean("R", terms.ReduceOnly);
        json.WriteNumber("tt", order.TriggerMs);
        json.WriteNumber("gtd", terms.GoodTillMs);
        if (terms.Type == "TRAILING_STOP_MARKET")
        {
            json.WriteString("AP", BinanceText.Short(terms.ActivatePrice ?? 0));
            json.WriteString("cr", BinanceText.Short(terms.CallbackRate ?? 0));
            json.WriteBoolean("ia", order.IsActivated);
        }

        if (order.RejectReason.Length > 0)
            json.WriteString("rm", order.RejectReason);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteExpired(Utf8JsonWriter json, string key, long nowNs)
    {
        WriteHead(json, "listenKeyExpired", nowNs, null);
        json.WriteString("listenKey", key);
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, string kind, long nowNs, long? transactionMs)
    {
        json.WriteStartObject();
        json.WriteString("e", kind);
        json.WriteNumber("E", nowNs / 1_000_000);
        if (transactionMs is { } time)
            json.WriteNumber("T", time);
    }

    private static void WriteTerms(Utf8JsonWriter json, BinanceOrder order)
    {
        json.WriteString("s", order.Symbol.Name);
        json.WriteString("c", order.ClientOrderId);
        json.WriteString("S", BinanceText.Of(order.Side));
        json.WriteString("o", order.Type);
        json.WriteString("f", order.TimeInForce);
        json.WriteString("q", BinanceText.Short(order.Quantity));
        json.WriteString("p", BinanceText.Short(order.Price));
    }

    /// <summary>What the account bids and asks in the symbol.</summary>
    private static void WriteNotionals(Utf8JsonWriter json, BinanceAccount account, BinanceOrder order)
    {
        (decimal bid, decimal ask) = (0, 0);
        foreach (BinanceOrder live in account.Live.Values)
        {
            if (live.Symbol.Name != order.Symbol.Name || live.PositionSide != order.PositionSide)
                continue;
            decimal notional = live.Left * live.Price;
            if (live.Side == Core.Side.Buy)
                bid += notional;
            else
                ask += notional;
        }

        json.WriteString("b", BinanceText.Short(bid));
        json.WriteString("a", BinanceText.Short(ask));
    }

    /// <summary>Of an order that a trailing stop became.</summary>
    private static void WriteTrailing(Utf8JsonWriter json, BinanceAccount account, BinanceOrder order)
    {
        if (order.OriginalType != "TRAILING_STOP_MARKET")
            return;
        foreach (BinanceAlgoOrder algo in account.Algos.Values)
        {
            if (algo.OrderId != order.OrderId)
                continue;
            json.WriteString("AP", BinanceText.Short(algo.Terms.ActivatePrice ?? 0));
            json.WriteString("cr", BinanceText.Short(algo.Terms.CallbackRate ?? 0));
        }
    }

    private void WritePosition(Utf8JsonWriter json, BinanceAccount account, BinancePosition position)
    {
        json.WriteStartObject();
        json.WriteString("s", position.Symbol.Name);
        json.WriteString("pa", BinanceText.Short(position.Amount));
        json.WriteString("ep", BinanceText.Short(position.EntryPrice));
        json.WriteString("bep", BinanceText.Short(position.BreakEvenPrice));
        json.WriteString("cr", BinanceText.Short(position.RealizedPnl));
        json.WriteString("up", BinanceText.Short(trading.FiguresOf(account, position).UnrealizedProfit));
        json.WriteString("mt", position.IsIsolated ? "isolated" : "cross");
        json.WriteString("iw", BinanceText.Short(position.IsolatedWallet));
        json.WriteString("ps", BinanceText.Of(position.Side));
        json.WriteEndObject();
    }
}
