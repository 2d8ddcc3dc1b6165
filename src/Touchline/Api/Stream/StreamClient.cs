using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Touchline.Api;

/// <summary>
/// A client of the WebSocket. Nothing is queued for it but answers: it has a place in each of its topics, and whenever it takes something it gets what came after that. Where it lags the topic's log decides
/// what it still gets, so that a slow client costs no memory and keeps nobody waiting.
/// </summary>
internal sealed partial class StreamClient
{
    private readonly WebSocket _socket;
    private readonly TopicBoard _board;
    private readonly TimeProvider _time;
    private readonly Func<bool> _isWelcome;
    private readonly Bell _bell = new();
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _replies = new();
    private readonly byte[][] _turn = new byte[StreamBounds.Turn][];
    private readonly Queue<long> _overflows = new();
    private Place[] _places = [];
    private Farewell? _farewell;
    private long _sendingSince;

    /// <param name="isWelcome">Whether its token still holds.</param>
    public StreamClient(WebSocket socket, TopicBoard board, TimeProvider time, Func<bool> isWelcome)
    {
        _socket = socket;
        _board = board;
        _time = time;
        _isWelcome = isWelcome;
    }

    private sealed record Farewell(WebSocketCloseStatus Status, string Reason, bool IsPolite, long At);

    // Where the client is in a topic. Of the sending task alone once it stands among the places.
    private sealed class Place(StreamTopic topic, long seq, bool needsSnapshot)
    {
        public StreamTopic Topic => topic;

        public long Seq { get; set; } = seq;

        public bool NeedsSnapshot { get; set; } = needsSnapshot;
    }

    /// <summary>There may be something to send.</summary>
    public void Wake() => _bell.Ring();

    /// <summary>The first reason counts. The message that is being sent is sent before.</summary>
    /// <param name="isPolite">And all others that there are.</param>
    public void End(WebSocketCloseStatus status, string reason, bool isPolite = false)
    {
        Interlocked.CompareExchange(ref _farewell, new Farewell(status, reason, isPolite, _time.GetTimestamp()), null);
        Wake();
    }

    /// <summary>Until the connection is over.</summary>
    public async Task Run()
    {
        Reply(new JsonObject { ["type"] = "hello", ["epoch"] = _board.Epoch, ["session"] = _board.SessionName, ["topics"] = new JsonArray([.. _board.Names.Select(n => (JsonNode)n)]) });
        Task reading = Read();
        try
        {
            await Write().ConfigureAwait(false);
            Farewell farewell = _farewell!;
            Volatile.Write(ref _sendingSince, _time.GetTimestamp());
            await _socket.CloseOutputAsync(farewell.Status, farewell.Reason, CancellationToken.None).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It has gone: there is nobody to tell.
        }
        finally
        {
            _socket.Abort();
            await reading.ConfigureAwait(false);
            foreach (Place place in _places)
                place.Topic.Leave(this);
            _socket.Dispose();
        }
    }

    /// <summary>Ends it where it takes nothing or isn't welcome any more. From another thread, every second or so.</summary>
    public void Look(bool looksAtToken)
    {
        if (Volatile.Read(ref _sendingSince) is var since and not 0 && _time.GetElapsedTime(since).TotalSeconds >= StreamBounds.PatienceSeconds)
            End((WebSocketCloseStatus)1013, $"nothing was taken for {StreamBounds.PatienceSeconds} s");
        if (looksAtToken && !_isWelcome())
            End((WebSocketCloseStatus)3000, "the token has ended");
        if (Volatile.Read(ref _farewell) is { } farewell && _time.GetElapsedTime(farewell.At).TotalSeconds >= StreamBounds.FarewellSeconds)
            _socket.Abort();
    }

    private async Task Write()
    {
        do
        {
            await _bell.Wait().ConfigureAwait(false);
            while (await WriteAll().ConfigureAwait(false))
            {
            }
        }
        while (Volatile.Read(ref _farewell) is null);
    }

    // False: there is nothing more for now.
    private async ValueTask<bool> WriteAll()
    {
        bool isMore = false;
        while (true)
        {
            byte[]? reply;
            Place[] places;
            lock (_lock)
            {
                places = _places;
                _replies.TryDequeue(out reply);
            }

            if (reply is not null)
            {
                await Send(reply, isLast: true).ConfigureAwait(false);
                continue;
            }

            foreach (Place place in places)
            {
                if (Volatile.Read(ref _farewell) is { IsPolite: false })
                    return false;
                isMore |= await Write(place).ConfigureAwait(false);
            }

            return isMore;
        }
    }

    // True: there may be more.
    private async ValueTask<bool> Write(Place place)
    {
        if (place.NeedsSnapshot)
        {
            place.NeedsSnapshot = false;
            await Snapshot(place, isConflated: false).ConfigureAwait(false);
        }

        int count = place.Topic.Copy(place.Seq, _turn);
        if (count < 0)
            return await CatchUp(place).ConfigureAwait(false);
        for (int i = 0; i < count; i++)
        {
            await Send(_turn[i], isLast: true).ConfigureAwait(false);
            place.Seq++;
        }

        Array.Clear(_turn, 0, count);
        return count == _turn.Length;
    }

    private async ValueTask<bool> CatchUp(Place place)
    {
        if (place.Topic.IsState)
        {
            (long seq, byte[] message) = place.Topic.Newest();
            await SendConflated(message, (seq - place.Seq - 1).ToString(System.Globalization.CultureInfo.InvariantCulture)).ConfigureAwait(false);
            place.Seq = seq;
        }
        else if (MayOverflow())
        {
            await Snapshot(place, isConflated: true).ConfigureAwait(false);
        }

        return true;
    }

    private bool MayOverflow()
    {
        long now = _time.GetTimestamp();
        while (_overflows.TryPeek(out long first) && _time.GetElapsedTime(first, now) >= TimeSpan.FromMinutes(1))
            _overflows.Dequeue();
        _overflows.Enqueue(now);
        if (_overflows.Count < StreamBounds.MostOverflows)
            return true;
        End(WebSocketCloseStatus.PolicyViolation, $"too slow: fell behind {StreamBounds.MostOverflows} times in a minute");
        return false;
    }

    private async ValueTask Snapshot(Place place, bool isConflated)
    {
        (long seq, byte[] message) = place.Topic.Snapshot();
        if (isConflated)
            await SendConflated(message, "true").ConfigureAwait(false);
        else
            await Send(message, isLast: true).ConfigureAwait(false);
        place.Seq = seq;
    }

    // The message itself is everybody's: what is this client's alone goes in a frame behind it.
    private async ValueTask SendConflated(byte[] message, string what)
    {
        await Send(message.AsMemory(0, message.Length - 1), isLast: false).ConfigureAwait(false);
        await Send(StreamJson.Conflated(what), isLast: true).ConfigureAwait(false);
    }

    private async ValueTask Send(ReadOnlyMemory<byte> message, bool isLast)
    {
        Volatile.Write(ref _sendingSince, _time.GetTimestamp());
        await _socket.SendAsync(message, WebSocketMessageType.Text, isLast, CancellationToken.None).ConfigureAwait(false);
        Volatile.Write(ref _sendingSince, 0);
    }
}
