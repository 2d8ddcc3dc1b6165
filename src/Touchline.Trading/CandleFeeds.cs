using Touchline.Core;

namespace Touchline.Trading;

/// <summary>The candle series that strategies asked for in one instrument, and who asked.</summary>
internal sealed class CandleFeeds
{
    /// <summary>How long after its end a candle waits for trades that are late, in nanoseconds: aggregated trades may come 100 ms late.</summary>
    public const long GraceNs = 200_000_000;

    /// <summary>Series of one instrument.</summary>
    public const int Most = 16;

    public const int MostHistory = 100_000;

    public const long LeastIntervalNs = 1_000_000;

    /// <summary>31 days.</summary>
    public const long MostIntervalNs = 31 * 86_400_000_000_000;

    private readonly List<(CandleSeries Series, List<int> Owners)> _feeds = [];

    public int Count => _feeds.Count;

    public CandleSeries this[int feed] => _feeds[feed].Series;

    public List<int> Listeners(int feed) => _feeds[feed].Owners;

    /// <summary>The series of an interval, made when it isn't there yet; its number.</summary>
    public int Subscribe(int owner, long intervalNs, int history)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervalNs, LeastIntervalNs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intervalNs, MostIntervalNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(history, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(history, MostHistory);
        int feed = _feeds.FindIndex(f => f.Series.IntervalNs == intervalNs);
        if (feed < 0)
        {
            if (_feeds.Count == Most)
                throw new InvalidOperationException($"an instrument has at most {Most} candle intervals");
            feed = _feeds.Count;
            _feeds.Add((new CandleSeries(intervalNs, GraceNs, history), []));
        }

        if (!_feeds[feed].Owners.Contains(owner))
            _feeds[feed].Owners.Add(owner);
        return feed;
    }

    /// <summary>Who asked is told no more; the series go on.</summary>
    public void Forget(int owner)
    {
        foreach ((_, List<int> owners) in _feeds)
            owners.Remove(owner);
    }

    /// <summary>When the candle that is forming at a time closes.</summary>
    public long NextCloseNs(int feed, long nowNs)
    {
        long interval = this[feed].IntervalNs;
        return ((nowNs - GraceNs) / interval + 1) * interval + GraceNs;
    }
}
