using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching;

/// <summary>An order that waits for a price, from its acknowledgement to its trigger.</summary>
internal struct WaitingOrder
{
    public OrderId Id;
    public NewOrder Terms;

    /// <summary>The trigger or activation in quote currency; of a trailing stop 0 when it trails from the first price on.</summary>
    public decimal Trigger;

    /// <summary>Of a trailing stop that trails: the best price since.</summary>
    public decimal Best;

    public bool IsTrailing;

    /// <summary>Takes in a price; true when that sets the order off.</summary>
    public bool Meets(decimal price)
    {
        bool isBuy = Terms.Side == Side.Buy;
        return Terms.Type switch
        {
            OrderType.StopMarket => isBuy ? price >= Trigger : price <= Trigger,
            OrderType.TakeProfit => isBuy ? price <= Trigger : price >= Trigger,
            _ => isBuy ? TrailsDown(price) : TrailsUp(price),
        };
    }

    private bool TrailsUp(decimal price)
    {
        if (!IsTrailing && price < Trigger)
            return false;
        Best = IsTrailing ? Math.Max(Best, price) : price;
        IsTrailing = true;
        return price * NewOrder.CallbackScale <= Best * (NewOrder.CallbackScale - Terms.CallbackPpm);
    }

    private bool TrailsDown(decimal price)
    {
        if (!IsTrailing && Trigger != 0 && price > Trigger)
            return false;
        Best = IsTrailing ? Math.Min(Best, price) : price;
        IsTrailing = true;
        return price * NewOrder.CallbackScale >= Best * (NewOrder.CallbackScale + Terms.CallbackPpm);
    }
}

/// <summary>The orders that wait at the venue for a price, in the order of their arrival.</summary>
internal sealed class ConditionalOrders(Instrument instrument)
{
    private readonly List<WaitingOrder> _waiting = [];
    private readonly List<WaitingOrder> _triggered = [];
    private int _byMark;

    public int Count => _waiting.Count;

    /// <summary>Some wait for a mark price.</summary>
    public bool WatchMark => _byMark > 0;

    /// <summary>Some wait for a trade.</summary>
    public bool WatchTrades => _waiting.Count > _byMark;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<WaitingOrder> Waiting => _waiting;

    /// <summary>False when the price as it is would set the order off at once.</summary>
    /// <param name="id">The order's.</param>
    /// <param name="terms">Of a conditional type.</param>
    /// <param name="price">The price it looks at, null while there is none.</param>
    public bool TryAdd(OrderId id, in NewOrder terms, decimal? price)
    {
        var order = new WaitingOrder { Id = id, Terms = terms, Trigger = instrument.PriceUnit.ToDecimal(terms.Trigger) };
        if (price is { } now && order.Meets(now))
            return false;
        _waiting.Add(order);
        _byMark += terms.TriggerBy == TriggerSource.MarkPrice ? 1 : 0;
        return true;
    }

    public bool Remove(OrderId id)
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].Id != id)
                continue;
            _byMark -= _waiting[i].Terms.TriggerBy == TriggerSource.MarkPrice ? 1 : 0;
            _waiting.RemoveAt(i);
            return true;
        }

        return false;
    }

    public bool Contains(OrderId id)
    {
        foreach (ref readonly WaitingOrder order in CollectionsMarshal.AsSpan(_waiting))
        {
            if (order.Id == id)
                return true;
        }

        return false;
    }

    public void Clear()
    {
        _waiting.Clear();
        _byMark = 0;
    }

    /// <summary>Takes out the orders that a price sets off, oldest first. The list holds until the next call.</summary>
    public List<WaitingOrder> OnPrice(TriggerSource source, decimal price)
    {
        _triggered.Clear();
        int kept = 0;
        Span<WaitingOrder> waiting = CollectionsMarshal.AsSpan(_waiting);
        for (int i = 0; i < waiting.Length; i++)
        {
            ref WaitingOrder order = ref waiting[i];
            if (order.Terms.TriggerBy == source && order.Meets(price))
                _triggered.Add(order);
            else
                waiting[kept++] = order;
        }

        if (_triggered.Count == 0)
            return _triggered;
        _waiting.RemoveRange(kept, waiting.Length - kept);
        if (source == TriggerSource.MarkPrice)
            _byMark -= _triggered.Count;
        return _triggered;
    }
}
