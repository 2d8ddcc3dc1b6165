using System.Globalization;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>What an account did: orders, fills, income, amendments.</summary>
internal sealed class BinanceHistoryEndpoints(BinanceTrading trading, BinanceAmendments amendments)
{
    public IEnumerable<BinanceEndpoint> All =>
    [
        new("GET", "/fapi/v1/allOrders", BinanceSecurity.Signed, 5, Orders),
        new("GET", "/fapi/v1/userTrades", BinanceSecurity.Signed, 5, Fills),
        new("GET", "/fapi/v1/income", BinanceSecurity.Signed, 30, Income),
        new("GET", "/fapi/v1/forceOrders", BinanceSecurity.Signed, parameters => parameters.Has("symbol") ? 20 : 50, Forced),
        new("GET", "/fapi/v1/orderAmendment", BinanceSecurity.Signed, 1, Amendments),
    ];

    private BinanceError? Orders(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        long? from = form.OptionalInteger("orderId");
        BinanceSpan span = BinanceSpan.Of(form, call.NowMs);
        int limit = form.Limit(500, 1000);
        if (form.Refusal is { } refusal)
            return refusal;
        IEnumerable<BinanceOrder> found = call.Owner.Orders.Values
            .Where(order => order.Symbol.Name == market!.Symbol.Name && (from is { } id ? order.OrderId >= id : span.Holds(order.TimeMs)))
            .Where(order => BinanceOrderMemory.Holds(order, call.NowMs));
        json.WriteStartArray();
        foreach (BinanceOrder order in span.Page(found, limit, isFromStart: from is not null))
            BinanceOrderJson.WriteQueried(json, order);
        json.WriteEndArray();
        return null;
    }

    private BinanceError? Fills(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        long? from = form.OptionalInteger("fromId");
        long? orderId = form.OptionalInteger("orderId");
        BinanceSpan span = BinanceSpan.Of(form, call.NowMs);
        int limit = form.Limit(500, 1000);
        if (from is not null && (call.Parameters.Has("startTime") || call.Parameters.Has("endTime")))
            form.Refuse(ProtocolErrors.InvalidCombination);
        if (form.Refusal is { } refusal)
            return refusal;
        IEnumerable<BinanceFill> found = call.Owner.Fills.Where(fill =>
            fill.Order.Symbol.Name == market!.Symbol.Name
            && (orderId is null || fill.Order.OrderId == orderId)
            && (from is { } id ? fill.TradeId >= id : span.Holds(fill.TimeMs)));
        json.WriteStartArray();
        foreach (BinanceFill fill in span.Page(found, limit, isFromStart: from is not null))
            BinanceOrderJson.WriteFill(json, fill);
        json.WriteEndArray();
        return null;
    }

    private BinanceError? Income(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.OptionalMarket(trading);
        string? type = form.OptionalText("incomeType");
        BinanceSpan span = BinanceSpan.Of(form, call.NowMs);
        int limit = form.Limit(100, 1000);
        long page = form.OptionalInteger("page") ?? 0;
        if (form.Refusal is { } refusal)
            return refusal;
        IEnumerable<BinanceIncome> found = call.Owner.Incomes.Where(line =>
            (market is null || line.Symbol == market.Symbol.Name) && (type is null || line.Type == type) && span.Holds(line.TimeMs));
        json.WriteStartArray();
        foreach (BinanceIncome line in span.Page(found, limit, page))
            Write(json, line);
        json.WriteEndArray();
        return null;
    }

    /// <summary>Orders by which the exchange closed positions.</summary>
    private BinanceError? Forced(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.OptionalMarket(trading);
        string? type = form.OptionalOneOf("autoCloseType", ProtocolErrors.Invalid("autoCloseType"), "LIQUIDATION", "ADL");
        BinanceSpan span = BinanceSpan.Of(form, call.NowMs);
        int limit = form.Limit(50, 100);
        if (form.Refusal is { } refusal)
            return refusal;
        IEnumerable<BinanceOrder> found = call.Owner.Orders.Values
            .Where(order => IsForced(order, type) && (market is null || order.Symbol.Name == market.Symbol.Name) && span.Holds(order.TimeMs));
        json.WriteStartArray();
        foreach (BinanceOrder order in span.Page(found, limit))
            BinanceOrderJson.WriteQueried(json, order);
        json.WriteEndArray();
        return null;
    }

    private static bool IsForced(BinanceOrder order, string? type) =>
        (type is not "ADL" && order.ClientOrderId.StartsWith("autoclose-", StringComparison.Ordinal))
        || (type is not "LIQUIDATION" && order.ClientOrderId.StartsWith("adl_autoclose", StringComparison.Ordinal));

    private BinanceError? Amendments(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        (long? id, string? clientId) = BinanceOrderForm.Named(form);
        BinanceSpan span = BinanceSpan.Of(form, call.NowMs);
        int limit = form.Limit(50, 100);
        if (form.Refusal is { } refusal)
            return refusal;
        if (trading.FindOrder(call.Owner, market!.Symbol.Name, id, clientId) is not { } order)
            return BinanceErrors.NoSuchOrder;
        json.WriteStartArray();
        foreach (BinanceAmendment amendment in amendments.Of(call.Owner, order).Where(one => span.Holds(one.TimeMs)).Take(limit))
            Write(json, amendment);
        json.WriteEndArray();
        return null;
    }

    private static void Write(Utf8JsonWriter json, BinanceIncome line)
    {
        json.WriteStartObject();
        json.WriteString("symbol", line.Symbol);
        json.WriteString("incomeType", line.Type);
        json.WriteString("income", BinanceText.Amount(line.Amount));
        json.WriteString("asset", line.Asset);
        json.WriteString("info", line.Info);
        json.WriteNumber("time", line.TimeMs);
        json.WriteNumber("tranId", line.Id);
        json.WriteString("tradeId", line.TradeId == 0 ? "" : line.TradeId.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BinanceAmendment amendment)
    {
        BinanceSymbol symbol = amendment.Order.Symbol;
        json.WriteStartObject();
        json.WriteNumber("amendmentId", amendment.Id);
        json.WriteString("symbol", symbol.Name);
        json.WriteString("pair", symbol.Name);
        json.WriteNumber("orderId", amendment.Order.OrderId);
        json.WriteString("clientOrderId", amendment.Order.ClientOrderId);
        json.WriteNumber("time", amendment.TimeMs);
        json.WriteStartObject("amendment");
        WriteChange(json, "price", BinanceText.Price(symbol, amendment.PriceBefore), BinanceText.Price(symbol, amendment.PriceAfter));
        WriteChange(json, "origQty", BinanceText.Quantity(symbol, amendment.QuantityBefore), BinanceText.Quantity(symbol, amendment.QuantityAfter));
        json.WriteNumber("count", amendment.Count);
        json.WriteEndObject();
        json.WriteString("priceMatch", amendment.PriceMatch);
        json.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter json, string name, string before, string after)
    {
        json.WriteStartObject(name);
        json.WriteString("before", before);
        json.WriteString("after", after);
        json.WriteEndObject();
    }
}
