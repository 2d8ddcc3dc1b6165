using System.Diagnostics;
using System.Text;
using Touchline.Commands;
using Touchline.Control;
using Touchline.Core;
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
                place_order(0, 0, "BTCUSDT", ODD_PRICE event.data.book_ticker.bid_price, 0.003, "BUY", on_placed);
            }
            return 7;
        }
        void stop(void) { atomic_store(&stopping, true); }
        """;

    private readonly Workplace _place = new();

    private StrategyStore Store => new(_place["store"], new FakeTime());

    public void Dispose() => _place.Dispose();

    private static byte[] Code(string more = "") => Encoding.UTF8.GetBytes(Source.Replace("ODD_PRICE", "", StringComparison.Ordinal) + more);

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
        Assert.Equal("stopped", session.Strategy("nat").State);
        DeskSession.While(() => session.Strategy("nat").LiveOrders > 0);
    }

    [NativeFact]
    public async Task Numbers_that_are_none_of_the_instrument_and_code_that_doesnt_compile_are_told()
    {
        Make(Encoding.UTF8.GetBytes(Source.Replace("ODD_PRICE", "0.333333 +", StringComparison.Ordinal)));
        using var session = new DeskSession(_place);
        Assert.Null(await session.Desk.Start("nat", Actor));
        session.Link.Ask(s => s.Engine.Inputs, CancellationToken.None).Wait();
        StorePlace.Done(Store.PutCode("nat", Encoding.UTF8.GetBytes("int run( {")));
        Assert.Contains("nat.c(1,10)", (await Assert.ThrowsAsync<BadInputException>(() => session.Desk.Reload("nat", false, Actor))).Message, StringComparison.Ordinal);
        Assert.Equal(("running", 0L), (session.Strategy("nat").State, Sent(session)));
    }

    // Of this process.
    private static Process[] Children() => [.. Process.GetProcessesByName("dotnet").Where(p => File.Exists($"/proc/{p.Id}/cmdline")
        && File.ReadAllText($"/proc/{p.Id}/cmdline").Contains("plugin-host", StringComparison.Ordinal) && File.ReadAllText($"/proc/{p.Id}/stat").Split(") ")[^1].Split(' ')[1] == $"{Environment.ProcessId}")];
}
