using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary><c>touchline recover</c> as a user starts it.</summary>
public sealed class RecoverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_killed_session_left_is_brought_to_an_end_told_and_audited_beside_an_order_of_others()
    {
        using var venue = new VenueProcess(_folder, "BTCUSDT", "--pace", "10");
        string[] where = [.. venue.Addresses, .. venue.Key(), "--symbols", "BTCUSDT"];
        using Process run = venue.Start(["run", .. where, "--live", "--param", "size=0.02", "--param", "spread=0.1", "--journal", _folder["J"]]);
        string balances = venue.Balances;
        Patience.Await(() => run.HasExited || (venue.Balances != balances && venue.OpenOrders > 0), "a fill and an order");
        Assert.False(run.HasExited, "the session traded nothing");
        run.Kill();
        run.WaitForExit();
        venue.PlaceByHand("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=30000&newClientOrderId=by-hand");

        Outcome recovered = venue.Run(["recover", _folder["J"], .. where, "--opening", "50s", "--on-balance-difference", "alert"]);
        recovered.AssertDone();
        Assert.Contains("open at the venue, of others, and left alone: buy 0.01", recovered.Error);
        Assert.Equal(1, venue.OpenOrders);
        Assert.Contains($"the position is {venue.Position("BTCUSDT").ToString("0.########", CultureInfo.InvariantCulture)} BTCUSDT", recovered.Output);
        Assert.True((bool)JsonNode.Parse(File.ReadAllText(_folder["J/recovery-2.json"]))!["recovered"]!);
        Assert.DoesNotContain("WITHOUT ITS DATABASE", recovered.Error);
        Outcome database = TouchlineProgram.Run("db", "status", "--database", _folder["J/touchline.db"], "--json");
        Assert.Equal(2, JsonNode.Parse(database.Output)!["sessions"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(100_000, "is no order journal")]
    [InlineData(0, "is empty (0 bytes)")]
    public void A_journal_of_garbage_is_told_and_nothing_trades_beside_it(int bytes, string wrong)
    {
        byte[] garbage = new byte[bytes];
        new Random(1).NextBytes(garbage);
        Directory.CreateDirectory(_folder["J"]);
        string segment = _folder["J/orders-000001.tlj"];
        File.WriteAllBytes(segment, garbage);
        string[] nowhere = [.. VenueProcess.AddressesOf("http://127.0.0.1:1"), "--symbols", "BTCUSDT", "--key", "k"];
        TouchlineProgram.Run(["recover", _folder["J"], .. nowhere]).AssertWrongInput($"{segment} {wrong}");
        TouchlineProgram.Run(["run", "--live", "--journal", _folder["J"], .. nowhere]).AssertWrongInput($"{segment} {wrong}");
        TouchlineProgram.Run("replay", _folder["J"]).AssertWrongInput($"{segment} {wrong}");
        Assert.Equal(garbage, File.ReadAllBytes(segment));
    }
}
