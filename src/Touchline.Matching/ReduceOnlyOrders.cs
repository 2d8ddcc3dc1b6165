using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Keeps what rests as reduce-only within the position: the best price has the first claim on it, then the older order; what is beyond the
/// position is cut off, and an order of which nothing is left expires. Cut orders stay in their list, empty, until
/// <see cref="RemoveEnded"/>: fill rules may be walking through it.
/// </summary>
internal sealed class ReduceOnlyOrders(OwnOrders own, VenueAccount account, VenueReports reports)
{
    private readonly List<int> _ranked = [];

    /// <summary>Some may rest.</summary>
    public bool Any { get; private set; }

    /// <summary>Some were cut to nothing and have to leave their list.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What a new one may have at most, in units.</summary>
    public long Closable(Side side) => side == account.ClosingSide ? Math.Abs(account.Position) : 0;

    /// <summary>One rests from now on.</summary>
    public void OnRests(long exchangeNs)
    {
        Any = true;
        Cut(exchangeNs);
    }

    /// <summary>The position, or what rests, has changed.</summary>
    public void Cut(long exchangeNs)
    {
        bool buys = Cut(Side.Buy, exchangeNs), sells = Cut(Side.Sell, exchangeNs);
        Any = buys || sells;
    }

    public void RemoveEnded()
    {
        HasEnded = false;
        own.Of(Side.Buy).RemoveAll(static o => o.ReduceOnly && o.Remaining.IsZero);
        own.Of(Side.Sell).RemoveAll(static o => o.ReduceOnly && o.Remaining.IsZero);
    }

    private bool Cut(Side side, long exchangeNs)
    {
        Rank(side);
        long left = Closable(side);
        foreach (int index in _ranked)
        {
            ref OwnOrder order = ref own.At(side, index);
            if (order.Remaining.Units > left)
                CutTo(ref order, left, exchangeNs);
            left -= order.Remaining.Units;
        }

        return _ranked.Count > 0;
    }

    private void CutTo(ref OwnOrder order, long remaining, long exchangeNs)
    {
        order.Quantity = order.Filled + new Quantity(remaining);
        if (remaining > 0)
        {
            reports.Reduced(order.Id, order.Price, order.Quantity, exchangeNs);
            return;
        }

        HasEnded = true;
        reports.Say(ReportKind.Expired, order.Id, exchangeNs);
    }

    // A list stands by arrival, or by price and then arrival: an insertion behind all that aren't worse keeps the older first.
    private void Rank(Side side)
    {
        _ranked.Clear();
        List<OwnOrder> orders = own.Of(side);
        for (int i = 0; i < orders.Count; i++)
        {
            if (!orders[i].ReduceOnly || orders[i].Remaining.IsZero)
                continue;
            int at = _ranked.Count;
            while (at > 0 && orders[i].IsBetterThan(orders[_ranked[at - 1]].Price))
                at--;
            _ranked.Insert(at, i);
        }
    }
}
