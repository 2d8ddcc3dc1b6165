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

    public bool Allows(long nowNs) => _sentNs.Length == 0 || _sent < _sentNs.Length || nowNs - _sentNs[_sent % _sentNs.Length] >= _windowNs;

    public void Add(long nowNs)
    {
        if (_sentNs.Length > 0)
            _sentNs[_sent++ % _sentNs.Length] = nowNs;
    }
}
