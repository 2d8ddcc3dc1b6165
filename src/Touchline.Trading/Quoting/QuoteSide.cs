using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>One side of a <see cref="QuoteExecutor"/>: what is wanted, best first, and the orders, the longest at their price first.</summary>
internal sealed partial class QuoteSide(Side side, int instrument, IOrderEntry entry)
{
    private readonly WantedLevel[] _levels = new WantedLevel[QuoteExecutor.MaxQuotesPerSide];
    private readonly QuoteOrder[] _orders = new QuoteOrder[QuoteExecutor.MaxOrdersPerSide];
    private int _levelCount;
    private int _orderCount;
    private int _nextPlace;

    // What is wanted in all, less what may still trade at the worst; below zero while too much could.
    private long _spare;

    /// <summary>A cancel or an amend is on its way.</summary>
    public bool IsSettling
    {
        get
        {
            foreach (ref readonly QuoteOrder order in Orders)
            {
                if (order.InFlight is OrderInFlight.Cancel or OrderInFlight.Amend)
                    return true;
            }

            return false;
        }
    }

    private Span<WantedLevel> Levels => _levels.AsSpan(0, _levelCount);

    private Span<QuoteOrder> Orders => _orders.AsSpan(0, _orderCount);

    public void Want(ReadOnlySpan<Quote> quotes)
    {
        _levelCount = 0;
        foreach (Quote quote in quotes)
        {
            if (quote.Quantity.Units > 0)
                Add(quote.Price.Units, quote.Quantity.Units);
        }

        foreach (ref QuoteOrder order in Orders)
        {
            order.IsPresumedGone = false;
            order.IsAmendRefused = false;
        }
    }

    public void OnFill(in Fill fill)
    {
        int at = Find(fill.Id);
        long units = fill.Quantity.Units, left = units;
        if (at < 0)
        {
            // It ended before its last fill was told.
            left -= UseUp(fill.Price.Units, units);
        }
        else
        {
            ref QuoteOrder order = ref _orders[at];
            left -= UseUp(order.StandsAt, order.IsAmending ? Math.Min(units, order.AmendRemaining) : units);
            order.Filled += units;
        }

        if (left > 0)
            UseUpLack(left);
    }

    public void OnOrder(in OrderUpdate update)
    {
        int at = Find(update.Id);
        if (at < 0)
            return;
        ref QuoteOrder order = ref _orders[at];
        if (update.State.IsTerminal())
        {
            // One that ends without being asked to isn't replaced: the venue or somebody didn't want it.
            if (update.State != OrderState.Filled)
                GiveUp(ref order);
            Remove(at);
            return;
        }

        if (order.IsAmending && update.InFlight != OrderInFlight.Amend)
        {
            if (update.InFlight == OrderInFlight.None && update.Price.Units == order.Price && update.Quantity.Units == order.Whole)
            {
                GiveUp(ref order);
                order.IsAmendRefused = true;
            }

            order.AmendWhole = 0;
        }

        order.IsPresumedGone = order.IsWithdrawn && update.InFlight == OrderInFlight.None;
        order.IsWithdrawn &= !order.IsPresumedGone;
        order.Price = update.Price.Units;
        order.Whole = update.Quantity.Units;
        order.Filled = update.Remaining.IsZero ? Math.Max(order.Filled, order.Whole) : order.Whole - update.Remaining.Units;
        order.InFlight = update.InFlight;
        order.IsUnknown = update.IsUnknown;
    }

    /// <summary>Something is wanted here at or through a price at which the other side's orders may still stand.</summary>
    public bool WouldMeet(QuoteSide other)
    {
        if (_levelCount == 0)
            return false;
        long best = _levels[0].Price * side.Sign();
        foreach (ref readonly QuoteOrder order in other.Orders)
        {
            if (order.Price * side.Sign() <= best)
                return true;
        }

        return false;
    }

    // Finds what of each order is wanted, the longest at its price first, and what lacks at each level.
    private void Look()
    {
        long spare = 0;
        foreach (ref WantedLevel level in Levels)
        {
            level.Covered = 0;
            spare += level.Units;
        }

        foreach (ref QuoteOrder order in Orders)
        {
            spare -= order.Worst;
            order.Kept = 0;
            long standing = order.Standing;
            int at = standing == 0 ? -1 : LevelAt(order.StandsAt);
            if (at < 0)
                continue;
            long kept = Math.Min(standing, _levels[at].Lack);
            order.Kept = kept < standing && order.IsAmendRefused ? 0 : kept;
            _levels[at].Covered += order.Kept;
        }

        _spare = spare;
    }

    // Levels are few: sorted as they come, most often best first already.
    private void Add(long price, long units)
    {
        int at = _levelCount;
        while (at > 0 && (_levels[at - 1].Price - price) * side.Sign() < 0)
            at--;
        if (at > 0 && _levels[at - 1].Price == price)
        {
            _levels[at - 1].Units += units;
            return;
        }

        Array.Copy(_levels, at, _levels, at + 1, _levelCount - at);
        _levels[at] = new WantedLevel { Price = price, Units = units };
        _levelCount++;
    }

    // Returns how much was wanted there.
    private long UseUp(long price, long units)
    {
        int at = LevelAt(price);
        if (at < 0)
            return 0;
        long used = Math.Min(units, _levels[at].Units);
        _levels[at].Units -= used;
        return used;
    }

    private void UseUpLack(long units)
    {
        Look();
        foreach (ref WantedLevel level in Levels)
        {
            long used = Math.Min(units, level.Lack);
            level.Units -= used;
            units -= used;
        }
    }

    private void GiveUp(ref QuoteOrder order)
    {
        Look();
        UseUp(order.StandsAt, order.Kept);
    }

    private int LevelAt(long price)
    {
        for (int i = 0; i < _levelCount; i++)
        {
            if (_levels[i].Price == price)
                return i;
        }

        return -1;
    }

    private int Find(OrderId id)
    {
        for (int i = 0; i < _orderCount; i++)
        {
            if (_orders[i].Id == id)
                return i;
        }

        return -1;
    }

    private void Remove(int at)
    {
        _orderCount--;
        Array.Copy(_orders, at + 1, _orders, at, _orderCount - at);
        _orders[_orderCount] = default;
    }

    private void MoveToEnd(int at)
    {
        QuoteOrder order = _orders[at];
        Remove(at);
        _orders[_orderCount++] = order;
    }
}
