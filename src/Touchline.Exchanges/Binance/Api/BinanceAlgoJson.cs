using System.Globalization;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Conditional orders as replies show them.</summary>
internal static class BinanceAlgoJson
{
    public static void WriteAck(Utf8JsonWriter json, BinanceAlgoOrder order)
    {
        json.WriteStartObject();
        WriteCommon(json, order);
        json.WriteString("activatePrice", order.Terms.ActivatePrice is { } price ? BinanceText.Price(order.Symbol, price) : "");
        json.WriteString("callbackRate", order.Terms.CallbackRate is { } rate ? BinanceText.Short(rate) : "");
        json.WriteEndObject();
    }

    public static void WriteCanceled(Utf8JsonWriter json, BinanceAlgoOrder order)
    {
        json.WriteStartObject();
        WriteCommon(json, order);
        json.WriteEndObject();
    }

    /// <summary>That a cancel was carried out, and no word of the order.</summary>
    public static void WriteCancelDone(Utf8JsonWriter json, BinanceAlgoOrder order)
    {
        json.WriteStartObject();
        json.WriteNumber("algoId", order.AlgoId);
        json.WriteString("clientAlgoId", order.ClientAlgoId);
        json.WriteString("code", "200");
        json.WriteString("msg", "success");
        json.WriteEndObject();
    }

    /// <param name="actual">The order it became.</param>
    public static void WriteQueried(Utf8JsonWriter json, BinanceAlgoOrder order, BinanceOrder? actual)
    {
        json.WriteStartObject();
        WriteCommon(json, order);
        json.WriteString("actualOrderId", order.OrderId == 0 ? "" : order.OrderId.ToString(CultureInfo.InvariantCulture));
        json.WriteString("actualPrice", BinanceText.AveragePrice(order.Symbol, actual?.AveragePrice ?? 0));
        json.WriteString("actualQty", BinanceText.Quantity(order.Symbol, actual?.Executed ?? 0));
        json.WriteString("actualType", actual?.Type ?? "");
        json.WriteString("tpTriggerPrice", BinanceText.Price(order.Symbol, 0));
        json.WriteString("tpPrice", BinanceText.Price(order.Symbol, 0));
        json.WriteString("slTriggerPrice", BinanceText.Price(order.Symbol, 0));
        json.WriteString("slPrice", BinanceText.Price(order.Symbol, 0));
        json.WriteString("tpOrderType", "");
        json.WriteEndObject();
    }

    private static void WriteCommon(Utf8JsonWriter json, BinanceAlgoOrder order)
    {
        BinanceOrderTerms terms = order.Terms;
        json.WriteNumber("algoId", order.AlgoId);
        json.WriteString("clientAlgoId", order.ClientAlgoId);
        json.WriteString("algoType", "CONDITIONAL");
        json.WriteString("orderType", terms.Type);
        json.WriteString("symbol", order.Symbol.Name);
        json.WriteString("side", BinanceText.Of(terms.Side));
        json.WriteString("positionSide", BinanceText.Of(terms.PositionSide));
        json.WriteString("timeInForce", terms.TimeInForce ?? "GTC");
        json.WriteString("quantity", BinanceText.Quantity(order.Symbol, terms.Quantity ?? 0));
        json.WriteString("algoStatus", order.Status);
        json.WriteString("triggerPrice", BinanceText.Price(order.Symbol, terms.TriggerPrice ?? 0));
        json.WriteString("price", BinanceText.Price(order.Symbol, terms.Price ?? 0));
        json.WriteNull("icebergQuantity");
        json.WriteString("selfTradePreventionMode", BinanceText.Of(terms.SelfTradePrevention));
        json.WriteString("workingType", terms.WorkingType);
        json.WriteString("priceMatch", terms.PriceMatch);
        json.WriteBoolean("closePosition", terms.ClosePosition);
        json.WriteBoolean("priceProtect", terms.PriceProtect);
        json.WriteBoolean("reduceOnly", terms.ReduceOnly);
        json.WriteNumber("createTime", order.TimeMs);
        json.WriteNumber("updateTime", order.UpdateMs);
        json.WriteNumber("triggerTime", order.TriggerMs);
        json.WriteNumber("goodTillDate", terms.GoodTillMs);
    }
}
