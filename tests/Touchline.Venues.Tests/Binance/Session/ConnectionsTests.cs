using Touchline.Core;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>What is told of each connection.</summary>
public sealed class ConnectionsTests
{
    private readonly Scene _scene = new Scene().Ready(FeedStreams.BestQuote | FeedStreams.Trades);

    private string Told => string.Join("; ", _scene.Venue.State.Connections!.Select(c => $"{c.Name} {(c.IsUp ? "up" : "down")}{(c.Trouble is { } trouble ? $": {trouble}" : "")}"));

    [Fact]
    public void Each_is_told_by_itself() => Assert.Equal("public up; market up; private up; order_entry up; rest up", Told);

    [Fact]
    public void Without_a_key_there_are_those_to_the_market_alone() =>
        Assert.Equal(["public", "rest"], new Scene(trades: false).Start().Venue.State.Connections!.Select(c => c.Name));

    [Fact]
    public void One_that_is_lost_says_why_and_the_others_are_as_they_were()
    {
        _scene.OpensConnections = false;
        _scene.Close(_scene.Market);
        Assert.Equal("public up; market down: reset by peer; private up; order_entry up; rest up", Told);
        _scene.Close(_scene.Api, "ended without a good-bye");
        Assert.Equal("public up; market down: reset by peer; private up; order_entry down: ended without a good-bye; rest up", Told);
        _scene.OpensConnections = true;
        _scene.Run(20_000);
        Assert.Equal("public up; market up; private up; order_entry up; rest up", Told);
    }

    [Fact]
    public void The_private_one_is_up_once_the_account_is_known_again_and_tells_what_is_waited_for()
    {
        _scene.OpensConnections = false;
        _scene.Close(_scene.Private);
        Assert.Contains("private down: the private stream is down (reset by peer)", Told, StringComparison.Ordinal);
        _scene.Hold("GET /fapi/v3/balance");
        _scene.OpensConnections = true;
        _scene.Run(8_000);
        Assert.True(_scene.HasPrivate);
        Assert.Contains("private down: the private stream is back", Told, StringComparison.Ordinal);
        Assert.Equal(_scene.Venue.State.Connections!.Single(c => c.Name == "private").Trouble, _scene.Venue.State.Trouble);
        _scene.OnCall("GET /fapi/v3/balance", _ => "[]");
        _scene.Run(8_000);
        Assert.Equal("public up; market up; private up; order_entry up; rest up", Told);
    }

    [Fact]
    public void Rest_is_down_while_the_last_request_got_no_reply()
    {
        _scene.Hold("GET /fapi/v1/openOrders");
        _scene.Venue.Reconcile(_scene.Now);
        _scene.Run(100);
        _scene.Fail(_scene.Wire.Unanswered.Single(c => c.Url.Contains("openOrders", StringComparison.Ordinal)), mayHaveArrived: true);
        Assert.Contains("rest down: the last request got no reply (the connection to the host was reset)", Told, StringComparison.Ordinal);
        _scene.OnCall("GET /fapi/v1/openOrders", _ => "[]");
        _scene.Run(20_000);
        Assert.Contains("rest up", Told, StringComparison.Ordinal);
    }
}
