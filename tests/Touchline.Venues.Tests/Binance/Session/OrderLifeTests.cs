using System.Text.Json;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>One order's life at a time, message by message.</summary>
public sealed class OrderLifeTests
{
    private readonly Scene _scene = new Scene().Ready();

    [Fact]
    public void An_order_leaves_signed_with_a_client_id_and_exact_numbers()
    {
        _scene.Place(price: 59_999.5m, quantity: 0.010m);
        (long id, string method, JsonElement parameters) = Assert.Single(_scene.Requests(""));
        Assert.Equal("order.place", method);
        Assert.True(id > 0);
        Assert.Equal("eng-1-1", parameters.GetProperty("newClientOrderId").GetString());
        Assert.Equal("59999.5", parameters.GetProperty("price").GetString());
        Assert.Equal("0.010", parameters.GetProperty("quantity").GetString());
        Assert.Equal("GTX", parameters.GetProperty("timeInForce").GetString());
        Assert.Equal(Signatures.Of(parameters), parameters.GetProperty("signature").GetString());
    }

    [Fact]
    public void Acknowledged_filled_in_two_parts_and_done()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Private_(Venue.Update("NEW", "NEW"));
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.004", filled: "0.004", trade: 7, fee: "0.01"));
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.006", filled: "0.010", trade: 8, fee: "0.02"));
        Assert.Equal("Acknowledged Fill Fill", _scene.Kinds);
        OrderReport fill = _scene.Reports[1];
        Assert.Equal((id, Scene.PriceOf(59_999.5m), Scene.QuantityOf(0.004m), 7L, 0.01m, true), (fill.Id, fill.Price, fill.Quantity, fill.TradeId, fill.Fee, fill.IsMaker));
        Assert.Equal(10, _scene.Position);
        Assert.Equal(0, _scene.Engine.LiveOrders);
    }

    [Fact]
    public void A_fill_before_the_answer_and_every_message_twice_change_nothing()
    {
        _scene.Place();
        string fill = Venue.Update("TRADE", "FILLED", last: "0.010", filled: "0.010", trade: 8);
        _scene.Private_(fill);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Private_(Venue.Update("NEW", "NEW"));
        _scene.Private_(fill);
        Assert.Equal("Acknowledged Fill", _scene.Kinds);
        Assert.Equal(10, _scene.Position);
    }

    [Fact]
    public void A_cancel_that_comes_before_the_fill_it_knows_of_waits_for_the_fill()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Cancel(id);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("CANCELED", executed: "0.003")));
        Assert.Equal("Acknowledged", _scene.Kinds);
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.003", filled: "0.003", trade: 9));
        Assert.Equal("Acknowledged Fill Cancelled", _scene.Kinds);
        Assert.Equal(0, _scene.Engine.LiveOrders);
    }

    [Fact]
    public void Fills_that_the_stream_doesnt_bring_are_fetched_before_the_order_ends()
    {
        OrderId id = _scene.Place();
        _scene.OnCall("GET /fapi/v1/userTrades", call => call.Url.Contains("orderId=555", StringComparison.Ordinal) ? $"[{Venue.TradeRow(21, "0.003")}]" : "[]");
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Cancel(id);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("CANCELED", executed: "0.003")));
        _scene.Run(2_000);
        Assert.Equal("Acknowledged Fill Cancelled", _scene.Kinds);
        Assert.Equal(0.078m, _scene.Reports[1].Fee);
    }

    [Fact]
    public void A_post_only_order_that_would_trade_is_rejected()
    {
        _scene.Place();
        _scene.ApiReply(Venue.Error(_scene.LastRequest, 400, -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected."));
        Assert.Equal("Rejected", _scene.Kinds);
        Assert.False(_scene.Reports[0].NeverLeft);
    }

    [Fact]
    public void An_amend_is_told_once_whichever_way_it_comes_first()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Amend(id, 59_998.0m, 0.020m);
        JsonElement parameters = _scene.Requests("order.modify").Single().Params;
        Assert.Equal(("59998.0", "0.020", "BUY", "eng-1-1"), (parameters.GetProperty("price").GetString(), parameters.GetProperty("quantity").GetString(),
            parameters.GetProperty("side").GetString(), parameters.GetProperty("origClientOrderId").GetString()));
        _scene.Private_(Venue.Update("AMENDMENT", "NEW", price: "59998.0", quantity: "0.020", time: Venue.Time + 5));
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW", price: "59998.0", quantity: "0.020", time: Venue.Time + 5)));
        Assert.Equal("Acknowledged Amended", _scene.Kinds);
        Assert.Equal((Scene.PriceOf(59_998.0m), Scene.QuantityOf(0.020m)), (_scene.Reports[1].Price, _scene.Reports[1].Quantity));
    }

    [Fact]
    public void A_refused_amend_leaves_the_order_as_it_was()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Amend(id, 59_998.0m, 0.020m);
        _scene.ApiReply(Venue.Error(_scene.LastRequest, 400, -5026, "Exceed maximum modify order limit."));
        Assert.Equal("Acknowledged AmendRejected", _scene.Kinds);
        Assert.Equal(1, _scene.Engine.LiveOrders);
    }

    [Fact]
    public void An_immediate_order_ends_by_its_own_terms_after_its_fills()
    {
        _scene.Place(timeInForce: TimeInForce.ImmediateOrCancel);
        _scene.Private_(Venue.Update("EXPIRED", "EXPIRED", filled: "0.004"));
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.004", filled: "0.004", trade: 3));
        Assert.Equal("Acknowledged Fill Expired", _scene.Kinds);
    }

    [Fact]
    public void Reduce_only_orders_that_the_venue_cuts_are_told_as_cut()
    {
        _scene.Place(side: Side.Sell, reduceOnly: true);
        Assert.Equal("true", _scene.Requests("order.place").Single().Params.GetProperty("reduceOnly").GetString());
        _scene.Private_(Venue.Update("NEW", "NEW", side: "SELL"));
        _scene.Private_(Venue.Update("AMENDMENT", "NEW", quantity: "0.006", side: "SELL", time: Venue.Time + 3));
        Assert.Equal("Acknowledged Reduced", _scene.Kinds);
        Assert.Equal(6, _scene.Reports[1].Quantity.Units);
    }

    [Theory]
    [InlineData(false, "Acknowledged Unknown Fill Reduced")]
    [InlineData(true, "Acknowledged Unknown Fill AmendRejected Reduced")]
    public void A_cut_that_was_missed_is_told_when_the_order_turns_out_to_be_filled(bool hasOpenAmend, string expected)
    {
        OrderId id = _scene.Place(side: Side.Sell, reduceOnly: true);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW", side: "SELL")));
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("FILLED", "0.006", quantity: "0.006", side: "SELL", time: Venue.Time + 5));
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(3, "0.006", side: "SELL")}]");
        if (hasOpenAmend)
            _scene.Amend(id, 60_001.0m, 0.012m);
        else
            _scene.Cancel(id);
        _scene.Run(10_000);
        Assert.Equal(expected, _scene.Kinds);
        Assert.Equal(6, _scene.Reports[^1].Quantity.Units);
        Assert.Equal(0, _scene.Engine.LiveOrders);
    }

    [Fact]
    public void A_fee_in_a_coin_that_nobody_declared_counts_as_nothing_and_is_told_of_once_with_what_it_was()
    {
        _scene.Place();
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.004", filled: "0.004", trade: 7, fee: "0.00002", feeAsset: "ETH"));
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.003", filled: "0.007", trade: 8, fee: "0.00001", feeAsset: "ETH"));
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.003", filled: "0.010", trade: 9, fee: "0.01", feeAsset: "BNFCR"));
        Assert.Equal([(0m, 0, 0L), (0m, 0, 0L), (0.01m, 0, 0L)], Fees());
        string note = Assert.Single(_scene.Notes, n => n.Contains("fee", StringComparison.Ordinal));
        Assert.Contains("0.00002 ETH", note, StringComparison.Ordinal);
        Assert.Contains("count as 0 in the profit", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fee_in_BNB_is_told_in_BNB_without_a_price_where_the_session_hasnt_that_market_and_noted_once()
    {
        Assert.Equal(["BNB"], _scene.Venue.Traits.FeeAssets);
        _scene.Place();
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.004", filled: "0.004", trade: 7, fee: "0.00002", feeAsset: "BNB"));
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.006", filled: "0.010", trade: 8, fee: "0.00001", feeAsset: "BNB"));
        Assert.Equal([(0.00002m, 1, 0L), (0.00001m, 1, 0L)], Fees());
        string note = Assert.Single(_scene.Notes, n => n.Contains("fee", StringComparison.Ordinal));
        Assert.Contains("0.00002 BNB has no price in USDT", note, StringComparison.Ordinal);
        Assert.Contains("BNBUSDT among the session's symbols", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fee_in_BNB_is_priced_at_the_newest_trade_of_its_market_in_the_contracts_own_currency()
    {
        const string Listed = """{"symbol":"COIN","contractType":"PERPETUAL","status":"TRADING","quoteAsset":"QUOTE","marginAsset":"QUOTE","filters":[{"filterType":"LOT_SIZE","stepSize":"0.01"},{"filterType":"PRICE_FILTER","tickSize":"0.01"}]},""";
        string coins = string.Concat(((string[])["USDC", "USDT"]).Select(q => Listed.Replace("COIN", $"BNB{q}", StringComparison.Ordinal).Replace("QUOTE", q, StringComparison.Ordinal)));
        var scene = new Scene();
        scene.OnCall("GET /fapi/v1/exchangeInfo", _ => Scene.ExchangeInfo.Replace("\"symbols\":[", $"\"symbols\":[{coins}", StringComparison.Ordinal));
        scene.Ready();
        scene.Venue.Subscribe("BNBUSDC", FeedStreams.Trades, scene.Now);
        scene.Venue.Subscribe("BNBUSDT", FeedStreams.Trades, scene.Now);
        scene.Run(2_000);
        Trade("BNBUSDC", 1, "700.00");
        scene.Place();
        Fill(7, "PARTIALLY_FILLED", "0.001");
        Trade("BNBUSDT", 1, "612.34");
        Fill(8, "PARTIALLY_FILLED", "0.002");
        Trade("BNBUSDT", 2, "612.3456"); // finer than the tick
        Fill(9, "PARTIALLY_FILLED", "0.003");
        Trade("BNBUSDT", 1, "612.34"); // told before
        Fill(10, "PARTIALLY_FILLED", "0.004");
        Assert.Equal([(0.00002m, 1, 0L), (0.00002m, 1, 612_34000000), (0.00002m, 1, 612_34560000), (0.00002m, 1, 612_34560000)], Fees(scene));
        Assert.Equal((1L, 2 * 0.00002m * 612.3456m + 0.00002m * 612.34m), (scene.Engine.Ledger(0).UnpricedFees, scene.Engine.Ledger(0).Fees));

        void Fill(long trade, string status, string filled) => scene.Private_(Venue.Update("TRADE", status, last: "0.001", filled: filled, trade: trade, fee: "0.00002", feeAsset: "BNB"));

        void Trade(string symbol, long id, string price) => scene.Text(
            scene.Market,
            $$$"""{"stream":"{{{symbol.ToLowerInvariant()}}}@aggTrade","data":{"e":"aggTrade","E":{{{scene.Now / Scene.Ms}}},"s":"{{{symbol}}}","a":{{{id}}},"p":"{{{price}}}","q":"0.5","nq":"0.5","f":100,"l":105,"T":{{{scene.Now / Scene.Ms}}},"m":true,"st":1}}""");
    }

    private IEnumerable<(decimal, int, long)> Fees(Scene? scene = null) =>
        (scene ?? _scene).Reports.Where(r => r.Kind == ReportKind.Fill).Select(r => (r.Fee, (int)r.FeeAsset, r.FeePrice));
}
