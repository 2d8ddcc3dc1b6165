using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class AlgoEndpointTests
{
    private const string Common =
        "algoId clientAlgoId algoType orderType symbol side positionSide timeInForce quantity algoStatus triggerPrice price icebergQuantity selfTradePreventionMode workingType priceMatch "
        + "closePosition priceProtect reduceOnly createTime updateTime triggerTime goodTillDate";

    private const string Queried = Common + " actualOrderId actualPrice actualQty actualType tpTriggerPrice tpPrice slTriggerPrice slPrice tpOrderType";

    private readonly ApiScene _scene = new();

    [Fact]
    public void A_conditional_order_waits_and_is_cancelled()
    {
        int mine = _scene.Connect("/private/ws/" + _scene.Raw("POST", "/fapi/v1/listenKey").Json.At("listenKey"));
        JsonElement placed = Stop("0.95", "&clientAlgoId=stop-1").Has(Common + " activatePrice callbackRate");
        Assert.Equal(("NEW", "stop-1", "CONDITIONAL", "STOP_MARKET", "SELL"), (placed.At("algoStatus"), placed.At("clientAlgoId"), placed.At("algoType"), placed.At("orderType"), placed.At("side")));
        Assert.Equal(("0.010", "0.00", "", JsonValueKind.Null), (placed.At("quantity"), placed.At("price"), placed.At("activatePrice"), placed.GetProperty("icebergQuantity").ValueKind));
        string id = placed.At("algoId");
        Assert.Equal("stop-1", _scene.Signed("GET", "/fapi/v1/algoOrder", $"algoId={id}").Has(Queried).At("clientAlgoId"));
        JsonElement open = Assert.Single(_scene.Signed("GET", "/fapi/v1/openAlgoOrders", "symbol=BTCUSDT").Json.EnumerateArray()).HasMembers(Queried);
        Assert.Equal((id, "", "NEW"), (open.At("algoId"), open.At("actualOrderId"), open.At("algoStatus")));
        JsonElement cancelled = _scene.Signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=stop-1").Has("algoId clientAlgoId code msg");
        Assert.Equal((id, "stop-1", "200", "success"), (cancelled.At("algoId"), cancelled.At("clientAlgoId"), cancelled.At("code"), cancelled.At("msg")));
        Assert.Empty(_scene.Signed("GET", "/fapi/v1/openAlgoOrders").Json.EnumerateArray());
        Assert.Equal("CANCELED", Assert.Single(_scene.Signed("GET", "/fapi/v1/allAlgoOrders", "symbol=BTCUSDT").Json.EnumerateArray()).HasMembers(Queried).At("algoStatus"));
        List<JsonElement> told = _scene.Events(mine);
        Assert.Equal(["NEW", "CANCELED"], told.Select(one => one.GetProperty("o").At("X")));
        JsonElement update = told[0].HasMembers("e E T o").GetProperty("o").HasMembers("caid aid at o s S ps f q X ai ap aq act tp p V wt pm cp pP R tt gtd");
        Assert.Equal(("stop-1", id, "CONDITIONAL", ""), (update.At("caid"), update.At("aid"), update.At("at"), update.At("ai")));
    }

    [Fact]
    public void A_triggered_order_names_the_order_it_became()
    {
        int mine = _scene.Connect("/private/ws/" + _scene.Raw("POST", "/fapi/v1/listenKey").Json.At("listenKey"));
        string id = Trigger();
        JsonElement algo = _scene.Signed("GET", "/fapi/v1/algoOrder", $"algoId={id}").Has(Queried);
        Assert.Equal(("FINISHED", "MARKET", "0.010"), (algo.At("algoStatus"), algo.At("actualType"), algo.At("actualQty")));
        Assert.NotEqual("0", algo.At("triggerTime"));
        JsonElement order = _scene.Signed("GET", "/fapi/v1/order", $"symbol=BTCUSDT&orderId={algo.At("actualOrderId")}").Json;
        Assert.Equal(("MARKET", "STOP_MARKET", "FILLED"), (order.At("type"), order.At("origType"), order.At("status")));
        JsonElement last = _scene.Events(mine).Last(one => one.At("e") == "ALGO_UPDATE").GetProperty("o");
        Assert.Equal(("FINISHED", algo.At("actualOrderId")), (last.At("X"), last.At("ai")));
        JsonElement update = _scene.Events(mine).Last(one => one.At("e") == "ORDER_TRADE_UPDATE").GetProperty("o");
        Assert.Equal(("MARKET", "STOP_MARKET"), (update.At("o"), update.At("ot")));
    }

    [Fact]
    public void All_of_a_symbol_are_cancelled_at_once()
    {
        Stop("0.95", "");
        Stop("0.94", "");
        ApiReply done = _scene.Signed("DELETE", "/fapi/v1/algoOpenOrders", "symbol=BTCUSDT");
        Assert.Equal((200, "The operation of cancel all open order is done."), (done.Code, done.Message));
        Assert.Empty(_scene.Signed("GET", "/fapi/v1/openAlgoOrders").Json.EnumerateArray());
        Assert.Equal(2, _scene.Signed("GET", "/fapi/v1/allAlgoOrders", "symbol=BTCUSDT").Json.GetArrayLength());
    }

    [Fact]
    public void The_websocket_api_places_and_cancels_them_too()
    {
        int socket = _scene.OpenSocket();
        string price = ApiScene.Text(Math.Floor(_scene.Bid * 0.95m));
        JsonElement placed = _scene.Method(
            socket,
            "algoOrder.place",
            $"\"algoType\":\"CONDITIONAL\",\"symbol\":\"BTCUSDT\",\"side\":\"SELL\",\"type\":\"STOP_MARKET\",\"quantity\":\"0.010\",\"triggerPrice\":\"{price}\"").GetProperty("result");
        Assert.Equal("NEW", placed.At("algoStatus"));
        JsonElement cancelled = _scene.Method(socket, "algoOrder.cancel", $"\"algoId\":{placed.At("algoId")}").GetProperty("result").HasMembers(Common);
        Assert.Equal("CANCELED", cancelled.At("algoStatus"));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        _scene.Signed("POST", "/fapi/v1/algoOrder", "symbol=BTCUSDT").Refuses(-1102, "Mandatory parameter 'algoType' was not sent, was empty/null, or malformed.");
        _scene.Signed("POST", "/fapi/v1/algoOrder", "algoType=VP").Refuses(-1130, "Data sent for parameter 'algoType' is not valid.");
        _scene.Signed("DELETE", "/fapi/v1/algoOrder").Refuses(-1102, "Param 'algoId' or 'clientAlgoId' must be sent, but both were empty/null!");
        _scene.Signed("GET", "/fapi/v1/algoOrder", "algoId=5").Refuses(-2013, "Order does not exist.");
        Assert.Equal(-2011, _scene.Signed("DELETE", "/fapi/v1/algoOrder", "algoId=5").Code);
        Assert.Equal(-1102, _scene.Signed("GET", "/fapi/v1/allAlgoOrders").Code);
    }

    private ApiReply Stop(string share, string more)
    {
        decimal price = Math.Floor(_scene.Bid * decimal.Parse(share, System.Globalization.CultureInfo.InvariantCulture));
        return _scene.Signed("POST", "/fapi/v1/algoOrder", $"algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.010&triggerPrice={price}{more}");
    }

    /// <summary>A stop close to the market, and time until the market has moved through it.</summary>
    private string Trigger()
    {
        decimal price = _scene.Bid - 1;
        string id = _scene.Signed("POST", "/fapi/v1/algoOrder", $"algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.010&triggerPrice={price}").Json.At("algoId");
        for (int i = 0; i < 1000 && _scene.Account.Algos[long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)].Status == "NEW"; i++)
            _scene.Pass(100);
        return id;
    }
}
