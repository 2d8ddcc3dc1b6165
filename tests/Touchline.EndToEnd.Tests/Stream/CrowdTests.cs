using System.Net.WebSockets;

namespace Touchline.EndToEnd.Tests.Stream;

[Trait("Category", "Long-stream")]
public sealed class CrowdTests
{
    private const int Clients = 500, Lagging = 10, Dead = 10, Bold = 101;

    // What the system keeps of what isn't read.
    private const int Little = 1 << 14;

    // Between two messages that a lagging client takes: a third or so of what comes.
    private const int LagMs = 60;

    // Books come ten times a second: so many until the dead are buried, and until all is over.
    private const int DeadBooks = 350, EndBooks = 400;

    [LongFact("stream")]
    public async Task Five_hundred_clients_miss_nothing_while_slow_ones_get_less_or_go()
    {
        using var session = new ServedSession("--speed", "2x");
        string symbol = (string)session.Get("/data/pairs")["items"]![0]!["symbol"]!;
        string[] topics = [$"books:{symbol}", $"trades:{symbol}", "orders", "fills"];
        TopicReader[] readers = await Connect(session, Clients);
        foreach (TopicReader reader in readers)
            await reader.Subscribe([.. topics]);
        TopicReader[] lagging = readers[..Lagging], dead = readers[Lagging..(Lagging + Dead)], quick = readers[(Lagging + Dead)..];
        TopicReader pace = quick[0];
        Task[] all =
        [
            .. quick.Select(r => r.Until(() => Books(r, symbol) >= EndBooks)),
            .. lagging.Select(r => Lag(r, topics[0])),
            .. dead.Select(r => Die(r, pace, symbol)),
        ];
        await Task.WhenAll(all);
        foreach (TopicReader reader in quick)
        {
            Assert.Equal(topics.Order(), reader.Topics.Keys.Order());
            Assert.All(topics[1..], t => Assert.Equal((1, 0), (reader.Topics[t].Snapshots, reader.Topics[t].Conflated)));
            Assert.True(topics[1..].All(t => reader.Topics[t].Updates > 10), "hardly anything happened");
        }

        foreach (TopicReader reader in readers)
            await reader.DisposeAsync();
    }

    [LongFact("stream")]
    public async Task There_is_room_for_six_hundred_and_then_for_nobody_until_one_goes()
    {
        using var session = new ServedSession();
        TopicReader[] readers = await Connect(session, 600);
        using (var late = new ClientWebSocket())
        {
            late.Options.CollectHttpResponseDetails = true;
            late.Options.SetRequestHeader("Authorization", $"Bearer {session.Token}");
            await Assert.ThrowsAsync<WebSocketException>(() => late.ConnectAsync(session.Socket, CancellationToken.None));
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, late.HttpStatusCode);
        }

        await readers[0].Close();
        await using (TopicReader again = await TopicReader.Connect(session.Socket, session.Token))
        {
            await again.Send("""{"op":"ping"}""");
            await again.Until("pong");
        }

        foreach (TopicReader reader in readers)
            await reader.DisposeAsync();
    }

    private static async Task<TopicReader[]> Connect(ServedSession session, int count)
    {
        var readers = new List<TopicReader>();
        while (readers.Count < count)
        {
            readers.AddRange(await Task.WhenAll(Enumerable.Range(readers.Count, Math.Min(Bold, count - readers.Count))
                .Select(i => TopicReader.Connect(session.Socket, session.Token, receives: i < Lagging + Dead ? Little : null))));
        }

        return [.. readers];
    }

    private static int Books(TopicReader reader, string symbol) => reader.Topics.GetValueOrDefault($"books:{symbol}")?.Updates ?? 0;

    // Until it was left something out; it never is told anything out of turn.
    private static async Task Lag(TopicReader reader, string topic)
    {
        while (reader.Topics.GetValueOrDefault(topic) is not { Conflated: > 0 })
        {
            Assert.True(await reader.Next() is not null, $"closed: {reader.Closed}");
            await Task.Delay(LagMs);
        }
    }

    // Its end may be told, or lie behind what it never read.
    private static async Task Die(TopicReader reader, TopicReader pace, string symbol)
    {
        while (Books(pace, symbol) < DeadBooks)
            await Task.Delay(LagMs);
        try
        {
            await reader.Until(() => false);
            Assert.Equal((1013, "nothing was taken for 10 s"), reader.Closed);
        }
        catch (WebSocketException)
        {
            Assert.Null(reader.Closed.Status);
        }
    }
}
