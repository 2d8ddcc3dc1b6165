using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>
/// A market-data connection with its streams, all of one route. Its successor is subscribed to everything before it takes over; what both bring is told apart by the venue's ids.
/// </summary>
internal sealed class BinanceStreamLine(BinanceSession session, BinanceFeed feed, bool isPublic, int number) : BinanceLine(session)
{
    /// <summary>The venue takes 1024; fewer keep one connection's loss small.</summary>
    public const int MaxStreams = 200;

    // How long both connections go on side by side once the new one has everything.
    private const long OverlapNs = 2 * BinanceSession.NsPerSecond;
    private const long WatchEveryNs = BinanceSession.NsPerSecond;
    private const int MaxDoublings = 6;

    private BinanceSubscriptions? _current, _successor;
    private long _takeOverNs = long.MaxValue, _watchNs;

    public bool IsPublic => isPublic;

    public List<BinanceStream> Streams { get; } = [];

    protected override string Name => $"Binance {(isPublic ? "public" : "market")} stream {number}";

    protected override string Url => $"{Session.Options.StreamUrl}/{(isPublic ? "public" : "market")}/stream";

    public override long NextNs => Math.Min(
        Math.Min(base.NextNs, _takeOverNs),
        Math.Min(IsOpen ? _watchNs : long.MaxValue, Math.Min(_current?.NextNs ?? long.MaxValue, _successor?.NextNs ?? long.MaxValue)));

    public void Add(BinanceStream stream, long nowNs)
    {
        Streams.Add(stream);
        OnChange();
        Want(nowNs);
    }

    public void Remove(BinanceStream stream)
    {
        Streams.Remove(stream);
        OnChange();
        if (Streams.Count == 0)
            Unwant();
    }

    public override void Advance(long nowNs)
    {
        base.Advance(nowNs);
        _current?.Advance(nowNs);
        _successor?.Advance(nowNs);
        if (_successor is { IsComplete: true } && _takeOverNs == long.MaxValue)
            _takeOverNs = nowNs + OverlapNs;
        if (nowNs >= _takeOverNs && _successor is not null)
        {
            _takeOverNs = long.MaxValue;
            _current = _successor;
            _successor = null;
            TakeOver(nowNs);
            Session.Note($"{Name} was replaced before Binance cuts it off after 24 hours");
        }

        if (IsOpen && nowNs >= _watchNs)
            Watch(nowNs);
    }

    public override void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs) => feed.OnMessage(this, connection, message, receivedNs);

    /// <summary>What isn't about an instrument: an answer to a request of ours, or something unknown.</summary>
    public void OnControl(int connection, ReadOnlySpan<byte> message, long nowNs)
    {
        BinanceSubscriptions? subscriptions = _current?.Connection == connection ? _current : _successor?.Connection == connection ? _successor : null;
        if (subscriptions is null)
            return;
        long id = -1;
        int code = 0;
        string? text = null;
        bool isAnswer = false;
        var scanner = new JsonScanner(message);
        ReadAnswer(ref scanner, ref id, ref code, ref text, ref isAnswer);
        if (!scanner.AtEnd || !isAnswer)
            feed.CountUnknown(message, !scanner.AtEnd, nowNs);
        else
            subscriptions.OnAnswer(id, text is null ? null : $"{code}: {text}", nowNs);
    }

    protected override void OnOpen(int connection, long nowNs)
    {
        var subscriptions = new BinanceSubscriptions(Session, connection, this, Streams);
        if (connection == Current)
            _current = subscriptions;
        else
            _successor = subscriptions;
        _watchNs = nowNs + WatchEveryNs;
        subscriptions.Advance(nowNs);
    }

    protected override void OnLost(string reason, long nowNs)
    {
        _current = IsOpen ? _successor : null;
        _successor = null;
        _takeOverNs = long.MaxValue;
        if (_current is { IsComplete: true })
            return;
        foreach (BinanceStream stream in Streams)
        {
            stream.OnLost(nowNs);
        }
    }

    protected override void OnSuccessorLost(int connection, long nowNs)
    {
        _successor = null;
        _takeOverNs = long.MaxValue;
    }

    private void OnChange()
    {
        _current?.OnChange();
        _successor?.OnChange();
        _takeOverNs = long.MaxValue;
    }

    // A stream on the wrong route, or one that doesn't exist, is acknowledged all the same and stays silent for ever.
    private void Watch(long nowNs)
    {
        _watchNs = nowNs + WatchEveryNs;
        if (_current is null)
            return;
        foreach (BinanceStream stream in Streams)
        {
            if (stream.SilenceNs == 0 || stream.AcknowledgedNs == 0)
                continue;
            long silentNs = nowNs - Math.Max(stream.AcknowledgedNs, stream.DataNs);
            if (silentNs < stream.SilenceNs << Math.Min(stream.Alarms, MaxDoublings))
                continue;
            stream.Alarms++;
            Session.Note($"{stream.Name}: acknowledged, but nothing came for {silentNs / BinanceSession.NsPerSecond} s; subscribing again");
            _current.Renew(stream);
            stream.AcknowledgedNs = 0;
            if (stream.Kind == FeedStreams.Depth)
                stream.Instrument.Book.OnLost(nowNs);
        }
    }

    private static void ReadAnswer(ref JsonScanner scanner, ref long id, ref int code, ref string? text, ref bool isAnswer)
    {
        if (scanner.Peek != '{')
        {
            scanner.Skip();
            return;
        }

        scanner.Enter((byte)'{');
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("id"u8) && JsonScanner.IsNumberStart(scanner.Peek))
            {
                id = scanner.ReadInteger();
                isAnswer = true;
            }
            else if (name.SequenceEqual("code"u8) && JsonScanner.IsNumberStart(scanner.Peek))
            {
                code = (int)scanner.ReadInteger();
            }
            else if (name.SequenceEqual("msg"u8) && scanner.Peek == '"')
            {
                text = BinanceFailure.TextOf(scanner.ReadScalar());
                isAnswer = true;
            }
            else if (name.SequenceEqual("error"u8) && scanner.Peek == '{')
            {
                ReadAnswer(ref scanner, ref id, ref code, ref text, ref isAnswer);
            }
            else
            {
                scanner.Skip();
            }
        }
    }
}
