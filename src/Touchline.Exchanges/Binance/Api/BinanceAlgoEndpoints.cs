using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Conditional orders of the algo service.</summary>
internal sealed class BinanceAlgoEndpoints(BinanceTrading trading)
{
    public IEnumerable<BinanceEndpoint> All =>
    [
        new("POST", "/fapi/v1/algoOrder", BinanceSecurity.Signed, 0, Place, 1, 1),
        new("DELETE", "/fapi/v1/algoOrder", BinanceSecurity.Signed, 1, Cancel),
        new("GET", "/fapi/v1/algoOrder", BinanceSecurity.Signed, 1, Query),
        new("GET", "/fapi/v1/openAlgoOrders", BinanceSecurity.Signed, parameters => parameters.Has("symbol") ? 1 : 40, QueryOpen),
        new("GET", "/fapi/v1/allAlgoOrders", BinanceSecurity.Signed, 5, QueryAll),
        new("DELETE", "/fapi/v1/algoOpenOrders", BinanceSecurity.Signed, 1, CancelAll),
    ];

    /// <summary>The WebSocket API's own: it answers with the whole order, REST with its names alone.</summary>
    public BinanceEndpoint SocketCancel => new("DELETE", "algoOrder.cancel", BinanceSecurity.Signed, 1, (call, json) => Cancel(call, json, BinanceAlgoJson.WriteCanceled));

    private BinanceError? Place(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceOrderTerms terms = BinanceOrderForm.AlgoTerms(form);
        BinanceOrderForm.IsResult(form);
        if (form.Refusal is { } refusal)
            return refusal;
        (BinanceAlgoOrder? order, BinanceError? error) = trading.PlaceAlgo(call.Owner, terms);
        if (order is not null)
            BinanceAlgoJson.WriteAck(json, order);
        return error;
    }

    private BinanceError? Cancel(BinanceCall call, Utf8JsonWriter json) => Cancel(call, json, BinanceAlgoJson.WriteCancelDone);

    private BinanceError? Cancel(BinanceCall call, Utf8JsonWriter json, Action<Utf8JsonWriter, BinanceAlgoOrder> write)
    {
        BinanceForm form = new(call.Parameters);
        (long? id, string? clientId) = Named(form);
        if (form.Refusal is { } refusal)
            return refusal;
        (BinanceAlgoOrder? order, BinanceError? error) = trading.CancelAlgo(call.Owner, id, clientId);
        if (order is not null)
            write(json, order);
        return error;
    }

    private static BinanceError? Query(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        (long? id, string? clientId) = Named(form);
        if (form.Refusal is { } refusal)
            return refusal;
        BinanceAlgoOrder? order = id is { } number
            ? call.Owner.Algos.GetValueOrDefault(number)
            : call.Owner.Algos.Values.LastOrDefault(one => one.ClientAlgoId == clientId);
        if (order is null)
            return BinanceErrors.NoSuchOrder;
        Write(call.Owner, order, json);
        return null;
    }

    private BinanceError? QueryOpen(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        form.OptionalOneOf("algoType", ProtocolErrors.Invalid("algoType"), "CONDITIONAL");
        BinanceMarket? market = form.OptionalMarket(trading);
        long? id = form.OptionalInteger("algoId");
        if (form.Refusal is { } refusal)
            return refusal;
        json.WriteStartArray();
        foreach (BinanceAlgoOrder order in call.Owner.Algos.Values)
            if (IsOpen(order) && (market is null || order.Symbol.Name == market.Symbol.Name) && (id is null || id == order.AlgoId))
                Write(call.Owner, order, json);
        json.WriteEndArray();
        return null;
    }

    private BinanceError? QueryAll(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        long? from = form.OptionalInteger("algoId");
        BinanceSpan span = BinanceSpan.Of(form, call.NowMs);
        int limit = form.Limit(500, 1000);
        long page = form.OptionalInteger("page") ?? 0;
        if (form.Refusal is { } refusal)
            return refusal;
        json.WriteStartArray();
        IEnumerable<BinanceAlgoOrder> found = call.Owner.Algos.Values
            .Where(order => order.Symbol.Name == market!.Symbol.Name && span.Holds(order.TimeMs) && order.AlgoId >= (from ?? 0));
        foreach (BinanceAlgoOrder order in span.Page(found, limit, page, isFromStart: from is not null))
            Write(call.Owner, order, json);
        json.WriteEndArray();
        return null;
    }

    private BinanceError? CancelAll(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        if (form.Refusal is { } refusal)
            return refusal;
        foreach (BinanceAlgoOrder order in call.Owner.Algos.Values.Where(order => IsOpen(order) && order.Symbol.Name == market!.Symbol.Name).ToArray())
            trading.CancelAlgo(call.Owner, order.AlgoId, null);
        BinanceDone.Write(json, "The operation of cancel all open order is done.");
        return null;
    }

    private static (long? Id, string? ClientId) Named(BinanceForm form)
    {
        long? id = form.OptionalInteger("algoId");
        string? clientId = form.OptionalText("clientAlgoId");
        if (id is null && clientId is null)
            form.Refuse(ProtocolErrors.NoAlgoNamed);
        return (id, id is null ? clientId : null);
    }

    private static bool IsOpen(BinanceAlgoOrder order) => order.Status is "NEW";

    private static void Write(BinanceAccount account, BinanceAlgoOrder order, Utf8JsonWriter json) =>
        BinanceAlgoJson.WriteQueried(json, order, account.Orders.GetValueOrDefault(order.OrderId));
}
