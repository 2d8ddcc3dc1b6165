namespace Touchline.Trading;

/// <summary>
/// Timers by (due, id). An id has one timer; setting it again moves it. Kept in a plain list: strategies have a handful of timers.
/// </summary>
internal sealed class TimerQueue
{
    private readonly List<(long Due, int Id)> _timers = [];
    private int _first = -1;

    public long NextDueNs { get; private set; } = long.MaxValue;

    public void Set(int id, long dueNs)
    {
        int at = IndexOf(id);
        if (at < 0)
            _timers.Add((dueNs, id));
        else
            _timers[at] = (dueNs, id);
        FindFirst();
    }

    /// <summary>Takes the first timer that is due before a time.</summary>
    public bool TryTake(long beforeNs, out int id, out long dueNs)
    {
        id = 0;
        dueNs = 0;
        if (NextDueNs >= beforeNs)
            return false;
        (dueNs, id) = _timers[_first];
        _timers.RemoveAt(_first);
        FindFirst();
        return true;
    }

    public void Clear()
    {
        _timers.Clear();
        FindFirst();
    }

    private int IndexOf(int id)
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
            if (_first < 0 || _timers[i].CompareTo(_timers[_first]) < 0)
                _first = i;
        }

        NextDueNs = _first < 0 ? long.MaxValue : _timers[_first].Due;
    }
}
