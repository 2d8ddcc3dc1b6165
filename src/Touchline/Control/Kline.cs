using Touchline.Core;

namespace Touchline.Control;

/// <summary>A candle in plain numbers, wherever it comes from.</summary>
/// <param name="OpenNs">When its time begins, by the exchange.</param>
/// <param name="Volume">In the instrument's own quantity.</param>
/// <param name="BoughtVolume">Of it, what buyers took.</param>
/// <param name="Trades">The venue counts each; own ones are what its stream told, which may tell several as one.</param>
internal sealed record Kline(long OpenNs, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal BoughtVolume, long Trades)
{
    public static Kline Of(Instrument i, in MinuteBar bar) => new(
        bar.OpenNs, i.PriceUnit.ToDecimal(bar.Open), i.PriceUnit.ToDecimal(bar.High), i.PriceUnit.ToDecimal(bar.Low), i.PriceUnit.ToDecimal(bar.Close),
        i.QuantityUnit.ToDecimal(new Quantity(bar.Volume)), i.QuantityUnit.ToDecimal(new Quantity(bar.BoughtVolume)), bar.Trades);

    /// <summary>
    /// The venue's candles and, where it has none yet, own ones. The venue's newest may have been read a while ago: what was seen since widens it.
    /// </summary>
    /// <param name="venue">Oldest first, as is the other.</param>
    public static IReadOnlyList<Kline> Merge(IReadOnlyList<Kline> venue, IReadOnlyList<Kline> own, int limit)
    {
        if (venue.Count == 0)
            return own.Count <= limit ? own : [.. own.TakeLast(limit)];
        Kline newest = venue[^1];
        if (own.FirstOrDefault(k => k.OpenNs == newest.OpenNs) is { } seen)
        {
            newest = newest with
            {
                High = Math.Max(newest.High, seen.High),
                Low = Math.Min(newest.Low, seen.Low),
                Close = seen.Close,
                Volume = Math.Max(newest.Volume, seen.Volume),
                BoughtVolume = Math.Max(newest.BoughtVolume, seen.BoughtVolume),
                Trades = Math.Max(newest.Trades, seen.Trades),
            };
        }

        return [.. venue.SkipLast(1).Append(newest).Concat(own.Where(k => k.OpenNs > newest.OpenNs)).TakeLast(limit)];
    }
}
