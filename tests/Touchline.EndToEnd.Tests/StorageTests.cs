using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>Databases as a user has them: sessions that write one, and the verbs that look after it.</summary>
public sealed class StorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_session_that_was_killed_is_made_whole_from_its_journal_and_can_be_asked()
    {
        string database = _folder["a.db"], journal = _folder["J"];
        using (Process run = TouchlineProgram.Start("run", "--speed", "100x", "--journal", journal, "--database", database))
        {
            for (int line = 0; line < 3; line++)
                Assert.NotNull(run.StandardOutput.ReadLine());
            run.Kill();
            run.WaitForExit();
        }

        JsonNode killed = Run("db", "status", "--database", database, "--json");
        JsonNode session = Assert.Single(killed["sessions"]!.AsArray())!;
        Assert.Null(session["ended_ns"]);
        Assert.Equal("paper", (string)session["kind"]!);
        JsonNode rebuilt = Run("db", "rebuild", journal, "--database", database, "--json");
        Assert.Equal(1, (int)rebuilt["sessions"]!);
        Assert.True((long)rebuilt["orders"]! >= (long)killed["rows"]!["orders"]! && (long)rebuilt["trades"]! > 0, rebuilt.ToJsonString());
        Assert.Equal(0, (int)Run("db", "rebuild", journal, "--database", database, "--json")["audit_added"]!);
        Assert.True((bool)Run("db", "verify", "--database", database, "--json")["whole"]!);
        JsonArray orders = Run("db", "query", "entity-history", "--set", "entity_type=session", "--set", $"entity_id={(string)session["session_key"]!}", "--database", database, "--json").AsArray();
        Assert.Contains(orders, o => (string)o!["action"]! == "session.start");
    }

    [Fact]
    public void What_a_session_writes_is_for_its_user_alone_whatever_others_may_read_by_custom()
    {
        if (OperatingSystem.IsWindows())
            return; // there are no such rights
        ProcessStartInfo info = TouchlineProgram.Info(_folder.Path, [], "run", "--for", "30s", "--speed", "max", "--json", "--journal", "J", "--database", "a.db", "--record", "R", "--log-folder", "L");
        string[] program = [info.FileName, .. info.ArgumentList];
        (info.FileName, string[] rest) = ("bash", ["-c", "umask 022; exec \"$@\"", "bash", .. program]);
        info.ArgumentList.Clear();
        foreach (string argument in rest)
            info.ArgumentList.Add(argument);
        TouchlineProgram.Run(info).AssertDone();
        string[] made = Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories);
        foreach (string kind in (string[])["a.db", "J", "R", "L"])
            Assert.Contains(made, path => path.StartsWith(_folder[kind], StringComparison.Ordinal));
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (string path in made)
            Assert.True((File.GetUnixFileMode(path) & ~Own) == 0, $"{path} has {File.GetUnixFileMode(path)}");
    }

    [Fact]
    public void A_database_that_isnt_one_or_cant_be_had_is_told_before_the_session_begins()
    {
        File.WriteAllText(_folder["notes.txt"], new string('x', 5000));
        TouchlineProgram.Run("run", "--for", "1s", "--json", "--database", _folder["notes.txt"]).AssertWrongInput("is a file of another kind");
        TouchlineProgram.Run("run", "--for", "1s", "--json", "--database", _folder["none/a.db"]).AssertWrongInput("there is no folder");
        Assert.Equal(new string('x', 5000), File.ReadAllText(_folder["notes.txt"]));
    }

    [Fact]
    public void A_damaged_file_is_told_by_every_verb_that_comes_to_the_damage()
    {
        string database = _folder["a.db"], log = _folder["t.csv"];
        TouchlineProgram.Run("run", "--for", "30s", "--speed", "max", "--seed", "3", "--json", "--journal", _folder["J"], "--database", database).AssertDone();
        byte[] bytes = File.ReadAllBytes(database);
        Array.Fill(bytes, (byte)0xff, bytes.Length / 2, bytes.Length - bytes.Length / 2);
        File.WriteAllText(log, "timestamp,pair,side,price,qty\n2026-01-01T00:00:00Z,BTCUSDT,buy,100,1\n");
        string[][] verbs =
        [
            ["verify"], ["status"], ["query", "failed-operations"], ["query", "entity-history", "--set", "entity_type=session", "--set", "entity_id=x"], ["migrate"],
            ["retain", "--keep", "1ms"], ["import-trades", log], ["rebuild", _folder["J"]],
        ];
        foreach (string[] verb in verbs)
        {
            File.WriteAllBytes(database, bytes);
            Outcome outcome = TouchlineProgram.Run(["db", .. verb, "--database", database]);
            // What doesn't come to the damage is done.
            if (outcome.ExitCode != 0 || verb[0] is "verify" or "rebuild")
                outcome.AssertWrongInput($"{database} is damaged");
        }
    }

    [Fact]
    public async Task A_disk_that_takes_no_more_doesnt_end_the_session_and_what_is_missing_is_told()
    {
        string database = _folder["a.db"];
        TouchlineProgram.Run("db", "migrate", "--database", database).AssertDone();
        // A limit for files stands for the full disk.
        ProcessStartInfo info = TouchlineProgram.Info(null, new() { ["DOTNET_EnableWriteXorExecute"] = "0" }, "run", "--speed", "max", "--for", "120s", "--json", "--database", database);
        string[] program = [.. info.ArgumentList];
        info.FileName = "bash";
        info.ArgumentList.Clear();
        foreach (string argument in (string[])["-c", $"trap '' XFSZ; ulimit -f {new FileInfo(database).Length / 1024 + 100}; exec dotnet \"$@\"", "bash", .. program])
            info.ArgumentList.Add(argument);
        using Process run = Process.Start(info)!;
        Task<string> output = run.StandardOutput.ReadToEndAsync(), error = run.StandardError.ReadToEndAsync();
        Assert.True(run.WaitForExit(Patience.Most));
        string said = await error;
        Assert.True(run.ExitCode == 0, said);
        Assert.Contains("the session goes on", said, StringComparison.Ordinal);
        JsonNode sum = JsonNode.Parse(await output)!;
        Assert.False((bool)sum["storage"]!["is_complete"]!);
        Assert.True((long)sum["storage"]!["unwritten"]! > 0);
        Assert.True((bool)sum["stopped"]!);
        Assert.True((bool)Run("db", "verify", "--database", database, "--json")["whole"]!);
    }

    private static JsonNode Run(params string[] arguments)
    {
        Outcome outcome = TouchlineProgram.Run(arguments);
        outcome.AssertDone();
        return JsonNode.Parse(outcome.Output)!;
    }
}
