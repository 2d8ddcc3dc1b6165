using System.Globalization;
using System.Text;
using Touchline.Core;

namespace Touchline.Conformance.Tests;

public sealed class VirtualNetworkTests
{
    private const long Second = 1_000_000_000;

    private readonly VirtualClock _clock = new(Second);
    private readonly VirtualNetwork _network;
    private readonly EchoExchange _exchange;
    private readonly VirtualWire _wire;
    private readonly WireLog _log = new();

    public VirtualNetworkTests()
    {
        _network = new VirtualNetwork(_clock, 7, "venue");
        _exchange = new EchoExchange(_network);
        _network.Attach(_exchange);
        _wire = _network.Machine("10.0.0.1");
        _wire.Listen(_log);
    }

    [Fact]
    public void Messages_of_a_connection_arrive_in_order_and_not_at_once()
    {
        OpenEcho(3);
        for (int i = 0; i < 100; i++)
            Assert.True(_wire.Send(3, Encoding.UTF8.GetBytes($"{i}")));
        Assert.Equal(["3 opened", "3 welcome"], _log.Lines);
        _clock.Run(Second);
        Assert.Equal(["3 opened", "3 welcome", .. Enumerable.Range(0, 100).Select(i => $"3 {i}")], _log.Lines);
    }

    [Fact]
    public void Connections_overtake_each_other()
    {
        for (int i = 0; i < 20; i++)
            OpenEcho(i);
        _log.Lines.Clear();
        for (int i = 0; i < 20; i++)
            _wire.Send(i, "x"u8);
        _clock.Run(Second);
        Assert.Equal(20, _log.Lines.Count);
        Assert.NotEqual([.. Enumerable.Range(0, 20).Select(i => $"{i} x")], _log.Lines);
    }

    [Fact]
    public void A_dropped_connection_loses_what_is_under_way_and_each_end_learns_of_it_by_itself()
    {
        OpenEcho(0);
        _wire.Send(0, "lost"u8);
        _network.Drop(Assert.Single(_network.Connections));
        Assert.True(_wire.Send(0, "into nothing"u8));
        _clock.Run(60 * Second);
        Assert.Equal(["0 opened", "0 welcome", "0 closed: the connection was reset"], _log.Lines);
        Assert.Equal(["open /echo?", "closed 1"], _exchange.Seen);
        Assert.Empty(_exchange.Open);
        Assert.False(_wire.Send(0, "x"u8));
        Assert.Equal((1, 1), (_network.Counted(NetworkFault.LostInFlight), _network.Counted(NetworkFault.SentIntoNothing)));
    }

    [Fact]
    public void Silence_lasts_until_the_watch_ends_it()
    {
        OpenEcho(0);
        _network.Silence(Assert.Single(_network.Connections));
        _wire.Send(0, "x"u8);
        _clock.Run(29 * Second);
        Assert.Equal(["0 opened", "0 welcome"], _log.Lines);
        _clock.Run(2 * Second);
        Assert.Equal("0 closed: nothing came for 30 s", _log.Lines[^1]);
    }

    [Fact]
    public void Closing_is_answered_and_the_number_is_free_again()
    {
        OpenEcho(0);
        _wire.Send(0, "a"u8);
        _wire.Close(0);
        Assert.False(_wire.Send(0, "b"u8));
        _clock.Run(Second);
        Assert.Equal(["0 opened", "0 welcome", "0 a", "0 closed: closed by us"], _log.Lines);
        _log.Lines.Clear();
        OpenEcho(0);
        Assert.Equal(["0 opened", "0 welcome"], _log.Lines);
    }

    [Fact]
    public void The_server_closes_with_a_status_and_pings_are_answered()
    {
        OpenEcho(0);
        _wire.Send(0, "ping"u8);
        _clock.Run(Second);
        Assert.Contains("pong", _exchange.Seen);
        _wire.Send(0, "bye"u8);
        _clock.Run(Second);
        Assert.Equal("0 closed: venue closed the connection with 1000", _log.Lines[^1]);
        Assert.Equal("closed 1", _exchange.Seen[^1]);
    }

    [Fact]
    public void A_refused_handshake_a_wrong_host_and_a_refused_connection_are_told_as_closed()
    {
        _wire.Open(0, "ws://venue/refuse");
        _wire.Open(1, "ws://elsewhere/echo");
        _network.Weather.RefusedConnects = 1;
        _wire.Open(2, "ws://venue/echo");
        _clock.Run(Second);
        Assert.Equal(
            ["0 closed: venue refused the connection with HTTP 400: no", "1 closed: elsewhere can't be found; check the address", "2 closed: venue refused the connection"],
            _log.Lines.Order());
        Assert.Empty(_exchange.Open);
    }

    [Fact]
    public void A_connection_given_up_while_it_opens_is_told_as_closed_only()
    {
        _wire.Open(0, "ws://venue/echo");
        _wire.Close(0);
        _clock.Run(5 * Second);
        Assert.DoesNotContain("0 opened", _log.Lines);
        Assert.Single(_log.Lines, l => l.StartsWith("0 closed", StringComparison.Ordinal));
        Assert.Empty(_exchange.Open);
    }

    [Fact]
    public void A_request_reaches_the_exchange_as_it_was_sent()
    {
        _wire.Request(new HttpCall(5, "POST", "http://venue/a%20b?c=%2Bd", [new("X-Key", "k")], Second));
        _clock.Run(Second);
        Assert.Equal(["POST /a b?c=%2Bd k 10.0.0.1"], _exchange.Seen);
        HttpReply reply = Assert.Single(_log.Replies);
        Assert.Equal((5, 200, "c=%2Bd", null), (reply.Number, reply.Status, Encoding.UTF8.GetString(reply.Body.Span), reply.Failure));
    }

    [Fact]
    public void A_request_that_never_left_is_told_so()
    {
        _network.Weather.RequestsNeverSent = 1;
        HttpReply reply = Ask("/a");
        Assert.Equal((0, false), (reply.Status, reply.MayHaveArrived));
        Assert.Empty(_exchange.Seen);
    }

    [Fact]
    public void A_lost_request_may_have_arrived_and_didnt()
    {
        _network.Weather.RequestsLost = 1;
        HttpReply reply = Ask("/a");
        Assert.Equal((0, true), (reply.Status, reply.MayHaveArrived));
        Assert.Empty(_exchange.Seen);
    }

    [Fact]
    public void A_lost_reply_may_have_arrived_and_did()
    {
        _network.Weather.RepliesLost = 1;
        HttpReply reply = Ask("/a");
        Assert.Equal((0, true), (reply.Status, reply.MayHaveArrived));
        Assert.Single(_exchange.Seen);
    }

    [Theory]
    [InlineData("/silent", "venue didn't answer within 1000 ms")]
    [InlineData("/drop", "the server closed the connection before it replied")]
    public void A_request_without_an_answer_ends_once(string path, string failure)
    {
        HttpReply reply = Ask(path);
        Assert.Equal((0, true, failure), (reply.Status, reply.MayHaveArrived, reply.Failure));
    }

    [Fact]
    public void A_machine_has_its_own_clock()
    {
        VirtualWire ahead = _network.Machine("10.0.0.2", clockAheadNs: 5);
        Assert.Equal(_clock.NowNs + 5, ahead.NowNs);
        Assert.Equal(_clock.NowNs, ahead.WorldNs(ahead.NowNs));
    }

    [Fact]
    public void A_dead_machine_hears_nothing_and_the_exchange_learns_that_it_is_gone()
    {
        OpenEcho(0);
        _log.Lines.Clear();
        _wire.Die();
        _clock.Run(5 * Second);
        Assert.Empty(_log.Lines);
        Assert.Empty(_exchange.Open);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_seed_gives_the_same_run_and_another_seed_another(ulong seed)
    {
        Assert.Equal(RandomRun(seed), RandomRun(seed));
        Assert.NotEqual(RandomRun(seed), RandomRun(seed + 100));
    }

    [Fact]
    public void Things_due_at_the_same_time_happen_in_the_order_in_which_they_were_scheduled()
    {
        var seen = new List<int>();
        for (int i = 0; i < 50; i++)
        {
            int number = i;
            _clock.At(2 * Second, () => seen.Add(number));
        }

        _clock.RunUntil(2 * Second);
        Assert.Equal(Enumerable.Range(0, 50), seen);
        Assert.Equal(2 * Second, _clock.NowNs);
    }

    [Fact]
    public void The_earliest_is_due_first_whatever_the_order_in_which_things_were_added()
    {
        var random = new SeededRandom(3);
        var queue = new DueQueue();
        var naive = new List<(long AtNs, int Number)>();
        var taken = new List<int>();
        for (int i = 0; i < 5_000; i++)
        {
            int number = i;
            long atNs = random.Below(200);
            queue.Add(atNs, () => taken.Add(number));
            naive.Add((atNs, number));
            if (!random.Chance(0.4))
                continue;
            (long AtNs, int Number) first = naive.Min();
            naive.Remove(first);
            Assert.Equal(first.AtNs, queue.NextNs);
            queue.Take()();
            Assert.Equal(first.Number, taken[^1]);
        }
    }

    private void OpenEcho(int number)
    {
        _wire.Open(number, "ws://venue/echo");
        Assert.True(_clock.RunUntil(() => _log.Lines.Contains($"{number} welcome"), Second));
    }

    private HttpReply Ask(string path)
    {
        _wire.Request(new HttpCall(1, "GET", $"http://venue{path}", [], Second));
        _clock.Run(3 * Second);
        Assert.Equal(0, _wire.OpenRequests);
        return Assert.Single(_log.Replies);
    }

    private static (ulong Hash, long Things) RandomRun(ulong seed)
    {
        var clock = new VirtualClock(0);
        var network = new VirtualNetwork(clock, seed, "venue");
        network.Attach(new EchoExchange(network));
        VirtualWire wire = network.Machine("10.0.0.1");
        wire.Listen(new WireLog());
        network.Weather.RefusedConnects = network.Weather.RequestsLost = network.Weather.RepliesLost = 0.1;
        var random = new SeededRandom(seed);
        for (int i = 0; i < 300; i++)
        {
            int connection = i;
            clock.At(i * 10_000_000, () => wire.Open(connection, "ws://venue/echo"));
            clock.At(i * 10_000_000 + 5_000_000, () => wire.Send(connection, Encoding.UTF8.GetBytes(connection.ToString(CultureInfo.InvariantCulture))));
            clock.At(i * 10_000_000, () => wire.Request(new HttpCall(connection, "GET", "http://venue/x", [], Second)));
            clock.At(i * 10_000_000 + 7_000_000, () =>
            {
                foreach (VirtualConnection open in network.Connections.ToArray())
                {
                    if (random.Chance(0.1))
                        network.Drop(open);
                    else if (random.Chance(0.05))
                        wire.Close(open.Number);
                }
            });
        }

        clock.Run(100 * Second);
        return (network.Trace.Value, network.Trace.Things);
    }
}
