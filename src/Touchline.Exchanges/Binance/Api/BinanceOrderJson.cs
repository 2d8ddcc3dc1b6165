using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Orders and fills as replies show them.</summary>
internal static class BinanceOrderJson
{
    /// <summary>The answer to a new or cancelled order.</summary>
    /// <param name="isFresh">As it was when it came, before any fill (newOrderRespType ACK).</param>
    public static void WriteAck(Utf8JsonWriter json, BinanceOrder order, bool isFresh = false)
    {
        json.WriteStartObject();
        WriteCommon(json, order, isFresh);
        json.WriteString("cumQty", BinanceText.Quantity(order.Symbol, isFresh ? 0 : order.Executed));
        json.WriteEndObject();
    }

    /// <summary>The answer to an amendment.</summary>
    public static void WriteAmended(Utf8JsonWriter json, BinanceOrder order, long? modifyId)
    {
        json.WriteStartObject();
        WriteCommon(json, order, isFresh: false);
        json.WriteString("cumQty", BinanceText.Quantity(order.Symbol, order.Executed));
        json.WriteString("pair", order.Symbol.Name);
        if (modifyId is { } id)
            json.WriteNumber("modifyId", id);
        json.WriteEndObject();
    }

    /// <summary>An order as the queries show it.</summary>
    public static void WriteQueried(Utf8JsonWriter json, BinanceOrder order)
    {
        json.WriteStartObject();
        WriteCommon(json, order, isFresh: false);
        json.WriteString("avgPrice", BinanceText.AveragePrice(order.Symbol, order.AveragePrice));
        json.WriteString("cumQuote", BinanceText.Short(order.ExecutedValue));
        json.WriteNumber("time", order.TimeMs);
        json.WriteEndObject();
    }

    /// <summary>A fill as userTrades shows it.</summary>
    public static void WriteFill(Utf8JsonWriter json, BinanceFill fill)
    {
        BinanceOrder order = fill.Order;
        json.WriteStartObject();
        json.WriteString("symbol", order.Symbol.Name);
        json.WriteNumber("id", fill.TradeId);
        json.WriteNumber("orderId", order.OrderId);
        json.WriteString("side", BinanceText.Of(order.Side));
        json.WriteString("price", BinanceText.Price(order.Symbol, fill.Price));
        json.WriteString("qty", BinanceText.Quantity(order.Symbol, fill.Quantity));
        json.WriteString("realizedPnl", BinanceText.Amount(fill.RealizedPnl));
        json.WriteString("quoteQty", BinanceText.Short(fill.Price * fill.Quantity));
        json.WriteString("commission", BinanceText.Amount(fill.Commission));
        json.WriteString("commissionAsset", fill.CommissionAsset);
        json.WriteNumber("time", fill.TimeMs);
        json.WriteString("positionSide", BinanceText.Of(order.PositionSide));
        json.WriteBoolean("buyer", order.Side == Core.Side.Buy);
        json.WriteBoolean("maker", fill.IsMaker);
        json.WriteEndObject();
    }

    private static void WriteCommon(Utf8JsonWriter json, BinanceOrder order, bool isFresh)
    {
        BinanceSymbol symbol = order.Symbol;
        json.WriteNumber("orderId", order.OrderId);
        json.WriteString("symbol", symbol.Name);
        json.WriteString("status", isFresh ? "NEW" : BinanceText.Of(order.Status));
        json.WriteString("clientOrderId", order.ClientOrderId);
        json.WriteString("price", BinanceText.Price(symbol, order.Price));
        json.WriteString("origQty", BinanceText.Quantity(symbol, order.Quantity));
        json.WriteString("executedQty", BinanceText.Quantity(symbol, isFresh ? 0 : order.Executed));
        json.WriteString("timeInForce", order.TimeInForce);
        json.WriteString("type", order.Type);
        json.WriteBoolean("reduceOnly", order.ReduceOnly);
        json.WriteBoolean("closePosition", order.ClosePosition);
        json.WriteString("side", BinanceText.Of(order.Side));
        json.WriteString("positionSide", BinanceText.Of(order.PositionSide));
        json.WriteString("stopPrice", BinanceText.Price(symbol, order.StopPrice));
        json.WriteString("workingType", order.WorkingType);
        json.WriteBoolean("priceProtect", order.PriceProtect);
        json.WriteString("origType", order.OriginalType);
        json.WriteString("priceMatch", order.PriceMatch);
        json.WriteString("selfTradePreventionMode", BinanceText.Of(order.SelfTradePrevention));
        json.WriteNumber("goodTillDate", order.GoodTillMs);
        json.WriteNumber("updateTime", order.UpdateMs);
    }
}
