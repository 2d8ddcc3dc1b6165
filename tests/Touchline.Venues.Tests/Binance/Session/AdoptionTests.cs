using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>Orders of an earlier session: asked about and never sent again, every fill told once, and nothing is traded before their fate is known.</summary>
public sealed class AdoptionTests
{
    private const string OrderPath = "GET /fapi/v1/order", TradesPath = "GET /fapi/v1/userTrades";
    private const long Since = Scene.StartMs * Scene.Ms - 60 * Scene.Second;

    private readonly Scene _scene = new();

    public AdoptionTests()
    {
        _scene.OnCall(OrderPath, 400, """{"code":-2013,"msg":"Order does not exist."}""");
    }

    private static AdoptedOrder Order(long number = 1, OpenRequests open = OpenRequests.None, bool isAcknowledged = true) => new()
    {
        Id = new OrderId(number),
        Symbol = "BTCUSDT",
        Side = Side.Buy,
        TimeInForce = TimeInForce.PostOnly,
        Price = 59_999.5m,
        Quantity = 0.010m,
        IsAcknowledged = isAcknowledged,
        Open = open,
    };

    private void Adopt(params AdoptedOrder[] orders) => AdoptSince(Since, orders);

    private void AdoptSince(long sinceNs, params AdoptedOrder[] orders)
    {
        _scene.Venue.Adopt(orders, [], sinceNs, beganNs: 0);
        _scene.Start();
    }

    private IEnumerable<OrderReport> Told => _scene.Reports;

    [Fact]
    public void An_order_that_works_as_it_was_told_is_told_of_no_more_and_trading_begins()
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW")}]");
        Adopt(Order());
        Assert.True(_scene.Venue.State.IsTradingReady, _scene.Venue.State.Trouble);
        Assert.Empty(Told);
        Assert.Empty(_scene.Requests("order.place"));
        Assert.Empty(_scene.CallsTo("POST /fapi/v1/order"));
    }

    [Fact]
    public void Fills_from_ten_minutes_before_then_and_funding_since_then_are_asked_for_in_every_instrument()
    {
        Adopt();
        Assert.Equal(Since / Scene.Ms - 605_000, long.Parse(Scene.Parameter(Assert.Single(_scene.CallsTo(TradesPath)), "startTime")!));
        Assert.Equal(Since / Scene.Ms - 120_000, long.Parse(Scene.Parameter(Assert.Single(_scene.CallsTo("GET /fapi/v1/income")), "startTime")!));
    }

    [Fact]
    public void Where_nothing_was_ever_told_only_the_orders_are_asked_about()
    {
        AdoptSince(0, Order(open: OpenRequests.New, isAcknowledged: false));
        _scene.Run(8_000);
        Assert.Equal("Rejected", _scene.Kinds);
        Assert.Empty(_scene.CallsTo(TradesPath));
        Assert.True(_scene.Venue.State.IsTradingReady);
    }

    [Fact]
    public void That_a_new_order_is_not_found_proves_nothing_before_its_time_is_up_and_nothing_is_traded_until_then()
    {
        // By its clock it left an hour ago; that may have been wrong.
        Adopt(Order(open: OpenRequests.New, isAcknowledged: false) with { SentNs = _scene.Now - 3600 * Scene.Second });
        _scene.Run(1_900);
        Assert.Empty(Told);
        Assert.False(_scene.Venue.State.IsTradingReady);
        Assert.NotEmpty(_scene.CallsTo(OrderPath).Concat([]).ToArray());
        _scene.Run(6_000);
        Assert.Equal("Rejected", _scene.Kinds);
        Assert.True(_scene.Venue.State.IsTradingReady);
        Assert.True(Told.Single().LocalNs - Scene.StartMs * Scene.Ms > 3 * Scene.Second);
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(700)]
    public void A_time_stamp_ahead_of_the_clock_is_waited_for_as_far_as_the_venue_takes_one(long aheadMs)
    {
        Adopt(Order(open: OpenRequests.New, isAcknowledged: false) with { SentNs = _scene.Now + aheadMs * Scene.Ms });
        _scene.Run(12_000);
        Assert.Equal("Rejected", _scene.Kinds);
        Assert.True(Told.Single().LocalNs - Scene.StartMs * Scene.Ms > (3_000 + Math.Min(aheadMs, 1_000)) * Scene.Ms);
    }

    [Fact]
    public void An_open_amend_and_an_open_cancel_that_never_arrived_are_refused_once_they_cannot_arrive_any_more()
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW", time: Scene.StartMs - 100_000)}]");
        _scene.OnCall(OrderPath, _ => Venue.Order("NEW", time: Scene.StartMs - 100_000));
        Adopt(Order(open: OpenRequests.Amend | OpenRequests.Cancel) with { AmendPrice = 59_990.5m, AmendQuantity = 0.020m });
        Assert.False(_scene.Venue.State.IsTradingReady);
        _scene.Run(8_000);
        Assert.Equal("AmendRejected CancelRejected", _scene.Kinds);
        Assert.True(_scene.Venue.State.IsTradingReady);
    }

    [Fact]
    public void An_amend_that_arrived_is_told_with_its_terms()
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW", price: "59990.5", quantity: "0.020", time: Scene.StartMs - 100)}]");
        Adopt(Order(open: OpenRequests.Amend) with { AmendPrice = 59_990.5m, AmendQuantity = 0.020m, TermsNs = (Scene.StartMs - 200) * Scene.Ms });
        Assert.Equal("Amended", _scene.Kinds);
        Assert.Equal((599_905L, 20L), (Told.Single().Price.Units, Told.Single().Quantity.Units));
        Assert.True(_scene.Venue.State.IsTradingReady);
    }

    [Fact]
    public void An_order_that_ended_meanwhile_is_told_with_the_fills_that_were_missed_and_none_that_were_told()
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("CANCELED", executed: "0.007"));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(31, "0.003")},{Venue.TradeRow(32, "0.004")}]");
        Adopt(Order() with { Filled = 0.003m, Trades = [31] });
        _scene.Run(3_000);
        Assert.Equal("Fill Cancelled", _scene.Kinds);
        Assert.Equal((32L, 4L), (_scene.Reports[0].TradeId, _scene.Reports[0].Quantity.Units));
        Assert.True(_scene.Venue.State.IsTradingReady);
    }

    [Fact]
    public void Of_an_order_with_more_fills_than_were_kept_those_before_the_kept_ones_were_told()
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("FILLED", executed: "0.010"));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(28, "0.002")},{Venue.TradeRow(29, "0.002")},{Venue.TradeRow(31, "0.003")},{Venue.TradeRow(32, "0.003")}]");
        Adopt(Order() with { Filled = 0.007m, Trades = [29, 31], AreTradesCut = true });
        _scene.Run(3_000);
        Assert.Equal("Fill", _scene.Kinds);
        Assert.Equal(32, Told.Single().TradeId);
    }

    [Fact]
    public void Of_such_an_order_a_fill_before_the_kept_ones_was_told_and_one_between_or_behind_them_is_news()
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("PARTIALLY_FILLED", executed: "0.006")}]");
        _scene.OnCall(OrderPath, _ => Venue.Order("PARTIALLY_FILLED", executed: "0.006"));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(28, "0.002")},{Venue.TradeRow(30, "0.002")},{Venue.TradeRow(31, "0.002")}]");
        Adopt(Order() with { Filled = 0.004m, Trades = [31, 29], AreTradesCut = true });
        _scene.Run(3_000);
        Assert.Equal(30, Told.Single().TradeId);
        Assert.True(_scene.Venue.State.IsTradingReady);
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.001", filled: "0.007", trade: 33));
        Assert.Equal([30, 33], Told.Select(t => t.TradeId));
    }

    [Fact]
    public void A_cancel_that_comes_before_the_units_are_known_leaves_once_the_order_is_entered()
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW")}]");
        _scene.OnCall(OrderPath, _ => Venue.Order("NEW"));
        OrderId id = _scene.PlaceUnsent();
        _scene.Venue.Adopt([Order(id.Number)], [], Since, beganNs: 0);
        _scene.Cancel(id);
        Assert.Empty(Told);
        _scene.Start();
        Assert.DoesNotContain(ReportKind.CancelRejected, Told.Select(r => r.Kind));
        Assert.Single(_scene.Requests("order.cancel").Select(r => r.Method).Concat(_scene.CallsTo("DELETE /fapi/v1/order").Select(c => c.Method)));
    }

    [Fact]
    public void Fills_of_an_order_that_had_ended_are_not_told_again_and_a_late_one_is()
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("FILLED", executed: "0.010"));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(31, "0.006")},{Venue.TradeRow(32, "0.004")}]");
        Adopt(Order() with { IsLive = false, Filled = 0.006m, Trades = [31] });
        Assert.Equal("Fill", _scene.Kinds);
        Assert.Equal((32L, 1L), (Told.Single().TradeId, Told.Single().Id.Number));
    }

    [Fact]
    public void Prices_and_quantities_finer_than_the_grid_make_the_units_finer()
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW", price: "59999.55", quantity: "0.0105", executed: "0.0025")}]");
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(31, "0.0025")}]");
        Adopt(Order() with { Price = 59_999.55m, Quantity = 0.0105m });
        _scene.Run(3_000);
        Instrument units = _scene.Instruments[^1].Instrument;
        OrderReport fill = Assert.Single(Told, r => r.Kind == ReportKind.Fill);
        Assert.Equal((0.0025m, 59_999.5m), (units.QuantityUnit.ToDecimal(fill.Quantity), units.PriceUnit.ToDecimal(fill.Price)));
        Assert.Single(Told);
    }

    [Fact]
    public void Fills_of_others_are_told_as_such_by_either_way_and_once()
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("FILLED", executed: "0.004", client: "web_abc", number: 900));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(40, "0.003", order: 900, side: "SELL")},{Venue.TradeRow(41, "0.001", order: 900, side: "SELL")}]");
        _scene.Venue.Adopt([], [new AdoptedInstrument { Symbol = "BTCUSDT", Trades = [-40] }], Since, beganNs: 0);
        _scene.Start();
        OrderReport told = Assert.Single(Told);
        Assert.Equal((ReportKind.External, 41L, Side.Sell, 1L, 0.078m, true), (told.Kind, told.TradeId, told.Side, told.Quantity.Units, told.Fee, told.IsMaker));
        Assert.True(told.Id.IsNone);
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.001", filled: "0.004", trade: 41, side: "SELL", client: "web_abc", number: 900));
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.002", filled: "0.002", trade: 42, side: "BUY", client: "web_abd", number: 901));
        Assert.Equal([41L, 42L], Told.Select(r => r.TradeId));
        Assert.Equal(1, _scene.Notes.Count(n => n.Contains("web_abc", StringComparison.Ordinal)));
    }

    // The overlap with what was told reaches back to before there was a journal.
    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    public void What_others_traded_before_the_first_of_the_sessions_began_is_told_by_nobody(int afterMs, int told)
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("FILLED", executed: "0.004", client: "web_abc", number: 900));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(40, "0.004", order: 900, time: Since / Scene.Ms - 2_000 + afterMs)}]");
        _scene.Venue.Adopt([], [new AdoptedInstrument { Symbol = "BTCUSDT", Trades = [] }], Since, beganNs: Since - 2 * Scene.Second);
        _scene.Start();
        Assert.Equal(told, Told.Count(r => r.Kind == ReportKind.External));
    }

    [Theory]
    [InlineData("autoclose-1700000", ReportKind.Liquidation)]
    [InlineData("adl_autoclose", ReportKind.External)]
    [InlineData("settlement_autoclose-1", ReportKind.External)]
    [InlineData("delivery_autoclose-1", ReportKind.External)]
    [InlineData("eng-2-1", ReportKind.External)]
    public void What_the_venue_closed_by_itself_is_told_with_its_kind(string client, ReportKind kind)
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("FILLED", executed: "0.004", client: client, number: 900));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(40, "0.004", order: 900, side: "SELL")}]");
        Adopt();
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.001", filled: "0.001", trade: 44, side: "SELL", client: client, number: 902));
        Assert.Equal([(kind, 40L), (kind, 44L)], Told.Select(r => (r.Kind, r.TradeId)));
    }

    [Fact]
    public void An_order_of_ours_that_no_session_knows_is_cancelled_and_its_fills_are_nobodys()
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("PARTIALLY_FILLED", executed: "0.004", client: "eng-1-9", number: 900)}]");
        _scene.OnCall(OrderPath, _ => Venue.Order("PARTIALLY_FILLED", executed: "0.004", client: "eng-1-9", number: 900));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(40, "0.004", order: 900)},{Venue.TradeRow(38, "0.004", order: 890)}]");
        Adopt(Order(7) with { IsLive = false });
        Assert.Contains(_scene.CallsTo("DELETE /fapi/v1/order"), c => c.Url.Contains("eng-1-9", StringComparison.Ordinal));
        Assert.All(Told, r => Assert.Equal(ReportKind.External, r.Kind));
        Assert.Contains(Told, r => r.TradeId == 40);
    }

    [Fact]
    public void Of_an_order_that_nobody_remembers_the_fills_that_were_not_told_are_told_whatever_its_number()
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("FILLED", executed: "0.009", client: "eng-1-5", number: 900));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(40, "0.004", order: 900)},{Venue.TradeRow(41, "0.005", order: 900)}]");
        _scene.Venue.Adopt([Order(7) with { IsLive = false }], [new AdoptedInstrument { Symbol = "BTCUSDT", OwnTrades = [40] }], Since, beganNs: 0);
        _scene.Start();
        Assert.Equal((ReportKind.External, 41L), (Told.Single().Kind, Told.Single().TradeId));
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.004", filled: "0.009", trade: 40, client: "eng-1-5", number: 900));
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.001", filled: "0.010", trade: 42, client: "eng-1-5", number: 900));
        Assert.Equal([41L, 42L], Told.Select(r => r.TradeId));
    }

    [Fact]
    public void A_fill_that_was_told_with_an_order_is_not_told_again_as_anothers_nor_asked_after()
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("FILLED", executed: "0.004", client: "autoclose-like", number: 900));
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(40, "0.004", order: 900)}]");
        _scene.Venue.Adopt([], [new AdoptedInstrument { Symbol = "BTCUSDT", OwnTrades = [40] }], Since, beganNs: 0);
        _scene.Start();
        Assert.Empty(Told);
        Assert.Empty(_scene.CallsTo(OrderPath));
    }

    [Fact]
    public void An_order_that_the_venue_lists_fills_of_and_knows_no_more_is_anothers()
    {
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(40, "0.004", order: 900)}]");
        Adopt();
        Assert.Equal(ReportKind.External, Told.Single().Kind);
        Assert.True(_scene.Venue.State.IsTradingReady, _scene.Venue.State.Trouble);
    }

    [Fact]
    public void Funding_that_was_told_before_is_not_told_again()
    {
        const string Row = """{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"0.07","asset":"USDT","info":"","time":TIME,"tranId":1,"tradeId":""}""";
        string At(long ms) => Row.Replace("TIME", $"{ms}", StringComparison.Ordinal);
        long told = Scene.StartMs - 40_000;
        _scene.OnCall("GET /fapi/v1/income", _ => $"[{At(told - 3_600_000)},{At(told + 50)},{At(told + 3_600_000)}]");
        _scene.Venue.Adopt([], [new AdoptedInstrument { Symbol = "BTCUSDT", LastFundingNs = told * Scene.Ms }], Since - 7_200 * Scene.Second, beganNs: 0);
        _scene.Start();
        Assert.Equal((told + 3_600_000) * Scene.Ms, Assert.Single(Told).ExchangeNs);
    }

    [Fact]
    public void What_was_away_for_more_than_a_week_is_told_with_what_to_compare()
    {
        AdoptSince(_scene.Now - 9 * 24 * 3600 * Scene.Second, Order() with { IsLive = false });
        Assert.Contains(_scene.Notes, n => n.Contains("more than 7 days ago", StringComparison.Ordinal) && n.Contains("compare the positions, the wallet and the profit", StringComparison.Ordinal));
        Assert.InRange(Scene.StartMs - long.Parse(Scene.Parameter(Assert.Single(_scene.CallsTo(TradesPath)), "startTime")!), 6 * 24 * 3_600_000L, 7 * 24 * 3_600_000L);
    }

    [Fact]
    public void An_order_that_cannot_be_asked_about_is_told_after_a_while_trading_begins_and_the_late_answer_settles_it()
    {
        _scene.OnCall(OrderPath, 503, "");
        Adopt(Order(open: OpenRequests.New, isAcknowledged: false));
        _scene.Run(59_000);
        Assert.Empty(Told);
        Assert.False(_scene.Venue.State.IsTradingReady);
        _scene.Run(240_000);
        Assert.Equal("Unresolved", _scene.Kinds);
        Assert.True(_scene.Venue.State.IsTradingReady, _scene.Venue.State.Trouble);
        int asked = _scene.CallsTo(OrderPath).Count + _scene.Requests("order.status").Count();
        _scene.Run(300_000);
        Assert.InRange(_scene.CallsTo(OrderPath).Count + _scene.Requests("order.status").Count() - asked, 4, 12);
        _scene.OnCall(OrderPath, 400, """{"code":-2013,"msg":"Order does not exist."}""");
        _scene.Run(120_000);
        Assert.Equal("Unresolved Rejected", _scene.Kinds);
    }

    [Fact]
    public void An_order_in_a_symbol_that_the_session_lacks_is_refused_by_name()
    {
        _scene.Venue.Adopt([Order() with { Symbol = "ETHUSDT" }], [], Since, beganNs: 0);
        BadInputException refused = Assert.Throws<BadInputException>(() => _scene.Start());
        Assert.Contains("add ETHUSDT", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Orders_are_adopted_once_and_before_the_start()
    {
        _scene.Venue.Adopt([], [], Since, beganNs: 0);
        Assert.Throws<InvalidOperationException>(() => _scene.Venue.Adopt([], [], Since, beganNs: 0));
        Assert.Throws<InvalidOperationException>(() => new Scene().Start().Venue.Adopt([], [], Since, beganNs: 0));
    }

    [Fact]
    public void An_adopted_order_can_be_cancelled_and_keeps_the_countdown_going()
    {
        var scene = new Scene(new BinanceVenueOptions { Credentials = new BinanceCredentials("fakeApiKey0001", "hmac", "fakeSecret0001"), SessionPrefix = "eng-1", CountdownMs = 60_000 });
        scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW")}]");
        scene.Venue.Adopt([Order()], [], Since, beganNs: 0);
        scene.Start();
        Assert.Contains(scene.CallsTo("POST /fapi/v1/countdownCancelAll"), c => c.Url.Contains("countdownTime=60000", StringComparison.Ordinal));
    }

    [Fact]
    public void Up_to_when_everything_was_told_is_said_with_the_account()
    {
        Adopt();
        Assert.InRange(Assert.Single(_scene.Accounts).ToldUntilNs, Scene.StartMs * Scene.Ms, _scene.Now);
        _scene.OnCall("GET /fapi/v3/positionRisk", _ => """[{"symbol":"BTCUSDT","positionSide":"BOTH","positionAmt":"0.010","entryPrice":"60000","breakEvenPrice":"60000"}]""");
        long before = _scene.Accounts[^1].ToldUntilNs;
        _scene.Run(31_000);
        Assert.Equal(before, _scene.Accounts[^1].ToldUntilNs); // a fill that nobody has told made that position
        _scene.Run(31_000);
        Assert.True(_scene.Accounts[^1].ToldUntilNs > before);
    }
}
