using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>What a strategy sees of a candle series: everything but the means to change it.</summary>
public readonly struct CandleView(CandleSeries series)
{
    /// <inheritdoc cref="CandleSeries.IntervalNs"/>
    public long IntervalNs => series.IntervalNs;

    /// <inheritdoc cref="CandleSeries.Capacity"/>
    public int Capacity => series.Capacity;

    public int Count => series.Count;

    /// <inheritdoc cref="CandleSeries.LateTrades"/>
    public long LateTrades => series.LateTrades;

    /// <inheritdoc cref="CandleSeries.this[int]"/>
    public Candle this[int age] => series[age];
}
