using System.Diagnostics;
using System.Runtime.InteropServices;
using Touchline.Plugins;

namespace Touchline.Tests.Native;

/// <summary>A plug-in in a child process: the same as within this one, and its death is not ours.</summary>
public sealed class ChildPluginTests
{
    private const int Stop = 19;

    private static readonly string[] Program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "touchline.dll")];

    [NativeFact]
    public void Events_requests_and_answers_go_to_and_fro_and_it_stops_in_order()
    {
        using var made = new TestPlugin("place(NULL, NULL, (const char *)e->data.book_ticker.symbol, e->data.book_ticker.bid_price, 1, \"SELL\", told);");
        using NativePlugin plugin = Start(made);
        Assert.NotEqual(Environment.ProcessId, plugin.ProcessId);
        for (int i = 1; i <= 100; i++)
        {
            plugin.Ticker(1, i);
            PluginRequest request = plugin.Take();
            Assert.Equal((1, (double)i, PluginSide.Sell), (request.Symbol, request.Price, request.Side));
            Assert.True(plugin.Answer(request.Ticket, OrderResult.Done(i)));
        }

        plugin.Ticker(1, 101);
        PluginRequest last = plugin.Take();
        plugin.Stop();
        plugin.WaitFor(PluginState.Ended);
        Assert.Equal((3, null), (plugin.ReturnCode, plugin.ProcessId));
        string[] log = made.Log;
        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"told 1 {i} 0"), log.Where(l => l.StartsWith("told 1", StringComparison.Ordinal)));
        // Its threads write these as they come.
        Assert.Equal(["closed -1 0 0", "stop 0 0 0", "told 0 -1 -9998"], log[..^1].Where(l => !l.StartsWith("told 1", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("unloaded 0 0 0", log[^1]);
        Assert.True(plugin.TryTakeLost(out PluginRequest lost));
        Assert.Equal(last.Ticket, lost.Ticket);
    }

    [NativeFact]
    public void A_crash_ends_the_child_alone_and_what_was_under_way_is_taken_back()
    {
        using var made = new TestPlugin("place(NULL, NULL, \"MOG\", 5, 1, \"BUY\", told); if (e->event_type == TOUCHLINE_TRADE) { volatile int *volatile nowhere = NULL; *nowhere = 1; }");
        using NativePlugin plugin = Start(made, o => o with { MostRestartsPerMinute = 1 });
        var tickets = new HashSet<long>();
        for (int life = 0; life < 2; life++)
        {
            plugin.Ticker(0, 1);
            PluginRequest taken = plugin.Take();
            Assert.True(tickets.Add(taken.Ticket));
            plugin.Trade(0, 1);
            plugin.WaitFor(PluginState.Died);
            Assert.StartsWith("its process ended by signal", plugin.Why);
            Assert.False(plugin.TryTakeRequest(out _));
            Assert.False(plugin.Answer(taken.Ticket, OrderResult.Done(1)));
            Assert.False(plugin.TryRestart(out string early));
            Assert.Contains("under way", early);
            Assert.True(plugin.TryTakeLost(out PluginRequest lost));
            Assert.Equal(taken, lost);
            while (plugin.TryTakeLost(out _))
            {
            }

            Assert.Equal(life == 0, plugin.TryRestart(out string why));
            Assert.Equal(life == 0 ? "" : "it was started again 1 times within a minute, which is all that is allowed", why);
        }
    }

    [NativeFact]
    public void One_that_does_not_stop_is_killed()
    {
        using var made = new TestPlugin("", "place(NULL, NULL, \"MOG\", 5, 1, \"BUY\", told); for (;;) pause();");
        using NativePlugin plugin = Start(made, o => o with { Host = new PluginHostOptions { StopLimitMs = 300 } });
        plugin.Take();
        plugin.Stop();
        plugin.WaitFor(PluginState.Died);
        Assert.Equal("its run didn't return within 300 ms of stop; its process was killed", plugin.Why);
        Assert.Contains("told 0 -1 -9998", made.Log);
    }

    [NativeFact]
    public void One_that_is_silent_is_killed()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var made = new TestPlugin("place(NULL, NULL, \"MOG\", 5, 1, \"BUY\", told);");
        using NativePlugin plugin = Start(made, o => o with { HeartbeatLimitMs = 2_000 });
        plugin.Ticker(0, 1);
        plugin.Take();
        Assert.Equal(0, Signal(plugin.ProcessId!.Value, Stop));
        plugin.WaitFor(PluginState.Died);
        Assert.Equal("its process was silent for 2,000 ms and was killed", plugin.Why);
        Assert.True(plugin.TryTakeLost(out _));
    }

    [NativeFact]
    public void Its_end_is_explained_by_its_own_words()
    {
        using var made = new TestPlugin("", "fprintf(stderr, \"no licence\\n\"); fflush(NULL); _exit(9);");
        using NativePlugin plugin = Start(made, waits: false);
        plugin.WaitFor(PluginState.Died);
        Assert.Equal("its process ended with code 9; it said: no licence", plugin.Why);
    }

    [Fact]
    public void A_library_that_is_none_is_told()
    {
        string missing = Path.Combine(Path.GetTempPath(), "touchline-missing.so");
        using NativePlugin plugin = NativePlugin.Start(new NativePluginOptions { Library = missing, ChildProgram = Program }, PluginOwner.Symbols, new MachineTime());
        plugin.WaitFor(PluginState.Failed);
        Assert.Contains($"there is no plug-in library {missing}", plugin.Why);
    }

    [Fact]
    public void A_program_that_is_none_is_told() =>
        Assert.Contains("can't be started", Assert.Throws<IOException>(() => NativePlugin.Start(new NativePluginOptions { Library = "x", ChildProgram = ["/nowhere/touchline"] }, PluginOwner.Symbols, new MachineTime())).Message);

    [NativeFact]
    public void It_ends_when_its_parent_is_gone()
    {
        using var made = new TestPlugin("");
        string file = Path.Combine(Path.GetTempPath(), $"touchline-orphan-{Guid.NewGuid():N}");
        using PluginMemory memory = PluginMemory.Create(file, PluginOwner.Symbols);
        try
        {
            using Process child = Process.Start(new ProcessStartInfo("dotnet", [Program[1], PluginChildHost.Verb, "--memory", file, "--library", made.Library]) { UseShellExecute = false, RedirectStandardInput = true })!;
            Assert.True(SpinWait.SpinUntil(() => memory.State == PluginState.Running, Patience.Most));
            // What its death does to a parent's end of the pipe.
            child.StandardInput.Close();
            Assert.True(child.WaitForExit(Patience.Most));
            Assert.Contains("stop 0 0 0", made.Log);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [NativeFact]
    public void Nothing_of_it_is_left_in_the_folder_of_shared_memory()
    {
        if (!Directory.Exists("/dev/shm"))
            return;
        using var made = new TestPlugin("return 1;");
        string mine = $"touchline-plugin-{Environment.ProcessId}-";
        using NativePlugin plugin = Start(made);
        Assert.True(SpinWait.SpinUntil(() => !Directory.EnumerateFiles("/dev/shm", mine + "*").Any(), Patience.Most));
    }

    // Silence is a test's own: on a busy machine all are silent for seconds.
    private static NativePlugin Start(TestPlugin made, Func<NativePluginOptions, NativePluginOptions>? change = null, bool waits = true)
    {
        var options = new NativePluginOptions { Library = made.Library, ChildProgram = Program, HeartbeatLimitMs = 60_000 };
        NativePlugin plugin = NativePlugin.Start(change?.Invoke(options) ?? options, PluginOwner.Symbols, new MachineTime());
        if (waits)
            plugin.WaitFor(PluginState.Running);
        return plugin;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
