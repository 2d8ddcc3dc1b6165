namespace Touchline.Core;

/// <summary>Trades, and the orders behind them as far as a feed shows them: one side's trades of one exchange millisecond.</summary>
internal sealed class TradeWatch(QuantityUnit unit)
{
    private const long Millisecond = 1_000_000;

    private readonly ValueHistogram _quantities = new();
    private readonly SecondCounter _seconds = new();
    private readonly SignSeries _signs = new(1, 10, 100);
    private readonly SignSeries _takerSigns = new(1, 10);
    private double _sum;
    private long _takers;
    private long _ms = -1;
    private Side _side;

    public long Count => _quantities.Count;

    public double Fano => _seconds.Fano;

    public void Add(in MarketEvent trade)
    {
        _quantities.Add(trade.Quantity.Units);
        _sum += trade.Quantity.Units;
        _seconds.Add(trade.ExchangeNs);
        _signs.Add(trade.Side.Sign());
        long ms = trade.ExchangeNs / Millisecond;
        if (ms == _ms && trade.Side == _side)
            return;
        (_ms, _side) = (ms, trade.Side);
        _takers++;
        _takerSigns.Add(trade.Side.Sign());
    }

    public TradeFacts Finish(double seconds)
    {
        double lot = unit.Step.ToDouble(1);
        return new TradeFacts(
            lot * (_quantities.Percentile(50) ?? double.NaN), lot * _sum / Count, lot * (_quantities.Percentile(99) ?? double.NaN),
            _takers / seconds, (double)Count / _takers,
            _signs.Autocorrelation(0), _signs.Autocorrelation(1), _signs.Autocorrelation(2),
            _takerSigns.Autocorrelation(0), _takerSigns.Autocorrelation(1));
    }
}

/// <summary>Autocorrelation of a series of +1 and −1 at a few lags, without keeping the series.</summary>
internal sealed class SignSeries(params int[] lags)
{
    private readonly int[] _last = new int[lags[^1]];
    private readonly long[] _products = new long[lags.Length];
    private long _count;
    private long _sum;

    public void Add(int sign)
    {
        for (int i = 0; i < lags.Length; i++)
        {
            if (_count >= lags[i])
                _products[i] += sign * _last[(_count - lags[i]) % _last.Length];
        }

        _last[_count % _last.Length] = sign;
        _sum += sign;
        _count++;
    }

    /// <summary>Not a number while the series is no longer than the lag, or all of one sign.</summary>
    public double Autocorrelation(int lag)
    {
        double mean = (double)_sum / _count;
        return ((double)_products[lag] / (_count - lags[lag]) - mean * mean) / (1 - mean * mean);
    }
}
