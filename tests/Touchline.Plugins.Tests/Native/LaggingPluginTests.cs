namespace Touchline.Plugins.Tests.Native;

/// <summary>A plug-in that doesn't keep up.</summary>
public sealed class LaggingPluginTests
{
    // It takes nothing until its first request is answered, and writes down what is out of the ordinary.
    private const string Waits = "place(NULL, NULL, \"BTCUSDT\", 1, 1, \"BUY\", told); while (!atomic_load(&answered)) usleep(100);";
    private const string NotesLarge = "if (e->data.book_ticker.bid_price >= 1e6) note(e->event_type ? \"trade\" : (const char *)e->data.book_ticker.symbol, e->data.book_ticker.bid_price, 0, 0);";

    [NativeFact]
    public void Of_each_symbol_the_newest_ticker_arrives_and_trades_are_dropped_by_whole()
    {
        using var made = new TestPlugin(NotesLarge, Waits);
        using NativePlugin plugin = PluginOwner.Start(made.Library);
        long ticket = plugin.Take().Ticket;
        for (int i = 0; i < PluginMemory.MostEvents; i++)
            plugin.Ticker(0, 1);
        Assert.Equal((8192, 0L, 0L), (plugin.Backlog, plugin.Dropped, plugin.Conflated));
        plugin.Ticker(1, 1e6);
        plugin.Trade(0, 2e6);
        plugin.Ticker(0, 3e6);
        plugin.Ticker(1, 4e6);
        plugin.Ticker(1, 5e6);
        plugin.Trade(1, 6e6);
        Assert.Equal((8194, 2L, 2L), (plugin.Backlog, plugin.Dropped, plugin.Conflated));
        Assert.True(plugin.Answer(ticket, OrderResult.Done(1)));
        Assert.True(SpinWait.SpinUntil(() => !plugin.TryTakeRequest(out _) && plugin.Backlog == 0, Patience.Most));
        plugin.Trade(0, 7e6);
        Assert.True(SpinWait.SpinUntil(() => made.Log.Length == 4, Patience.Most));
        Assert.Equal(["told 1 1 0", "MOG 5000000 0 0", "BTCUSDT 3000000 0 0", "trade 7000000 0 0"], made.Log);
    }

    [NativeFact]
    public void Events_requests_and_answers_allocate_nothing_on_either_side()
    {
        // The thread of callbacks may wait for a core while a thousand orders go to and fro: then one is refused at the bound, and asked for again.
        using var made = new TestPlugin(
            "do { refused = 0; place(NULL, NULL, \"BTCUSDT\", 1, 1, \"BUY\", heard); } while (refused && usleep(10) == 0);",
            declarations: "static _Thread_local int refused; static void heard(OrderResult r) { if (r.error_code == -1) refused = 1; }");
        using NativePlugin plugin = PluginOwner.Start(made.Library);
        Play(plugin, 1_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Play(plugin, 5_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [NativeFact]
    public unsafe void The_calls_of_a_plug_in_allocate_nothing()
    {
        using var made = new TestPlugin("", "while (!atomic_load(&stopping)) usleep(1000);");
        using var memory = PluginMemory.Allocate(PluginOwner.Symbols);
        var host = new PluginHost(memory, made.Library, new PluginHostOptions(), new MachineTime());
        var door = new PluginDoor(host);
        var owner = new BlockProducer<CEvent>(memory.Events, PluginMemory.MostEvents);
        var requests = new BlockConsumer<PluginRequest>(memory.Requests, PluginMemory.MostUnderWay);
        host.Start();
        try
        {
            Call(host, door, owner, requests, 100);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Call(host, door, owner, requests, 5_000);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        finally
        {
            host.End();
            Assert.True(host.WaitForEnd(60_000));
        }
    }

    private static void Play(NativePlugin plugin, int count)
    {
        for (int i = 0; i < count; i++)
        {
            plugin.Ticker(0, i + 1);
            PluginRequest request;
            while (!plugin.TryTakeRequest(out request))
                plugin.WaitForRequest(100);
            plugin.Answer(request.Ticket, OrderResult.Done(i));
        }
    }

    private static unsafe void Call(PluginHost host, PluginDoor door, BlockProducer<CEvent> owner, BlockConsumer<PluginRequest> requests, int count)
    {
        var place = (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, double, double, byte*, nint, void>)door.PlaceAt;
        fixed (byte* symbol = "BTCUSDT\0"u8, side = "BUY\0"u8)
        {
            for (int i = 0; i < count; i++)
            {
                CEvent got;
                *owner.Claim() = default;
                owner.Publish();
                // Assertions of the framework allocate.
                bool isRight = host.Receive(&got, 0) == PluginHost.Event && host.Receive(&got, 0) == PluginHost.TimeOut;
                place(null, null, symbol, 1, 1, side, 0);
                if (!isRight || !requests.TryTake(out PluginRequest request) || !host.Requests.TryEnd(request.Ticket, out _))
                    Assert.Fail("an event or a request went wrong");
            }
        }
    }
}
