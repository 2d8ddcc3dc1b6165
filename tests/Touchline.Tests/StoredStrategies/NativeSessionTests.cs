using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;
using Touchline.Trading;

namespace Touchline.Tests.StoredStrategies;

/// <summary>Native strategies in a session that runs: in a child process, whose requests are inputs of the engine's.</summary>
public sealed class NativeSessionTests : IDisposable
{
    private const string Actor = "ann";

    // Places a bid a little below the best one and cancels it with every answer, for as long as there are events.
    private const string Source = """
        #include "touchline.h"
        #include <stdatomic.h>
        static atomic_bool stopping;
        static atomic_int busy;
        static CancelOrder cancel;
        static void on_cancelled(OrderResult result) { (void)result; atomic_store(&busy, 0); }
        static void on_placed(OrderResult result)
        {
            if (!result.success) { atomic_store(&busy, 0); return; }
            cancel(0, 0, "BTCUSDT", result.order_id, on_cancelled);
        }
        int run(Receiver *receiver, PlaceOrder place_order, CancelOrder cancel_order)
        {
            CEvent event;
            cancel = cancel_order;
            while (!atomic_load(&stopping)) {
                int got = receiver->recv(receiver, &event, 50);
                if (got == TOUCHLINE_CLOSED)
                    break;
                if (got != TOUCHLINE_EVENT || event.event_type != TOUCHLINE_BOOK_TICKER || atomic_exchange(&busy, 1))
                    continue;
                place_order(0, 0, "BTCUSDT", event.data.book_ticker.bid_price ODD_PRICE, SIZE, "BUY", on_placed);
            }
            return 7;
        }
        void stop(void) { atomic_store(&stopping, true); }
        """;

    private readonly Workplace _place = new();

    private StrategyStore Store => new(_place["store"], new FakeTime());

    public void Dispose() => _place.Dispose();

    private static byte[] Code(string more = "") => Encoding.UTF8.GetBytes(With("", "0.003") + more);

    private static string With(string price, string size) => Source.Replace("ODD_PRICE", price, StringComparison.Ordinal).Replace("SIZE", size, StringComparison.Ordinal);

    private void Make(byte[] code) => StorePlace.Done(Store.Create("nat", "nat", "", code, StrategyLanguage.C));

    private static long Sent(DeskSession session) => session.Link.Ask(s => s.Engine.Strategies[^1].Counts(0).Sent, CancellationToken.None).Result;

    private static void AwaitOrders(DeskSession session, long more)
    {
        long from = Sent(session);
        DeskSession.While(() => Sent(session) < from + more);
    }

    [NativeFact]
    public async Task It_trades_in_a_process_of_its_own_is_replaced_and_stopped_and_the_journal_replays_without_it()
    {
        Make(Code());
        using var session = new DeskSession(_place);
        Assert.Null(await session.Desk.Start("nat", Actor));
        AwaitOrders(session, 20);
        StorePlace.Done(Store.PutCode("nat", Code("\n/* second */\n")));
        Assert.Null(await session.Desk.Reload("nat", closes: false, Actor));
        DeskSession.While(() => session.Strategy("nat").Replacement!.IsOpen);
        Assert.Equal(ReplacementStage.Done, session.Strategy("nat").Replacement!.Stage);
        AwaitOrders(session, 20);
        Assert.Null(await session.Desk.Stop("nat", closes: true, Actor));
        DeskSession.While(() => session.Strategy("nat").LiveOrders > 0);
        session.End();
        Directory.Delete(_place["store"], recursive: true);
        using var replay = new SessionReplay(_place["J"], null);
        ReplayResult result = replay.Run();
        Assert.Null(result.Difference);
        Assert.True(replay.IsWhole(result) && result.Intents > 60, $"{result.Intents} intents");
    }

    [NativeFact]
    public async Task A_new_version_places_nothing_before_the_old_ones_order_has_ended()
    {
        // One order, that rests.
        byte[] Resting(string more) => Encoding.UTF8.GetBytes(With("- 200", "0.003").Replace("cancel(0, 0, \"BTCUSDT\", result.order_id, on_cancelled);", "", StringComparison.Ordinal).Replace("static void on_cancelled(OrderResult result) { (void)result; atomic_store(&busy, 0); }", "", StringComparison.Ordinal) + more);
        Make(Resting(""));
        using var session = new DeskSession(_place, "--speed", "5x");
        Assert.Null(await session.Desk.Start("nat", Actor));
        DeskSession.While(() => Sent(session) < 1);
        StorePlace.Done(Store.PutCode("nat", Resting("\n/* second */\n")));
        Assert.Null(await session.Desk.Reload("nat", closes: false, Actor));
        DeskSession.While(() => Sent(session) < 2);
        Assert.StartsWith("2-", session.Strategy("nat").Version, StringComparison.Ordinal);
        int index = session.Strategy("nat").Index;
        long wanted = session.Link.NewestPortrait!.Instruments[0].Instrument.WholeLots(0.003m).Units;
        session.End();
        Assert.Equal(wanted, JournaledOrders.MostOnASide(_place["J"], index));
    }

    [NativeFact]
    public async Task Versions_run_side_by_side_and_the_newest_library_stays_in_the_folder()
    {
        Make(Code());
        StorePlace.Done(Store.PutCode("nat", Code("\n/* second */\n")));
        string newest = NativeSource.Of("nat", _place["store"])!.Compile().Library!;
        using var session = new DeskSession(_place);
        foreach (int version in (int[])[1, 2])
        {
            Assert.Null(await session.Desk.StartBeside("nat", version, Actor));
            AwaitOrders(session, 20);
            Assert.StartsWith($"{version}-", session.Strategy($"nat.V{version}").Version, StringComparison.Ordinal);
        }

        Assert.Equal([newest], Directory.GetFiles(Path.GetDirectoryName(newest)!, $"*{NativeBuild.Extension}"));
        foreach (int version in (int[])[1, 2])
            Assert.Null(await session.Desk.Stop($"nat.V{version}", closes: true, Actor));
        session.End();
        using var replay = new SessionReplay(_place["J"], null);
        ReplayResult result = replay.Run();
        Assert.Null(result.Difference);
        Assert.True(replay.IsWhole(result) && result.Intents > 40, $"{result.Intents} intents");
    }

    [NativeFact]
    public async Task One_whose_process_dies_has_its_orders_cancelled_and_is_started_again_until_it_died_too_often()
    {
        Make(Code());
        using var session = new DeskSession(_place);
        Assert.Null(await session.Desk.Start("nat", Actor));
        for (int times = 1; times <= 4; times++)
        {
            AwaitOrders(session, 5);
            foreach (Process child in Children())
                child.Kill();
            DeskSession.While(() => session.Said.Count < times);
        }

        Assert.Equal(3, session.Said.Count(s => s.Contains("was started again", StringComparison.Ordinal)));
        Assert.Contains("strategy nat has stopped", session.Said.Last(), StringComparison.Ordinal);
        Assert.Equal("failed", session.Strategy("nat").State);
        DeskSession.While(() => session.Strategy("nat").LiveOrders > 0);
    }

    [NativeFact]
    public async Task A_version_that_crashes_while_it_looks_on_is_called_off_and_the_one_before_has_noticed_nothing()
    {
        Make(Code());
        using var session = new DeskSession(_place, "--speed", "2x");
        Assert.Null(await session.Desk.Start("nat", Actor));
        AwaitOrders(session, 3);
        string before = session.Strategy("nat").Version;
        StorePlace.Done(Store.PutCode("nat", Encoding.UTF8.GetBytes("#include \"touchline.h\"\n#include <stdlib.h>\nint run(Receiver *r, PlaceOrder p, CancelOrder c) { (void)r; (void)p; (void)c; abort(); }\nvoid stop(void) { }\n")));
        Assert.Null(await session.Desk.Reload("nat", closes: false, Actor));
        DeskSession.While(() => session.Strategy("nat").Replacement!.IsOpen);
        Assert.Contains(session.Strategy("nat").Replacement!.Stage, (ReplacementStage[])[ReplacementStage.CalledOff, ReplacementStage.BroughtBack]);
        Assert.Equal(("running", before), (session.Strategy("nat").State, session.Strategy("nat").Version));
        AwaitOrders(session, 3);
        session.End();
        using var replay = new SessionReplay(_place["J"], null);
        Assert.Null(replay.Run().Difference);
    }

    [NativeFact]
    public async Task Its_prices_and_quantities_go_to_ticks_and_lots_that_are_no_worse()
    {
        Make(Encoding.UTF8.GetBytes(With("- 0.000333", "0.0034999")));
        using var session = new DeskSession(_place);
        Assert.Null(await session.Desk.Start("nat", Actor));
        AwaitOrders(session, 5);
        session.End();
        Instrument traded = session.Link.NewestPortrait!.Instruments[0].Instrument;
        JournalIntent[] placed = [.. OrderJournalFile.Read(_place["J"]).Records().Where(r => r.Kind == JournalRecordKind.Intent).Select(r => r.Intent).Where(i => i is { Kind: IntentKind.Place, Strategy: 2 })];
        Assert.True(placed.Length >= 5);
        decimal lots = Math.Floor(0.0034999m / traded.Lot);
        Assert.All(placed, i => Assert.Equal((0, (long)lots * traded.LotUnits), (i.Terms.Price.Units % traded.TickUnits, i.Terms.Quantity.Units)));
    }

    [NativeFact]
    public async Task What_is_less_than_a_lot_and_code_that_doesnt_compile_come_to_nothing()
    {
        Make(Encoding.UTF8.GetBytes(With("", "0.00000001")));
        using var session = new DeskSession(_place);
        Assert.Null(await session.Desk.Start("nat", Actor));
        DeskSession.While(() => Children().Length == 0);
        StorePlace.Done(Store.PutCode("nat", Encoding.UTF8.GetBytes("int run( {")));
        Assert.Contains("nat.c(1,10)", (await Assert.ThrowsAsync<BadInputException>(() => session.Desk.Reload("nat", false, Actor))).Message, StringComparison.Ordinal);
        Assert.Equal(("running", 0L), (session.Strategy("nat").State, Sent(session)));
    }

    // Of this process, and of the sessions here: other tests have children too.
    private static Process[] Children() => [.. Process.GetProcessesByName("dotnet").Where(p => IsOurs($"/proc/{p.Id}"))];

    private static bool IsOurs(string process)
    {
        try
        {
            return Regex.IsMatch(File.ReadAllText(Path.Combine(process, "cmdline")), "plugin-host.*/touchline-[0-9a-f]{32}[.]so", RegexOptions.None, TimeSpan.FromSeconds(1)) && File.ReadAllText(Path.Combine(process, "stat")).Split(") ")[^1].Split(' ')[1] == $"{Environment.ProcessId}";
        }
        catch (IOException)
        {
            return false; // it has just ended
        }
    }
}
