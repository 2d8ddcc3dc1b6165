namespace Touchline.Trading;

/// <summary>Whose timer, and its number there. Owners are strategies by index; the engine's own come first.</summary>
internal readonly record struct TimerId(int Owner, int Number) : IComparable<TimerId>
{
    /// <summary>The owner of the engine's own timers.</summary>
    public const int Engine = -1;

    /// <summary>The owner of the timers of brackets and legs.</summary>
    public const int Orders = -2;

    /// <summary>The owner of the timers of strategies' replacements.</summary>
    public const int Replacements = -3;

    public int CompareTo(TimerId other) => Owner != other.Owner ? Owner.CompareTo(other.Owner) : Number.CompareTo(other.Number);
}

/// <summary>
/// Timers by (due, id). An id has one timer; setting it again moves it. A heap in which a timer that was moved or cancelled stays until it
/// comes up or the heap is swept; which entries count says the table beside it.
/// </summary>
internal sealed class TimerQueue
{
    /// <summary>Timers of all owners together.</summary>
    public const int Most = 1 << 16;

    private const int SweepAt = 64;

    private readonly PriorityQueue<TimerId, (long Due, TimerId Id)> _heap = new();
    private readonly Dictionary<TimerId, long> _due = [];
    private readonly List<(TimerId Id, (long Due, TimerId Id))> _kept = [];

    public long NextDueNs { get; private set; } = long.MaxValue;

    public void Set(TimerId id, long dueNs)
    {
        if (_due.TryGetValue(id, out long before) && before == dueNs)
            return;
        if (_due.Count == Most && !_due.ContainsKey(id))
            throw new InvalidOperationException($"{Most} timers are set; a timer that has the number of another takes its place");
        _due[id] = dueNs;
        _heap.Enqueue(id, (dueNs, id));
        if (_heap.Count > 2 * _due.Count + SweepAt)
            Sweep();
        FindFirst();
    }

    public bool IsSet(TimerId id) => _due.ContainsKey(id);

    public void Cancel(TimerId id)
    {
        if (_due.Remove(id))
            FindFirst();
    }

    /// <summary>Takes the first timer that is due before a time.</summary>
    public bool TryTake(long beforeNs, out TimerId id, out long dueNs)
    {
        id = default;
        dueNs = 0;
        if (NextDueNs >= beforeNs)
            return false;
        dueNs = NextDueNs;
        id = _heap.Dequeue();
        _due.Remove(id);
        FindFirst();
        return true;
    }

    /// <summary>Forgets the timers of an owner.</summary>
    public void Clear(int owner)
    {
        foreach (TimerId id in _due.Keys)
        {
            if (id.Owner == owner)
                _due.Remove(id);
        }

        Sweep();
        FindFirst();
    }

    private bool Counts(TimerId id, long dueNs) => _due.TryGetValue(id, out long due) && due == dueNs;

    private void FindFirst()
    {
        while (_heap.TryPeek(out TimerId id, out (long Due, TimerId Id) at))
        {
            if (Counts(id, at.Due))
            {
                NextDueNs = at.Due;
                return;
            }

            _heap.Dequeue();
        }

        NextDueNs = long.MaxValue;
    }

    // A timer that was moved away and back has two entries of the same time: the table makes them one again.
    private void Sweep()
    {
        _kept.Clear();
        foreach ((TimerId id, long due) in _due)
            _kept.Add((id, (due, id)));
        _heap.Clear();
        _heap.EnqueueRange(_kept);
    }
}
