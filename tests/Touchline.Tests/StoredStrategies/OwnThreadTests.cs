using System.Text;
using Touchline.Commands;
using Touchline.Control;
using Touchline.Core;
using Touchline.StoredStrategies;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;
using Touchline.Trading;

namespace Touchline.Tests.StoredStrategies;

/// <summary>Strategies in C# in threads of their own, in a session that runs.</summary>
public sealed class OwnThreadTests : IDisposable
{
    private const string Actor = "ann";

    // Quotes at the touch, and says what it believes to hold.
    private const string Quoter = """
        class Quoter : Strategy
        {
            private readonly DecimalParameter _size = new("size", 0.002m, 0, 1, "quantity", "of each quote");
            private int _fills;

            public override void OnBook(int instrument)
            {
                BookView book = Context.Book(instrument);
                if (!book.IsTwoSided || book.IsCrossed)
                    return;
                Quantity size = Context.Instruments[instrument].WholeLots(_size.Value);
                Context.Quote(instrument, [new Quote(book.BestBid, size)], [new Quote(book.BestAsk, size)]);
                Context.Metric("size", (double)_size.Value);
            }

            public override void OnFill(in Fill fill)
            {
                Context.Metric("fills", ++_fills);
                Context.Metric("held", Context.Position(fill.Instrument).Units);
            }

            public override void OnParametersChanged()
            {
            }
        }
        """;

    // Places an order, then doesn't return from a callback as long as anybody waits: half a minute or so of a processor, since its thread is left behind in the tests' own process.
    private const string Endless = """
        class Endless : Strategy
        {
            public override void OnStart()
            {
                Context.Place(NewOrder.Limit(0, Side.Buy, Context.Instruments[0].TickAtOrBelow(Context.Book(0).Mid - 200), Context.Instruments[0].WholeLots(0.002m)));
                Context.SetTimer(1, Context.NowNs + 2_000_000_000);
            }

            public override void OnTimer(int id)
            {
                for (long i = 0; i < 10_000_000_000 && Context.NowNs > 0; i++)
                {
                }
            }
        }
        """;

    // Nor does this one, which takes no processor from other tests.
    private static readonly string Waiting = Endless.Replace("for (long i = 0; i < 10_000_000_000 && Context.NowNs > 0; i++)", "new System.Threading.ManualResetEvent(false).WaitOne(60_000);", StringComparison.Ordinal);

    // Takes far longer for what it is told than until the next of it, and bids on it.
    private const string Slow = """
        class Slow : Strategy
        {
            private long _sum;

            public override void OnBook(int instrument)
            {
                for (int i = 0; i < 100_000_000; i++)
                    _sum += i;
                Context.Place(NewOrder.Limit(0, Side.Buy, Context.Instruments[0].TickAtOrBelow(Context.Book(0).Mid - 200), Context.Instruments[0].WholeLots(0.002m)));
            }
        }
        """;

    private readonly Workplace _place = new();

    private StrategyStore Store => new(_place["store"], new FakeTime());

    public void Dispose() => _place.Dispose();

    private void Make(string id, string code, StrategyThread thread = StrategyThread.Own)
    {
        StorePlace.Done(Store.Create(id, id, "", Encoding.UTF8.GetBytes(code)));
        StorePlace.Done(Store.PutMetadata(id, thread: thread));
    }

    private void AssertReplays()
    {
        using var replay = new SessionReplay(_place["J"], null);
        ReplayResult result = replay.Run();
        Assert.Null(result.Difference);
        Assert.True(replay.IsWhole(result));
        Assert.True(result.Intents > 20, $"{result.Intents} intents are too few to mean anything");
    }

    private static T Of<T>(DeskSession session, string id, Func<StrategySlot, T> what) => session.Link.Ask(s => what(s.Engine.Strategies.Single(p => p.Name == id)), CancellationToken.None).Result;

    private static void AssertFailed(DeskSession session, string id, string why)
    {
        DeskSession.While(() => session.Strategy(id).State == "running");
        Assert.Equal("failed", session.Strategy(id).State);
        Assert.StartsWith(why, session.Strategy(id).Failure, StringComparison.Ordinal);
    }

    private static void AwaitOrders(DeskSession session, string id, long more)
    {
        long from = Of(session, id, s => s.Counts(0).Sent);
        DeskSession.While(() => Of(session, id, s => s.Counts(0).Sent) < from + more);
    }

    private static void AwaitWord(DeskSession session, string word) => DeskSession.While(() => !session.Said.Any(s => s.Contains(word, StringComparison.Ordinal)));

    [Fact]
    public async Task One_trades_as_it_would_in_the_engine_is_replaced_and_stopped_and_the_journal_replays_without_it()
    {
        Make("mm", Quoter);
        using var session = new DeskSession(_place, "--speed", "20x");
        Assert.Null(await session.Desk.Start("mm", Actor));
        Assert.EndsWith("-own", session.Strategy("mm").Version, StringComparison.Ordinal);
        AwaitOrders(session, "mm", 20);
        // What it believes to hold is what it holds, by every fill.
        DeskSession.While(() => !Of(session, "mm", s => s.Metrics.TryGetValue("fills", out double fills) && fills >= 3 && s.Ledger(0).Fills == fills && s.Metrics["held"] == s.Ledger(0).Position.Units));
        Assert.Null(await session.Link.Tell(EngineCommand.Set(Of(session, "mm", s => s.Index), "size", "0.003"), Actor, CancellationToken.None));
        DeskSession.While(() => Of(session, "mm", s => s.Metrics["size"]) != 0.003);
        string first = session.Strategy("mm").Version;
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes(Quoter + "// second")));
        Assert.Null(await session.Desk.Reload("mm", closes: false, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal(ReplacementStage.Done, session.Strategy("mm").Replacement!.Stage);
        Assert.NotEqual(first, session.Strategy("mm").Version);
        AwaitOrders(session, "mm", 10);
        Assert.Equal(0.003, Of(session, "mm", s => s.Metrics["size"]));
        // From a thread of its own into the engine's.
        StorePlace.Done(Store.PutMetadata("mm", thread: StrategyThread.Engine));
        Assert.Null(await session.Desk.Reload("mm", closes: true, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.DoesNotContain("-own", session.Strategy("mm").Version, StringComparison.Ordinal);
        Assert.Equal(ReplacementStage.Done, session.Strategy("mm").Replacement!.Stage);
        session.End();
        Assert.DoesNotContain(session.Said, s => s.Contains("has stopped", StringComparison.Ordinal));
        Directory.Delete(_place["store"], recursive: true);
        AssertReplays();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_versions_run_none_quotes_beside_orders_of_the_one_before(bool isProcess)
    {
        StrategyThread elsewhere = isProcess ? StrategyThread.Process : StrategyThread.Own;
        Make("mm", Quoter, StrategyThread.Engine);
        using var session = new DeskSession(_place, "--speed", "5x");
        Assert.Null(await session.Desk.Start("mm", Actor));
        AwaitOrders(session, "mm", 10);
        int number = 0;
        foreach (StrategyThread thread in (StrategyThread[])[elsewhere, elsewhere, StrategyThread.Engine])
        {
            StorePlace.Done(Store.PutMetadata("mm", thread: thread));
            StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes($"{Quoter}// {++number}")));
            Assert.Null(await session.Desk.Reload("mm", closes: false, Actor));
            DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
            Assert.Equal(ReplacementStage.Done, session.Strategy("mm").Replacement!.Stage);
            AwaitOrders(session, "mm", 10);
        }

        // One that throws when its quotes stand.
        StorePlace.Done(Store.PutMetadata("mm", thread: StrategyThread.Own));
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes(Quoter.Replace("public override void OnParametersChanged", "public override void OnOrder(in OrderUpdate order) { if (order.State == OrderState.Placed) throw new InvalidOperationException(\"it broke\"); } public override void OnParametersChanged", StringComparison.Ordinal))));
        string before = session.Strategy("mm").Version;
        Assert.Null(await session.Desk.Reload("mm", closes: false, Actor));
        AwaitWord(session, "it threw in OnOrder: InvalidOperationException: it broke");
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal((ReplacementStage.BroughtBack, before), (session.Strategy("mm").Replacement!.Stage, session.Strategy("mm").Version));
        AwaitOrders(session, "mm", 10);
        int index = Of(session, "mm", s => s.Index);
        long wanted = session.Link.NewestPortrait!.Instruments[0].Instrument.WholeLots(0.002m).Units;
        session.End();
        AssertReplays();
        Assert.Equal(wanted, JournaledOrders.MostOnASide(_place["J"], index));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_never_returns_once_it_has_taken_over_is_followed_by_the_version_before(bool isProcess)
    {
        Make("mm", Quoter, isProcess ? StrategyThread.Process : StrategyThread.Own);
        using var session = new DeskSession(_place, "--speed", "1x", "--allow-all");
        Assert.Null(await session.Desk.Start("mm", Actor));
        AwaitOrders(session, "mm", 1);
        string before = session.Strategy("mm").Version;
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes(Waiting.Replace("OnTimer(int id)", "OnTakeOver()", StringComparison.Ordinal))));
        Assert.Null(await session.Desk.Reload("mm", closes: false, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal((ReplacementStage.BroughtBack, before, "running"), (session.Strategy("mm").Replacement!.Stage, session.Strategy("mm").Version, session.Strategy("mm").State));
        string why = session.Strategy("mm").Replacement!.Reason!;
        // On a busy machine a process may take longer to die than it is given.
        Assert.True(why.Contains("it hasn't returned from a callback for 5 s", StringComparison.Ordinal) || (isProcess && why.Contains("its process was killed and doesn't end", StringComparison.Ordinal)), why);
        AwaitOrders(session, "mm", 2);
        session.End();
        Assert.DoesNotContain(session.Said, s => s.Contains("has stopped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_never_returns_loses_its_orders_and_its_right_to_trade_and_the_others_trade_on()
    {
        Make("mm", Quoter, StrategyThread.Engine);
        Make("endless", Endless);
        using var session = new DeskSession(_place, "--speed", "2x");
        Assert.Null(await session.Desk.Start("mm", Actor));
        AwaitOrders(session, "mm", 1);
        Assert.Null(await session.Desk.Start("endless", Actor));
        DeskSession.While(() => session.Strategy("endless").LiveOrders == 0);
        AwaitWord(session, "strategy endless has stopped: it hasn't returned from a callback for 5 s");
        AssertFailed(session, "endless", "it hasn't returned from a callback for 5 s");
        DeskSession.While(() => session.Strategy("endless").LiveOrders > 0);
        AwaitOrders(session, "mm", 5);
        StorePlace.Done(Store.PutCode("endless", Encoding.UTF8.GetBytes(Quoter.Replace("Quoter", "Mended", StringComparison.Ordinal))));
        Assert.Null(await session.Desk.Start("endless", Actor));
        AwaitOrders(session, "endless", 5);
        Assert.Equal(("running", "running"), (session.Strategy("mm").State, session.Strategy("endless").State));
        session.End();
        Assert.Single(session.Said, s => s.Contains("has stopped", StringComparison.Ordinal));
        AssertReplays();
    }

    [Fact]
    public async Task One_that_writes_to_the_log_without_end_keeps_nobody_from_trading()
    {
        Make("mm", Quoter, StrategyThread.Engine);
        Make("wordy", Endless.Replace("Endless", "Wordy", StringComparison.Ordinal).Replace("10_000_000_000 && Context.NowNs > 0; i++)", "50_000_000; i++)\nContext.Log(\"x\");", StringComparison.Ordinal));
        // A terminal takes longer for a line than its writer.
        using var session = new DeskSession(_place, "--speed", "5x") { OnLine = _ => Thread.SpinWait(1_000) };
        Assert.Null(await session.Desk.Start("mm", Actor));
        Assert.Null(await session.Desk.Start("wordy", Actor));
        AwaitWord(session, "strategy wordy writes more than can be told: lines are dropped; figure dropped_lines counts them");
        AwaitOrders(session, "mm", 20);
        Assert.True(Of(session, "wordy", s => s.Metrics["dropped_lines"]) > 1_000);
        session.End();
        AssertReplays();
    }

    [Fact]
    public async Task What_one_calls_its_reasons_changes_nothing_for_the_version_in_the_engine_that_follows()
    {
        Make("mm", Reasoning("first"));
        using var session = new DeskSession(_place, "--speed", "20x");
        Assert.Null(await session.Desk.Start("mm", Actor));
        AwaitOrders(session, "mm", 10);
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes(Reasoning("second"))));
        StorePlace.Done(Store.PutMetadata("mm", thread: StrategyThread.Engine));
        Assert.Null(await session.Desk.Reload("mm", closes: false, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal(ReplacementStage.Done, session.Strategy("mm").Replacement!.Stage);
        AwaitOrders(session, "mm", 10);
        session.End();
        AssertReplays();
        Assert.Equal(["first", "second"], OrderJournalFile.Read(_place["J"]).Records().Where(r => r.Kind == JournalRecordKind.ReasonName).Select(r => r.ReasonName().Name).Distinct());
    }

    // Places an order for a reason that it names, and takes it back.
    private static string Reasoning(string reason) => $$"""
        class Reasoning : Strategy
        {
            private OrderId _order;

            public override void OnBook(int instrument)
            {
                Context.Cancel(_order);
                _order = Context.Place(NewOrder.Limit(0, Side.Buy, Context.Instruments[0].TickAtOrBelow(Context.Book(0).Mid - 200), Context.Instruments[0].WholeLots(0.002m)) with { Reason = Context.Reason("{{reason}}") }).Id;
            }
        }
        """;

    [Fact]
    public async Task One_that_is_slow_places_nothing_on_an_old_market_and_is_over_when_it_doesnt_catch_up()
    {
        Make("mm", Quoter, StrategyThread.Engine);
        Make("slow", Slow);
        using var session = new DeskSession(_place, "--speed", "20x");
        Assert.Null(await session.Desk.Start("mm", Actor));
        Assert.Null(await session.Desk.Start("slow", Actor));
        AwaitWord(session, "strategy slow is more than 1 s behind the market: what it asks for new is refused until it has caught up");
        AwaitWord(session, "strategy slow has stopped: it is 5 s behind the market and doesn't catch up; it may trade no more, and its orders are cancelled");
        AssertFailed(session, "slow", "it is 5 s behind the market");
        DeskSession.While(() => session.Strategy("slow").LiveOrders > 0);
        AwaitOrders(session, "mm", 5);
        session.End();
        Assert.DoesNotContain(session.Said, s => s.Contains("left behind", StringComparison.Ordinal));
        AssertReplays();
    }

    [Fact]
    public async Task One_that_is_stopped_while_it_never_returns_is_told_and_its_orders_are_cancelled_at_once()
    {
        Make("endless", Waiting.Replace("2_000_000_000", "1", StringComparison.Ordinal));
        using var session = new DeskSession(_place, "--speed", "2x", "--allow-all");
        Assert.Null(await session.Desk.Start("endless", Actor));
        DeskSession.While(() => session.Strategy("endless").LiveOrders == 0);
        Assert.Null(await session.Desk.Stop("endless", closes: false, Actor));
        DeskSession.While(() => session.Strategy("endless").LiveOrders > 0);
        AwaitWord(session, "strategy endless hasn't returned within 5 s of its stop: it may trade no more, and its thread is left behind");
    }

    [Fact]
    public async Task One_that_throws_is_stopped_alone_and_on_trial_the_version_before_comes_back()
    {
        Make("mm", Quoter);
        Make("bad", "class Bad : Strategy { public override void OnBook(int i) { Context.Place(NewOrder.Limit(i, Side.Buy, Context.Instruments[i].TickAtOrBelow(Context.Book(i).Mid - 200), Context.Instruments[i].WholeLots(0.002m))); throw new InvalidOperationException(\"it broke\"); } }");
        using var session = new DeskSession(_place, "--speed", "5x");
        Assert.Null(await session.Desk.Start("mm", Actor));
        Assert.Null(await session.Desk.Start("bad", Actor));
        AwaitWord(session, "strategy bad has stopped: it threw in OnBook: InvalidOperationException: it broke; it may trade no more, and its orders are cancelled");
        AssertFailed(session, "bad", "it threw in OnBook: InvalidOperationException: it broke");
        DeskSession.While(() => session.Strategy("bad").LiveOrders > 0);
        AwaitOrders(session, "mm", 5);
        string before = session.Strategy("mm").Version;
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes("class Late : Strategy { public override void OnTakeOver() => throw new InvalidOperationException(\"late\"); }")));
        Assert.Null(await session.Desk.Reload("mm", closes: false, Actor));
        AwaitWord(session, "it threw in OnTakeOver: InvalidOperationException: late");
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal((ReplacementStage.BroughtBack, before, "running"), (session.Strategy("mm").Replacement!.Stage, session.Strategy("mm").Version, session.Strategy("mm").State));
        AwaitOrders(session, "mm", 5);
        session.End();
        AssertReplays();
    }

    [Fact]
    public void One_begins_with_the_session_and_ends_with_it()
    {
        Make("mm", Quoter);
        Make("beside", Quoter);
        StorePlace.Done(Store.PutMetadata("beside", isEnabled: true));
        using var session = new DeskSession(_place, "--speed", "20x", "--strategy", "mm", "--param", "size=0.001");
        AwaitOrders(session, "mm", 10);
        AwaitOrders(session, "beside", 10);
        Assert.Equal((0.001, 0.002), (Of(session, "mm", s => s.Metrics["size"]), Of(session, "beside", s => s.Metrics["size"])));
        session.End();
        AssertReplays();
        using var replay = new SessionReplay(_place["J"], null);
        Assert.IsType<OutpostStrategy>(replay.Engine.Strategies[0].Strategy);
    }

    [Fact]
    public void Where_it_runs_is_kept_with_it_and_what_cant_be_is_refused()
    {
        Make("mm", Quoter);
        Assert.Equal(StrategyThread.Own, Store.Find("mm").Strategy!.Thread);
        Assert.Contains("\"thread\": \"own\"", File.ReadAllText(Path.Combine(Store.FolderOf("mm"), "metadata.json")), StringComparison.Ordinal);
        StorePlace.Done(Store.PutMetadata("mm", thread: StrategyThread.Engine));
        Assert.Equal(StrategyThread.Engine, Store.Find("mm").Strategy!.Thread);
        StorePlace.Done(Store.Create("nat", "nat", "", Encoding.UTF8.GetBytes("int run;"), StrategyLanguage.C));
        StoreOutcome refused = Store.PutMetadata("nat", thread: StrategyThread.Own);
        Assert.Equal((StoreAnswer.Refused, "thread is 'own', and the strategy is in c: it runs in a process of its own anyway; right is engine"), (refused.Answer, refused.Why));
        string metadata = Path.Combine(Store.FolderOf("mm"), "metadata.json");
        File.WriteAllText(metadata, File.ReadAllText(metadata).Replace("\"thread\": \"engine\"", "\"thread\": \"both\"", StringComparison.Ordinal));
        Assert.Contains("its thread isn't engine, own or process", Store.Find("mm").Why, StringComparison.Ordinal);
    }
}
