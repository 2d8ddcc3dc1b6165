using Touchline.Control;

namespace Touchline.Monitoring;

/// <summary>A full queue that lost something; over when nothing more was lost for a while.</summary>
internal sealed class DropsRule(QueueWatch queues) : AlertRule("drops", AlertSeverity.Warning, "a queue was full and lost something")
{
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (long Dropped, TimeSpan? LastAt)> _queues = [];
    private string? _session;

    public override IEnumerable<Finding> Look(SessionPortrait portrait, AlertLook look)
    {
        if (portrait.Session != _session)
            _queues.Clear();
        _session = portrait.Session;
        foreach (QueueState queue in queues.States(portrait))
        {
            (long before, TimeSpan? lastAt) = _queues.GetValueOrDefault(queue.Name);
            if (queue.Dropped > before)
                lastAt = look.Now;
            _queues[queue.Name] = (queue.Dropped, lastAt);
            if (lastAt is { } last && look.Now - last < Quiet)
                yield return new Finding(queue.Name, $"the queue {queue.Name} was full: {queue.Dropped:N0} entries were lost so far");
        }
    }
}
