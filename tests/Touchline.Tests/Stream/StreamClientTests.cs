using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Storage;

namespace Touchline.Tests.Stream;

public sealed class StreamClientTests : IDisposable
{
    private readonly StreamPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_client_gets_a_snapshot_and_then_each_update_once()
    {
        _place.Fill(1, 2);
        using StreamLine line = _place.Connect();
        Assert.Equal("hello", (string?)line.Hello["type"]);
        Assert.Equal(_place.Link.Session!.Key, (string?)line.Hello["session"]);
        Assert.Contains($"books:{_place.Symbol}", line.Hello["topics"]!.AsArray().Select(t => (string?)t));
        line.Subscribe("Fills");
        JsonObject snapshot = line.Next();
        Assert.Equal(("snapshot", "fills", 2L), ((string?)snapshot["type"], (string?)snapshot["topic"], (long)snapshot["seq"]!));
        Assert.Equal([1, 2], Ids(snapshot));
        _place.Fill(3, 4);
        foreach (long number in (long[])[3, 4])
        {
            JsonObject update = line.Next();
            Assert.Equal(("update", number), ((string?)update["type"], (long)update["seq"]!));
            Assert.Equal([number], Ids(update));
        }

        line.Send("""{"op":"unsubscribe","topics":["fills"]}""");
        Assert.Equal("unsubscribed", (string?)line.Next()["type"]);
        _place.Fill(5);
        line.Send("""{"op":"ping"}""");
        Assert.Equal("pong", (string?)line.Next()["type"]);
    }

    [Fact]
    public void Who_comes_back_gets_what_was_missed_or_where_that_is_gone_a_snapshot()
    {
        _place.Fill(1, 2, 3);
        using StreamLine line = _place.Connect();
        line.Resume("fills", 1);
        Assert.Equal([2, 3], Ids(line.Next()).Concat(Ids(line.Next())));
        line.Resume("fills", 3);
        _place.Fill(4);
        Assert.Equal("update 4", Head(line.Next()));
        line.Resume("fills", 9);
        Assert.Equal("snapshot 4", Head(line.Next()));
        line.Resume("fills", 3, "another start's");
        Assert.Equal("snapshot 4", Head(line.Next()));
        _place.Fill(Enumerable.Range(5, StreamBounds.LogUpdates + 1).Select(i => (long)i));
        using StreamLine late = _place.Connect();
        late.Resume("fills", 4);
        Assert.Equal($"snapshot {StreamBounds.LogUpdates + 5}", Head(late.Next()));
    }

    [Fact]
    public void A_snapshot_of_orders_has_all_that_are_open_and_the_newest_that_ended()
    {
        _place.Order(Enumerable.Range(1, 300).Select(i => Order(i, null)));
        _place.Order(Enumerable.Range(1, 150).Select(i => Order(i * 2, 9)));
        using StreamLine line = _place.Connect();
        line.Subscribe("orders");
        JsonObject snapshot = line.Next();
        Assert.Equal(450, (long)snapshot["seq"]!);
        JsonNode[] all = [.. snapshot["data"]!.AsArray().Select(o => o!)];
        Assert.Equal(Enumerable.Range(51, 100).Select(i => i * 2L), all.Where(o => o["ended_ns"] is not null).Select(o => (long)o["id"]!));
        Assert.Equal(Enumerable.Range(0, 150).Select(i => i * 2L + 1), all.Where(o => o["ended_ns"] is null).Select(o => (long)o["id"]!));
    }

    [Fact]
    public void Who_lags_behind_a_state_gets_the_newest_and_is_told_how_many_were_left_out()
    {
        _place.Portray();
        using StreamLine line = _place.Connect();
        line.Subscribe($"books:{_place.Symbol.ToLowerInvariant()}");
        long seq = (long)line.Next()["seq"]!;
        // More than fits between server and client, which takes none of it.
        for (int i = 0; i < 100; i++)
            _place.Portray();
        long newest = seq + 100, skipped = 0, got = 0;
        while (seq < newest)
        {
            JsonObject update = line.Next();
            long left = (long?)update["conflated"] ?? 0;
            Assert.Equal(seq + 1 + left, (long)update["seq"]!);
            seq = (long)update["seq"]!;
            skipped += left;
            got++;
        }

        Assert.Equal(100, skipped + got);
        Assert.True(skipped > 0, "nothing was left out");
    }

    [Fact]
    public void Who_falls_behind_events_starts_anew_and_the_third_time_in_a_minute_has_to_go()
    {
        // What fits between server and client is less than what goes beyond the log; and that is less than a log.
        const int Many = StreamBounds.LogUpdates + 200;
        using StreamLine line = _place.Connect();
        line.Subscribe("fills");
        Assert.Equal("snapshot 0", Head(line.Next()));
        long seq = 0;
        for (int round = 1; round <= 2; round++)
        {
            _place.Fill(Enumerable.Range(1, Many).Select(i => (long)i));
            bool isAnew = false;
            while (seq < round * Many)
            {
                JsonObject message = line.Next();
                Assert.Equal((bool?)message["conflated"] ?? false, (string?)message["type"] == "snapshot");
                if (message["conflated"] is not null)
                    isAnew = true;
                else
                    Assert.Equal(seq + 1, (long)message["seq"]!);
                seq = (long)message["seq"]!;
            }

            Assert.True(isAnew);
        }

        _place.Fill(Enumerable.Range(1, Many).Select(i => (long)i));
        line.AssertClosed(1008, "too slow: fell behind 3 times in a minute");
    }

    [Fact]
    public async Task Who_takes_nothing_has_to_go_and_keeps_nobody_waiting()
    {
        using StreamLine stuck = _place.Connect(), other = _place.Connect();
        foreach (StreamLine line in (StreamLine[])[stuck, other])
        {
            line.Subscribe("fills");
            line.Next();
        }

        for (long id = 1; id <= 1_000; id++)
        {
            _place.Fill(id);
            Assert.Equal([id], Ids(other.Next()));
        }

        while (!stuck.Over.IsCompleted)
        {
            _place.Time.Advance(TimeSpan.FromSeconds(4));
            stuck.Server.Look(looksAtToken: false);
            other.Server.Look(looksAtToken: false);
            await Task.Yield();
        }

        _place.Fill(1_001);
        Assert.Equal([1_001], Ids(other.Next()));
    }

    [Fact]
    public void A_token_that_has_ended_ends_the_connection()
    {
        bool holds = true;
        using StreamLine line = _place.Connect(() => holds);
        line.Server.Look(looksAtToken: true);
        line.Send("""{"op":"ping"}""");
        Assert.Equal("pong", (string?)line.Next()["type"]);
        holds = false;
        line.Server.Look(looksAtToken: true);
        line.AssertClosed(3000, "the token has ended");
    }

    [Fact]
    public void What_is_wrong_is_told_and_changes_nothing()
    {
        using StreamLine line = _place.Connect();
        line.Send("""{"op":"subscribe","topics":["fills","books:nope"]}""");
        JsonObject error = line.Next();
        Assert.Equal("error", (string?)error["type"]);
        Assert.Equal(
            $"topic books:nope is unknown; known are orders, fills, positions, pnl, signals, alerts, metrics, and books:SYMBOL and trades:SYMBOL with SYMBOL one of {_place.Symbol}", (string?)error["detail"]);
        _place.Fill(1);
        line.Send("""{"op":"ping"}""");
        Assert.Equal("pong", (string?)line.Next()["type"]);
    }

    [Fact]
    public void Bounds_of_what_a_client_sends_end_the_connection()
    {
        using (StreamLine line = _place.Connect())
        {
            line.Send(new string(' ', StreamBounds.MostRequestBytes - 13) + """{"op":"ping"}""");
            Assert.Equal("pong", (string?)line.Next()["type"]);
            line.Send(new string(' ', StreamBounds.MostRequestBytes - 12) + """{"op":"ping"}""");
            line.AssertClosed(1009, "a message is at most 16384 bytes");
        }

        using (StreamLine line = _place.Connect())
        {
            line.SendBytes([1, 2, 3], WebSocketMessageType.Binary);
            line.AssertClosed(1003, "messages are texts");
        }

        using (StreamLine line = _place.Connect())
        {
            for (int i = 0; i <= StreamBounds.MostRequestsASecond; i++)
                line.Send("""{"op":"ping"}""");
            line.AssertClosed(1008, "at most 20 messages a second");
        }
    }

    [Fact]
    public void Portraits_come_often_only_while_somebody_looks()
    {
        _place.Portray();
        using StreamLine line = _place.Connect();
        line.Subscribe("metrics");
        Assert.Equal("snapshot 1", Head(line.Next()));
        Assert.Equal(1, Portraits());
        line.Subscribe("pnl");
        Assert.Equal(10, Portraits());
        line.Send("""{"op":"unsubscribe","topics":["pnl"]}""");
        while ((string?)line.Next()["type"] != "unsubscribed")
        {
        }

        // Who looked three seconds ago doesn't look any more.
        for (int i = 0; i < 4; i++)
            Portraits();
        Assert.Equal(1, Portraits());
    }

    // In a second.
    private int Portraits()
    {
        object? last = _place.Link.NewestPortrait;
        int count = 0;
        for (int i = 0; i < 10; i++)
        {
            _place.Step();
            count += ReferenceEquals(last, _place.Link.NewestPortrait) ? 0 : 1;
            last = _place.Link.NewestPortrait;
        }

        return count;
    }

    private static OrderRow Order(long id, long? endedNs) => new() { OrderId = id, Side = "buy", State = endedNs is null ? "placed" : "cancelled", EndedNs = endedNs, Quantity = 1 };

    private static IEnumerable<long> Ids(JsonObject message) => message["data"]!.AsArray().Select(d => (long)d!["trade_id"]!);

    private static string Head(JsonObject message) => $"{message["type"]} {message["seq"]}";
}
