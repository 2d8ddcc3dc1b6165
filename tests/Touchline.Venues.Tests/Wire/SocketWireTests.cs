using System.Text;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Tests;

/// <summary>The wire against the framework's own server.</summary>
public sealed class SocketWireTests
{
    [Theory]
    [InlineData(RingWaiting.Block)]
    [InlineData(RingWaiting.Spin)]
    [InlineData(RingWaiting.Yield)]
    public void Messages_come_back_as_they_were_sent(RingWaiting waiting)
    {
        using var server = new StockServer();
        using var desk = new WireDesk(new WireOptions { Waiting = waiting });
        desk.Open(server.WebSocket + "/echo");
        string[] sent = ["{}", "", "äöü €", new('x', 125), new('y', 126), new('z', 65_535), new('w', 65_536), new('v', 300_000)];
        foreach (string message in sent)
            Assert.True(desk.Send(message));
        desk.Until(() => string.Concat(desk.Messages).Length == string.Concat(sent).Length && desk.MessageCount >= sent.Length, "all echoed");
        Assert.Equal(sent, desk.Messages);
        desk.Wire.Close(0);
        Assert.Equal("closed by us", desk.CloseReason());
        Assert.False(desk.Send("late"));
    }

    [Fact]
    public void A_sleeping_wire_is_woken_by_each_of_many_connections_and_its_sleep_allocates_nothing()
    {
        const int Connections = 24;
        using var server = new StockServer();
        using var desk = new WireDesk();
        for (int i = 0; i < Connections; i++)
            desk.Open(server.WebSocket + "/echo", i);
        for (int i = 0; i < Connections; i++)
        {
            Assert.True(desk.Send($"{i}", i));
            desk.Until(() => desk.Messages.Count == i + 1, "echoed");
        }

        Assert.Equal(Enumerable.Range(0, Connections).Select(i => $"{i}"), desk.Messages);
        void Nap(int times)
        {
            for (int i = 0; i < times; i++)
                desk.Wire.Poll(WireDesk.Now() + 100_000);
        }

        Nap(50);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Nap(500);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytes, 0, 8 * 1024);
    }

    [Fact]
    public void A_servers_good_bye_is_told_with_status_and_reason()
    {
        using var server = new StockServer();
        using var desk = new WireDesk();
        desk.Open(server.WebSocket + "/echo");
        desk.Send("close me");
        Assert.Equal($"127.0.0.1:{server.Port} closed the connection with status 4001: as you wish", desk.CloseReason());
        desk.Closed.Clear();
        desk.Open(server.WebSocket + "/echo"); // the number is free again
    }

    [Fact]
    public void An_http_answer_instead_of_a_web_socket_is_told_with_its_beginning()
    {
        using var server = new StockServer();
        using var desk = new WireDesk();
        desk.Wire.Open(3, server.WebSocket + "/refuse");
        Assert.Equal($"127.0.0.1:{server.Port} answered HTTP 403 Forbidden instead of opening a WebSocket: you are not welcome", desk.CloseReason());
        desk.Wire.Open(3, server.WebSocket + "/nothing/here");
        Assert.Contains("answered HTTP 404 Not Found", desk.CloseReason(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Http_requests_are_answered()
    {
        using var server = new StockServer();
        using var desk = new WireDesk();
        HttpReply hello = desk.Get(server.Http + "/hello");
        Assert.Equal((200, "hello", null), (hello.Status, Encoding.UTF8.GetString(hello.Body.Span), hello.Failure));
        Assert.Equal("Kestrel", hello.Header("server"));
        Assert.True(hello.MayHaveArrived && hello.SentNs > 0);
        Assert.Equal(404, desk.Get(server.Http + "/nothing").Status);
        Assert.Equal(300_000, desk.Get(server.Http + "/big?size=300000").Body.Length);
        Assert.True(desk.Get(server.Http + "/chunked").Body.Length > 100_000);
        desk.Wire.Request(new HttpCall(77, "POST", server.Http + "/how?a=%2B%20&b=c", [new("X-MBX-APIKEY", "the key")], 5_000_000_000));
        desk.Until(() => desk.Replies[^1].Number == 77, "replied");
        Assert.Equal("POST ?a=%2B%20&b=c the key 0", Encoding.UTF8.GetString(desk.Replies[^1].Body.Span));
    }
}
