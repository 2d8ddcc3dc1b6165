using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class OrderEndpointTests
{
    private const string Ack =
        "clientOrderId cumQty executedQty orderId origQty price reduceOnly side positionSide status stopPrice closePosition symbol timeInForce type origType updateTime workingType "
        + "priceProtect priceMatch selfTradePreventionMode goodTillDate";

    private const string Queried =
        "avgPrice clientOrderId cumQuote executedQty orderId origQty origType price reduceOnly side positionSide status stopPrice closePosition symbol time timeInForce type updateTime "
        + "workingType priceProtect priceMatch selfTradePreventionMode goodTillDate";

    private readonly ApiScene _scene = new();

    [Fact]
    public void A_new_order_is_acknowledged_in_the_venues_words()
    {
        JsonElement order = _scene.Limit("BUY", "0.010", _scene.LowPrice, "&newClientOrderId=eng-1-42").Has(Ack);
        Assert.Equal(("NEW", "eng-1-42", "0.010", "0.000", "0.000"), (order.At("status"), order.At("clientOrderId"), order.At("origQty"), order.At("executedQty"), order.At("cumQty")));
        Assert.Equal(_scene.LowPrice + ".00", order.At("price"));
        Assert.Equal(("0.00", "LIMIT", "GTC", "BOTH"), (order.At("stopPrice"), order.At("type"), order.At("timeInForce"), order.At("positionSide")));
        Assert.Equal(("EXPIRE_MAKER", "NONE", "CONTRACT_PRICE"), (order.At("selfTradePreventionMode"), order.At("priceMatch"), order.At("workingType")));
        Assert.Equal((JsonValueKind.False, JsonValueKind.Number), (order.GetProperty("reduceOnly").ValueKind, order.GetProperty("orderId").ValueKind));
        Assert.Equal(ApiScene.StartMs, order.GetProperty("updateTime").GetInt64());
    }

    [Theory]
    [InlineData("", "NEW", "0.000")]
    [InlineData("&newOrderRespType=ACK", "NEW", "0.000")]
    [InlineData("&newOrderRespType=RESULT", "FILLED", "0.010")]
    public void A_market_orders_fill_is_told_at_once_only_when_asked_for(string type, string status, string executed)
    {
        JsonElement order = _scene.Signed("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010" + type).Has(Ack);
        Assert.Equal((status, executed, executed), (order.At("status"), order.At("executedQty"), order.At("cumQty")));
        JsonElement now = Query(order.At("orderId")).Has(Queried);
        Assert.Equal(("FILLED", "0.010"), (now.At("status"), now.At("executedQty")));
    }

    [Theory]
    [InlineData("IOC", "RESULT", "EXPIRED")]
    [InlineData("IOC", "ACK", "NEW")]
    [InlineData("GTC", "RESULT", "NEW")]
    public void An_order_that_ends_at_once_tells_its_end_when_asked_for(string timeInForce, string type, string status) =>
        Assert.Equal(
            status,
            _scene.Signed(
                "POST",
                "/fapi/v1/order",
                $"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce={timeInForce}&quantity=0.010&price={_scene.LowPrice}&newOrderRespType={type}").Has(Ack).At("status"));

    [Fact]
    public void An_order_is_found_by_either_id()
    {
        string id = _scene.Limit("BUY", "0.010", _scene.LowPrice, "&newClientOrderId=mine").Json.At("orderId");
        foreach (string path in (string[])["/fapi/v1/order", "/fapi/v1/openOrder"])
        {
            Assert.Equal("mine", _scene.Signed("GET", path, $"symbol=BTCUSDT&orderId={id}").Has(Queried).At("clientOrderId"));
            Assert.Equal(id, _scene.Signed("GET", path, "symbol=BTCUSDT&origClientOrderId=mine").Has(Queried).At("orderId"));
            Assert.Equal(id, _scene.Signed("GET", path, $"symbol=BTCUSDT&orderId={id}&origClientOrderId=other").Has(Queried).At("orderId"));
            _scene.Signed("GET", path, "symbol=ETHUSDT&origClientOrderId=mine").Refuses(-2013, "Order does not exist.");
            _scene.Signed("GET", path, "symbol=BTCUSDT&orderId=1").Refuses(-2013, "Order does not exist.");
            _scene.Signed("GET", path, "symbol=BTCUSDT").Refuses(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
            _scene.Signed("GET", path, "orderId=1").Refuses(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
            _scene.SignedByOther("GET", path, $"symbol=BTCUSDT&orderId={id}").Refuses(-2013, "Order does not exist.");
        }
    }

    [Fact]
    public void A_cancelled_order_is_open_no_more_and_forgotten_after_three_days()
    {
        string id = _scene.Limit("BUY", "0.010", _scene.LowPrice).Json.At("orderId");
        Assert.Equal("CANCELED", _scene.Signed("DELETE", "/fapi/v1/order", $"symbol=BTCUSDT&orderId={id}").Has(Ack).At("status"));
        _scene.Signed("DELETE", "/fapi/v1/order", $"symbol=BTCUSDT&orderId={id}").Refuses(-2011, "Unknown order sent.");
        _scene.Signed("GET", "/fapi/v1/openOrder", $"symbol=BTCUSDT&orderId={id}").Refuses(-2013, "Order does not exist.");
        _scene.NowMs += 3 * 24 * 3_600_000L;
        Assert.Equal("CANCELED", Query(id).Has(Queried).At("status"));
        Assert.Single(Ids(_scene.Signed("GET", "/fapi/v1/allOrders", "symbol=BTCUSDT")));
        _scene.NowMs += 1;
        Query(id).Refuses(-2013, "Order does not exist.");
        Assert.Empty(Ids(_scene.Signed("GET", "/fapi/v1/allOrders", "symbol=BTCUSDT")));
    }

    [Fact]
    public void A_filled_order_is_known_for_ninety_days()
    {
        string id = _scene.Signed("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010").Json.At("orderId");
        _scene.NowMs += 90 * 24 * 3_600_000L;
        JsonElement order = Query(id).Has(Queried);
        decimal average = decimal.Parse(order.At("avgPrice"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(average * 0.01m, decimal.Parse(order.At("cumQuote"), System.Globalization.CultureInfo.InvariantCulture), 3);
        _scene.NowMs += 1;
        Query(id).Refuses(-2013, "Order does not exist.");
    }

    [Fact]
    public void Open_orders_are_listed_by_symbol_or_all()
    {
        _scene.Limit("BUY", "0.010", _scene.LowPrice, "&newClientOrderId=b");
        decimal eth = _scene.Trading.Find("ETHUSDT")!.MarkPrice;
        _scene.Signed("POST", "/fapi/v1/order", $"symbol=ETHUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.100&price={ApiScene.Text(Math.Floor(eth * 1.02m))}&newClientOrderId=e");
        Assert.Equal(["b", "e"], Ids(_scene.Signed("GET", "/fapi/v1/openOrders")));
        Assert.Equal(["e"], Ids(_scene.Signed("GET", "/fapi/v1/openOrders", "symbol=ETHUSDT")));
        Assert.Empty(Ids(_scene.SignedByOther("GET", "/fapi/v1/openOrders")));
        _scene.Signed("GET", "/fapi/v1/openOrders", "symbol=NOSUCH").Refuses(-1121, "Invalid symbol.");
        ApiReply all = _scene.Signed("DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
        all.Has("code msg");
        Assert.Equal((200, "The operation of cancel all open order is done."), (all.Code, all.Message));
        Assert.Equal(["e"], Ids(_scene.Signed("GET", "/fapi/v1/openOrders")));
    }

    [Fact]
    public void An_amendment_echoes_its_id_and_is_remembered()
    {
        decimal price = Math.Floor(_scene.Bid * 0.98m);
        string id = _scene.Limit("BUY", "0.010", ApiScene.Text(price), "&newClientOrderId=mine").Json.At("orderId");
        JsonElement first = _scene.Signed("PUT", "/fapi/v1/order", $"symbol=BTCUSDT&side=BUY&orderId={id}&quantity=0.020&price={price - 1}&modifyId=77").Has(Ack + " pair modifyId");
        Assert.Equal(("0.020", $"{price - 1}.00", "77", "BTCUSDT"), (first.At("origQty"), first.At("price"), first.At("modifyId"), first.At("pair")));
        _scene.Signed("PUT", "/fapi/v1/order", $"symbol=BTCUSDT&side=BUY&origClientOrderId=mine&quantity=0.020&price={price - 2}").Has(Ack + " pair");
        _scene.Signed("PUT", "/fapi/v1/order", $"symbol=BTCUSDT&side=BUY&orderId={id}&quantity=0.020&price={price - 2}").Refuses(-5027, "No need to modify the order.");
        JsonElement history = _scene.Signed("GET", "/fapi/v1/orderAmendment", $"symbol=BTCUSDT&orderId={id}").Json;
        Assert.Equal(2, history.GetArrayLength());
        JsonElement newest = history[0].HasMembers("amendmentId symbol pair orderId clientOrderId time amendment priceMatch").GetProperty("amendment").HasMembers("price origQty count");
        Assert.Equal(($"{price - 1}.00", $"{price - 2}.00", "2"), (newest.GetProperty("price").At("before"), newest.GetProperty("price").At("after"), newest.At("count")));
        JsonElement oldest = history[1].GetProperty("amendment").GetProperty("origQty").HasMembers("before after");
        Assert.Equal(("0.010", "0.020"), (oldest.At("before"), oldest.At("after")));
        Assert.Equal(1, _scene.Signed("GET", "/fapi/v1/orderAmendment", $"symbol=BTCUSDT&orderId={id}&limit=1").Json.GetArrayLength());
        _scene.Signed("GET", "/fapi/v1/orderAmendment", $"symbol=BTCUSDT&orderId={id}&limit=101").Refuses(-1130, "Data sent for parameter 'limit' is not valid.");
    }

    [Fact]
    public void A_test_order_leaves_nothing_behind()
    {
        _scene.Signed("POST", "/fapi/v1/order/test", $"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price={_scene.LowPrice}").Has("");
        _scene.Signed("POST", "/fapi/v1/order/test", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.0101&price=" + _scene.LowPrice)
            .Refuses(-1111, "Precision is over the maximum defined for this asset.");
        Assert.Empty(_scene.Account.Orders);
    }

    [Fact]
    public void A_countdown_tells_what_it_was_set_to()
    {
        JsonElement set = _scene.Signed("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=100000").Has("symbol countdownTime");
        Assert.Equal(("BTCUSDT", "100000", JsonValueKind.String), (set.At("symbol"), set.At("countdownTime"), set.GetProperty("countdownTime").ValueKind));
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        _scene.Pass(99_000);
        Assert.Single(_scene.Account.Live);
        _scene.Pass(1_100);
        Assert.Empty(_scene.Account.Live);
        _scene.Signed("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT").Refuses(-1102, "Mandatory parameter 'countdownTime' was not sent, was empty/null, or malformed.");
    }

    [Theory]
    [InlineData("symbol=", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("symbol=NOSUCH", -1121, "Invalid symbol.")]
    [InlineData("side=", -1102, "Mandatory parameter 'side' was not sent, was empty/null, or malformed.")]
    [InlineData("side=LONG", -1117, "Invalid side.")]
    [InlineData("type=", -1102, "Mandatory parameter 'type' was not sent, was empty/null, or malformed.")]
    [InlineData("type=LIMITED", -1116, "Invalid orderType.")]
    [InlineData("type=STOP_MARKET", -4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.")]
    [InlineData("timeInForce=NOW", -1115, "Invalid timeInForce.")]
    [InlineData("quantity=x", -1100, "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.")]
    [InlineData("quantity=1e-3", -1100, "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.")]
    [InlineData("quantity=-1", -1100, "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.")]
    [InlineData("quantity=.1", -1100, "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.")]
    [InlineData("quantity=0.0015", -1111, "Precision is over the maximum defined for this asset.")]
    [InlineData("positionSide=UP", -4060, "Invalid position side.")]
    [InlineData("positionSide=LONG", -4061, "Order's position side does not match user's setting.")]
    [InlineData("reduceOnly=maybe", -1130, "Data sent for parameter 'reduceOnly' is not valid.")]
    [InlineData("selfTradePreventionMode=ALL", -1130, "Data sent for parameter 'selfTradePreventionMode' is not valid.")]
    [InlineData("newOrderRespType=FULL", -1136, "Invalid newOrderRespType")]
    [InlineData("newClientOrderId=", -1105, "Parameter 'newClientOrderId' was empty.")]
    [InlineData("newClientOrderId=a%20b", -4015, "Client order id is not valid.")]
    [InlineData("goodTillDate=x", -1100, "Illegal characters found in parameter 'goodTillDate'; legal range is '^[0-9]{1,20}$'.")]
    public void A_wrong_parameter_is_named_and_nothing_is_placed(string change, int code, string message)
    {
        string[] parameters = ["symbol=BTCUSDT", "side=BUY", "type=LIMIT", "timeInForce=GTC", "quantity=0.010", "price=" + _scene.LowPrice];
        string name = change[..(change.IndexOf('=', StringComparison.Ordinal) + 1)];
        string query = string.Join('&', [.. parameters.Where(one => !one.StartsWith(name, StringComparison.Ordinal)), change]);
        _scene.Signed("POST", "/fapi/v1/order", query).Refuses(code, message);
        Assert.Empty(_scene.Account.Orders);
    }

    [Fact]
    public void A_batch_answers_each_order_in_its_place()
    {
        string one = $$"""{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"0.010","price":"{{_scene.LowPrice}}","newClientOrderId":"one"}""";
        string bad = one.Replace("LIMIT", "LIMITED", StringComparison.Ordinal);
        string two = one.Replace("one", "two", StringComparison.Ordinal).Replace("\"0.010\"", "0.020", StringComparison.Ordinal);
        JsonElement placed = Batch("POST", $"[{one},{bad},{two},7]").Json;
        Assert.Equal(4, placed.GetArrayLength());
        Assert.Equal("one", placed[0].HasMembers(Ack).At("clientOrderId"));
        Assert.Equal("-1116", placed[1].HasMembers("code msg").At("code"));
        Assert.Equal(("two", "0.020"), (placed[2].At("clientOrderId"), placed[2].At("origQty")));
        Assert.Equal("-1130", placed[3].At("code"));

        string price = ApiScene.Text(Math.Floor(_scene.Bid * 0.97m));
        JsonElement amended = Batch("PUT", $$"""[{"symbol":"BTCUSDT","side":"BUY","origClientOrderId":"one","quantity":"0.010","price":"{{price}}"},{"symbol":"BTCUSDT"}]""").Json;
        Assert.Equal(price + ".00", amended[0].HasMembers(Ack + " pair").At("price"));
        Assert.Equal("-1102", amended[1].At("code"));

        string list = Uri.EscapeDataString("[\"one\",\"none\",\"two\"]");
        JsonElement cancelled = _scene.Signed("DELETE", "/fapi/v1/batchOrders", $"symbol=BTCUSDT&origClientOrderIdList={list}").Json;
        Assert.Equal(("CANCELED", "-2011", "CANCELED"), (cancelled[0].HasMembers(Ack).At("status"), cancelled[1].At("code"), cancelled[2].At("status")));
    }

    [Fact]
    public void A_batch_is_cancelled_by_the_venues_ids_too()
    {
        string id = _scene.Limit("BUY", "0.010", _scene.LowPrice).Json.At("orderId");
        JsonElement cancelled = _scene.Signed("DELETE", "/fapi/v1/batchOrders", $"symbol=BTCUSDT&orderIdList=%5B{id}%2C5%2Cx%5D").Json;
        Assert.Equal(("CANCELED", "-2011", "-1100"), (cancelled[0].At("status"), cancelled[1].At("code"), cancelled[2].At("code")));
    }

    [Theory]
    [InlineData("", -1102)]
    [InlineData("x", -1130)]
    [InlineData("{}", -1130)]
    [InlineData("[]", -4082)]
    [InlineData("[1,2,3,4,5,6]", -4082)]
    public void A_batch_has_one_to_five_orders(string text, int code) => Assert.Equal(code, Batch("POST", text).Code);

    [Theory]
    [InlineData("", -1102)]
    [InlineData("&orderIdList=1", -1130)]
    [InlineData("&orderIdList=[]", -1130)]
    [InlineData("&orderIdList=[1,2,3,4,5,6,7,8,9,10,11]", -1130)]
    public void A_batch_cancels_one_to_ten_orders(string list, int code) => Assert.Equal(code, _scene.Signed("DELETE", "/fapi/v1/batchOrders", "symbol=BTCUSDT" + list).Code);

    private ApiReply Batch(string method, string text) => _scene.Signed(method, "/fapi/v1/batchOrders", "batchOrders=" + Uri.EscapeDataString(text));

    private ApiReply Query(string id) => _scene.Signed("GET", "/fapi/v1/order", $"symbol=BTCUSDT&orderId={id}");

    private static IEnumerable<string> Ids(ApiReply reply) => reply.Json.EnumerateArray().Select(one => one.HasMembers(Queried).At("clientOrderId"));
}
