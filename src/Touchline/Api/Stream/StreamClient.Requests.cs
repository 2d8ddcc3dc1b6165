using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Touchline.Api;

/// <summary>What the client asks for: a task of its own reads it.</summary>
internal sealed partial class StreamClient
{
    private const int FirstBuffer = 1024;

    private long _second;
    private int _requests;

    private async Task Read()
    {
        byte[] buffer = new byte[FirstBuffer];
        int length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, StreamBounds.MostRequestBytes + 1));
                ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                length += got.Count;
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    End(WebSocketCloseStatus.NormalClosure, "");
                    return;
                }

                // Once it is to end its close is waited for alone.
                if (Volatile.Read(ref _farewell) is not null)
                    length = 0;
                else if (length > StreamBounds.MostRequestBytes)
                    End(WebSocketCloseStatus.MessageTooBig, $"a message is at most {StreamBounds.MostRequestBytes} bytes");
                else if (got.MessageType != WebSocketMessageType.Text)
                    End(WebSocketCloseStatus.InvalidMessageType, "messages are texts");
                else if (got.EndOfMessage)
                {
                    Take(buffer.AsMemory(0, length));
                    length = 0;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It has gone.
        }
        finally
        {
            End(WebSocketCloseStatus.EndpointUnavailable, "");
        }
    }

    private void Take(ReadOnlyMemory<byte> utf8)
    {
        long second = _time.GetTimestamp() / _time.TimestampFrequency;
        _requests = second == _second ? _requests + 1 : 1;
        _second = second;
        if (_requests > StreamBounds.MostRequestsASecond)
        {
            End(WebSocketCloseStatus.PolicyViolation, $"at most {StreamBounds.MostRequestsASecond} messages a second");
            return;
        }

        try
        {
            StreamRequest request = StreamRequest.Read(utf8);
            if (request.Op == StreamOp.Ping)
                Reply(new JsonObject { ["type"] = "pong" });
            else
                Change(request);
        }
        catch (Problem wrong)
        {
            Reply(new JsonObject { ["type"] = "error", ["detail"] = wrong.Message });
        }
    }

    // All topics or, where one is unknown, none.
    private void Change(StreamRequest request)
    {
        StreamTopic[] topics = [.. request.Topics.Select(n => _board.Find(n) ?? throw new Problem(400, $"topic {StreamRequest.Short(n)} is unknown; known are {_board.Known}"))];
        bool joins = request.Op == StreamOp.Subscribe;
        Place[] others = [.. _places.Where(p => !topics.Contains(p.Topic))];
        if (joins && others.Length + topics.Length > StreamBounds.MostTopics)
            throw new Problem(400, $"a client has at most {StreamBounds.MostTopics} topics at once; it has {others.Length} besides");
        foreach (StreamTopic topic in topics)
        {
            if (joins)
                topic.Join(this);
            else
                topic.Leave(this);
            if (joins)
                _board.Refresh(topic);
        }

        Place[] now = joins ? [.. others, .. topics.Select(t => PlaceIn(t, request))] : others;
        var names = new JsonArray([.. topics.Select(t => (JsonNode)t.Name)]);
        Reply(new JsonObject { ["type"] = joins ? "subscribed" : "unsubscribed", ["topics"] = names }, now);
    }

    private Place PlaceIn(StreamTopic topic, StreamRequest request) => request.Epoch == _board.Epoch && request.Since.TryGetValue(topic.Name, out long since) && topic.HasAllAfter(since)
        ? new Place(topic, since, needsSnapshot: false)
        : new Place(topic, 0, needsSnapshot: true);

    // The answer comes before the first message of a new place.
    private void Reply(JsonObject answer, Place[]? places = null)
    {
        bool isFull;
        lock (_lock)
        {
            _places = places ?? _places;
            isFull = _replies.Count == StreamBounds.MostReplies;
            if (!isFull)
                _replies.Enqueue(StreamJson.Of(answer));
        }

        if (isFull)
            End((WebSocketCloseStatus)1013, "answers aren't taken");
        Wake();
    }
}
