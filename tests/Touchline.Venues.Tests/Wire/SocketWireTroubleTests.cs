using System.Net;
using System.Net.Sockets;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Tests;

/// <summary>The wire against servers that misbehave, and networks that aren't there.</summary>
public sealed class SocketWireTroubleTests
{
    [Fact]
    public void Byte_by_byte_delivery_changes_nothing()
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        desk.Wire.Open(0, server.WebSocket);
        server.Accept();
        string answer = RawServer.Upgrade(server.Read("\r\n\r\n"));
        byte[] all = [.. Encoding.ASCII.GetBytes(answer), .. ClientFrames.Server(0x81, "one"u8), .. ClientFrames.Server(0x01, "tw"u8), .. ClientFrames.Server(0x80, "o"u8), .. ClientFrames.Server(0x81, new byte[300])];
        foreach (byte one in all)
        {
            server.Send([one]);
            desk.Wire.Poll(WireDesk.Now());
        }

        desk.Until(() => desk.MessageCount == 3, "three messages");
        Assert.Equal(["one", "two", new string('\0', 300)], desk.Messages);
    }

    [Fact]
    public void Messages_that_come_together_with_the_handshake_are_told_after_it()
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        desk.Wire.Open(5, server.WebSocket);
        server.Accept();
        server.Send([.. Encoding.ASCII.GetBytes(RawServer.Upgrade(server.Read("\r\n\r\n"))), .. ClientFrames.Server(0x81, "early"u8)]);
        desk.Until(() => desk.Messages.Count == 1, "told");
        Assert.Equal([5], desk.Opened);
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n", "doesn't belong to our key")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n", "without upgrading")]
    [InlineData("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 5\r\n\r\nlater", "HTTP 429 Too Many Requests instead of opening a WebSocket: later")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n", "HTTP 302 Found")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "is no HTTP")]
    public void An_answer_that_is_no_web_socket_is_told(string answer, string reason)
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        desk.Wire.Open(0, server.WebSocket);
        server.Accept();
        server.Read("\r\n\r\n");
        server.Send(answer);
        Assert.Contains(reason, desk.CloseReason(), StringComparison.Ordinal);
        Assert.Empty(desk.Opened);
    }

    [Fact]
    public void Pings_are_answered_and_sent_and_silence_is_death()
    {
        using var desk = new WireDesk(new WireOptions { PingEveryMs = 100, DeadAfterMs = 500 });
        using var server = new RawServer(desk);
        server.Open();
        server.Send(ClientFrames.Server(0x89, "are you there"u8));
        Assert.Equal((0x8A, "are you there"), server.ReadFrames(1).Select(f => ((int)f.Kind, Encoding.ASCII.GetString(f.Payload))).First(f => f.Item1 == 0x8A));
        Assert.Contains(server.ReadFrames(1), f => f.Kind == 0x89);
        Assert.Contains("has been silent for 500 ms", desk.CloseReason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_answers_pings_stays_alive_though_it_says_nothing()
    {
        using var desk = new WireDesk(new WireOptions { PingEveryMs = 50, DeadAfterMs = 300 });
        using var server = new RawServer(desk);
        server.Open();
        long end = WireDesk.Now() + 900_000_000;
        while (WireDesk.Now() < end)
        {
            foreach ((byte kind, byte[] payload) in server.ReadFrames(1))
            {
                if (kind == 0x89)
                    server.Send(ClientFrames.Server(0x8A, payload));
            }
        }

        Assert.Empty(desk.Closed);
    }

    [Fact]
    public void A_server_that_dies_in_mid_frame_is_gone_and_the_half_message_is_not_told()
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        server.Open();
        server.Send(ClientFrames.Server(0x81, "whole"u8));
        server.Send(ClientFrames.Server(0x81, "half a message"u8).AsSpan(0, 7));
        server.Peer.LingerState = new LingerOption(true, 0);
        desk.Until(() => desk.MessageCount == 1, "told");
        server.Peer.Close();
        Assert.NotEmpty(desk.CloseReason());
        Assert.Equal(["whole"], desk.Messages);
    }

    [Fact]
    public void An_end_without_a_good_bye_is_told_and_a_broken_protocol_is_answered_with_its_status()
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        server.Open();
        server.Peer.Shutdown(SocketShutdown.Both);
        server.Peer.Close();
        Assert.Contains("without a good-bye", desk.CloseReason(), StringComparison.Ordinal);
        server.Open(1);
        server.Send([0xC1, 0x00]);
        Assert.Contains("broke the WebSocket protocol", desk.CloseReason(2), StringComparison.Ordinal);
        Assert.Contains(server.ReadFrames(1), f => f.Kind == 0x88 && f.Payload is [0x03, 0xEA]);
    }

    [Fact]
    public void Our_close_waits_for_the_servers_but_not_for_ever()
    {
        using var desk = new WireDesk(new WireOptions { CloseTimeoutMs = 200 });
        using var server = new RawServer(desk);
        server.Open();
        desk.Wire.Close(0);
        Assert.Contains(server.ReadFrames(1), f => f.Kind == 0x88 && f.Payload is [0x03, 0xE8]);
        server.Send(ClientFrames.Server(0x81, "too late"u8));
        Assert.False(desk.Send("nothing more"));
        Assert.Equal("closed by us", desk.CloseReason());
        Assert.Empty(desk.Messages);
    }

    [Fact]
    public void A_peer_that_takes_nothing_makes_sends_fail_whole_and_everything_taken_before_arrives_in_order()
    {
        using var desk = new WireDesk(new WireOptions { MaxOutgoingBytes = 100_000 });
        using var server = new RawServer(desk);
        server.Open();
        int sent = 0;
        while (sent < 100_000 && desk.Send($"{sent,6}" + new string('x', 5000)))
            sent++;
        Assert.InRange(sent, 10, 99_999);
        Assert.False(desk.Send(new string('y', 100_000)));
        List<(byte Kind, byte[] Payload)> frames = server.ReadFrames(sent);
        Assert.Equal(Enumerable.Range(0, sent).Select(i => $"{i,6}"), frames.Select(f => Encoding.ASCII.GetString(f.Payload, 0, 6)));
        Assert.True(desk.Send("again"));
        Assert.Equal("again", Encoding.ASCII.GetString(Assert.Single(server.ReadFrames(1)).Payload));
    }

    [Fact]
    public void Nothing_that_waited_on_one_connection_goes_out_on_another()
    {
        using var desk = new WireDesk(new WireOptions { MaxOutgoingBytes = 100_000 });
        using var server = new RawServer(desk);
        server.Open();
        while (desk.Send("old" + new string('x', 5000)))
        {
        }

        server.Peer.LingerState = new LingerOption(true, 0);
        server.Peer.Close();
        desk.CloseReason();
        server.Taken();
        server.Open();
        Assert.True(desk.Send("new"));
        Assert.Equal("new", Encoding.ASCII.GetString(Assert.Single(server.ReadFrames(1)).Payload));
    }

    [Fact]
    public void A_burst_of_ten_thousand_messages_is_told_whole_and_without_an_allocation()
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        server.Open();
        byte[] frames = [.. Enumerable.Range(0, 1000).SelectMany(i => ClientFrames.Server(0x81, Encoding.ASCII.GetBytes($"{i,6}" + new string('x', 200))))];
        int expected = 0;
        bool inOrder = true;
        desk.OnMessage = (_, message) =>
        {
            inOrder &= System.Buffers.Text.Utf8Parser.TryParse(message[..6].TrimStart((byte)' '), out int number, out _) && number == expected++ % 1000;
        };
        void Burst(int times)
        {
            long until = desk.MessageCount + times * 1000;
            for (int i = 0; i < times; i++)
            {
                server.Send(frames);
                while (desk.MessageCount < until - (times - 1 - i) * 1000)
                    desk.Wire.Poll(WireDesk.Now() + 10_000_000);
            }
        }

        Burst(2);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Burst(10);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Assert.True(inOrder);
        Assert.Equal(12_000, desk.MessageCount);
        Assert.InRange(bytes, 0, 16 * 1024);
    }

    [Fact]
    public void A_listener_may_close_and_open_from_inside()
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        server.Open();
        desk.OnMessage = (connection, _) =>
        {
            desk.Wire.Close(connection);
            desk.Wire.Open(connection + 1, server.WebSocket);
        };
        server.Send([.. ClientFrames.Server(0x81, "one"u8), .. ClientFrames.Server(0x81, "two"u8)]);
        desk.Until(() => desk.Closed.Count == 1, "closed");
        Assert.Equal(1, desk.MessageCount);
        server.Accept();
        server.Send(RawServer.Upgrade(server.Read("\r\n\r\n")));
        desk.Until(() => desk.Opened.Contains(1), "opened anew");
    }

    [Fact]
    public void Addresses_that_lead_nowhere_are_told_apart()
    {
        using var desk = new WireDesk(new WireOptions { OpenTimeoutMs = 700 });
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)unused.LocalEndPoint!).Port;
        desk.Wire.Open(0, $"ws://127.0.0.1:{port}/");
        Assert.Equal($"127.0.0.1:{port} refused the connection: nothing listens there; check host and port", desk.CloseReason(1));
        desk.Wire.Open(0, "https://127.0.0.1/");
        Assert.Contains("is no WebSocket address", desk.CloseReason(2), StringComparison.Ordinal);
        desk.Wire.Open(0, "wss://no-such-host.invalid/ws");
        Assert.Contains("no-such-host.invalid", desk.CloseReason(3), StringComparison.Ordinal);
        HttpReply reply = desk.Get($"http://127.0.0.1:{port}/");
        Assert.Equal((0, false, $"127.0.0.1:{port} refused the connection: nothing listens there; check host and port"), (reply.Status, reply.MayHaveArrived, reply.Failure));
        reply = desk.Get("ftp://127.0.0.1/");
        Assert.Contains("is no web address", reply.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_accepts_and_says_nothing_is_given_up()
    {
        using var desk = new WireDesk(new WireOptions { OpenTimeoutMs = 300 });
        using var server = new RawServer(desk);
        desk.Wire.Open(0, server.WebSocket);
        server.Accept();
        Assert.Equal($"no WebSocket after 300 ms: 127.0.0.1:{server.Port} didn't answer", desk.CloseReason());
        desk.Wire.Request(new HttpCall(9, "POST", server.Http + "/order", [], 300_000_000));
        server.Accept();
        server.Read("\r\n\r\n");
        desk.Until(() => desk.Replies.Count == 1, "given up");
        Assert.Equal((9, 0, true), (desk.Replies[0].Number, desk.Replies[0].Status, desk.Replies[0].MayHaveArrived));
    }

    [Fact]
    public void A_request_whose_connection_dies_is_never_sent_again()
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        desk.Wire.Request(new HttpCall(1, "GET", server.Http + "/first", [], 5_000_000_000));
        server.Accept();
        server.Read("\r\n\r\n");
        server.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        desk.Until(() => desk.Replies.Count == 1, "replied");
        desk.Wire.Request(new HttpCall(2, "POST", server.Http + "/order", [], 5_000_000_000));
        Assert.StartsWith("POST /order HTTP/1.1\r\n", server.Read("\r\n\r\n"), StringComparison.Ordinal);
        server.Peer.Close();
        desk.Until(() => desk.Replies.Count == 2, "told");
        Assert.Equal((2, 0, true), (desk.Replies[1].Number, desk.Replies[1].Status, desk.Replies[1].MayHaveArrived));
        for (int i = 0; i < 20; i++)
            desk.Wire.Poll(WireDesk.Now() + 5_000_000);
        Assert.Equal(2, desk.Replies.Count);
        desk.Wire.Request(new HttpCall(3, "GET", server.Http + "/third", [], 5_000_000_000));
        server.Accept();
        Assert.StartsWith("GET /third", server.Read("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kept_connection_that_its_server_closed_is_not_used_for_the_next_request()
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        desk.Wire.Request(new HttpCall(1, "GET", server.Http + "/first", [], 5_000_000_000));
        server.Accept();
        server.Read("\r\n\r\n");
        server.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        desk.Until(() => desk.Replies.Count == 1, "replied");
        server.Peer.Close();
        desk.Wire.Request(new HttpCall(2, "POST", server.Http + "/order", [], 5_000_000_000));
        server.Accept();
        server.Read("\r\n\r\n");
        server.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n");
        desk.Until(() => desk.Replies.Count == 2, "replied");
        Assert.Equal((200, "abcde"), (desk.Replies[1].Status, Encoding.ASCII.GetString(desk.Replies[1].Body.Span)));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("")]
    public void A_reply_that_is_not_whole_is_none(string answer)
    {
        using var desk = new WireDesk();
        using var server = new RawServer(desk);
        desk.Wire.Request(new HttpCall(1, "DELETE", server.Http + "/order", [], 5_000_000_000));
        server.Accept();
        server.Read("\r\n\r\n");
        server.Send(answer);
        server.Peer.Shutdown(SocketShutdown.Send);
        desk.Until(() => desk.Replies.Count == 1, "told");
        Assert.Equal((0, true), (desk.Replies[0].Status, desk.Replies[0].MayHaveArrived));
        Assert.NotNull(desk.Replies[0].Failure);
    }

    [Fact]
    public void Requests_are_bounded_and_those_too_many_for_the_connections_wait_their_turn()
    {
        using var server = new StockServer();
        using var desk = new WireDesk(new WireOptions { MaxRequests = 20, MaxHttpConnections = 3 });
        for (int i = 0; i < 25; i++)
            desk.Wire.Request(new HttpCall(i, "GET", server.Http + "/hello", [], 10_000_000_000));
        desk.Until(() => desk.Replies.Count == 25, "all replied");
        Assert.Equal(20, desk.Replies.Count(r => r.Status == 200));
        Assert.All(desk.Replies.Where(r => r.Status != 200), r => Assert.Contains("under way", r.Failure, StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i), desk.Replies.Select(r => r.Number).Order());
    }

    [Fact]
    public void A_request_waits_for_none_of_many_that_hang()
    {
        using var server = new StockServer();
        using var desk = new WireDesk();
        for (int i = 0; i < 48; i++)
            desk.Wire.Request(new HttpCall(i, "GET", server.Http + "/never", [], 60_000_000_000));
        desk.Wire.Request(new HttpCall(48, "DELETE", server.Http + "/hello", [], 5_000_000_000));
        desk.Until(() => desk.Replies.Count == 1, "replied");
        Assert.Equal((48, 200), (desk.Replies[0].Number, desk.Replies[0].Status));
    }

    [Fact]
    public void What_would_be_a_second_header_or_request_is_refused()
    {
        using var desk = new WireDesk();
        desk.Wire.Request(new HttpCall(1, "GET", "http://127.0.0.1:1/", [new("X-MBX-APIKEY", "key\r\nHost: other")], 1_000_000_000));
        desk.Wire.Request(new HttpCall(2, "GET", "http://127.0.0.1:1/a b", [], 1_000_000_000));
        desk.Until(() => desk.Replies.Count == 2, "refused");
        Assert.All(desk.Replies, r => Assert.False(r.MayHaveArrived));
        Assert.DoesNotContain("other", desk.Replies[0].Failure!, StringComparison.Ordinal);
    }
}
