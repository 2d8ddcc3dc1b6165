using System.Globalization;
using Touchline.Core;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>How far back fills and funding are asked for, and which of two statements about money and positions is the newer one.</summary>
public sealed class ReconciliationTests
{
    private const long Minute = 60_000, Day = 24L * 60 * Minute;

    private readonly Scene _scene = new Scene().Ready();
    private decimal _position;

    public ReconciliationTests() => _scene.OnCall("GET /fapi/v3/positionRisk", _ => _position == 0 ? "[]" : Held(_position));

    [Fact]
    public void Fills_are_asked_for_from_the_last_one_on_that_was_told_where_that_is_longer_ago()
    {
        Trade(StartOf());
        _scene.Run(10 * Minute);
        Reconnect();
        _scene.Run(5 * Minute);
        Reconnect();
        long[] from = [.. _scene.CallsTo("GET /fapi/v1/userTrades").Select(Since)];
        Assert.Equal(2, from.Length);
        Assert.InRange(from[0], Scene.StartMs - 5_000, Scene.StartMs - 4_000); // the reconciliation that the session began with
        Assert.Equal(StartOf() - 5_000, from[1]);
    }

    // However many fills there were in a long session, those from long before a look that proved all to be known aren't asked for again.
    [Fact]
    public void With_a_fill_since_it_is_ten_minutes_before_the_last_look_at_which_all_was_as_it_was_thought_to_be()
    {
        Trade(StartOf());
        _scene.Run(30 * Minute);
        long lastLook = Began("GET /fapi/v1/openOrders");
        Trade(_scene.Now / Scene.Ms);
        Reconnect();
        Assert.Equal(lastLook - 10 * Minute - 5_000, Since(_scene.CallsTo("GET /fapi/v1/userTrades")[^1]));
    }

    [Fact]
    public void A_look_that_finds_another_position_has_fills_asked_for_from_before_it()
    {
        Trade(StartOf());
        _scene.Run(5 * Minute);
        long lastLook = Began("GET /fapi/v1/openOrders");
        _position += 0.010m;
        _scene.Run(Minute + 5_000);
        Assert.NotEmpty(_scene.CallsTo("GET /fapi/v1/userTrades"));
        Assert.All(_scene.CallsTo("GET /fapi/v1/userTrades"), asked => Assert.InRange(Since(asked), Scene.StartMs - 5_000, lastLook - 5_000));
    }

    [Fact]
    public void A_fill_of_others_that_the_stream_left_out_is_found_though_it_told_of_the_position()
    {
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("FILLED", executed: "0.004", client: "web_abc", number: 900));
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(40, "0.004", order: 900, time: _scene.Now / Scene.Ms)}]");
        _position = 0.004m;
        _scene.Private_(Money(_scene.Now / Scene.Ms, "1000", "0.004"));
        _scene.Run(Minute);
        Assert.Equal([(ReportKind.External, 40L)], _scene.Reports.Select(r => (r.Kind, r.TradeId)));
    }

    // A fill of others that the stream left out and one of ours that it told of minutes later left the position as it was thought to be: the looks between found nothing amiss.
    [Fact]
    public void A_fill_from_before_looks_that_found_everything_in_order_is_found_once_the_positions_are_not_explained()
    {
        Trade(StartOf());
        _scene.Run(2 * Minute);
        long then = _scene.Now / Scene.Ms;
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("FILLED", executed: "0.010", client: "web_abc", number: 900));
        _scene.OnCall("GET /fapi/v1/userTrades", call => Since(call) <= then ? $"[{Venue.TradeRow(40, "0.010", order: 900, time: then, side: "SELL")}]" : "[]");
        _scene.Run(3 * Minute);
        Trade(_scene.Now / Scene.Ms);
        _scene.Run(2 * Minute);
        Assert.Empty(_scene.CallsTo("GET /fapi/v1/userTrades"));
        Trade(then);
        _position -= 0.010m;
        _scene.Run(2 * Minute);
        Assert.Equal(2, _scene.CallsTo("GET /fapi/v1/userTrades").Count);
        Assert.Equal([40L], _scene.Reports.Where(r => r.Kind == ReportKind.External).Select(r => r.TradeId));
        Assert.Equal(20, _scene.Position);
    }

    // Two trades by hand that the stream left out before it was given up: the looks between saw the position that there was before them.
    [Fact]
    public void What_a_connection_left_out_before_it_was_lost_is_found_though_looks_found_everything_in_order()
    {
        Trade(StartOf());
        _scene.Run(2 * Minute);
        Trade(_scene.Now / Scene.Ms);
        long then = _scene.Now / Scene.Ms;
        _scene.OnCall("GET /fapi/v1/order", call => Venue.Order("FILLED", executed: "0.010", client: "web_abc", number: 900));
        _scene.OnCall("GET /fapi/v1/userTrades", call => Since(call) <= then
            ? $"[{Venue.TradeRow(40, "0.010", order: 900, time: then)},{Venue.TradeRow(41, "0.010", order: 900, time: then, side: "SELL")}]" : "[]");
        _scene.Run(3 * Minute);
        Trade(_scene.Now / Scene.Ms);
        _scene.Run(2 * Minute);
        Assert.DoesNotContain(_scene.Reports, r => r.Kind == ReportKind.External);
        Reconnect();
        Assert.Equal([40L, 41L], _scene.Reports.Where(r => r.Kind == ReportKind.External).Select(r => r.TradeId));
    }

    // The venue lists what was traded by hand to get flat before the session began.
    [Theory]
    [InlineData(-1_000, 0)]
    [InlineData(1_000, 1)]
    public void What_others_traded_before_the_session_began_is_told_by_nobody(int afterMs, int told)
    {
        Trade(StartOf());
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("FILLED", executed: "0.004", client: "web_abc", number: 900));
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(40, "0.004", order: 900, time: Scene.StartMs + afterMs)}]");
        Reconnect();
        Assert.Equal(told, _scene.Reports.Count(r => r.Kind == ReportKind.External));
        Assert.Equal(told > 0, _scene.CallsTo("GET /fapi/v1/order").Any(c => c.Url.Contains("orderId=900", StringComparison.Ordinal)));
    }

    [Fact]
    public void Funding_that_was_paid_before_the_session_began_is_told_by_nobody()
    {
        Trade(StartOf());
        _scene.OnCall("GET /fapi/v1/income", _ => Income(Scene.StartMs - 30_000, "0.07"));
        Reconnect();
        Assert.NotEmpty(_scene.CallsTo("GET /fapi/v1/income"));
        Assert.DoesNotContain(_scene.Reports, r => r.Kind == ReportKind.Funding);
    }

    [Fact]
    public void A_position_that_no_fill_explains_is_asked_about_twice_and_then_taken_for_what_it_is()
    {
        _position = 0.004m;
        _scene.Run(Minute);
        int asked = _scene.CallsTo("GET /fapi/v1/userTrades").Count;
        Assert.InRange(asked, 2, 3);
        _scene.Run(5 * Minute);
        Assert.Equal(asked, _scene.CallsTo("GET /fapi/v1/userTrades").Count);
    }

    [Fact]
    public void What_failed_of_a_whole_reconciliation_is_asked_for_again_whole_and_trading_goes_on_meanwhile()
    {
        Trade(StartOf());
        _scene.Run(Minute);
        _scene.OnCall("GET /fapi/v3/balance", 503, "");
        _scene.Private_("{\"e\":");
        _scene.Run(2_000);
        Assert.Single(_scene.CallsTo("GET /fapi/v1/userTrades"));
        Assert.True(_scene.Venue.State.IsTradingReady);
        Assert.Null(_scene.Venue.State.Trouble);
        _scene.OnCall("GET /fapi/v3/balance", _ => "[]");
        _scene.Run(40_000);
        Assert.Equal(2, _scene.CallsTo("GET /fapi/v1/userTrades").Count);
    }

    [Fact]
    public void The_account_is_read_whole_when_that_is_asked_for_and_is_no_better_known_for_it_while_the_stream_is_down()
    {
        Trade(StartOf());
        _scene.Run(2_000);
        _scene.Forget();
        _scene.Venue.Reconcile(_scene.Now);
        _scene.Run(1_000);
        Assert.Single(_scene.CallsTo("GET /fapi/v1/openOrders"));
        Assert.True(Assert.Single(_scene.Accounts).IsWhole);
        _scene.OpensConnections = false;
        _scene.Close(_scene.Private);
        _scene.Venue.Reconcile(_scene.Now);
        _scene.Run(1_000);
        Assert.Single(_scene.CallsTo("GET /fapi/v1/openOrders"));
        Assert.False(_scene.Venue.State.IsTradingReady);
    }

    [Fact]
    public void Funding_that_was_paid_while_the_stream_was_down_counts_though_the_position_came_and_went()
    {
        Trade(StartOf());
        _scene.Run(Minute);
        _scene.OnCall("GET /fapi/v1/income", _ => Income(Scene.StartMs + 30_000, "0.07"));
        Reconnect();
        Assert.Equal(-0.07m, Assert.Single(_scene.Reports, r => r.Kind == ReportKind.Funding).Fee);
    }

    // A quarter before the first whole hour of the scene its session began; nothing else shows that something was paid.
    [Fact]
    public void Funding_that_the_stream_left_out_is_found_by_a_look_once_the_hour_is_over_and_a_session_that_goes_on_asks_for_it_until_then()
    {
        const long Hour = 60 * Minute, PaidMs = (Scene.StartMs / Hour + 1) * Hour + 100;
        Trade(StartOf());
        _scene.Run(PaidMs - Scene.StartMs - Minute);
        Assert.Empty(_scene.CallsTo("GET /fapi/v1/income"));
        _scene.Run(Minute + 50_000);
        Assert.All(_scene.Accounts.Where(a => a.IsWhole), a => Assert.True(a.ToldUntilNs / Scene.Ms < PaidMs));
        _scene.OnCall("GET /fapi/v1/income", _ => Income(PaidMs, "-0.07"));
        _scene.Run(50_000);
        Assert.Equal(0.07m, Assert.Single(_scene.Reports, r => r.Kind == ReportKind.Funding).Fee);
        Assert.True(_scene.Accounts[^1].ToldUntilNs / Scene.Ms > PaidMs);
        int asked = _scene.CallsTo("GET /fapi/v1/income").Count;
        _scene.Run(40 * Minute);
        Assert.Equal(asked, _scene.CallsTo("GET /fapi/v1/income").Count);
        Assert.Single(_scene.Reports, r => r.Kind == ReportKind.Funding);
    }

    [Fact]
    public void An_order_whose_answer_is_not_understood_has_the_account_read_again()
    {
        Trade(StartOf());
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(77, "0.001", order: 99)}]");
        _scene.OnCall("GET /fapi/v1/order", _ => "{}");
        _scene.Close(_scene.Private);
        _scene.Run(8_000);
        Assert.False(_scene.Venue.State.IsTradingReady);
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("FILLED", client: "by-hand", number: 99));
        _scene.Run(15_000);
        Assert.True(_scene.Venue.State.IsTradingReady, _scene.Venue.State.Trouble);
    }

    [Fact]
    public void After_more_than_a_week_only_what_the_venue_lists_is_asked_for_and_that_is_said()
    {
        Trade(StartOf());
        _scene.Private_("""{"e":"ACCOUNT_UPDATE","E":1760000002100,"T":1760000002099,"a":{"m":"ORDER","B":[],"P":[{"s":"BTCUSDT","pa":"0.010","ep":"60000","up":"0","mt":"cross","iw":"0","ps":"BOTH"}]}}""");
        _scene.Sleep(9 * Day);
        long at = Reconnect();
        HttpCall[] asked = [.. _scene.CallsTo("GET /fapi/v1/userTrades"), .. _scene.CallsTo("GET /fapi/v1/income")];
        Assert.Equal(2, asked.Length);
        Assert.All(asked, c => Assert.InRange(at - Since(c), 7 * Day - 2 * Minute, 7 * Day - 1));
        Assert.Contains(_scene.Notes, n => n.Contains("more than 7 days ago", StringComparison.Ordinal));
        _scene.Forget();
        Reconnect();
        Assert.DoesNotContain(_scene.Notes, n => n.Contains("more than 7 days ago", StringComparison.Ordinal));
    }

    [Fact]
    public void More_fills_than_a_page_are_asked_for_page_by_page_and_each_is_told_once()
    {
        _scene.Place(quantity: 5m);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW", quantity: "5.000")));
        _scene.Private_(Venue.Update("NEW", "NEW", quantity: "5.000"));
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("PARTIALLY_FILLED", executed: "1.500", quantity: "5.000")}]");
        _scene.OnCall("GET /fapi/v1/userTrades", call =>
        {
            int from = int.Parse(Scene.Parameter(call, "fromId") ?? "1", CultureInfo.InvariantCulture);
            return $"[{string.Join(',', Enumerable.Range(from, Math.Min(1_000, 1_501 - from)).Select(i => Venue.TradeRow(i, "0.001")))}]";
        });
        _scene.Reports.Clear();
        Reconnect();
        Assert.Equal(1_500, _scene.Reports.Count(r => r.Kind == ReportKind.Fill));
        Assert.Equal(1_500, _scene.Position);
        Assert.Contains(_scene.CallsTo("GET /fapi/v1/userTrades"), c => c.Url.Contains("&fromId=1001&", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1, 1_001)]
    [InlineData(0, 500)]
    [InlineData(1, 500)]
    public void Balances_that_were_read_before_an_update_do_not_undo_it(int rowAfterMs, decimal wallet)
    {
        long ms = AnsweredLate("balance");
        _scene.Private_(Money(ms, "1001"));
        Answer("balance", $$"""[{"asset":"USDT","balance":"500","availableBalance":"400","updateTime":{{ms + rowAfterMs}}}]""");
        AccountBalance told = Assert.Single(_scene.Accounts[^1].Balances);
        Assert.True(_scene.Accounts[^1].IsWhole);
        Assert.Equal((wallet, wallet == 500 ? 400m : (decimal?)null), (told.Wallet, told.Available));
    }

    [Theory]
    [InlineData(true, 1_001)]
    [InlineData(false, 500)]
    public void Balances_without_a_time_of_their_own_count_from_when_they_were_asked_for(bool isAskedBefore, decimal wallet)
    {
        long ms = isAskedBefore ? AnsweredLate("balance") : _scene.Now / Scene.Ms;
        _scene.Private_(Money(ms, "1001"));
        if (!isAskedBefore)
        {
            _scene.Run(5_000);
            AnsweredLate("balance");
        }

        Answer("balance", """[{"asset":"USDT","balance":"500","availableBalance":"400"}]""");
        Assert.Equal(wallet, Assert.Single(_scene.Accounts[^1].Balances).Wallet);
    }

    [Fact]
    public void A_list_that_was_asked_for_a_minute_after_an_update_counts_whatever_its_rows_say()
    {
        _scene.Private_(Money(_scene.Now / Scene.Ms, "1001"));
        _scene.OnCall("GET /fapi/v3/balance", _ => $$"""[{"asset":"USDT","balance":"500","availableBalance":"400","updateTime":{{Scene.StartMs - 1}}}]""");
        _scene.Run(45_000);
        Assert.Equal(1_001, Assert.Single(_scene.Accounts[^1].Balances).Wallet);
        _scene.Run(60_000);
        Assert.Equal(500, Assert.Single(_scene.Accounts[^1].Balances).Wallet);
    }

    [Fact]
    public void Updates_that_come_after_newer_ones_change_neither_money_nor_positions()
    {
        long ms = _scene.Now / Scene.Ms;
        _scene.Private_(Money(ms, "1001", "0.020"));
        _scene.Private_(Money(ms - 1, "900", "0.010"));
        AccountSnapshot told = Assert.Single(_scene.Accounts);
        Assert.Equal((1_001m, 0.020m), (told.Balances[0].Wallet, told.Positions[0].Quantity));
        _scene.Private_(Money(ms + 1, "1002", "0.030"));
        Assert.Equal((1_002m, 0.030m), (_scene.Accounts[^1].Balances[0].Wallet, _scene.Accounts[^1].Positions[0].Quantity));
    }

    [Fact]
    public void An_update_from_before_a_list_does_not_undo_the_list()
    {
        long ms = _scene.Now / Scene.Ms + 20_000;
        _scene.OnCall("GET /fapi/v3/balance", _ => $$"""[{"asset":"USDT","balance":"500","availableBalance":"400","updateTime":{{ms}}}]""");
        _scene.Run(45_000);
        _scene.Accounts.Clear();
        _scene.Private_(Money(ms - 1, "1001"));
        Assert.Empty(_scene.Accounts);
    }

    private static long StartOf() => Scene.StartMs + 1_000;

    // A fill of an order that is then over.
    private void Trade(long ms)
    {
        OrderId id = _scene.Place();
        _position += 0.010m;
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.010", filled: "0.010", trade: id.Number, time: ms, client: $"eng-1-{id.Number}", number: 554 + id.Number));
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW", client: $"eng-1-{id.Number}", number: 554 + id.Number)));
    }

    private long Began(string call) => long.Parse(Scene.Parameter(_scene.CallsTo(call)[^1], "timestamp")!, CultureInfo.InvariantCulture);

    private static string Income(long ms, string received) =>
        $$"""[{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"{{received}}","asset":"USDT","info":"","time":{{ms}},"tranId":1,"tradeId":""}]""";

    // When the stream was lost.
    private long Reconnect()
    {
        long at = _scene.Now / Scene.Ms;
        _scene.Close(_scene.Private);
        _scene.Run(8_000);
        Assert.True(_scene.Venue.State.IsTradingReady, _scene.Venue.State.Trouble);
        return at;
    }

    // A look in passing whose answer is still to come; the venue's time now.
    private long AnsweredLate(string what)
    {
        _scene.Hold($"GET /fapi/v3/{what}");
        _scene.Run(31_000);
        return _scene.Now / Scene.Ms;
    }

    private void Answer(string what, string body)
    {
        _scene.Reply(_scene.Wire.Unanswered.Single(c => c.Url.Contains($"/fapi/v3/{what}", StringComparison.Ordinal)), 200, body);
        _scene.Run(5);
    }

    private static string Held(decimal quantity) => $$"""[{"symbol":"BTCUSDT","positionSide":"BOTH","positionAmt":"{{quantity.ToString(CultureInfo.InvariantCulture)}}","entryPrice":"60000","breakEvenPrice":"60000"}]""";

    private static string Money(long ms, string wallet, string? position = null)
    {
        string positions = position is null ? "" : $$"""{"s":"BTCUSDT","pa":"{{position}}","ep":"60000","up":"0","mt":"cross","iw":"0","ps":"BOTH"}""";
        return $$$"""{"e":"ACCOUNT_UPDATE","E":{{{ms + 1}}},"T":{{{ms}}},"a":{"m":"ORDER","B":[{"a":"USDT","wb":"{{{wallet}}}","cw":"{{{wallet}}}","bc":"0"}],"P":[{{{positions}}}]}}""";
    }

    private static long Since(HttpCall call) => long.Parse(Scene.Parameter(call, "startTime")!, CultureInfo.InvariantCulture);
}
