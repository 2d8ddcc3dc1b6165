namespace Touchline.Simulation;

/// <summary>
/// What the market did to fills within a horizon: how far the mid moved against each, times its size. Keeps the fills of the last
/// horizon, no others.
/// </summary>
internal sealed class Markouts(long horizonNs)
{
    private Pending[] _ring = new Pending[64];
    private int _head;
    private int _count;
    private decimal _against;

    /// <summary>When the oldest fill's horizon is over; <see cref="long.MaxValue"/> without one.</summary>
    public long NextNs => _count == 0 ? long.MaxValue : _ring[_head].DueNs;

    /// <param name="size">Quantity × multiplier, negative for a sell.</param>
    /// <param name="mid">As it was when the fill reached us.</param>
    public void Add(long fillNs, decimal size, decimal mid)
    {
        if (_count == _ring.Length)
            Grow();
        _ring[(_head + _count++) % _ring.Length] = new Pending(fillNs + horizonNs, size, mid);
    }

    /// <summary>The horizons that end before a time are over, with the mid as it is.</summary>
    public void Settle(long beforeNs, decimal mid)
    {
        while (_count > 0 && _ring[_head].DueNs < beforeNs)
        {
            _against += _ring[_head].Against(mid);
            _head = (_head + 1) % _ring.Length;
            _count--;
        }
    }

    /// <summary>Money lost to moves of the mid, were the run over now; negative when they were gains.</summary>
    public decimal Against(decimal? mid)
    {
        decimal sum = _against;
        for (int i = 0; i < _count && mid is { } now; i++)
            sum += _ring[(_head + i) % _ring.Length].Against(now);
        return sum;
    }

    private void Grow()
    {
        var larger = new Pending[_ring.Length * 2];
        for (int i = 0; i < _count; i++)
            larger[i] = _ring[(_head + i) % _ring.Length];
        (_ring, _head) = (larger, 0);
    }

    private readonly record struct Pending(long DueNs, decimal Size, decimal Mid)
    {
        public decimal Against(decimal mid) => Size * (Mid - mid);
    }
}
