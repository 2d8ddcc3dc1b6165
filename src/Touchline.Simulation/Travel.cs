using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>
/// Things under way from one side to the other, first in, first out: a later one never arrives before an earlier one. A ring that
/// grows when it has to.
/// </summary>
internal sealed class Travel<T> where T : struct
{
    private (long ArrivalNs, T Item)[] _ring = new (long, T)[64];
    private int _head;
    private int _count;
    private long _lastArrivalNs = long.MinValue;

    /// <summary>When the next arrives; <see cref="long.MaxValue"/> when nothing is under way.</summary>
    public long NextNs { get; private set; } = long.MaxValue;

    public void Send(in T item, long arrivalNs)
    {
        if (_count == _ring.Length)
            Grow();
        _lastArrivalNs = Math.Max(_lastArrivalNs, arrivalNs);
        ref (long ArrivalNs, T Item) slot = ref _ring[(_head + _count++) & (_ring.Length - 1)];
        slot.ArrivalNs = _lastArrivalNs;
        slot.Item = item;
        if (_count == 1)
            NextNs = _lastArrivalNs;
    }

    /// <summary>Takes the next, which there must be. The reference holds until something is sent.</summary>
    public ref T Take()
    {
        ref T item = ref _ring[_head].Item;
        _head = (_head + 1) & (_ring.Length - 1);
        NextNs = --_count == 0 ? long.MaxValue : _ring[_head].ArrivalNs;
        return ref item;
    }

    private void Grow()
    {
        var larger = new (long, T)[_ring.Length * 2];
        for (int i = 0; i < _count; i++)
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        _ring = larger;
        _head = 0;
    }
}
