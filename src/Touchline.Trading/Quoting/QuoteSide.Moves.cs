using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>From what stands to what is wanted: which orders stay, which are amended and to what, which are cancelled, what is placed.</summary>
internal sealed partial class QuoteSide
{
    /// <param name="isSettling">A cancel or an amend is on its way on either side.</param>
    public void Plan(bool isSettling)
    {
        foreach (ref WantedLevel level in Levels)
        {
            if (level.SecondTry == SecondTry.Waiting && !isSettling)
                level.SecondTry = SecondTry.Used;
        }

        Look();
        foreach (ref QuoteOrder order in Orders)
        {
            order.Move = QuoteMove.Stay;
            if (order.Kept == 0 && order.CanCancel)
                order.Move = QuoteMove.Cancel;
            else if (order.Kept < order.Standing && order.IsAtRest)
                Amend(ref order, order.Price, order.Kept);
        }

        Reuse();
    }

    public void SendCancels()
    {
        foreach (ref QuoteOrder order in Orders)
        {
            if (order.Move == QuoteMove.Cancel)
                Cancel(ref order);
        }
    }

    /// <summary>Stops and is false when one is refused: that asks for another plan.</summary>
    public bool TrySendAmends(QuoteSide other)
    {
        for (int at = 0; at < _orderCount;)
        {
            ref QuoteOrder order = ref _orders[at];
            if (order.Move != QuoteMove.Amend)
            {
                at++;
                continue;
            }

            order.Move = QuoteMove.Stay;
            bool staysInPlace = order.MovePrice == order.Price && order.MoveRemaining <= order.Remaining;
            long whole = order.Filled + order.MoveRemaining;
            Placement amended = entry.Amend(order.Id, new Price(order.MovePrice), new Quantity(whole));
            if (!amended.IsPlaced)
            {
                Refuse(ref _levels[LevelAt(order.MovePrice)], order.MoveRemaining, amended.Refusal, other);
                order.IsAmendRefused = true;
                return false;
            }

            order.InFlight = OrderInFlight.Amend;
            order.AmendPrice = order.MovePrice;
            order.AmendWhole = whole;
            if (!staysInPlace)
                MoveToEnd(at);
        }

        return true;
    }

    public void BeginPlaces()
    {
        Look();
        _nextPlace = 0;
    }

    /// <summary>Places for the next level that lacks something; false when there is none, or no room for one more order.</summary>
    public bool TrySendPlace(QuoteSide other)
    {
        while (_nextPlace < Levels.Length && _orderCount < _orders.Length)
        {
            ref WantedLevel level = ref Levels[_nextPlace++];
            if (level.Lack <= 0 || level.SecondTry == SecondTry.Waiting || level.Lack > _spare)
                continue;
            Place(ref level, other);
            return true;
        }

        return false;
    }

    // Each order that stands where it isn't wanted goes to the best level that lacks something: the one that fits it most closely, so
    // that little has to wait for room.
    private void Reuse()
    {
        foreach (ref WantedLevel level in Levels)
        {
            while (level.Lack > 0 && level.SecondTry != SecondTry.Waiting)
            {
                int at = BestFit(level.Lack);
                if (at < 0)
                    return;
                ref QuoteOrder order = ref _orders[at];
                long units = Math.Min(level.Lack, order.Remaining + Math.Max(0, _spare));
                _spare -= Math.Max(0, units - order.Remaining);
                level.Covered += units;
                Amend(ref order, level.Price, units);
            }
        }
    }

    // The smallest that is large enough, else the largest.
    private int BestFit(long units)
    {
        int best = -1;
        for (int i = 0; i < _orderCount; i++)
        {
            ref readonly QuoteOrder order = ref _orders[i];
            if (order.Move != QuoteMove.Cancel || !order.IsAtRest || order.IsAmendRefused)
                continue;
            if (best < 0 || IsCloser(order.Remaining, _orders[best].Remaining, units))
                best = i;
        }

        return best;
    }

    private static bool IsCloser(long candidate, long best, long units) =>
        best < units ? candidate > best : candidate >= units && candidate < best;

    private static void Amend(ref QuoteOrder order, long price, long remaining)
    {
        order.Move = QuoteMove.Amend;
        order.MovePrice = price;
        order.MoveRemaining = remaining;
    }

    // It is refused when it is being cancelled, or has ended, and we are still to be told: then too it is on its way out.
    private void Cancel(ref QuoteOrder order)
    {
        order.Move = QuoteMove.Stay;
        entry.Cancel(order.Id);
        order.InFlight = OrderInFlight.Cancel;
        order.IsWithdrawn = true;
    }

    private void Place(ref WantedLevel level, QuoteSide other)
    {
        long units = level.Lack;
        Placement placed = entry.Place(NewOrder.Limit(instrument, side, new Price(level.Price), new Quantity(units), TimeInForce.PostOnly));
        if (!placed.IsPlaced)
        {
            Refuse(ref level, units, placed.Refusal, other);
            return;
        }

        _orders[_orderCount++] = new QuoteOrder { Id = placed.Id, Price = level.Price, Whole = units, InFlight = OrderInFlight.New };
        level.Covered += units;
        _spare -= units;
    }

    private void Refuse(ref WantedLevel level, long units, RiskRefusal refusal, QuoteSide other)
    {
        bool isForRoom = refusal is RiskRefusal.MaxPosition or RiskRefusal.TooManyOrders or RiskRefusal.MaxExposure or RiskRefusal.MaxInstrumentExposure
            or RiskRefusal.MaxLeverage or RiskRefusal.MaxOpenPositions or RiskRefusal.SelfTrade;
        if (isForRoom && level.SecondTry == SecondTry.Unused && (IsSettling || other.IsSettling))
            level.SecondTry = SecondTry.Waiting;
        else
            level.Units -= Math.Min(units, level.Units);
    }
}
