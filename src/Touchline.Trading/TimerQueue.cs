namespace Touchline.Trading;

/// <summary>Whose timer, and its number there. Owners are strategies by index; the engine's own come first.</summary>
internal readonly record struct TimerId(int Owner, int Number) : IComparable<TimerId>
{
    /// <summary>The owner of the engine's own timers.</summary>
    public const int Engine = -1;

    public int CompareTo(TimerId other) => Owner != other.Owner ? Owner.CompareTo(other.Owner) : Number.CompareTo(other.Number);
}

/// <summary>
/// Timers by (due, id). An id has one timer; setting it again moves it. Kept in a plain list: strategies have a handful of timers.
/// </summary>
internal sealed class TimerQueue
{
    /// <summary>Timers of all owners together.</summary>
    public const int Most = 1 << 16;

    private readonly List<(long Due, TimerId Id)> _timers = [];
    private int _first = -1;

    public long NextDueNs { get; private set; } = long.MaxValue;

    public void Set(TimerId id, long dueNs)
    {
        int at = IndexOf(id);
        if (at < 0 && _timers.Count == Most)
            throw new InvalidOperationException($"{Most} timers are set; a timer that has the number of another takes its place");
        if (at < 0)
            _timers.Add((dueNs, id));
        else
            _timers[at] = (dueNs, id);
        FindFirst();
    }

    public void Cancel(TimerId id)
    {
        int at = IndexOf(id);
        if (at < 0)
            return;
        _timers.RemoveAt(at);
        FindFirst();
    }

    /// <summary>Takes the first timer that is due before a time.</summary>
    public bool TryTake(long beforeNs, out TimerId id, out long dueNs)
    {
        id = default;
        dueNs = 0;
        if (NextDueNs >= beforeNs)
            return false;
        (dueNs, id) = _timers[_first];
        _timers.RemoveAt(_first);
        FindFirst();
        return true;
    }

    /// <summary>Forgets the timers of an owner.</summary>
    public void Clear(int owner)
    {
        for (int i = _timers.Count - 1; i >= 0; i--)
        {
            if (_timers[i].Id.Owner == owner)
                _timers.RemoveAt(i);
        }

        FindFirst();
    }

    private int IndexOf(TimerId id)
    {
        for (int i = 0; i < _timers.Count; i++)
        {
            if (_timers[i].Id == id)
                return i;
        }

        return -1;
    }

    private void FindFirst()
    {
        _first = -1;
        for (int i = 0; i < _timers.Count; i++)
        {
            if (_first < 0 || IsBefore(_timers[i], _timers[_first]))
                _first = i;
        }

        NextDueNs = _first < 0 ? long.MaxValue : _timers[_first].Due;
    }

    private static bool IsBefore((long Due, TimerId Id) a, (long Due, TimerId Id) b) =>
        a.Due != b.Due ? a.Due < b.Due : a.Id.CompareTo(b.Id) < 0;
}
