using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>One order at a time: placed, amended, cancelled, asked for.</summary>
internal sealed class BinanceOrderEndpoints(BinanceTrading trading, BinanceAmendments amendments)
{
    public IEnumerable<BinanceEndpoint> All =>
    [
        new("POST", "/fapi/v1/order", BinanceSecurity.Signed, 0, (call, json) => Place(call.Owner, call.Parameters, json), 1, 1),
        new("POST", "/fapi/v1/order/test", BinanceSecurity.Signed, 0, Test),
        new("PUT", "/fapi/v1/order", BinanceSecurity.Signed, 0, (call, json) => Amend(call.Owner, call.Parameters, json), 1, 1),
        new("DELETE", "/fapi/v1/order", BinanceSecurity.Signed, 1, Cancel),
        new("GET", "/fapi/v1/order", BinanceSecurity.Signed, 1, Query),
        new("GET", "/fapi/v1/openOrder", BinanceSecurity.Signed, 1, QueryOpen),
        new("GET", "/fapi/v1/openOrders", BinanceSecurity.Signed, parameters => parameters.Has("symbol") ? 1 : 40, QueryAllOpen),
        new("DELETE", "/fapi/v1/allOpenOrders", BinanceSecurity.Signed, 1, CancelAll),
        new("POST", "/fapi/v1/countdownCancelAll", BinanceSecurity.Signed, 10, Countdown),
    ];

    public BinanceError? Place(BinanceAccount account, BinanceParameters parameters, Utf8JsonWriter json)
    {
        BinanceForm form = new(parameters);
        BinanceOrderTerms terms = BinanceOrderForm.Terms(form);
        bool isResult = BinanceOrderForm.IsResult(form);
        if (form.Refusal is { } refusal)
            return refusal;
        (BinanceOrder? order, BinanceError? error) = trading.Place(account, terms);
        if (order is null)
            return error;
        bool endsAtOnce = order.Type == "MARKET" || order.TimeInForce is "IOC" or "FOK";
        BinanceOrderJson.WriteAck(json, order, isFresh: !isResult || !endsAtOnce);
        return null;
    }

    public BinanceError? Amend(BinanceAccount account, BinanceParameters parameters, Utf8JsonWriter json)
    {
        BinanceForm form = new(parameters);
        string symbol = form.Text("symbol");
        Side side = form.Side();
        (long? id, string? clientId) = BinanceOrderForm.Named(form);
        decimal? quantity = form.OptionalDecimal("quantity");
        decimal? price = form.OptionalDecimal("price");
        string priceMatch = form.OptionalText("priceMatch", "NONE");
        long? modifyId = form.OptionalInteger("modifyId");
        if (form.Refusal is { } refusal)
            return refusal;
        BinanceOrder? before = trading.FindOrder(account, symbol, id, clientId);
        (decimal oldPrice, decimal oldQuantity, int oldCount) = (before?.Price ?? 0, before?.Quantity ?? 0, before?.Amendments ?? 0);
        (BinanceOrder? order, BinanceError? error) = trading.Amend(account, symbol, id, clientId, side, quantity, price, priceMatch, modifyId);
        if (order is null)
            return error;
        if (order.Amendments > oldCount)
            amendments.Add(account, order, oldPrice, oldQuantity);
        BinanceOrderJson.WriteAmended(json, order, modifyId);
        return null;
    }

    private BinanceError? Test(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceOrderTerms terms = BinanceOrderForm.Terms(form);
        BinanceOrderForm.IsResult(form);
        if ((form.Refusal ?? trading.Test(call.Owner, terms)) is { } refusal)
            return refusal;
        json.WriteStartObject();
        json.WriteEndObject();
        return null;
    }

    private BinanceError? Cancel(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        string symbol = form.Text("symbol");
        (long? id, string? clientId) = BinanceOrderForm.Named(form);
        if (form.Refusal is { } refusal)
            return refusal;
        (BinanceOrder? order, BinanceError? error) = trading.Cancel(call.Owner, symbol, id, clientId);
        if (order is not null)
            BinanceOrderJson.WriteAck(json, order);
        return error;
    }

    private BinanceError? Query(BinanceCall call, Utf8JsonWriter json) => Query(call, json, order => BinanceOrderMemory.Holds(order, call.NowMs));

    private BinanceError? QueryOpen(BinanceCall call, Utf8JsonWriter json) => Query(call, json, order => order.IsLive);

    private BinanceError? Query(BinanceCall call, Utf8JsonWriter json, Predicate<BinanceOrder> isShown)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        (long? id, string? clientId) = BinanceOrderForm.Named(form);
        if (form.Refusal is { } refusal)
            return refusal;
        BinanceOrder? order = trading.FindOrder(call.Owner, market!.Symbol.Name, id, clientId);
        if (order is null || !isShown(order))
            return BinanceErrors.NoSuchOrder;
        BinanceOrderJson.WriteQueried(json, order);
        return null;
    }

    private BinanceError? QueryAllOpen(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.OptionalMarket(trading);
        if (form.Refusal is { } refusal)
            return refusal;
        json.WriteStartArray();
        foreach (BinanceOrder order in call.Owner.Live.Values)
            if (market is null || order.Symbol.Name == market.Symbol.Name)
                BinanceOrderJson.WriteQueried(json, order);
        json.WriteEndArray();
        return null;
    }

    private BinanceError? CancelAll(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        if ((form.Refusal ?? trading.CancelAll(call.Owner, market!.Symbol.Name)) is { } refusal)
            return refusal;
        BinanceDone.Write(json, "The operation of cancel all open order is done.");
        return null;
    }

    private BinanceError? Countdown(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        long milliseconds = form.Integer("countdownTime");
        if ((form.Refusal ?? trading.Countdown(call.Owner, market!.Symbol.Name, milliseconds)) is { } refusal)
            return refusal;
        json.WriteStartObject();
        json.WriteString("symbol", market!.Symbol.Name);
        json.WriteString("countdownTime", BinanceText.Short(milliseconds));
        json.WriteEndObject();
        return null;
    }
}
