namespace Touchline.Monitoring;

/// <summary>A queue that must not make anybody wait, and so may lose something.</summary>
/// <param name="Name">E.g. <c>storage</c>.</param>
/// <param name="Waiting">Null: it has no depth that tells anything.</param>
/// <param name="Dropped">Since it was made.</param>
internal readonly record struct QueueState(string Name, long? Waiting, long Dropped);

/// <summary>The program's bounded queues, for metrics and alerts. Queues are added while the program is put together.</summary>
internal sealed class QueueWatch
{
    private readonly List<(string Name, Func<long>? Waiting, Func<long> Dropped)> _queues = [];

    public void Add(string name, Func<long>? waiting, Func<long> dropped) => _queues.Add((name, waiting, dropped));

    /// <summary>Those of the session too.</summary>
    public IEnumerable<QueueState> States(Control.SessionPortrait? portrait)
    {
        if (portrait is not null)
            yield return new QueueState("signals", null, portrait.DroppedSignals);
        if (portrait?.Storage is var (lost, waiting))
            yield return new QueueState("storage", waiting, lost);
        foreach ((string name, Func<long>? depth, Func<long> dropped) in _queues)
            yield return new QueueState(name, depth?.Invoke(), dropped());
    }
}
