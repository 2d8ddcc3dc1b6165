using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>The reference data of all contracts, as exchangeInfo tells it.</summary>
internal static class BinanceExchangeInfo
{
    // 2019-09-25 08:00 and 2100-12-25 08:00 UTC, as the venue tells for perpetual contracts.
    private const long OnboardMs = 1_569_398_400_000;
    private const long DeliveryMs = 4_133_404_800_000;

    private static readonly string[] OrderTypes = ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"];
    private static readonly string[] TimesInForce = ["GTC", "IOC", "FOK", "GTX", "GTD"];

    public static BinanceError? Write(IReadOnlyList<BinanceMarket> markets, long nowMs, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("timezone", "UTC");
        json.WriteNumber("serverTime", nowMs);
        json.WriteString("futuresType", "U_MARGINED");
        json.WriteStartArray("rateLimits");
        Limit(json, "REQUEST_WEIGHT", "MINUTE", 1, 2400);
        Limit(json, "ORDERS", "MINUTE", 1, 1200);
        Limit(json, "ORDERS", "SECOND", 10, 300);
        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters");
        json.WriteEndArray();
        json.WriteStartArray("assets");
        foreach (string asset in markets.Select(m => m.Symbol.QuoteAsset).Prepend("USDT").Distinct())
        {
            json.WriteStartObject();
            json.WriteString("asset", asset);
            json.WriteBoolean("marginAvailable", true);
            json.WriteString("autoAssetExchange", "-10000");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("symbols");
        foreach (BinanceMarket market in markets)
            Symbol(json, market.Symbol);
        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    private static void Limit(Utf8JsonWriter json, string type, string interval, int number, int limit)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType", type);
        json.WriteString("interval", interval);
        json.WriteNumber("intervalNum", number);
        json.WriteNumber("limit", limit);
        json.WriteEndObject();
    }

    private static void Symbol(Utf8JsonWriter json, BinanceSymbol symbol)
    {
        json.WriteStartObject();
        json.WriteString("symbol", symbol.Name);
        json.WriteString("pair", symbol.Name);
        json.WriteString("contractType", "PERPETUAL");
        json.WriteNumber("deliveryDate", DeliveryMs);
        json.WriteNumber("onboardDate", OnboardMs);
        json.WriteString("status", "TRADING");
        json.WriteString("maintMarginPercent", "2.5000");
        json.WriteString("requiredMarginPercent", "5.0000");
        json.WriteString("baseAsset", symbol.BaseAsset);
        json.WriteString("quoteAsset", symbol.QuoteAsset);
        json.WriteString("marginAsset", symbol.QuoteAsset);
        json.WriteNumber("pricePrecision", symbol.PricePrecision);
        json.WriteNumber("quantityPrecision", symbol.QuantityPrecision);
        json.WriteNumber("baseAssetPrecision", 8);
        json.WriteNumber("quotePrecision", 8);
        json.WriteString("underlyingType", "COIN");
        Texts(json, "underlyingSubType", ["PoW"]);
        json.WriteNumber("settlePlan", 0);
        json.WriteString("triggerProtect", "0.0500");
        BinanceNumbers.Fixed(json, "liquidationFee", symbol.LiquidationFee, 6);
        BinanceNumbers.Fixed(json, "marketTakeBound", symbol.MarketTakeBound, 2);
        json.WriteNumber("maxMoveOrderLimit", 10000);
        json.WriteStartArray("filters");
        Filters(json, symbol);
        json.WriteEndArray();
        Texts(json, "orderTypes", OrderTypes);
        Texts(json, "timeInForce", TimesInForce);
        json.WriteEndObject();
    }

    private static void Filters(Utf8JsonWriter json, BinanceSymbol symbol)
    {
        int price = BinanceNumbers.PricePlaces(symbol);
        Filter(json, "PRICE_FILTER", ("minPrice", Fixed(symbol.MinPrice, price)), ("maxPrice", Plain(symbol.MaxPrice)), ("tickSize", Fixed(symbol.TickSize.ToDecimal(1), price)));
        Filter(json, "LOT_SIZE", ("minQty", Plain(symbol.MinQuantity)), ("maxQty", Plain(symbol.MaxQuantity)), ("stepSize", Plain(symbol.StepSize.ToDecimal(1))));
        Filter(json, "MARKET_LOT_SIZE", ("minQty", Plain(symbol.MinQuantity)), ("maxQty", Plain(symbol.MarketMaxQuantity)), ("stepSize", Plain(symbol.StepSize.ToDecimal(1))));
        json.WriteStartObject();
        json.WriteString("filterType", "MAX_NUM_ORDERS");
        json.WriteNumber("limit", symbol.MaxOrders);
        json.WriteEndObject();
        Filter(json, "MIN_NOTIONAL", ("notional", Plain(symbol.MinNotional)));
        Filter(json, "PERCENT_PRICE", ("multiplierUp", Fixed(symbol.MultiplierUp, 4)), ("multiplierDown", Fixed(symbol.MultiplierDown, 4)), ("multiplierDecimal", "4"));
        Filter(json, "POSITION_RISK_CONTROL", ("positionControlSide", "NONE"));
    }

    private static void Filter(Utf8JsonWriter json, string type, params ReadOnlySpan<(string Name, string Value)> values)
    {
        json.WriteStartObject();
        json.WriteString("filterType", type);
        foreach ((string name, string value) in values)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, ReadOnlySpan<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Fixed(decimal value, int places) => value.ToString($"F{places}", CultureInfo.InvariantCulture);

    private static string Plain(decimal value) => value.ToString("0.##################", CultureInfo.InvariantCulture);
}
