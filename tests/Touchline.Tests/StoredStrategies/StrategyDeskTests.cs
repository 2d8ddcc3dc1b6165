using System.Text;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.StoredStrategies;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;
using Touchline.Trading;

namespace Touchline.Tests.StoredStrategies;

/// <summary>Stored strategies in a session that runs: how they begin, end and are replaced, and what a journal keeps of it.</summary>
public sealed class StrategyDeskTests : IDisposable
{
    private const string Actor = "ann";

    private static readonly byte[] Quoter = StrategyTemplate.Named("market-maker").CodeFor("quoter");

    private readonly Workplace _place = new();

    private StrategyStore Store => new(_place["store"], new FakeTime());

    public void Dispose() => _place.Dispose();

    private void Make(string id, byte[]? code = null) => StorePlace.Done(Store.Create(id, id, "", code ?? Quoter));

    // The same strategy, another code.
    private static byte[] Changed(string mark) => [.. Quoter, .. Encoding.UTF8.GetBytes($"\n// {mark}\n")];

    private string Version(string id) => VersionName.Of(Store.Find(id).Strategy!);

    private static void AssertDone(string? refusal) => Assert.Null(refusal);

    private void AssertReplays()
    {
        using var replay = new SessionReplay(_place["J"], null);
        ReplayResult result = replay.Run();
        Assert.Null(result.Difference);
        Assert.True(replay.IsWhole(result));
        Assert.True(result.Intents > 20, $"{result.Intents} intents are too few to mean anything");
    }

    [Fact]
    public async Task One_begins_trades_is_replaced_and_ends_and_the_journal_replays_to_the_last_byte()
    {
        Make("mm");
        using var session = new DeskSession(_place);
        AssertDone(await session.Desk.Start("mm", Actor));
        string first = Version("mm");
        Assert.Equal(("running", first), (session.Strategy("mm").State, session.Strategy("mm").Version));
        DeskSession.While(() => session.Strategy("mm").LiveOrders == 0);
        StorePlace.Done(Store.PutCode("mm", Changed("second")));
        AssertDone(await session.Desk.Reload("mm", closes: false, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal((ReplacementStage.Done, Version("mm")), (session.Strategy("mm").Replacement!.Stage, session.Strategy("mm").Version));
        Assert.NotEqual(first, Version("mm"));
        StorePlace.Done(Store.PutCode("mm", Changed("third")));
        AssertDone(await session.Desk.Reload("mm", closes: true, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal((ReplacementStage.Done, Version("mm")), (session.Strategy("mm").Replacement!.Stage, session.Strategy("mm").Version));
        AssertDone(await session.Desk.Stop("mm", closes: false, Actor));
        DeskSession.While(() => session.Strategy("mm").LiveOrders > 0);
        AssertDone(await session.Desk.Start("mm", Actor));
        session.End();
        Assert.Equal(1, session.Desk.Versions.Count);
        // Whatever becomes of the store.
        Directory.Delete(_place["store"], recursive: true);
        AssertReplays();
    }

    [Fact]
    public async Task Those_that_are_enabled_begin_with_the_session_and_one_that_may_open_nothing_doesnt()
    {
        Make("mm");
        Make("flat");
        Make("off");
        StorePlace.Done(Store.PutMetadata("mm", isEnabled: true));
        StorePlace.Done(Store.PutMetadata("flat", isEnabled: true, opensPositions: false));
        using var session = new DeskSession(_place, "--strategy", "mm");
        DeskSession.While(() => session.Strategy("mm").LiveOrders == 0);
        Assert.Equal(["mm", "operator", "flat"], session.Link.NewestPortrait!.Strategies.Select(s => s.Name));
        Assert.Equal(("running", 0, false), (session.Strategy("flat").State, session.Strategy("flat").LiveOrders, session.Strategy("flat").Limits.OpensPositions));
        // Its version is compiled anew to be followed by itself if the next one fails.
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes("class Broken : Strategy { public override void OnTakeOver() => throw new InvalidOperationException(\"it broke\"); }")));
        string before = session.Strategy("mm").Version;
        AssertDone(await session.Desk.Reload("mm", closes: false, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal((ReplacementStage.BroughtBack, before, "running"), (session.Strategy("mm").Replacement!.Stage, session.Strategy("mm").Version, session.Strategy("mm").State));
        // What came back can be replaced in its turn, also when something else was commanded meanwhile.
        AssertDone(await session.Desk.Stop("flat", closes: false, Actor));
        StorePlace.Done(Store.PutCode("mm", Changed("mended")));
        AssertDone(await session.Desk.Reload("mm", closes: false, Actor));
        DeskSession.While(() => session.Strategy("mm").Replacement!.IsOpen);
        Assert.Equal((ReplacementStage.Done, Version("mm")), (session.Strategy("mm").Replacement!.Stage, session.Strategy("mm").Version));
        session.End();
        AssertReplays();
    }

    [Fact]
    public async Task What_cant_be_compiled_read_or_found_changes_nothing_and_says_why()
    {
        Make("mm");
        Make("c", Encoding.UTF8.GetBytes("class A : Strategy { int x = \"a\"; }"));
        using var session = new DeskSession(_place);
        Assert.Contains("c.cs(1,30): CS0029", (await Assert.ThrowsAsync<BadInputException>(() => session.Desk.Start("c", Actor))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no strategy 'none'", (await Assert.ThrowsAsync<BadInputException>(() => session.Desk.Start("none", Actor))).Message, StringComparison.Ordinal);
        Assert.Equal("this session has no strategy 'mm'; start it first", await session.Desk.Reload("mm", false, Actor));
        Assert.Equal("this session has no strategy 'mm'; start it first", await session.Desk.Stop("mm", false, Actor));
        Assert.Equal(2, session.Link.NewestPortrait!.Strategies.Count);
        AssertDone(await session.Desk.Start("mm", Actor));
        Assert.Contains("runs the newest version of its code already", await session.Desk.Reload("mm", false, Actor), StringComparison.Ordinal);
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes("class A : Strategy { int x = \"a\"; }")));
        await Assert.ThrowsAsync<BadInputException>(() => session.Desk.Reload("mm", false, Actor));
        Assert.Equal(("running", null), (session.Strategy("mm").State, session.Strategy("mm").Replacement));
        session.End();
        Assert.Equal("the session has ended", await session.Desk.Start("mm", Actor));
    }

    [Fact]
    public async Task A_command_during_a_trial_takes_nothing_from_the_version_that_comes_back()
    {
        Make("mm");
        Make("other");
        using var session = new DeskSession(_place);
        AssertDone(await session.Desk.Start("mm", Actor));
        string first = Version("mm");
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes(
            "class Late : Strategy { public override void OnTakeOver() => Context.SetTimer(1, Context.NowNs + 4_900_000_000); public override void OnTimer(int id) => throw new InvalidOperationException(\"it broke\"); }")));
        AssertDone(await session.Desk.Reload("mm", closes: false, Actor));
        DeskSession.While(() =>
        {
            session.Link.Tell(EngineCommand.Freeze(0), Actor, CancellationToken.None).Wait();
            _ = session.Desk.Stop("other", closes: false, Actor).Result;
            return session.Strategy("mm").Replacement!.IsOpen;
        });
        Assert.Equal((ReplacementStage.BroughtBack, first), (session.Strategy("mm").Replacement!.Stage, session.Strategy("mm").Version));
        StorePlace.Done(Store.PutCode("mm", Changed("mended")));
        AssertDone(await session.Desk.Reload("mm", closes: false, Actor));
    }

    [Fact]
    public async Task What_a_session_runs_isnt_deleted_by_it_or_by_another_process()
    {
        Make("mm");
        using var session = new DeskSession(_place);
        AssertDone(await session.Desk.Start("mm", Actor));
        Assert.Equal("strategy 'mm' runs; stop it first", StorePlace.Why(StoreAnswer.Running, session.Desk.Store.Delete("mm")));
        DeskSession.While(() => !RunningMarks.IsHeld(Store.FolderOf("mm")));
        Assert.Equal("strategy 'mm' runs; stop it first", StorePlace.Why(StoreAnswer.Running, Store.Delete("mm")));
        AssertDone(await session.Desk.Stop("mm", closes: true, Actor));
        DeskSession.While(() => RunningMarks.IsHeld(Store.FolderOf("mm")));
        StorePlace.Done(Store.Delete("mm"));
    }

    [Fact]
    public async Task Versions_run_side_by_side_each_in_a_place_of_its_own_and_keep_their_strategy_from_being_deleted()
    {
        Make("mm");
        StorePlace.Done(Store.PutCode("mm", Changed("second")));
        using var session = new DeskSession(_place);
        AssertDone(await session.Desk.StartBeside("mm", 1, Actor));
        AssertDone(await session.Desk.StartBeside("mm", 2, Actor));
        Assert.Contains("there is no version 3 of strategy 'mm'", (await Assert.ThrowsAsync<BadInputException>(() => session.Desk.StartBeside("mm", 3, Actor))).Message, StringComparison.Ordinal);
        Assert.Equal(["market-making", "operator", "mm.V1", "mm.V2"], session.Link.NewestPortrait!.Strategies.Select(s => s.Name));
        Assert.Null(await session.Link.Tell(EngineCommand.Limit(3, "max_position", "0.001"), Actor, CancellationToken.None));
        DeskSession.While(() => session.Strategy("mm.V1").LiveOrders == 0);
        Assert.Equal(0.001m, session.Strategy("mm.V2").Limits.MaxPosition);
        Assert.StartsWith("1-", session.Strategy("mm.V1").Version, StringComparison.Ordinal);
        StorePlace.Why(StoreAnswer.Running, session.Desk.Store.Delete("mm"));
        DeskSession.While(() => !RunningMarks.IsHeld(Store.FolderOf("mm")));
        StorePlace.Why(StoreAnswer.Running, Store.Delete("mm"));
        AssertDone(await session.Desk.Stop("mm.V1", closes: true, Actor));
        session.End();
        AssertReplays();
    }

    [Fact]
    public async Task One_beside_begins_with_the_limits_of_its_strategy_and_both_are_held_to_reducing_together()
    {
        Make("mm");
        using var session = new DeskSession(_place);
        AssertDone(await session.Desk.Start("mm", Actor));
        Assert.Null(await session.Link.Tell(EngineCommand.Limit(2, "max_position", "0.003"), Actor, CancellationToken.None));
        AssertDone(await session.Desk.StartBeside("mm", 1, Actor));
        Assert.Equal(0.003m, session.Strategy("mm.V1").Limits.MaxPosition);
        AssertDone(await session.Desk.Hold("mm", opens: false, Actor));
        Assert.Equal((false, false, true), (session.Strategy("mm").Limits.OpensPositions, session.Strategy("mm.V1").Limits.OpensPositions, session.Strategy("market-making").Limits.OpensPositions));
        AssertDone(await session.Desk.Hold("mm", opens: true, Actor));
        Assert.True(session.Strategy("mm.V1").Limits.OpensPositions);
        session.End();
        AssertReplays();
    }

    [Fact]
    public async Task What_is_being_prepared_to_begin_is_neither_deleted_nor_opens_what_it_may_not()
    {
        Make("mm", [.. Quoter, .. Encoding.UTF8.GetBytes("\nclass Slow { public static readonly long Sum = Count(); static long Count() { long sum = 0; for (long i = 0; i < 400_000_000; i++) sum += i; return sum; } }\n")]);
        string text = Encoding.UTF8.GetString(Store.Read("mm").Code!);
        int body = text.IndexOf('{', text.IndexOf(": Strategy", StringComparison.Ordinal)) + 1;
        StorePlace.Done(Store.PutCode("mm", Encoding.UTF8.GetBytes(text.Insert(body, "\n    private readonly long _slow = Slow.Sum;"))));
        using var session = new DeskSession(_place);
        Task<string?> start = session.Desk.Start("mm", Actor);
        StoreOutcome changed = session.Desk.Store.PutMetadata("mm", opensPositions: false);
        StoreOutcome deleted = session.Desk.Store.Delete("mm");
        while (deleted.Answer == StoreAnswer.Running && !start.IsCompleted)
            deleted = session.Desk.Store.Delete("mm");
        StorePlace.Done(changed);
        // Deleted before it was read it doesn't begin; read, it stays.
        if (deleted.IsDone)
        {
            await Assert.ThrowsAsync<BadInputException>(() => start);
            return;
        }

        AssertDone(await start);
        Assert.True(Store.Find("mm").IsDone);
        Assert.False(session.Strategy("mm").Limits.OpensPositions);
    }

    [Fact]
    public async Task A_file_that_was_chosen_is_reloaded_from_where_it_stands()
    {
        File.WriteAllBytes(_place["mine.cs"], Quoter);
        using var session = new DeskSession(_place, "--strategy", _place["mine.cs"], "--param", "size=0.004");
        File.WriteAllBytes(_place["mine.cs"], Changed("second"));
        AssertDone(await session.Desk.Reload(_place["mine.cs"], closes: false, Actor));
        DeskSession.While(() => session.Strategy(_place["mine.cs"]).Replacement!.IsOpen);
        StrategyPortrait now = session.Strategy(_place["mine.cs"]);
        Assert.Equal((ReplacementStage.Done, "0.004"), (now.Replacement!.Stage, now.Parameters.Single(p => p.Name == "size").Value));
        session.End();
        AssertReplays();
    }

    [Fact]
    public void An_enabled_one_that_cant_be_compiled_keeps_the_session_from_beginning()
    {
        Make("mm", Encoding.UTF8.GetBytes("class A : Strategy { int x = \"a\"; }"));
        StorePlace.Done(Store.PutMetadata("mm", isEnabled: true));
        Assert.Contains("mm.cs", Assert.Throws<BadInputException>(() => TradingSettings.OfSession(_place.Read("--strategies", _place["store"]))).Message, StringComparison.Ordinal);
    }
}
