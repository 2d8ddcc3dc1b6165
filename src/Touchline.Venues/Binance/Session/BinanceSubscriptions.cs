using System.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// What one connection of a line has been asked to carry, kept equal to what the line wants: SUBSCRIBE and UNSUBSCRIBE in batches, well below the ten messages a second that the
/// venue takes, asked again when no acknowledgement comes.
/// </summary>
internal sealed class BinanceSubscriptions(BinanceSession session, int connection, BinanceStreamLine line, List<BinanceStream> wanted)
{
    private const int BatchSize = 100;
    private const int UnansweredToReopen = 2;
    private const long PaceNs = 250 * BinanceSession.NsPerMs;
    private const long AnswerNs = 10 * BinanceSession.NsPerSecond;
    private const long RefusedNs = 10 * BinanceSession.NsPerSecond;

    private sealed record Asked(long Id, bool Subscribes, List<BinanceStream> Streams, long SentNs);

    private readonly HashSet<BinanceStream> _on = [];
    private readonly HashSet<BinanceStream> _underWay = [];
    private readonly HashSet<BinanceStream> _again = [];
    private readonly List<Asked> _asked = [];
    private readonly List<BinanceStream> _batch = [];
    private long _id;
    private int _unanswered;
    private long _sendAtNs;
    private bool _isOld = true;

    public int Connection => connection;

    /// <summary>Everything wanted has been acknowledged.</summary>
    public bool IsComplete => !_isOld && _underWay.Count == 0 && _on.Count == wanted.Count;

    public long NextNs => Math.Min(_isOld ? _sendAtNs : long.MaxValue, _asked.Count > 0 ? _asked[0].SentNs + AnswerNs : long.MaxValue);

    /// <summary>The line wants other streams than before.</summary>
    public void OnChange() => _isOld = true;

    /// <summary>Ends a stream and asks for it once more.</summary>
    public void Renew(BinanceStream stream)
    {
        if (!_on.Contains(stream))
            return;
        _again.Add(stream);
        _isOld = true;
    }

    public void Advance(long nowNs)
    {
        while (_asked.Count > 0 && nowNs - _asked[0].SentNs >= AnswerNs)
        {
            Asked late = _asked[0];
            _asked.RemoveAt(0);
            _underWay.ExceptWith(late.Streams);
            _isOld = true;
            if (++_unanswered == UnansweredToReopen)
                line.Reopen("it answers nothing any more");
            session.Note($"{line}: no answer to {(late.Subscribes ? "SUBSCRIBE" : "UNSUBSCRIBE")} of {late.Streams.Count} streams; asking again");
        }

        if (_isOld && nowNs >= _sendAtNs)
            _isOld = TryUnsubscribe(nowNs) || TrySubscribe(nowNs);
    }

    /// <summary>The venue's answer to a request of this connection.</summary>
    /// <param name="id">-1: the answer doesn't say to what; it is the oldest's then.</param>
    public void OnAnswer(long id, string? refusal, long nowNs)
    {
        int at = id < 0 ? (_asked.Count > 0 ? 0 : -1) : _asked.FindIndex(a => a.Id == id);
        if (at < 0)
            return;
        _unanswered = 0;
        Asked asked = _asked[at];
        _asked.RemoveAt(at);
        _underWay.ExceptWith(asked.Streams);
        _isOld = true;
        if (refusal is not null)
        {
            session.Note($"{line}: Binance refuses {(asked.Subscribes ? "SUBSCRIBE" : "UNSUBSCRIBE")} {asked.Streams[0].Name}{(asked.Streams.Count > 1 ? ", …" : "")}: {refusal}");
            _sendAtNs = nowNs + RefusedNs;
            return;
        }

        foreach (BinanceStream stream in asked.Streams)
        {
            if (!asked.Subscribes)
                continue;
            _on.Add(stream);
            stream.AcknowledgedNs = nowNs;
            // After a silence an acknowledgement proves nothing: the book waits for its first update.
            if (stream.Kind == FeedStreams.Depth && stream.Alarms == 0)
                stream.Instrument.Book.OnSubscribed(nowNs);
        }
    }

    private bool TryUnsubscribe(long nowNs)
    {
        _batch.Clear();
        foreach (BinanceStream stream in _on)
        {
            if (_batch.Count < BatchSize && (_again.Contains(stream) || !wanted.Contains(stream)))
                _batch.Add(stream);
        }

        if (_batch.Count == 0)
            return false;
        if (TrySend("UNSUBSCRIBE", nowNs))
        {
            _on.ExceptWith(_batch);
            _again.ExceptWith(_batch);
        }

        return true;
    }

    private bool TrySubscribe(long nowNs)
    {
        _batch.Clear();
        foreach (BinanceStream stream in wanted)
        {
            if (_batch.Count < BatchSize && !_on.Contains(stream) && !_underWay.Contains(stream))
                _batch.Add(stream);
        }

        if (_batch.Count > 0)
            TrySend("SUBSCRIBE", nowNs);
        return _batch.Count > 0;
    }

    private bool TrySend(string method, long nowNs)
    {
        _sendAtNs = nowNs + PaceNs;
        string names = string.Join(',', _batch.Select(s => $"\"{JsonEncodedText.Encode(s.Name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""));
        if (!session.Wire.Send(connection, Encoding.UTF8.GetBytes($"{{\"method\":\"{method}\",\"params\":[{names}],\"id\":{++_id}}}")))
            return false;
        _asked.Add(new Asked(_id, method == "SUBSCRIBE", [.. _batch], nowNs));
        _underWay.UnionWith(_batch);
        return true;
    }
}
