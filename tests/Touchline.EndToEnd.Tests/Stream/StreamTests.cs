using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests.Stream;

public sealed class StreamTests
{
    private static readonly string[] All = ["books", "trades", "orders", "fills", "positions", "pnl", "signals", "alerts", "metrics"];

    [Fact]
    public async Task A_client_follows_a_session_to_its_end_and_misses_nothing()
    {
        using var session = new ServedSession();
        var schema = new JsonSchema(session.Get("/ws/schema").AsObject());
        await using TopicReader reader = await TopicReader.Connect(session.Socket, session.Token, asBrowser: true);
        string symbol = (string)session.Get("/data/pairs")["items"]![0]!["symbol"]!;
        string[] topics = [.. All.Select(t => t is "books" or "trades" ? $"{t}:{symbol}" : t)];
        await reader.Subscribe(topics);
        var fills = new List<JsonNode>();
        bool isEnding = false;
        Task<JsonNode>? end = null;
        while (await reader.Next() is { } message)
        {
            string? fault = schema.FaultOf(message, "server");
            Assert.True(fault is null, $"{fault}: {message.ToJsonString()}");
            if ((string?)message["topic"] == "fills")
                fills.AddRange(message["data"]!.AsArray().Select(f => f!));
            if (isEnding || topics.Any(t => t is not ("signals" or "alerts") && reader.Topics.GetValueOrDefault(t)?.Updates is null or < 3))
                continue;
            isEnding = true;
            end = Task.Factory.StartNew(session.End, TaskCreationOptions.LongRunning);
        }

        // What it did last was still told.
        Assert.Equal((1001, "the program ends"), reader.Closed);
        await reader.Close();
        JsonNode summary = await end!;
        Assert.Equal((long)summary["fills"]!, fills.Count);
        Assert.All(topics, t => Assert.Equal(1, reader.Topics[t].Snapshots));
    }

    [Fact]
    public async Task Who_comes_back_goes_on_where_the_line_broke()
    {
        using var session = new ServedSession("--speed", "20x");
        TopicReader first = await TopicReader.Connect(session.Socket, session.Token);
        await first.Subscribe("orders", "fills");
        await first.Until(() => first.Topics.Count == 2 && first.Topics.Values.All(t => t.Updates > 2));
        await first.DisposeAsync();
        await using TopicReader second = await TopicReader.Connect(session.Socket, session.Token);
        Assert.Equal(first.Epoch, second.Epoch);
        foreach ((string topic, TopicReader.Progress progress) in first.Topics)
            second.Topics[topic] = new TopicReader.Progress { Seq = progress.Seq };
        await second.Send(JsonSerializer.Serialize(new { op = "subscribe", topics = first.Topics.Keys, since = first.Topics.ToDictionary(t => t.Key, t => t.Value.Seq), epoch = first.Epoch }));
        await second.Until(() => second.Topics.Values.All(t => t.Updates > 5));
        Assert.All(second.Topics.Values, t => Assert.Equal(0, t.Snapshots));
        // What another start counted is nothing here.
        await second.Send("""{"op":"subscribe","topics":["fills"],"since":{"fills":1},"epoch":"0"}""");
        await second.Until(() => second.Topics["fills"].Snapshots == 1);
    }

    [Fact]
    public async Task Nobody_comes_in_without_a_token_or_stays_without_one()
    {
        using var session = new ServedSession();
        foreach (string token in (string[])["", "nonsense"])
        {
            using var nobody = new ClientWebSocket();
            nobody.Options.CollectHttpResponseDetails = true;
            nobody.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            await Assert.ThrowsAsync<WebSocketException>(() => nobody.ConnectAsync(session.Socket, CancellationToken.None));
            Assert.Equal(HttpStatusCode.Unauthorized, nobody.HttpStatusCode);
        }

        using (HttpResponseMessage plain = await session.Http.GetAsync("/ws"))
        {
            Assert.Equal(HttpStatusCode.BadRequest, plain.StatusCode);
            Assert.Equal("application/problem+json", plain.Content.Headers.ContentType!.MediaType);
        }

        string brief = session.Login();
        await using TopicReader stays = await TopicReader.Connect(session.Socket, session.Token), goes = await TopicReader.Connect(session.Socket, brief);
        using var logout = new HttpRequestMessage(HttpMethod.Post, "/auth/logout");
        logout.Headers.Authorization = new("Bearer", brief);
        using (HttpResponseMessage answer = await session.Http.SendAsync(logout))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await goes.Until(() => false);
        Assert.Equal((3000, "the token has ended"), goes.Closed);
        await stays.Send("""{"op":"ping"}""");
        await stays.Until("pong");
    }
}
