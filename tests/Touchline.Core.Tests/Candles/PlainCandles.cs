namespace Touchline.Core.Tests;

/// <summary>The plain twin of <see cref="CandleSeries"/>: keeps every applied trade and groups them when asked.</summary>
internal sealed class PlainCandles(long interval, long grace, int capacity)
{
    private readonly SortedDictionary<long, List<(long Ns, long Price, long Quantity)>> _trades = [];
    private long _closed = long.MinValue;
    private long _newest = long.MinValue;

    public long LateTrades { get; private set; }

    public bool OnTrade(long exchangeNs, long price, long quantity)
    {
        long bucket = (long)Math.Floor((decimal)exchangeNs / interval);
        bool tooOld = _trades.Count > 0 && bucket <= _newest - capacity;
        if (bucket <= _closed || tooOld)
        {
            LateTrades++;
            return false;
        }

        if (!_trades.TryGetValue(bucket, out List<(long Ns, long Price, long Quantity)>? trades))
            _trades[bucket] = trades = [];
        trades.Add((exchangeNs, price, quantity));
        _newest = Math.Max(_newest, bucket);
        return true;
    }

    public void OnClock(long nowNs)
    {
        _closed = Math.Max(_closed, (long)Math.Floor((decimal)(nowNs - grace) / interval) - 1);
        if (_trades.Count > 0)
            _newest = Math.Max(_newest, _closed);
    }

    /// <summary>The kept bars, newest first.</summary>
    public List<Candle> Bars()
    {
        var bars = new List<Candle>();
        if (_trades.Count == 0)
            return bars;
        long from = Math.Max(_trades.Keys.First(), _newest - capacity + 1);
        long close = 0;
        foreach ((long bucket, List<(long Ns, long Price, long Quantity)> trades) in _trades)
        {
            if (bucket < from)
                close = Close(trades);
        }

        for (long bucket = from; bucket <= _newest; bucket++)
        {
            Candle bar = BarOf(bucket, close);
            close = bar.Close.Units;
            bars.Insert(0, bar);
        }

        Forget(from);
        return bars;
    }

    private Candle BarOf(long bucket, long previousClose)
    {
        bool forming = bucket > _closed;
        if (!_trades.TryGetValue(bucket, out List<(long Ns, long Price, long Quantity)>? trades))
            trades = [(0, previousClose, 0)];
        long count = _trades.ContainsKey(bucket) ? trades.Count : 0;
        long open = trades.MinBy(t => t.Ns).Price;
        return new Candle(
            bucket * interval, interval, new Price(open), new Price(trades.Max(t => t.Price)), new Price(trades.Min(t => t.Price)),
            new Price(Close(trades)), new Quantity(trades.Sum(t => t.Quantity)), count, forming);
    }

    private static long Close(List<(long Ns, long Price, long Quantity)> trades)
    {
        long last = trades.Max(t => t.Ns);
        return trades.FindLast(t => t.Ns == last).Price;
    }

    // Of what the series no longer keeps, only the newest trades matter: they price the empty bars that follow.
    private void Forget(long from)
    {
        foreach (long bucket in _trades.Keys.Where(b => b < from).SkipLast(1).ToList())
            _trades.Remove(bucket);
    }
}
