using System.Diagnostics;

namespace Touchline.EndToEnd.Tests;

/// <summary>What a user sees when the venue, the way there, or the disk isn't as it should be: one clear message with the next step, soon, and no order left.</summary>
public sealed class BadVenueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_certificate_that_nobody_trusts_or_a_scheme_that_is_wrong_sends_nothing()
    {
        using var secure = new VenueProcess(_folder, "BTCUSDT", "--tls", "--certificate", _folder["venue.pem"]);
        using var plain = new VenueProcess(_folder, "BTCUSDT");
        string[] live = ["--live", .. secure.Key(), "--symbols", "BTCUSDT"];
        AssertUnreached(secure.Run(["run", .. secure.Addresses, .. live]), "is not trusted (UntrustedRoot): for a test server with a self-made one name its file (--certificate FILE)");
        AssertUnreached(secure.Run(["run", .. VenueProcess.AddressesOf(secure.Url.Replace("https", "http", StringComparison.Ordinal)), .. live]), "does it speak TLS? then the address begins with https:// or wss://");
        AssertUnreached(secure.Run(["run", .. VenueProcess.AddressesOf(plain.Url.Replace("http", "https", StringComparison.Ordinal)), .. live]), "doesn't speak TLS");
        Outcome record = secure.Run(["record", .. secure.Addresses, "--symbols", "BTCUSDT", "-o", _folder["rec"], "--for", "1s"]);
        Assert.Equal(1, record.ExitCode);
        Assert.Contains("touchline: nothing was recorded: ", record.Error);
        Assert.Contains("--certificate FILE", record.Error);
        Outcome untrusting = secure.Run(["doctor", .. secure.Addresses, "--symbols", "BTCUSDT"]);
        Assert.Equal(1, untrusting.ExitCode);
        Assert.Contains("fail  REST: TLS: the certificate of ", untrusting.Output);
        Assert.Contains("to do: name the certificate's file if it is your own server's (--certificate FILE)", untrusting.Output);
        Assert.DoesNotContain("check --ws-url", untrusting.Output);
        Outcome doctor = secure.Run(["doctor", .. secure.Addresses, "--certificate", _folder["venue.pem"], "--symbols", "BTCUSDT"]);
        doctor.AssertDone();
    }

    [Theory]
    [InlineData(429, "Too many requests")]
    [InlineData(418, "IP banned until")]
    public void An_address_that_asked_too_much_is_told_how_long_to_wait(int status, string said)
    {
        using var venue = new VenueProcess(_folder, "BTCUSDT");
        string[] key = venue.Key();
        venue.Fault($$"""{"kind":"status","scope":"rest","status":{{status}},"ms":20000,"count":1}""");
        Outcome run = venue.Run(["run", .. venue.Addresses, "--live", .. key, "--symbols", "BTCUSDT"]);
        AssertUnreached(run, said);
        Assert.Contains("wait 20 s; nothing was sent. Start again then, and run fewer programs behind this address", run.Error);
    }

    [Theory]
    [InlineData("my key\nsecret\n", "the API key holds a blank or a character beyond ASCII")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nsecret\n", "the API key is a PEM")]
    [InlineData("key\n-----BEGIN PRIVATE KEY-----\n", "the secret of an hmac key is a PEM")]
    [InlineData("key\n", "secret is missing")]
    public void A_key_that_cant_be_one_is_refused_when_it_is_added(string typed, string said)
    {
        ProcessStartInfo info = TouchlineProgram.Info(null, new() { ["TOUCHLINE_PASSPHRASE"] = "correct horse battery" }, "keys", "add", "main", "--keys", _folder["keys.json"]);
        info.RedirectStandardInput = true;
        using var add = Process.Start(info)!;
        add.StandardInput.Write(typed);
        add.StandardInput.Close();
        string error = add.StandardError.ReadToEnd();
        Assert.True(add.WaitForExit(Patience.Most));
        new Outcome(add.ExitCode, "", error).AssertWrongInput(said);
        Assert.False(File.Exists(_folder["keys.json"]));
    }

    [Fact]
    public void A_file_of_keys_that_isnt_there_and_a_wrong_seed_are_told_with_what_is_right()
    {
        TouchlineProgram.Run("keys", "list", "--keys", _folder["none.json"]).AssertWrongInput($"there is no file of keys {_folder["none.json"]}: name the right one (--keys FILE)");
        TouchlineProgram.Run("generate", "--seed", "-1", "-o", _folder["x"]).AssertWrongInput("--seed is '-1'; right is a whole number from 0 to 18446744073709551615");
    }

    [Fact]
    public void A_session_that_was_killed_is_known_by_its_orders_at_the_next_start()
    {
        using var venue = new VenueProcess(_folder);
        string[] live = [.. venue.Addresses, "--live", .. venue.Key(), "--symbols", "ETHUSDT", "--param", "size=0.02"];
        using Process run = venue.Start(["run", .. live]);
        AwaitOrders(venue, run);
        run.Kill();
        run.WaitForExit();
        Outcome next = venue.Run(["run", .. live]);
        next.AssertWrongInput("of another Touchline session");
        Assert.Contains("if it was killed, the venue's countdown cancels its orders within a minute or so", next.Error);
    }

    [Fact]
    public void An_end_that_the_venue_cant_be_asked_about_is_no_clean_one()
    {
        using var venue = new VenueProcess(_folder);
        using Process run = venue.Start(["run", .. venue.Addresses, "--live", .. venue.Key(), "--symbols", "ETHUSDT", "--param", "size=0.02", "--wait", "yield"]);
        AwaitOrders(venue, run);
        venue.Fault("""{"kind":"drop","scope":"rest","accepted":false}""");
        Process.Start("bash", ["-c", $"kill -TERM {run.Id}"]).WaitForExit();
        string sum = run.StandardOutput.ReadToEnd(), said = run.StandardError.ReadToEnd();
        Assert.True(run.WaitForExit(Patience.Most));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("stopped: every order's end was reported, but the venue couldn't be asked whether it lists any", sum);
        Assert.Contains("touchline: the venue couldn't be asked a last time what is open there: ", said);
        Assert.Equal(0, venue.OpenOrders);
    }

    [Fact]
    public void A_disk_that_takes_no_more_ends_recorder_and_sessions_with_everything_cancelled()
    {
        using var venue = new VenueProcess(_folder);
        AssertFull(Limited(venue, "record", "--symbols", "BTCUSDT", "-o", _folder["rec"], "--for", "60s"), "recording has ended");
        Assert.EndsWith(".tlr.partial", Assert.Single(Directory.GetFiles(_folder["rec"])), StringComparison.Ordinal);
        TouchlineProgram.Run("inspect", Directory.GetFiles(_folder["rec"])[0]).AssertDone();
        AssertFull(Limited(venue, "run", "--symbols", "BTCUSDT", "--record", _folder["paper.tlr"], "--for", "60s"), "the session has ended");
        string[] live = ["run", "--symbols", "ETHUSDT", "--live", .. venue.Key()];
        AssertFull(Limited(venue, [.. live, "--param", "size=0.02", "--record", _folder["live.tlr"], "--for", "60s"]), "what the session keeps can't be written any more");
        Outcome refused = Limited(venue, [.. live, "--journal", _folder["J"], "--for", "60s"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("orders-000001.tlj.next needs 16,777,216 bytes", refused.Error);
        Assert.Equal([_folder["J/lock"]], Directory.GetFileSystemEntries(_folder["J"]));
        Assert.Equal(0, venue.OpenOrders);
    }

    // A limit for files stands for the full disk: the program's writes fail just so, and no other disk is needed.
    private static Outcome Limited(VenueProcess venue, params string[] arguments)
    {
        string script = "trap '' XFSZ; ulimit -f 100; exec dotnet \"$@\"";
        ProcessStartInfo info = TouchlineProgram.Info(null, venue.Environment, [arguments[0], .. venue.Addresses, .. arguments[1..]]);
        string[] program = [.. info.ArgumentList];
        info.FileName = "bash";
        info.ArgumentList.Clear();
        // The runtime keeps its code twice in a file of its own, which is larger than that.
        info.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        foreach (string argument in (string[])["-c", script, "bash", .. program])
            info.ArgumentList.Add(argument);
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(Patience.Most), "it didn't end");
        return new Outcome(process.ExitCode, output.Result, error);
    }

    private static void AssertFull(Outcome outcome, string what)
    {
        Assert.True(outcome.ExitCode == 1, $"exit code {outcome.ExitCode}: {outcome.Error}");
        Assert.Contains("may not become any larger", outcome.Error);
        Assert.Contains(what, outcome.Error);
        Assert.Contains("Free space, or write elsewhere, then start again", outcome.Error);
        Assert.DoesNotContain("   at ", outcome.Error);
    }

    private static void AssertUnreached(Outcome outcome, string why)
    {
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(why, outcome.Error);
        Assert.Contains("nothing was sent", outcome.Error);
        Assert.DoesNotContain("   at ", outcome.Error);
    }

    private static void AwaitOrders(VenueProcess venue, Process run)
    {
        Patience.Await(() => venue.OpenOrders > 0 || run.HasExited, "an order");
        Assert.False(run.HasExited, "the session placed no order");
    }
}
