using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>An order as a desk keeps it.</summary>
internal sealed class DeskOrder
{
    public required OrderId Id { get; init; }

    public required Side Side { get; init; }

    public long Price { get; set; }

    public long Whole { get; set; }

    public long Filled { get; set; }

    public long AmendPrice { get; set; }

    public long AmendWhole { get; set; }

    public OrderState State { get; set; }

    public OrderInFlight InFlight { get; set; } = OrderInFlight.New;

    public bool IsUnknown { get; set; }

    public long Remaining => Math.Max(0, Whole - Filled);

    public long Worst => Math.Max(Remaining, InFlight == OrderInFlight.Amend ? AmendWhole - Filled : 0);

    public OrderUpdate Update => new(Id, 0, Side, new Price(Price), new Quantity(Remaining), State)
    {
        Quantity = new Quantity(Whole),
        InFlight = InFlight,
        IsUnknown = IsUnknown,
    };
}

/// <summary>What an executor asked for: a new order, an amend or a cancel of one.</summary>
/// <param name="Units">Of a new order its quantity, of an amended one what is to remain.</param>
internal readonly record struct DeskRequest(OrderInFlight Kind, DeskOrder Order, long Price, long Units, RiskRefusal Refusal);

/// <summary>The engine's side of a quote executor: takes its requests down and tells it the reports that the test gives.</summary>
internal sealed class ManualDesk : IOrderEntry
{
    private readonly List<string> _sent = [];
    private long _lastId;

    public ManualDesk() => Executor = new QuoteExecutor(0, this);

    public QuoteExecutor Executor { get; }

    /// <summary>Orders that may still trade, by number.</summary>
    public SortedDictionary<long, DeskOrder> Live { get; } = [];

    /// <summary>The gate's answer to a new order or amend with these terms; everything passes without it.</summary>
    public Func<Side, long, long, RiskRefusal>? Gate { get; set; }

    /// <summary>Is told each request with the gate's answer, before anything changes.</summary>
    public Action<DeskRequest>? OnRequest { get; set; }

    /// <summary>What was sent since the last look.</summary>
    public string[] Sent()
    {
        string[] sent = [.. _sent];
        _sent.Clear();
        return sent;
    }

    public void Want(params (Side Side, long Price, long Units)[] quotes) => Executor.Want(
        [.. quotes.Where(q => q.Side == Side.Buy).Select(q => new Quote(new Price(q.Price), new Quantity(q.Units)))],
        [.. quotes.Where(q => q.Side == Side.Sell).Select(q => new Quote(new Price(q.Price), new Quantity(q.Units)))]);

    /// <summary>Bids only.</summary>
    public void WantBids(params (long Price, long Units)[] bids) => Want([.. bids.Select(b => (Side.Buy, b.Price, b.Units))]);

    public Placement Place(in NewOrder order)
    {
        Assert.Equal((OrderType.Limit, TimeInForce.PostOnly, 0), (order.Type, order.TimeInForce, order.Instrument));
        RiskRefusal refusal = Gate?.Invoke(order.Side, order.Price.Units, order.Quantity.Units) ?? RiskRefusal.None;
        bool isPlaced = refusal == RiskRefusal.None;
        var id = new OrderId(isPlaced ? ++_lastId : 0);
        var placed = new DeskOrder { Id = id, Side = order.Side, Price = order.Price.Units, Whole = order.Quantity.Units };
        OnRequest?.Invoke(new DeskRequest(OrderInFlight.New, placed, placed.Price, placed.Whole, refusal));
        if (isPlaced)
            Live.Add(id.Number, placed);
        _sent.Add($"{(isPlaced ? $"place {id}:" : "refused")} {order.Side} {order.Quantity} at {order.Price}");
        return new Placement(id, refusal);
    }

    public Placement Amend(OrderId id, Price price, Quantity quantity)
    {
        DeskOrder order = Live[id.Number];
        Assert.Equal((OrderInFlight.None, false), (order.InFlight, order.IsUnknown));
        Assert.False(order.Price == price.Units && order.Whole == quantity.Units);
        long units = quantity.Units - order.Filled;
        RiskRefusal refusal = Gate?.Invoke(order.Side, price.Units, units) ?? RiskRefusal.None;
        bool isPlaced = refusal == RiskRefusal.None;
        OnRequest?.Invoke(new DeskRequest(OrderInFlight.Amend, order, price.Units, units, refusal));
        if (isPlaced)
            (order.InFlight, order.AmendPrice, order.AmendWhole) = (OrderInFlight.Amend, price.Units, quantity.Units);
        _sent.Add($"{(isPlaced ? "amend" : "refused")} {id} to {quantity} at {price}");
        return new Placement(isPlaced ? id : default, refusal);
    }

    public bool Cancel(OrderId id)
    {
        DeskOrder order = Live[id.Number];
        Assert.True(order.InFlight is OrderInFlight.None or OrderInFlight.New && !order.IsUnknown);
        OnRequest?.Invoke(new DeskRequest(OrderInFlight.Cancel, order, order.Price, 0, RiskRefusal.None));
        order.InFlight = OrderInFlight.Cancel;
        _sent.Add($"cancel {id}");
        return true;
    }

    /// <summary>Quantity that stands, by side and price.</summary>
    public string Standing() => string.Join(", ", Live.Values
        .GroupBy(o => (o.Side, o.Price))
        .OrderBy(g => g.Key)
        .Select(g => $"{g.Key.Side} {g.Sum(o => o.Remaining)} at {g.Key.Price}"));

    public void Acknowledge(params long[] ids)
    {
        foreach (long id in ids)
        {
            DeskOrder order = Live[id];
            order.State = order.Filled == 0 ? OrderState.Placed : OrderState.PartiallyFilled;
            Settle(order, OrderInFlight.New);
        }
    }

    public void Fill(long id, long units)
    {
        DeskOrder order = Live[id];
        order.Filled += units;
        bool isDone = order.Worst <= 0;
        order.State = isDone ? OrderState.Filled : OrderState.PartiallyFilled;
        if (isDone)
            Live.Remove(id);
        Executor.OnFill(new Fill(order.Id, 0, order.Side, new Price(order.Price), new Quantity(units), true, 0));
        Executor.OnOrder(order.Update with { InFlight = isDone ? OrderInFlight.None : order.InFlight });
    }

    public void End(long id, OrderState state)
    {
        DeskOrder order = Live[id];
        Live.Remove(id);
        (order.State, order.InFlight, order.IsUnknown) = (state, OrderInFlight.None, false);
        Executor.OnOrder(order.Update);
    }

    public void Cancelled(params long[] ids)
    {
        foreach (long id in ids)
            End(id, OrderState.Cancelled);
    }

    public void Amended(params long[] ids)
    {
        foreach (long id in ids)
        {
            DeskOrder order = Live[id];
            (order.Price, order.Whole) = (order.AmendPrice, order.AmendWhole);
            Settle(order, OrderInFlight.Amend);
        }
    }

    public void AmendRejected(long id)
    {
        DeskOrder order = Live[id];
        if (order.Remaining == 0)
            End(id, OrderState.Filled);
        else
            Settle(order, OrderInFlight.Amend);
    }

    public void CancelRejected(long id) => Settle(Live[id], OrderInFlight.Cancel);

    public void Unknown(long id)
    {
        Live[id].IsUnknown = true;
        Executor.OnOrder(Live[id].Update);
    }

    private void Settle(DeskOrder order, OrderInFlight request)
    {
        if (order.InFlight == request)
            (order.InFlight, order.IsUnknown) = (OrderInFlight.None, false);
        Executor.OnOrder(order.Update);
    }
}
