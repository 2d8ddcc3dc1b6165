namespace Touchline.Trading;

/// <summary>The times of the newest orders: at most so many within any window that ends now, exactly.</summary>
internal sealed class OrderRateWindow
{
    private readonly long[] _sentNs;
    private readonly long _windowNs;
    private long _sent;

    public OrderRateWindow(OrderRate rate)
    {
        _sentNs = new long[rate.IsUnlimited ? 0 : rate.Orders];
        _windowNs = rate.WindowNs;
    }

    /// <summary>Room for one more now, with so many left over.</summary>
    public bool Allows(long nowNs, int left = 0)
    {
        int most = _sentNs.Length - left;
        return _sentNs.Length == 0 || (most > 0 && (_sent < most || nowNs - _sentNs[(_sent - most) % _sentNs.Length] >= _windowNs));
    }

    public void Add(long nowNs)
    {
        if (_sentNs.Length > 0)
            _sentNs[_sent++ % _sentNs.Length] = nowNs;
    }

    /// <summary>How many there were within the window that ends now. For people to look at.</summary>
    public int Used(long nowNs)
    {
        int used = 0;
        while (used < Kept && nowNs - At(_sent - 1 - used) < _windowNs)
            used++;
        return used;
    }

    /// <summary>When there is room for one more, with so many left over: now, or later. For people to look at.</summary>
    public long FreeNs(long nowNs, int left = 0)
    {
        int most = _sentNs.Length - left;
        return Allows(nowNs, left) ? nowNs : most > 0 ? At(_sent - most) + _windowNs : long.MaxValue;
    }

    /// <summary>Nothing was sent.</summary>
    public void Clear() => _sent = 0;

    /// <summary>Another rate that remembers what was sent under this one.</summary>
    public OrderRateWindow With(OrderRate rate)
    {
        var window = new OrderRateWindow(rate);
        for (long i = Math.Max(_sent - Kept, _sent - window._sentNs.Length); i < _sent; i++)
            window.Add(At(i));
        return window;
    }

    private int Kept => (int)Math.Min(_sent, _sentNs.Length);

    private long At(long index) => _sentNs[index % _sentNs.Length];
}
