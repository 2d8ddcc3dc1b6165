using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class HistoryEndpointTests
{
    private const long DayMs = 24 * 3_600_000;
    private readonly ApiScene _scene = new();

    [Fact]
    public void Fills_have_the_venues_fields_and_fees_that_were_paid_are_positive()
    {
        Market("SELL", "0.002");
        JsonElement fill = Assert.Single(Rows("/fapi/v1/userTrades", "symbol=BTCUSDT"))
            .HasMembers("buyer commission commissionAsset id maker orderId price qty quoteQty realizedPnl side positionSide symbol time");
        Assert.Equal(("SELL", "BOTH", "0.002", "USDT"), (fill.At("side"), fill.At("positionSide"), fill.At("qty"), fill.At("commissionAsset")));
        Assert.Equal((JsonValueKind.False, JsonValueKind.False), (fill.GetProperty("buyer").ValueKind, fill.GetProperty("maker").ValueKind));
        decimal price = decimal.Parse(fill.At("price"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(price * 0.002m, decimal.Parse(fill.At("quoteQty"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(price * 0.002m * 0.0005m, decimal.Parse(fill.At("commission"), System.Globalization.CultureInfo.InvariantCulture), 8);
    }

    [Fact]
    public void Fills_are_asked_for_by_id_order_or_time()
    {
        for (int i = 0; i < 5; i++)
        {
            Market("BUY", "0.002");
            _scene.Pass(1000);
        }

        List<JsonElement> all = Rows("/fapi/v1/userTrades", "symbol=BTCUSDT");
        Assert.Equal(5, all.Count);
        Assert.Equal(3, Rows("/fapi/v1/userTrades", $"symbol=BTCUSDT&fromId={all[2].At("id")}").Count);
        Assert.Equal(all[2].At("id"), Rows("/fapi/v1/userTrades", $"symbol=BTCUSDT&fromId={all[2].At("id")}&limit=1")[0].At("id"));
        Assert.Equal(all[4].At("id"), Rows("/fapi/v1/userTrades", "symbol=BTCUSDT&limit=1")[0].At("id"));
        Assert.Single(Rows("/fapi/v1/userTrades", $"symbol=BTCUSDT&orderId={all[1].At("orderId")}"));
        Assert.Equal(2, Rows("/fapi/v1/userTrades", $"symbol=BTCUSDT&startTime={ApiScene.StartMs}&endTime={ApiScene.StartMs + 1999}").Count);
        Assert.Equal(all[0].At("id"), Rows("/fapi/v1/userTrades", $"symbol=BTCUSDT&startTime={ApiScene.StartMs}&limit=1")[0].At("id"));
        Assert.Empty(Rows("/fapi/v1/userTrades", "symbol=ETHUSDT"));
        _scene.Signed("GET", "/fapi/v1/userTrades", $"symbol=BTCUSDT&fromId=1&startTime={ApiScene.StartMs}").Refuses(-1128, "Combination of optional parameters invalid.");
    }

    [Fact]
    public void Without_a_time_the_last_seven_days_are_shown()
    {
        Market("BUY", "0.002");
        string id = Rows("/fapi/v1/userTrades", "symbol=BTCUSDT")[0].At("id");
        _scene.NowMs += 7 * DayMs;
        Assert.Single(Rows("/fapi/v1/userTrades", "symbol=BTCUSDT"));
        Assert.Single(Rows("/fapi/v1/allOrders", "symbol=BTCUSDT"));
        _scene.NowMs += 1;
        Assert.Empty(Rows("/fapi/v1/userTrades", "symbol=BTCUSDT"));
        Assert.Empty(Rows("/fapi/v1/allOrders", "symbol=BTCUSDT"));
        Assert.Empty(Rows("/fapi/v1/income", ""));
        Assert.Single(Rows("/fapi/v1/userTrades", $"symbol=BTCUSDT&fromId={id}"));
        Assert.Single(Rows("/fapi/v1/userTrades", $"symbol=BTCUSDT&startTime={ApiScene.StartMs}"));
    }

    [Fact]
    public void More_than_seven_days_at_a_time_are_refused()
    {
        foreach (string path in (string[])["/fapi/v1/userTrades", "/fapi/v1/allOrders", "/fapi/v1/income", "/fapi/v1/allAlgoOrders"])
        {
            Assert.Equal(200, _scene.Signed("GET", path, $"symbol=BTCUSDT&startTime=1&endTime={1 + 7 * DayMs}").Status);
            _scene.Signed("GET", path, $"symbol=BTCUSDT&startTime=1&endTime={2 + 7 * DayMs}").Refuses(-4165, "Maximum time interval is 7 days");
            Assert.Equal(-1130, _scene.Signed("GET", path, "symbol=BTCUSDT&startTime=2&endTime=1").Code);
            Assert.Equal(-1130, _scene.Signed("GET", path, "symbol=BTCUSDT&limit=0").Code);
            Assert.Equal(-1130, _scene.Signed("GET", path, "symbol=BTCUSDT&limit=1001").Code);
        }
    }

    [Fact]
    public void All_orders_come_from_an_id_on()
    {
        List<string> ids = [];
        for (int i = 0; i < 4; i++)
            ids.Add(_scene.Limit("BUY", "0.010", _scene.LowPrice).Json.At("orderId"));
        _scene.Signed("DELETE", "/fapi/v1/order", $"symbol=BTCUSDT&orderId={ids[1]}");
        Assert.Equal(["NEW", "CANCELED", "NEW", "NEW"], Rows("/fapi/v1/allOrders", "symbol=BTCUSDT").Select(one => one.At("status")));
        Assert.Equal(ids[1..3], Rows("/fapi/v1/allOrders", $"symbol=BTCUSDT&orderId={ids[1]}&limit=2").Select(one => one.At("orderId")));
        Assert.Equal(ids[2..], Rows("/fapi/v1/allOrders", "symbol=BTCUSDT&limit=2").Select(one => one.At("orderId")));
        _scene.Signed("GET", "/fapi/v1/allOrders").Refuses(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    }

    [Fact]
    public void Income_shows_what_was_paid_and_earned()
    {
        Market("BUY", "0.010");
        _scene.Pass(10);
        Market("SELL", "0.010");
        List<JsonElement> lines = Rows("/fapi/v1/income", "");
        foreach (JsonElement line in lines)
            line.HasMembers("symbol incomeType income asset info time tranId tradeId");
        Assert.Contains(lines, line => line.At("incomeType") == "REALIZED_PNL");
        List<JsonElement> fees = Rows("/fapi/v1/income", "incomeType=COMMISSION&symbol=BTCUSDT");
        Assert.True(fees.Count >= 2);
        Assert.All(fees, fee => Assert.StartsWith("-", fee.At("income"), StringComparison.Ordinal));
        Assert.NotEqual("", fees[0].At("tradeId"));
        Assert.Empty(Rows("/fapi/v1/income", "symbol=ETHUSDT"));
        Assert.Equal(fees[1].At("tranId"), Rows("/fapi/v1/income", "incomeType=COMMISSION&limit=1&page=2")[0].At("tranId"));
    }

    [Fact]
    public void Orders_by_which_the_exchange_closed_positions_are_told_apart()
    {
        Market("BUY", "0.002");
        long id = 900_000_000_000;
        foreach (string name in (string[])["autoclose-1", "adl_autoclose", "autoclose-2"])
            _scene.Account.Orders.Add(++id, Forced(id, name));
        Assert.Equal(["autoclose-1", "adl_autoclose", "autoclose-2"], Rows("/fapi/v1/forceOrders", "").Select(one => one.At("clientOrderId")));
        Assert.Equal(["autoclose-1", "autoclose-2"], Rows("/fapi/v1/forceOrders", "symbol=BTCUSDT&autoCloseType=LIQUIDATION").Select(one => one.At("clientOrderId")));
        Assert.Equal(["adl_autoclose"], Rows("/fapi/v1/forceOrders", "autoCloseType=ADL").Select(one => one.At("clientOrderId")));
        Assert.Empty(Rows("/fapi/v1/forceOrders", "symbol=ETHUSDT"));
        Assert.Equal(-1130, _scene.Signed("GET", "/fapi/v1/forceOrders", "autoCloseType=NONE").Code);
    }

    private BinanceOrder Forced(long id, string clientId) => new()
    {
        Account = _scene.Account,
        OrderId = id,
        ClientOrderId = clientId,
        Symbol = _scene.BtcMarket.Symbol,
        Side = Core.Side.Sell,
        PositionSide = PositionSide.Both,
        Type = "LIMIT",
        OriginalType = "LIMIT",
        TimeInForce = "IOC",
        Status = BinanceOrderStatus.Filled,
        TimeMs = ApiScene.StartMs,
    };

    private void Market(string side, string quantity) =>
        Assert.Equal(200, _scene.Signed("POST", "/fapi/v1/order", $"symbol=BTCUSDT&side={side}&type=MARKET&quantity={quantity}").Status);

    private List<JsonElement> Rows(string path, string query) => [.. _scene.Signed("GET", path, query).Json.EnumerateArray()];
}
