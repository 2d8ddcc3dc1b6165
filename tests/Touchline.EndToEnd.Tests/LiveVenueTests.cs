using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>The program against a simulated exchange, over real sockets, each in a process of its own.</summary>
public sealed class LiveVenueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_live_session_leaves_no_order_its_position_is_the_accounts_and_its_journal_replays()
    {
        using var venue = new VenueProcess(_folder);
        string[] live = [.. venue.Addresses, "--live", .. venue.Key(), "--symbols", "BTCUSDT", "--param", "size=0.002"];
        Outcome run = venue.Run(["run", .. live, "--for", "8s", "--json", "--journal", _folder["J"], "--record", _folder["btc.tlr"]]);
        run.AssertDone();
        JsonNode sum = JsonNode.Parse(run.Output)!;
        Assert.True((int)sum["orders"]!["sent"]! > 0, run.Output);
        Assert.Equal(0, venue.OpenOrders);
        Assert.Equal(decimal.Parse(sum["position"]!.ToString(), CultureInfo.InvariantCulture), venue.Position("BTCUSDT"));
        TouchlineProgram.Run("replay", _folder["J"]).AssertDone();
        JsonNode usdt = sum["live"]!["wallets"]!.AsArray().Single(w => (string)w!["asset"]! == "USDT")!;
        Assert.True((bool)usdt["agrees"]! && Math.Abs((decimal)usdt["expected"]! - (decimal)usdt["wallet"]!) < 0.0001m, usdt.ToJsonString());
        Outcome drift = TouchlineProgram.Run("drift", _folder["J"], "--json");
        drift.AssertDone();
        Assert.Equal(0, (decimal)JsonNode.Parse(drift.Output)!["profit"]!["rest"]!);
        TouchlineProgram.Run("backtest", "--data", _folder["btc.tlr"]).AssertDone();
    }

    [Fact]
    public void Told_to_end_it_cancels_everything_and_another_session_on_its_orders_is_refused_before()
    {
        using var venue = new VenueProcess(_folder);
        string[] live = [.. venue.Addresses, "--live", .. venue.Key(), "--symbols", "ETHUSDT", "--param", "size=0.02"];
        using Process run = venue.Start(["run", .. live]);
        AwaitOrders(venue, run);
        venue.Run(["run", .. live]).AssertWrongInput("of another Touchline session are open in ETHUSDT at Binance");
        Process.Start("bash", ["-c", $"kill -TERM {run.Id}"]).WaitForExit();
        string rest = run.StandardOutput.ReadToEnd();
        Assert.True(run.WaitForExit(Patience.Most));
        Assert.True(run.ExitCode == 0, rest + run.StandardError.ReadToEnd());
        Assert.Contains("all orders are cancelled, and the venue has confirmed it", rest);
        Assert.Equal(0, venue.OpenOrders);
    }

    [Fact]
    public void Told_to_end_and_to_keep_its_orders_it_leaves_them_working_and_a_recovery_with_its_journal_cancels_them()
    {
        using var venue = new VenueProcess(_folder);
        string[] live = [.. venue.Addresses, .. venue.Key(), "--symbols", "ETHUSDT"];
        using Process run = venue.Start(["run", .. live, "--live", "--param", "size=0.02", "--on-stop", "keep", "--journal", _folder["J"], "--json"]);
        AwaitOrders(venue, run);
        Process.Start("bash", ["-c", $"kill -TERM {run.Id}"]).WaitForExit();
        string sum = run.StandardOutput.ReadToEnd();
        Assert.True(run.WaitForExit(Patience.Most));
        Assert.True(run.ExitCode == 0, sum + run.StandardError.ReadToEnd());
        JsonNode told = JsonNode.Parse(sum)!["live"]!;
        Assert.NotEmpty(told["kept"]!.AsArray());
        Assert.Equal(told["open_at_venue"]!.ToJsonString(), told["kept"]!.ToJsonString());
        Assert.True(venue.OpenOrders > 0);
        TouchlineProgram.Run("replay", _folder["J"]).AssertDone();
        Outcome recovered = venue.Run(["recover", _folder["J"], .. live]);
        recovered.AssertDone();
        Assert.Equal(0, venue.OpenOrders);
    }

    [Fact]
    public void A_session_is_told_and_asked_by_other_processes()
    {
        using var venue = new VenueProcess(_folder);
        using Process run = venue.Start(["run", .. venue.Addresses, "--live", .. venue.Key(), "--symbols", "ETHUSDT", "--param", "size=0.02", "--journal", _folder["J"], "--json"]);
        AwaitOrders(venue, run);
        JsonNode before = Status();
        Assert.Equal("trading running Armed 300", $"{before["instruments"]![0]!["status"]} {before["strategies"]![0]!["state"]} {before["kill"]!["state"]} {before["budgets"]![0]!["capacity"]}");
        Assert.True((int)before["budgets"]![0]!["used"]! > 0);
        Tell("pause", "0");
        Tell("limit", "max_position=0.5");
        Tell("limit", "0", "max_order=1");
        Tell("freeze", "0");
        Tell("budget", "reset");
        JsonNode after = Status();
        Assert.Equal("command paused 0.5 0", $"{after["instruments"]![0]!["frozen"]} {after["strategies"]![0]!["state"]} {after["limits"]!["max_position"]} {after["budgets"]![0]!["used"]}");
        JsonNode strategy = after["strategies"]![0]!;
        Assert.Equal("1", (string)strategy["limits"]!["max_order"]!);
        Assert.Equal((decimal?)after["instruments"]![0]!["position"] ?? 0, strategy["positions"]!.AsArray().Sum(p => (decimal)p!["position"]!));
        Assert.Equal((decimal)after["pnl"]!, (decimal)strategy["pnl"]!);
        string shown = TouchlineProgram.Run("status", _folder["J"]).Output;
        Assert.Contains("ETHUSDT     binance-usdm", shown);
        Assert.Matches("max_order +market-making +1", shown);
        Tell("kill");
        AwaitNoOrders(venue, run);
        Assert.Equal(1, TouchlineProgram.Run("tell", _folder["J"], "thaw", "7").ExitCode);
        Process.Start("bash", ["-c", $"kill -TERM {run.Id}"]).WaitForExit();
        JsonNode sum = JsonNode.Parse(run.StandardOutput.ReadToEnd())!;
        Assert.True(run.WaitForExit(Patience.Most));
        Assert.Equal(7, (int)sum["commands"]!);
        TouchlineProgram.Run("status", _folder["J"]).AssertWrongInput("no session writes the journal");
        TouchlineProgram.Run("replay", _folder["J"]).AssertDone();

        JsonNode Status()
        {
            Outcome said = TouchlineProgram.Run("status", _folder["J"], "--json");
            said.AssertDone();
            return JsonNode.Parse(said.Output)!;
        }

        void Tell(params string[] words) => TouchlineProgram.Run(["tell", _folder["J"], .. words]).AssertDone();
    }

    [Fact]
    public void When_the_venue_is_gone_at_the_end_what_is_left_open_is_told_in_bounded_time()
    {
        using var venue = new VenueProcess(_folder);
        using Process run = venue.Start(["run", .. venue.Addresses, "--live", .. venue.Key(), "--symbols", "ETHUSDT", "--param", "size=0.02"]);
        AwaitOrders(venue, run);
        venue.Kill();
        Process.Start("bash", ["-c", $"kill -TERM {run.Id}"]).WaitForExit();
        string sum = run.StandardOutput.ReadToEnd(), said = run.StandardError.ReadToEnd();
        Assert.True(run.WaitForExit(Patience.Most));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("orders are left open as far as anybody knows", sum);
        Assert.Contains("LEFT OPEN, the venue didn't confirm its end: ", said);
    }

    [Fact]
    public void A_wrong_key_symbol_or_host_is_told_with_the_next_step_and_sends_nothing()
    {
        using var venue = new VenueProcess(_folder);
        string[] key = venue.Key();
        venue.Run(["run", .. venue.Addresses, "--live", .. key, "--symbols", "NOPEUSDT"]).AssertWrongInput("NOPEUSDT isn't listed at Binance's USDⓈ-M futures: check the symbol");
        Outcome bad = venue.Run(["run", .. venue.Addresses, "--live", .. venue.Key("bad", "wrong-secret"), "--symbols", "BTCUSDT"]);
        bad.AssertWrongInput("-1022");
        Assert.Contains($"'touchline doctor {string.Join(' ', venue.Addresses)} --symbols BTCUSDT --key bad --keys {_folder["keys.json"]}' looks closer", bad.Error);
        // Only the books tell that it can't begin: what was kept of them goes, and the reason is told.
        venue.Run(["run", .. venue.Addresses, "--live", .. key, "--symbols", "BTCUSDT,ETHUSDT", "--param", "size=0.0105", "--journal", _folder["W"]]).AssertWrongInput("right is a multiple of");
        Assert.Empty(Directory.GetFiles(_folder["W"], "*.tl*"));
        string[] nowhere = ["--venue", "binance", "--rest-url", "http://127.0.0.1:1", "--ws-url", "ws://127.0.0.1:1", "--ws-api-url", "ws://127.0.0.1:1/x"];
        Outcome none = venue.Run(["run", .. nowhere, "--live", .. key, "--symbols", "BTCUSDT"]);
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("nothing was sent", none.Error);
        venue.Run(["run", "--venue", "binance", "--symbols", "BTCUSDT", "--live", .. key]).AssertWrongInput("orders at ws-fapi.binance.com cost real money: setting run.journal is missing");
        Outcome doctor = venue.Run(["doctor", .. nowhere]);
        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("fail  REST: connection: 127.0.0.1 port 1 can't be reached", doctor.Output);
    }

    [Theory]
    [InlineData()]
    [InlineData("--live", "--key", "k")]
    public void A_place_that_cant_be_written_to_is_told_before_anybody_is_asked(params string[] more)
    {
        Directory.CreateDirectory(_folder["J"]);
        File.WriteAllText(Path.Combine(_folder["J"], "orders-000001.tlj"), "");
        string[] nowhere = ["run", .. VenueProcess.AddressesOf("http://127.0.0.1:1"), "--symbols", "BTCUSDT", .. more];
        if (more.Length == 0)
            TouchlineProgram.Run([.. nowhere, "--journal", _folder["J"]]).AssertWrongInput("give another folder, or move that one away");
        TouchlineProgram.Run([.. nowhere, "--record", _folder["no/a.tlr"]]).AssertWrongInput($"there is no folder {_folder["no"]} for a.tlr; make it (mkdir -p {_folder["no"]}), or write elsewhere");
    }

    [Fact]
    public void Orders_worth_too_little_never_leave_and_what_to_do_is_told()
    {
        using var venue = new VenueProcess(_folder, "BTCUSDT");
        Outcome run = venue.Run(["run", .. venue.Addresses, "--live", .. venue.Key(), "--symbols", "BTCUSDT", "--param", "size=0.001", "--for", "3s"]);
        run.AssertDone();
        Assert.Contains("0 fills from 0 orders in ", run.Output, StringComparison.Ordinal);
        Assert.Contains("BTCUSDT: risk refuses an order: MinNotional: binance-usdm takes no order worth less than 100 there. An order's price times its size has to reach that: raise the size (--param size=, 0.001 now)", run.Error + run.Output);
    }

    [Fact]
    public void The_doctor_finds_a_sound_venue_sound_and_says_what_is_wrong_with_a_key()
    {
        using var venue = new VenueProcess(_folder);
        Outcome sound = venue.Run(["doctor", .. venue.Addresses, .. venue.Key(), "--symbols", "BTCUSDT,ETHUSDT", "--json"]);
        sound.AssertDone();
        JsonNode found = JsonNode.Parse(sound.Output)!;
        Assert.True((bool)found["ok"]!);
        string[] names = [.. found["checks"]!.AsArray().Select(c => (string)c!["name"]!)];
        Assert.Equal(11, names.Count(n => n.StartsWith("machine: ", StringComparison.Ordinal)));
        Assert.Equal(11 + 26, names.Length);
        Assert.Contains("ETHUSDT: fees", names);
        Outcome wrong = venue.Run(["doctor", .. venue.Addresses, .. venue.Key("bad", "wrong-secret"), "--symbols", "NOPEUSDT"]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("fail  NOPEUSDT: isn't listed", wrong.Output);
        Assert.Contains("fail  key: refused: -1022", wrong.Output);
        Assert.Contains("to do: the signature is wrong: the secret doesn't belong to this key", wrong.Output);
    }

    [Fact]
    public void Recordings_rotate_and_what_a_killed_recorder_wrote_is_readable()
    {
        using var venue = new VenueProcess(_folder);
        Outcome run = venue.Run(["record", .. venue.Addresses, "--symbols", "BTCUSDT,ETHUSDT", "-o", _folder["rec"], "--rotate", "3s", "--for", "8s", "--json"]);
        run.AssertDone();
        JsonNode sum = JsonNode.Parse(run.Output)!;
        Assert.Equal(0, (long)sum["gaps"]!);
        // The longest first: one that was begun just before the end may be without trades.
        string[] files = [.. sum["files"]!.AsArray().OrderByDescending(f => (long)f!["rows"]!).Select(f => (string)f!["path"]!)];
        Assert.True(files.Length >= 4, run.Output);
        TouchlineProgram.Run("backtest", "--data", files[0]).AssertDone();
        TouchlineProgram.Run("inspect", files[^1]).AssertDone();

        using Process killed = venue.Start(["record", .. venue.Addresses, "--symbols", "BTCUSDT", "-o", _folder["killed"], "--rotate", "none"]);
        // The header alone is shorter.
        Patience.Await(() => killed.HasExited || (Directory.Exists(_folder["killed"]) && Directory.GetFiles(_folder["killed"]).Any(f => new FileInfo(f).Length > 200_000)), "the recording");
        Assert.False(killed.HasExited, "nothing was recorded");
        killed.Kill();
        killed.WaitForExit();
        string partial = Assert.Single(Directory.GetFiles(_folder["killed"]));
        Assert.EndsWith(".tlr.partial", partial, StringComparison.Ordinal);
        Outcome inspect = TouchlineProgram.Run("inspect", partial);
        inspect.AssertDone();
        Assert.Contains("NOT CLOSED", inspect.Output);
        TouchlineProgram.Run("backtest", "--data", partial).AssertDone();
    }

    private static void AwaitOrders(VenueProcess venue, Process run)
    {
        Await(() => venue.OpenOrders > 0, run, "an order");
    }

    private static void Await(Func<bool> isThere, Process run, string what)
    {
        try
        {
            Patience.Await(() => isThere() || run.HasExited, what);
            Assert.False(run.HasExited, $"the session ended before {what}");
        }
        catch
        {
            // What goes on behind a test that failed would trade for ever.
            run.Kill();
            throw;
        }
    }

    private static void AwaitNoOrders(VenueProcess venue, Process run)
    {
        Await(() => venue.OpenOrders == 0, run, "no orders");
    }
}
