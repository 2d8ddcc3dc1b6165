namespace Touchline.Core.Tests;

public class OrderByOrderBookTests
{
    private readonly OrderByOrderBook _book = new(2);

    [Fact]
    public void Orders_at_a_price_trade_in_the_order_of_their_arrival()
    {
        Add(7, Side.Buy, 100, 5);
        Add(3, Side.Buy, 101, 1);
        Add(5, Side.Buy, 100, 2);
        Assert.Equal([3, 7, 5], Ids(Side.Buy));
        Assert.Equal([7, 5], Queue(Side.Buy, 100));
        Assert.Equal(7, _book.Levels.QuantityAt(Side.Buy, new Price(100)).Units);
        Assert.Equal(101, _book.Levels.BestBid.Units);
    }

    [Fact]
    public void A_smaller_quantity_keeps_its_place_and_anything_else_loses_it()
    {
        for (int id = 1; id <= 4; id++)
            Add(id, Side.Sell, 50, 10);
        _book.Modify(1, new Price(50), new Quantity(9));
        _book.Modify(2, new Price(50), new Quantity(11));
        _book.Modify(3, new Price(51), new Quantity(10));
        Assert.Equal([1, 4, 2], Queue(Side.Sell, 50));
        _book.Modify(3, new Price(50), new Quantity(10));
        Assert.Equal([1, 4, 2, 3], Queue(Side.Sell, 50));
        Assert.Equal(40, _book.Levels.QuantityAt(Side.Sell, new Price(50)).Units);
    }

    [Fact]
    public void An_execution_shortens_an_order_where_it_stands_and_the_last_one_ends_it()
    {
        Add(1, Side.Sell, 50, 10);
        Add(2, Side.Sell, 50, 10);
        Assert.Equal(4, _book.Execute(1, new Quantity(4)).Units);
        Assert.Equal([1, 2], Queue(Side.Sell, 50));
        Assert.Equal(16, _book.Levels.QuantityAt(Side.Sell, new Price(50)).Units);
        Assert.Equal(6, _book.Execute(1, new Quantity(6)).Units);
        Assert.True(_book.TryFront(Side.Sell, out RestingOrder front));
        Assert.Equal(2, front.Id);
        Assert.Equal(0, _book.Anomalies.Total);
    }

    [Fact]
    public void What_does_not_fit_is_counted_and_leaves_the_book_consistent()
    {
        Add(1, Side.Sell, 50, 10);
        Assert.False(_book.Add(1, Side.Buy, new Price(40), new Quantity(3)));
        Assert.False(_book.Add(2, Side.Buy, new Price(40), default));
        Assert.False(_book.Add(2, Side.None, new Price(40), new Quantity(1)));
        Assert.False(_book.Modify(9, new Price(40), new Quantity(3)));
        Assert.False(_book.Modify(1, new Price(40), new Quantity(-3)));
        Assert.False(_book.Cancel(9));
        Assert.Equal(0, _book.Execute(9, new Quantity(1)).Units);
        Assert.Equal(0, _book.Execute(1, default).Units);
        Assert.Equal(new Touch(Touch.NoBid, default, new Price(50), new Quantity(10)), _book.Levels.Touch);
        Assert.Equal(10, _book.Execute(1, new Quantity(11)).Units);
        Assert.Equal(Touch.Empty, _book.Levels.Touch);
        Assert.Equal(new OrderAnomalies(UnknownOrders: 3, DoubleAdds: 1, OverExecutions: 1, Malformed: 4), _book.Anomalies);
    }

    [Fact]
    public void A_modify_to_nothing_is_a_cancel()
    {
        Add(1, Side.Sell, 50, 10);
        Assert.True(_book.Modify(1, new Price(50), default));
        Assert.Equal(0, _book.OrderCount);
        Assert.Equal(Touch.Empty, _book.Levels.Touch);
    }

    [Fact]
    public void A_cleared_side_has_no_orders_and_its_ids_are_free()
    {
        Add(1, Side.Sell, 50, 10);
        Add(2, Side.Buy, 40, 10);
        _book.Clear(Side.Sell);
        Assert.Equal(1, _book.OrderCount);
        Assert.True(_book.Add(1, Side.Sell, new Price(51), new Quantity(1)));
        Assert.Equal([1], Ids(Side.Sell));
        Assert.Equal([2], Ids(Side.Buy));
        _book.Clear();
        Assert.Equal(0, _book.OrderCount);
        Assert.Empty(Ids(Side.Buy));
    }

    [Fact]
    public void Places_grow_and_a_kept_place_stays_the_same()
    {
        Add(1, Side.Buy, 40, 10);
        _book.TryFind(1, out RestingOrder before);
        Add(2, Side.Sell, 50, 10);
        Assert.True(_book.NextPlace > before.Place);
        _book.Modify(1, new Price(40), new Quantity(5));
        _book.TryFind(1, out RestingOrder after);
        Assert.Equal(before.Place, after.Place);
        _book.Modify(1, new Price(40), new Quantity(6));
        _book.TryFind(1, out RestingOrder last);
        _book.TryFind(2, out RestingOrder other);
        Assert.True(last.Place > other.Place);
    }

    [Fact]
    public void Order_rows_drive_the_levels_of_a_book()
    {
        var book = new OrderBook();
        Assert.Null(book.Orders);
        book.Apply(Row(EventKind.OrderAdd, 1, Side.Buy, 40, 10));
        book.Apply(Row(EventKind.OrderAdd, 2, Side.Buy, 40, 3));
        book.Apply(Row(EventKind.OrderExecute, 1, Side.None, 0, 4));
        Assert.Equal(9, book.QuantityAt(Side.Buy, new Price(40)).Units);
        book.Apply(Row(EventKind.OrderModify, 2, Side.None, 41, 3));
        Assert.Equal(new Touch(new Price(41), new Quantity(3), Touch.NoAsk, default), book.Touch);
        book.Apply(Row(EventKind.OrderCancel, 2, Side.None, 0, 0));
        Assert.Equal(40, book.BestBid.Units);
        book.Apply(Row(EventKind.Clear, 0, Side.Buy, 0, 0));
        Assert.Equal(0, book.Orders!.OrderCount);
        Assert.Equal(0, book.Orders.Anomalies.Total);
    }

    [Fact]
    public void Nothing_is_allocated_in_steady_state()
    {
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
            Add(i, (i & 1) == 0 ? Side.Buy : Side.Sell, (i & 1) == 0 ? 100 - i : 100 + i, 10);
        long id = 500;
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 10_000; i++, id++)
            {
                Side side = (id & 1) == 0 ? Side.Buy : Side.Sell;
                _book.Add(id, side, new Price(100 - side.Sign() * random.Next(1, 500)), new Quantity(random.Next(1, 9)));
                _book.Modify(id - 200, new Price(100 - side.Sign() * random.Next(1, 500)), new Quantity(random.Next(1, 9)));
                _book.Execute(id - 300, new Quantity(5));
                _book.Cancel(id - 500);
            }
        }));
    }

    private void Add(long id, Side side, long price, long quantity) =>
        Assert.True(_book.Add(id, side, new Price(price), new Quantity(quantity)));

    private static MarketEvent Row(EventKind kind, long id, Side side, long price, long quantity) =>
        new() { Kind = kind, Reference = id, Side = side, Price = new Price(price), Quantity = new Quantity(quantity) };

    private List<long> Ids(Side side)
    {
        var ids = new List<long>();
        var walk = OrderWalk.Of(side);
        while (_book.TryNext(ref walk, out RestingOrder order))
            ids.Add(order.Id);
        return ids;
    }

    private long[] Queue(Side side, long price)
    {
        var queue = new RestingOrder[10];
        int count = _book.CopyQueue(side, new Price(price), queue);
        return [.. queue.Take(count).Select(o => o.Id)];
    }
}
