namespace Touchline.Core;

/// <summary>
/// What traded in one interval of exchange time, from <see cref="OpenNs"/> up to but not including <see cref="CloseNs"/>. A bar
/// without trades has all four prices at the close of the bar before it.
/// </summary>
/// <param name="OpenNs">The start in nanoseconds since the Unix epoch, a multiple of the interval.</param>
/// <param name="IntervalNs">The length in nanoseconds.</param>
/// <param name="Open">The price of the trade with the least exchange time; among equals the first to arrive.</param>
/// <param name="Close">The price of the trade with the greatest exchange time; among equals the last to arrive.</param>
/// <param name="Volume">The sum of the trades' quantities.</param>
/// <param name="Trades">How many trades.</param>
/// <param name="IsForming">The bar hasn't closed yet and may still change.</param>
public readonly record struct Candle(
    long OpenNs, long IntervalNs, Price Open, Price High, Price Low, Price Close, Quantity Volume, long Trades, bool IsForming)
{
    public long CloseNs => OpenNs + IntervalNs;

    public bool IsEmpty => Trades == 0;
}
