namespace Touchline.Api;

/// <summary>Something that clients subscribe to. Its updates are numbered without a gap; each is written once for all. For any thread; nobody holds its lock for longer than it takes to copy references.</summary>
internal abstract class StreamTopic(string name, bool isState, TopicLog log)
{
    private readonly Lock _lock = new();
    private readonly TopicLog _log = log;
    private StreamClient[] _subscribers = [];
    private (long Seq, byte[] Message)? _snapshot;

    public string Name => name;

    /// <summary>An update takes the place of the one before. Else each of them counts.</summary>
    public bool IsState => isState;

    public bool HasSubscribers => Volatile.Read(ref _subscribers).Length > 0;

    protected Lock Lock => _lock;

    /// <summary>Who subscribes is waked at each update; twice is as once.</summary>
    public void Join(StreamClient client)
    {
        lock (_lock)
        {
            if (Array.IndexOf(_subscribers, client) < 0)
                _subscribers = [.. _subscribers, client];
        }
    }

    public void Leave(StreamClient client)
    {
        lock (_lock)
            _subscribers = [.. _subscribers.Where(s => s != client)];
    }

    public bool HasAllAfter(long seq)
    {
        lock (_lock)
            return _log.HasAllAfter(seq);
    }

    /// <summary>Messages after that number, oldest first; -1: some are gone, see <see cref="Snapshot"/>.</summary>
    public int Copy(long after, Span<byte[]> into)
    {
        lock (_lock)
            return _log.HasAllAfter(after) ? _log.Copy(after, into) : -1;
    }

    /// <summary>The newest update with its number; only where there was one.</summary>
    public (long Seq, byte[] Message) Newest()
    {
        var message = new byte[1][];
        lock (_lock)
        {
            _log.Copy(_log.Newest - 1, message);
            return (_log.Newest, message[0]);
        }
    }

    /// <summary>How it stands, up to which number.</summary>
    public (long Seq, byte[] Message) Snapshot()
    {
        long seq;
        IReadOnlyList<byte[]> data;
        lock (_lock)
        {
            seq = _log.Newest;
            if (_snapshot is { } known && known.Seq == seq)
                return known;
            data = Data();
        }

        (long Seq, byte[] Message) made = (seq, StreamJson.Message("snapshot", name, seq, data, isArray: !isState));
        lock (_lock)
        {
            if (_snapshot is not { } other || other.Seq < seq)
                _snapshot = made;
        }

        return made;
    }

    /// <summary>What a snapshot has now. Within the lock.</summary>
    protected abstract IReadOnlyList<byte[]> Data();

    /// <summary>Within the lock; <see cref="Wake"/> behind it.</summary>
    protected void Add(IReadOnlyList<byte[]> data) => _log.Add(StreamJson.Message("update", name, _log.Newest + 1, data, isArray: !isState));

    protected void Wake()
    {
        foreach (StreamClient client in Volatile.Read(ref _subscribers))
            client.Wake();
    }
}

/// <param name="Id">Of what goes on; 0: of nothing that does.</param>
/// <param name="IsOver">Else a snapshot has it until the item with the same id that is.</param>
internal readonly record struct EventItem(byte[] Utf8, long Id = 0, bool IsOver = true);

/// <summary>A topic of which every update counts: an update is what happened since the last one. A snapshot has what goes on, and the newest of what is over.</summary>
internal sealed class EventTopic(string name, int logBytes = StreamBounds.LogBytes) : StreamTopic(name, isState: false, new TopicLog(StreamBounds.LogUpdates, logBytes))
{
    private readonly Queue<byte[]> _over = new();
    private readonly Dictionary<long, byte[]> _open = [];

    /// <param name="items">At least one, oldest first.</param>
    public void Publish(IReadOnlyList<EventItem> items)
    {
        lock (Lock)
        {
            foreach (EventItem item in items)
                Keep(item);
            Add([.. items.Select(i => i.Utf8)]);
        }

        Wake();
    }

    protected override IReadOnlyList<byte[]> Data() => [.. _over, .. _open.OrderBy(o => o.Key).Select(o => o.Value)];

    private void Keep(in EventItem item)
    {
        if (!item.IsOver)
        {
            _open[item.Id] = item.Utf8;
            return;
        }

        _open.Remove(item.Id);
        _over.Enqueue(item.Utf8);
        if (_over.Count > StreamBounds.SnapshotEvents)
            _over.Dequeue();
    }
}
