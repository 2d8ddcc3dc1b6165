namespace Touchline.Strategies;

/// <summary>
/// Volatility of a price from one refresh to the next: the standard deviation of its simple returns, p / previous p − 1, over the newest
/// <see cref="Window"/> of them. A share, not annualised. Simple returns and a fixed order of sums: the same on every machine.
/// </summary>
internal sealed class MidVolatility
{
    /// <summary>Returns that are looked at.</summary>
    public const int Window = 60;

    /// <summary>With fewer returns the volatility is 0.</summary>
    public const int Enough = 10;

    private readonly double[] _returns = new double[Window];
    private int _count;
    private int _next;
    private double _last = double.NaN;

    public double Value
    {
        get
        {
            if (_count < Enough)
                return 0;
            double sum = 0, squares = 0;
            for (int i = 0; i < _count; i++)
                sum += _returns[i];
            double mean = sum / _count;
            for (int i = 0; i < _count; i++)
                squares += (_returns[i] - mean) * (_returns[i] - mean);
            return Math.Sqrt(squares / _count);
        }
    }

    /// <param name="price">Above zero.</param>
    public void Add(double price)
    {
        if (!double.IsNaN(_last))
        {
            _returns[_next] = price / _last - 1;
            _next = (_next + 1) % Window;
            _count = Math.Min(_count + 1, Window);
        }

        _last = price;
    }

    /// <summary>There was no price at a refresh: the next return would span more than one.</summary>
    public void Break() => _last = double.NaN;
}
