namespace Touchline.Exchanges.Binance;

/// <summary>What amendments changed, the newest of all accounts, bounded.</summary>
internal sealed class BinanceAmendments
{
    private const int Most = 10_000;

    private readonly Queue<BinanceAmendment> _newest = [];
    private long _lastId;

    public void Add(BinanceAccount account, BinanceOrder order, decimal priceBefore, decimal quantityBefore)
    {
        if (_newest.Count == Most)
            _newest.Dequeue();
        _newest.Enqueue(new BinanceAmendment(
            ++_lastId, account, order, priceBefore, order.Price, quantityBefore, order.Quantity, order.Amendments, order.PriceMatch, order.UpdateMs));
    }

    /// <summary>Newest first.</summary>
    public IEnumerable<BinanceAmendment> Of(BinanceAccount account, BinanceOrder order) =>
        _newest.Where(one => one.Account == account && one.Order == order).Reverse();
}

internal sealed record BinanceAmendment(
    long Id,
    BinanceAccount Account,
    BinanceOrder Order,
    decimal PriceBefore,
    decimal PriceAfter,
    decimal QuantityBefore,
    decimal QuantityAfter,
    int Count,
    string PriceMatch,
    long TimeMs);
