using Touchline.Core;

namespace Touchline.Matching;

/// <summary>The prices of one side whose levels changed since they were last told.</summary>
internal sealed class GatheredLevels(Side side)
{
    private long[] _prices = new long[1024];
    private int _count;

    public void Add(Price price)
    {
        if (_count > 0 && _prices[_count - 1] == price.Units)
            return;
        if (_count == _prices.Length)
            Array.Resize(ref _prices, 2 * _count);
        _prices[_count++] = price.Units;
    }

    /// <summary>A row for each of them with what it shows now, by price.</summary>
    public void Tell(OrderBook book, EventBuffer rows, long reference)
    {
        Span<long> prices = _prices.AsSpan(0, _count);
        prices.Sort();
        for (int i = 0; i < prices.Length; i++)
        {
            if (i > 0 && prices[i] == prices[i - 1])
                continue;
            ref MarketEvent row = ref rows.Add(EventKind.Depth, side);
            row.Price = new Price(prices[i]);
            row.Quantity = book.QuantityAt(side, row.Price);
            row.Reference = reference;
        }

        _count = 0;
    }
}
