namespace Touchline.Plugins.Tests.Native;

/// <summary>A plug-in within this process, as its owner sees it and as it sees its owner.</summary>
public sealed class NativePluginTests
{
    private const string Place = "place(NULL, NULL, \"BTCUSDT\", 100.5, 0.25, \"BUY\", told);";

    [NativeFact]
    public void Events_come_as_they_were_given()
    {
        using var made = new TestPlugin("""
            if (e->event_type == TOUCHLINE_BOOK_TICKER) {
                const CBookTicker *t = &e->data.book_ticker;
                note((const char *)t->symbol, t->bid_price, t->ask_price, t->symbol_len);
                note("ticker", t->bid_qty, t->ask_qty, (double)(t->time - 1700000000000000000));
            } else {
                const CTrade *t = &e->data.trade;
                note((const char *)t->symbol, t->price, t->qty, t->symbol_len);
                note("trade", 0, 0, (double)(t->time - 1700000000000000000));
            }
            note("received", (double)(e->received_at_ns - 1700000000000000000u), 0, 0);
            """);
        using NativePlugin plugin = PluginOwner.Start(made.Library);
        plugin.Ticker(0, 100.5);
        plugin.Trade(1, 7.25);
        Assert.True(SpinWait.SpinUntil(() => made.Log.Length == 6, Patience.Most));
        plugin.Stop();
        plugin.WaitFor(PluginState.Ended);
        Assert.Equal(3, plugin.ReturnCode);
        string[] log = made.Log;
        Assert.Equal(["BTCUSDT 100.5 101.5 7", "ticker 2 3 1", "received 2 0 0", "MOG 7.25 -0.5 3", "trade 0 0 3", "received 4 0 0"], log[..6]);
        // stop and the end of recv come on two threads.
        Assert.Equal(["closed -1 0 0", "stop 0 0 0"], log[6..8].Order(StringComparer.Ordinal));
        Assert.Equal("unloaded 0 0 0", Assert.Single(log[8..]));
        Assert.Equal((0, 0L, 0L), (plugin.Backlog, plugin.Dropped, plugin.Conflated));
    }

    [NativeFact]
    public void Requests_come_checked_and_answers_go_back_on_another_thread()
    {
        using var made = new TestPlugin("cancel(NULL, NULL, \"MOG\", 4711, told); place(NULL, NULL, \"MOG\", 2, 3, \"SELL\", NULL);", Place);
        using NativePlugin plugin = PluginOwner.Start(made.Library);
        PluginRequest order = plugin.Take();
        Assert.Equal((PluginRequestKind.Place, 0, 100.5, 0.25, PluginSide.Buy), (order.Kind, order.Symbol, order.Price, order.Quantity, order.Side));
        Assert.True(plugin.Answer(order.Ticket, OrderResult.Done(42)));
        Assert.False(plugin.Answer(order.Ticket, OrderResult.Done(43)));
        plugin.Ticker(0, 1);
        PluginRequest cancel = plugin.Take(), unheard = plugin.Take();
        Assert.Equal((PluginRequestKind.Cancel, 1, 4711L, PluginSide.None), (cancel.Kind, cancel.Symbol, cancel.OrderId, cancel.Side));
        Assert.Equal((2, 2.0, PluginSide.Sell), (plugin.UnderWay, unheard.Price, unheard.Side));
        Assert.True(plugin.Answer(unheard.Ticket, OrderResult.Done(44)));
        Assert.True(plugin.Answer(cancel.Ticket, OrderResult.Failed(-2011)));
        Assert.False(plugin.Answer(0, OrderResult.Done(1)));
        Assert.False(plugin.Answer(cancel.Ticket + 1024, OrderResult.Done(1)));
        Assert.True(SpinWait.SpinUntil(() => made.Log.Length == 2, Patience.Most));
        Assert.Equal(["told 1 42 0", "told 0 -1 -2011"], made.Log);
        Assert.Equal(0, plugin.UnderWay);
    }

    [NativeFact]
    public void Wrong_input_is_refused_at_once_and_nothing_comes_of_it()
    {
        string[] wrong =
        [
            "NULL, NULL, \"BTCUSDT\", 0.0/0.0, 1, \"BUY\"", "NULL, NULL, \"BTCUSDT\", 1/0.0, 1, \"BUY\"", "NULL, NULL, \"BTCUSDT\", 0, 1, \"BUY\"", "NULL, NULL, \"BTCUSDT\", -1, 1, \"BUY\"",
            "NULL, NULL, \"BTCUSDT\", 1, 0, \"BUY\"", "NULL, NULL, \"BTCUSDT\", 1, -1/0.0, \"BUY\"", "NULL, NULL, \"BTCUSD\", 1, 1, \"BUY\"", "NULL, NULL, \"\", 1, 1, \"BUY\"",
            "NULL, NULL, \"1000000MOGUSDT_PERP\", 1, 1, \"BUY\"", "NULL, NULL, \"BTCUSDTBTCUSDTBTCUSDT\", 1, 1, \"BUY\"", "NULL, NULL, NULL, 1, 1, \"BUY\"", "NULL, NULL, \"BTCUSDT\", 1, 1, NULL",
            "NULL, NULL, \"BTCUSDT\", 1, 1, \"buy\"", "NULL, NULL, \"BTCUSDT\", 1, 1, \"BUYS\"", "NULL, NULL, \"BTCUSDT\", 1, 1, \"\"", "NULL, NULL, \"BTCUSDT\", 1, 1, \"SELLING\"",
            "\"key\", \"secret\", \"BTCUSDT\", 1, 1, \"BUY\"", "NULL, \"\", \"BTCUSDT\", 1, 1, \"BUY\"",
        ];
        string calls = string.Concat(wrong.Select(w => $"place({w}, told);\n")) + "cancel(NULL, NULL, \"ETH\", 1, told); cancel(NULL, NULL, NULL, 1, told); cancel(\"k\", NULL, \"BTCUSDT\", 1, told); place(NULL, NULL, \"x\", 1, 1, \"BUY\", NULL);";
        using var made = new TestPlugin("", calls + Place);
        using NativePlugin plugin = PluginOwner.Start(made.Library);
        Assert.Equal(100.5, plugin.Take().Price);
        Assert.False(plugin.TryTakeRequest(out _));
        Assert.Equal(Enumerable.Repeat("at-once 0 -1 -1", wrong.Length + 3), made.Log);
    }

    [NativeFact]
    public void At_the_bound_requests_are_refused_at_once_and_no_answer_is_lost()
    {
        using var made = new TestPlugin("", "for (int i = 0; i < 1030; i++) place(NULL, NULL, \"BTCUSDT\", 1 + i, 1, \"BUY\", told);");
        using NativePlugin plugin = PluginOwner.Start(made.Library);
        Assert.True(SpinWait.SpinUntil(() => made.Log.Length == 6, Patience.Most));
        Assert.All(made.Log, l => Assert.Equal("at-once 0 -1 -1", l));
        var tickets = new List<long>();
        while (plugin.TryTakeRequest(out PluginRequest request))
        {
            Assert.Equal(1 + tickets.Count, request.Price);
            tickets.Add(request.Ticket);
        }

        Assert.Equal((1024, 1024), (tickets.Distinct().Count(), plugin.UnderWay));
        for (int i = 0; i < tickets.Count; i++)
            Assert.True(plugin.Answer(tickets[i], OrderResult.Done(i)));
        Assert.True(SpinWait.SpinUntil(() => made.Log.Length == 1030, Patience.Most));
        Assert.Equal(Enumerable.Range(0, 1024).Select(i => $"told 1 {i} 0"), made.Log[6..]);
    }

    [NativeFact]
    public void Its_threads_ask_at_the_same_time_and_each_is_answered_once()
    {
        const int Each = 3_000;
        using var made = new TestPlugin("", """
            pthread_t asking[4];
            placing = place;
            for (long i = 0; i < 4; i++) pthread_create(&asking[i], NULL, ask, (void *)i);
            for (int i = 0; i < 4; i++) pthread_join(asking[i], NULL);
            while (atomic_load(&done) < 4 * EACH) usleep(100);
            note("sum", (double)atomic_load(&sum), (double)atomic_load(&done), 0);
            """.Replace("EACH", $"{Each}"), """
            static PlaceOrder placing;
            static _Atomic long sum, done;
            static _Thread_local int refused;
            static void counted(OrderResult r)
            {
                if (r.error_code == -1) { refused = 1; return; }
                atomic_fetch_add(&sum, (long)r.order_id);
                atomic_fetch_add(&done, 1);
            }
            static void *ask(void *at)
            {
                for (long i = 0; i < EACH;) {
                    refused = 0;
                    placing(NULL, NULL, "BTCUSDT", (double)(1 + (long)at * EACH + i), 1, "BUY", counted);
                    if (refused) usleep(10); else i++;
                }
                return NULL;
            }
            """.Replace("EACH", $"{Each}"));
        using NativePlugin plugin = PluginOwner.Start(made.Library);
        long expected = 0;
        for (int i = 0; i < 4 * Each; i++)
        {
            PluginRequest request = plugin.Take();
            expected += (long)request.Price;
            Assert.True(plugin.Answer(request.Ticket, OrderResult.Done((long)request.Price)));
        }

        Assert.Equal(4L * Each * (4 * Each + 1) / 2, expected);
        Assert.True(SpinWait.SpinUntil(() => made.Log.Length == 1, Patience.Most));
        Assert.Equal($"sum {expected} {4 * Each} 0", made.Log[0]);
    }

    [NativeFact]
    public void A_stop_answers_what_is_under_way_before_it_unloads()
    {
        using var made = new TestPlugin("", Place + Place + Place);
        using NativePlugin plugin = PluginOwner.Start(made.Library);
        PluginRequest answered = plugin.Take(), taken = plugin.Take();
        Assert.True(plugin.Answer(answered.Ticket, OrderResult.Done(1)));
        Assert.False(plugin.TryTakeLost(out _));
        plugin.Stop();
        Assert.False(plugin.TryTakeRequest(out _));
        Assert.False(plugin.Answer(taken.Ticket, OrderResult.Done(2)));
        plugin.WaitFor(PluginState.Ended);
        Assert.Equal(["told 0 -1 -9998", "told 0 -1 -9998", "told 1 1 0"], made.Log.Where(l => l.StartsWith("told", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("unloaded 0 0 0", made.Log[^1]);
        Assert.True(plugin.TryTakeLost(out PluginRequest lost));
        Assert.Equal(taken.Ticket, lost.Ticket);
        Assert.False(plugin.TryTakeLost(out _));
    }

    [NativeFact]
    public void One_that_does_not_return_is_never_unloaded_and_refused_from_then_on()
    {
        using var made = new TestPlugin("", Place + "while (!atomic_load(&stopping)) usleep(1000);" + Place + "for (;;) pause();");
        NativePlugin plugin = PluginOwner.Start(made.Library, new PluginHostOptions { StopLimitMs = 300 });
        plugin.Take();
        plugin.Stop();
        plugin.WaitFor(PluginState.Stuck);
        Assert.Contains("didn't return within 300 ms of stop", plugin.Why);
        Assert.Equal(["at-once 0 -1 -1", "stop 0 0 0", "told 0 -1 -9998"], made.Log.Order(StringComparer.Ordinal));
        Assert.True(plugin.TryTakeLost(out _));
        Assert.False(plugin.TryRestart(out string why));
        Assert.Contains("this one is stuck", why);
        plugin.Dispose();
    }

    [NativeFact]
    public void One_that_returns_of_itself_has_ended_and_may_be_started_again_so_often()
    {
        using var made = new TestPlugin("return 1;", Place);
        var time = new FakeTime();
        using NativePlugin plugin = NativePlugin.Start(new NativePluginOptions { Library = made.Library, MostRestartsPerMinute = 2 }, PluginOwner.Symbols, time);
        var tickets = new HashSet<long>();
        for (int i = 0; i < 2; i++)
        {
            Assert.False(plugin.TryRestart(out _));
            Assert.True(tickets.Add(plugin.Take().Ticket));
            plugin.Ticker(0, 1);
            plugin.WaitFor(PluginState.Ended);
            Assert.Equal(7, plugin.ReturnCode);
            Assert.False(plugin.TryRestart(out string early));
            Assert.Contains("1 of its requests", early);
            Assert.True(plugin.TryTakeLost(out _));
            Assert.True(plugin.TryRestart(out _));
        }

        plugin.Ticker(0, 1);
        plugin.WaitFor(PluginState.Ended);
        while (plugin.TryTakeLost(out _))
        {
        }

        Assert.False(plugin.TryRestart(out string why));
        Assert.Equal("it was started again 2 times within a minute, which is all that is allowed", why);
        time.Seconds += 61;
        Assert.True(plugin.TryRestart(out _));
        Assert.Equal(3, plugin.Restarts);
    }

    [NativeFact]
    public void After_its_disposal_nothing_of_it_is_touched()
    {
        using var made = new TestPlugin("", Place);
        NativePlugin plugin = PluginOwner.Start(made.Library);
        PluginRequest taken = plugin.Take();
        plugin.Dispose();
        plugin.Dispose();
        plugin.Stop();
        plugin.Ticker(0, 1);
        plugin.Trade(0, 1);
        Assert.Equal((PluginState.Ended, null, 0), (plugin.State, plugin.ReturnCode, plugin.Backlog));
        Assert.False(plugin.TryTakeRequest(out _) || plugin.WaitForRequest(1) || plugin.Answer(taken.Ticket, OrderResult.Done(1)));
        Assert.True(plugin.TryTakeLost(out _));
        Assert.Throws<ObjectDisposedException>(() => plugin.TryRestart(out _));
    }

    [NativeFact]
    public void Two_of_one_library_share_nothing()
    {
        using var made = new TestPlugin("static int count; place(NULL, NULL, \"BTCUSDT\", ++count, 1, \"BUY\", told);");
        using NativePlugin one = PluginOwner.Start(made.Library), other = PluginOwner.Start(made.Library);
        one.Ticker(0, 1);
        one.Ticker(0, 1);
        Assert.Equal([1, 2], (double[])[one.Take().Price, one.Take().Price]);
        other.Ticker(0, 1);
        Assert.Equal(1, other.Take().Price);
        Assert.False(one.TryTakeRequest(out _));
    }

    private sealed class FakeTime : TimeProvider
    {
        public int Seconds { get; set; }

        public override long GetTimestamp() => Seconds * TimestampFrequency;
    }
}
