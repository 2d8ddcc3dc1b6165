using Touchline.Control;

namespace Touchline.Api;

/// <summary>A topic that tells how something stands: the newest update is all there is to know. It is written only while somebody subscribes.</summary>
/// <param name="everySeconds">Of the wall clock, between two updates at least.</param>
/// <param name="isLookedAt">Portraits are to come often for it.</param>
/// <param name="write">What of a portrait it tells, as JSON.</param>
internal sealed class StateTopic(string name, double everySeconds, bool isLookedAt, Func<SessionPortrait, byte[]> write) : StreamTopic(name, isState: true, new TopicLog(1, int.MaxValue))
{
    private static readonly byte[] Nothing = "null"u8.ToArray();

    private byte[] _data = Nothing;
    private SessionPortrait? _source;

    public bool IsLookedAt => isLookedAt;

    /// <summary>An update, where the portrait is due and tells anything new.</summary>
    public void Take(SessionPortrait portrait)
    {
        lock (Lock)
        {
            if (!IsDue(portrait))
                return;
        }

        byte[] data = write(portrait);
        lock (Lock)
        {
            // Somebody who has just subscribed may have been faster.
            if (!IsDue(portrait))
                return;
            _source = portrait;
            if (data.AsSpan().SequenceEqual(_data))
                return;
            _data = data;
            Add([data]);
        }

        Wake();
    }

    protected override IReadOnlyList<byte[]> Data() => [_data];

    private bool IsDue(SessionPortrait portrait) => _source is not { } last || (!ReferenceEquals(last, portrait) && portrait.Seconds - last.Seconds >= everySeconds && portrait.AtNs >= last.AtNs);
}
