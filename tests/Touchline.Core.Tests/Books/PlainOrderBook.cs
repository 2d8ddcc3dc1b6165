namespace Touchline.Core.Tests;

/// <summary>The order-by-order book as one would write it first: a list of orders, every answer by looking through it.</summary>
internal sealed class PlainOrderBook
{
    private readonly List<PlainOrder> _orders = [];

    public sealed record PlainOrder(long Id, Side Side, long Price, int Owner)
    {
        public long Quantity { get; set; }
    }

    public int Count => _orders.Count;

    public IReadOnlyList<PlainOrder> Orders => _orders;

    public PlainOrder? Find(long id) => _orders.Find(o => o.Id == id);

    public bool Add(long id, Side side, long price, long quantity, int owner)
    {
        if (quantity <= 0 || side == Side.None || Find(id) is not null)
            return false;
        _orders.Add(new PlainOrder(id, side, price, owner) { Quantity = quantity });
        return true;
    }

    public bool Modify(long id, long price, long quantity)
    {
        if (Find(id) is not { } order || quantity < 0)
            return false;
        if (price == order.Price && quantity <= order.Quantity && quantity > 0)
        {
            order.Quantity = quantity;
            return true;
        }

        _orders.Remove(order);
        if (quantity > 0)
            _orders.Add(order with { Price = price, Quantity = quantity });
        return true;
    }

    public bool Cancel(long id) => _orders.RemoveAll(o => o.Id == id) > 0;

    public long Execute(long id, long quantity)
    {
        if (Find(id) is not { } order || quantity <= 0)
            return 0;
        long traded = Math.Min(order.Quantity, quantity);
        order.Quantity -= traded;
        if (order.Quantity == 0)
            _orders.Remove(order);
        return traded;
    }

    public void Clear(Side side) => _orders.RemoveAll(o => side == Side.None || o.Side == side);

    /// <summary>A side's orders in the order in which they trade.</summary>
    public List<PlainOrder> InOrder(Side side) =>
        [.. _orders.Where(o => o.Side == side).OrderBy(o => side == Side.Buy ? -o.Price : o.Price)];
}
