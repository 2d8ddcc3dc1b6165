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

/// <summary>Strategies in C# in child processes, in a session that runs.</summary>
public sealed class OwnProcessTests : IDisposable
{
    private const string Actor = "ann";

    // Quotes at the touch, and says what it believes to hold.
    private const string Quoter = """
        class Quoter : Strategy
        {
            private readonly DecimalParameter _size = new("size", 0.002m, 0, 1, "quantity", "of each quote");

            public override void OnStart() => Context.Log($"begins with {Context.Position(0).Units}");

            public override void OnBook(int instrument)
            {
                BookView book = Context.Book(instrument);
                if (!book.IsTwoSided || book.IsCrossed)
                    return;
                Quantity size = Context.Instruments[instrument].WholeLots(_size.Value);
                Context.Quote(instrument, [new Quote(book.BestBid, size)], [new Quote(book.BestAsk, size)]);
                Context.Metric("size", (double)_size.Value);
            }

            public override void OnFill(in Fill fill) => Context.Metric("held", Context.Position(fill.Instrument).Units);

            public override void OnParametersChanged()
            {
            }
        }
        """;

    // Places an order far from the market, and four seconds later does what ends its process.
    private const string Deadly = """
        class Deadly : Strategy
        {
            private static readonly List<object> Kept = [];

            public override void OnStart()
            {
                Context.Place(NewOrder.Limit(0, Side.Buy, Context.Instruments[0].TickAtOrBelow(Context.Book(0).Mid - 200), Context.Instruments[0].WholeLots(0.002m)));
                Context.SetTimer(1, Context.NowNs + 4_000_000_000);
            }

            public override void OnTimer(int id)
            {
                // HERE
            }

            private static int Deep(int more) => more == 0 ? 0 : Deep(more - 1) + Deep(more - 2);
        }
        """;

    private readonly Workplace _place = new();

    public static TheoryData<string, string> Deaths => new()
    {
        { "Deep(int.MaxValue);", "its process ended by signal 6; it said: Stack overflow" },
        { "while (true) Kept.Add(new byte[1 << 20]);", "OutOfMemoryException" },
        { "while (true) try { Kept.Add(new object[1 << 16]); } catch (Exception) { }", "its process was killed" },
        { "while (true) { }", "it hasn't returned from a callback for 5 s while something waited for it, and its process was killed" },
        { "Environment.FailFast(\"on purpose\");", "on purpose" },
        { "Environment.Exit(3);", "its process ended with code 3" },
        { "Console.OpenStandardOutput().Write(new byte[100]);", "its process said what can't be, and was killed" },
        { "new System.Threading.Thread(() => throw new Exception(\"elsewhere\")).Start(); while (true) { }", "elsewhere" },
    };

    private StrategyStore Store => new(_place["store"], new FakeTime());

    public void Dispose() => _place.Dispose();

    private void Make(string id, string code, StrategyThread thread = StrategyThread.Process)
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

    private static int ProcessOf(DeskSession session, string id) => Of(session, id, s => ((s.Strategy as OutpostStrategy)?.Outpost as OutpostRelay)?.ProcessId ?? 0);

    private static void Kill(int process)
    {
        if (process == 0)
            return;
        try
        {
            using Process found = Process.GetProcessById(process);
            found.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private static void AwaitOrders(DeskSession session, string id, long more)
    {
        long from = Of(session, id, s => s.Counts(0).Sent);
        DeskSession.While(() => Of(session, id, s => s.Counts(0).Sent) < from + more);
    }

    // What it believes to hold is what it holds.
    private static void AwaitTruth(DeskSession session, string id)
    {
        long fills = Of(session, id, s => s.Ledger(0).Fills);
        DeskSession.While(() => !Of(session, id, s => s.Ledger(0).Fills > fills && s.Metrics.TryGetValue("held", out double held) && held == s.Ledger(0).Position.Units));
    }

    private static void AwaitWord(DeskSession session, string word) => DeskSession.While(() => !session.Said.Any(s => s.Contains(word, StringComparison.Ordinal)));

    [Fact]
    public async Task One_trades_as_it_would_in_the_engine_is_replaced_and_stopped_and_the_journal_replays_without_it()
    {
        Make("mm", Quoter);
        using var session = new DeskSession(_place, "--speed", "20x");
        Assert.Null(await session.Desk.Start("mm", Actor));
        Assert.EndsWith("-process", session.Strategy("mm").Version, StringComparison.Ordinal);
        Assert.Equal("a number from 0 to 1", Assert.Single(session.Strategy("mm").Parameters).Range);
        AwaitOrders(session, "mm", 20);
        AwaitTruth(session, "mm");
        Assert.Null(await session.Link.Tell(EngineCommand.Set(Of(session, "mm", s => s.Index), "size", "0.003"), Actor, CancellationToken.None));
        DeskSession.While(() => Of(session, "mm", s => s.Metrics["size"]) != 0.003);
        int first = ProcessOf(session, "mm");
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes(Quoter + "// second")));
        Assert.Null(await session.Desk.Reload("mm", closes: false, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal(ReplacementStage.Done, session.Strategy("mm").Replacement!.Stage);
        Assert.NotEqual(first, ProcessOf(session, "mm"));
        AwaitOrders(session, "mm", 10);
        AwaitTruth(session, "mm");
        Assert.Equal(0.003, Of(session, "mm", s => s.Metrics["size"]));
        Assert.Null(await session.Desk.Stop("mm", closes: true, Actor));
        DeskSession.While(() => Of(session, "mm", s => s.LiveOrders > 0 || !s.Ledger(0).Position.IsZero));
        StorePlace.Done(Store.PutMetadata("mm", thread: StrategyThread.Engine));
        // It is flat a step before it is closed.
        string? refused;
        do
            refused = await session.Desk.Start("mm", Actor);
        while (refused?.Contains("is being closed", StringComparison.Ordinal) == true);
        Assert.Null(refused);
        AwaitOrders(session, "mm", 5);
        session.End();
        Assert.DoesNotContain(session.Said, s => s.Contains("stop", StringComparison.Ordinal) || s.Contains("process", StringComparison.Ordinal));
        Directory.Delete(_place["store"], recursive: true);
        AssertReplays();
    }

    [Fact]
    public void One_whose_process_is_killed_loses_its_orders_and_goes_on_with_what_it_holds()
    {
        Make("mm", Quoter);
        StorePlace.Done(Store.PutMetadata("mm", isEnabled: true));
        using var session = new DeskSession(_place, "--speed", "5x");
        AwaitTruth(session, "mm");
        for (int death = 1; death <= OutpostPump.MostRestartsPerMinute; death++)
        {
            DeskSession.While(() => session.Strategy("mm").LiveOrders == 0);
            int process = ProcessOf(session, "mm");
            Kill(process);
            DeskSession.While(() => ProcessOf(session, "mm") is var now && (now == process || now == 0));
            AwaitOrders(session, "mm", 5);
            AwaitTruth(session, "mm");
        }

        Assert.Contains(session.Said, s => s.StartsWith("strategy mm: its process ended by signal 9; its orders are cancelled, and it was started again", StringComparison.Ordinal));
        Assert.DoesNotContain(session.Said, s => s.Contains("has stopped", StringComparison.Ordinal));
        // A busy machine may have taken a minute until here: then there are as many again.
        DeskSession.While(() =>
        {
            Kill(ProcessOf(session, "mm"));
            return !session.Said.Any(s => s.Contains("has stopped", StringComparison.Ordinal));
        });
        // There, too, one may have taken too long for something, and been killed already.
        Assert.Contains(", more than 3 times within a minute; it may trade no more, and its orders are cancelled", session.Said.First(s => s.Contains("has stopped", StringComparison.Ordinal)), StringComparison.Ordinal);
        DeskSession.While(() => session.Strategy("mm").LiveOrders > 0);
        Assert.Equal("failed", session.Strategy("mm").State);
        session.End();
        AssertReplays();
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task What_ends_its_process_ends_nothing_else(string deed, string told)
    {
        Make("mm", Quoter, StrategyThread.Engine);
        Make("deadly", Deadly.Replace("// HERE", deed, StringComparison.Ordinal));
        using var session = new DeskSession(_place, "--speed", "2x", "--allow-all");
        Assert.Null(await session.Desk.Start("mm", Actor));
        Assert.Null(await session.Desk.Start("deadly", Actor));
        DeskSession.While(() => session.Strategy("deadly").LiveOrders == 0);
        long first = Of(session, "deadly", s => s.Counts(0).Sent);
        DeskSession.While(() => !IsLeft() && !session.Said.Any(s => s.Contains("its orders are cancelled, and it was started again", StringComparison.Ordinal)));
        // On a busy machine a runtime may take longer to die than it is given.
        string death = session.Said.First(s => s.StartsWith("strategy deadly: ", StringComparison.Ordinal) || s.StartsWith("strategy deadly has stopped: ", StringComparison.Ordinal));
        Assert.True(death.Contains(told, StringComparison.Ordinal) || death.Contains("its process was killed", StringComparison.Ordinal), death);
        // The first life's is gone, the second's stands there.
        DeskSession.While(() => !IsLeft() && (Of(session, "deadly", s => s.Counts(0).Sent) == first || session.Strategy("deadly") is { State: "running", LiveOrders: not 1 }));
        AwaitOrders(session, "mm", 5);
        // It may have died too often meanwhile.
        Assert.True(await session.Desk.Stop("deadly", closes: false, Actor) is null or "strategy deadly has stopped");
        DeskSession.While(() => session.Strategy("deadly").LiveOrders > 0);
        Assert.Equal("running", session.Strategy("mm").State);
        session.End();
        AssertReplays();

        bool IsLeft() => session.Said.Any(s => s.Contains("doesn't end, and is left behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_throws_is_stopped_and_one_that_never_returns_from_its_stop_is_killed()
    {
        Make("bad", "class Bad : Strategy { public override void OnBook(int i) => throw new InvalidOperationException(\"it broke\"); }");
        Make("endless", Deadly.Replace("// HERE", "", StringComparison.Ordinal).Replace("private static int Deep", "public override void OnStop() { while (true) { } } private static int Deep", StringComparison.Ordinal));
        using var session = new DeskSession(_place, "--speed", "2x");
        Assert.Null(await session.Desk.Start("bad", Actor));
        AwaitWord(session, "strategy bad has stopped: it threw in OnBook: InvalidOperationException: it broke; it may trade no more, and its orders are cancelled");
        Assert.Null(await session.Desk.Start("endless", Actor));
        DeskSession.While(() => session.Strategy("endless").LiveOrders == 0);
        using Process process = Process.GetProcessById(ProcessOf(session, "endless"));
        Assert.Null(await session.Desk.Stop("endless", closes: false, Actor));
        DeskSession.While(() => session.Strategy("endless").LiveOrders > 0);
        AwaitWord(session, "strategy endless hasn't returned within 5 s of its stop: it may trade no more, and its process was killed");
        DeskSession.While(() => !process.HasExited);
    }

    [Theory]
    [InlineData("private static int Deep(int more) => more == 0 ? 0 : Deep(more - 1) + Deep(more - 2); public Bad() => Deep(int.MaxValue);", "while an instance was made of it its process ended by signal 6; it said: Stack overflow")]
    [InlineData("public Bad() => throw new InvalidOperationException(\"it broke\");", "the constructor of Bad throws InvalidOperationException: it broke")]
    [InlineData("private readonly WholeParameter _a = new(\"a b\", 1, 0, 2, \"\", \"\");", "a parameter is declared with the name 'a b'")]
    public async Task One_that_cant_be_made_isnt_started_and_the_session_goes_on(string code, string told)
    {
        Make("mm", Quoter, StrategyThread.Engine);
        Make("bad", $"class Bad : Strategy {{ {code} }}");
        using var session = new DeskSession(_place, "--speed", "2x");
        Assert.Null(await session.Desk.Start("mm", Actor));
        Assert.Contains(told, (await Assert.ThrowsAsync<BadInputException>(() => session.Desk.Start("bad", Actor))).Message, StringComparison.Ordinal);
        AwaitOrders(session, "mm", 5);
    }
}
