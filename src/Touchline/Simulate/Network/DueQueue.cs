namespace Touchline.Simulate;

/// <summary>What is due and when, earliest first, and of those due at the same time the one that was added first. A binary heap.</summary>
internal sealed class DueQueue
{
    private (long AtNs, long Number, Action Act)[] _heap = new (long, long, Action)[1024];
    private int _count;
    private long _number;

    public long NextNs => _count == 0 ? long.MaxValue : _heap[0].AtNs;

    public void Add(long atNs, Action act)
    {
        if (_count == _heap.Length)
            Array.Resize(ref _heap, _count * 2);
        (long AtNs, long Number, Action Act) added = (atNs, _number++, act);
        int at = _count++;
        while (at > 0 && IsBefore(added, _heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = added;
    }

    public Action Take()
    {
        Action first = _heap[0].Act;
        (long AtNs, long Number, Action Act) last = _heap[--_count];
        int at = 0;
        for (int child = 1; child < _count; child = (2 * at) + 1)
        {
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]))
                child++;
            if (!IsBefore(_heap[child], last))
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        _heap[_count] = default;
        return first;
    }

    private static bool IsBefore(in (long AtNs, long Number, Action Act) a, in (long AtNs, long Number, Action Act) b) =>
        a.AtNs < b.AtNs || (a.AtNs == b.AtNs && a.Number < b.Number);
}
