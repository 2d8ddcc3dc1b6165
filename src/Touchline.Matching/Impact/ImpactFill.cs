using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Own orders trade in the market itself: what they meet there fills them, and nothing is modelled. The venue's list says which of them
/// stand and how much is left of each; <see cref="Follow"/> makes the market have the same.
/// </summary>
internal sealed class ImpactFill(ImpactMarket market, OwnOrders own, VenueReports reports) : IFillRules
{
    private readonly List<long> _standing = [];
    private long _last;

    /// <summary>The price of the newest trade of an own taker; null when somebody has taken note of it.</summary>
    public Price? LastTrade { get; set; }

    // In the market own orders have numbers below 0.
    public bool Arrive(OwnOrder order, long exchangeNs)
    {
        Follow(exchangeNs); // an order that an amend moved has left its place
        order.Place = --_last;
        Submission done = market.Submit(order.Place, order, exchangeNs, out ReadOnlySpan<Execution> executions);
        order.Filled += done.Filled;
        foreach (ref readonly Execution execution in executions)
        {
            LastTrade = execution.Price;
            reports.Fill(order, execution.Price, execution.Quantity, isMaker: false, exchangeNs);
        }

        if (done.Outcome == SubmissionOutcome.Rests)
        {
            own.AddLast(order);
            _standing.Add(order.Place);
            return true;
        }

        if (done.Outcome != SubmissionOutcome.Filled)
            reports.Say(done.Outcome == SubmissionOutcome.Expired ? ReportKind.Expired : ReportKind.Rejected, order.Id, exchangeNs);
        return false;
    }

    /// <summary>What the last act of the market did to own orders.</summary>
    public void OnExecutions(ReadOnlySpan<Execution> executions, long exchangeNs)
    {
        foreach (ref readonly Execution execution in executions)
        {
            if (execution.Maker >= 0 || !TryFind(execution.Maker, out Side side, out int index))
                continue;
            ref OwnOrder order = ref own.At(side, index);
            // An order that only closes may have been cut by the fill before: the rest was somebody else's.
            var quantity = new Quantity(Math.Min(execution.Quantity.Units, order.Remaining.Units));
            order.Filled += quantity;
            reports.Fill(order, order.Price, quantity, isMaker: true, exchangeNs);
            if (own.At(side, index).Remaining.IsZero)
                own.Of(side).RemoveAt(index);
        }
    }

    public long AheadOf(in OwnOrder order) => market.TryFind(order.Place, out RestingOrder there) ? market.AheadOf(there) : 0;

    /// <summary>The venue has carried out a request, or what was due: orders that left its list leave the market, cut ones are cut.</summary>
    public void Follow(long exchangeNs)
    {
        for (int i = _standing.Count - 1; i >= 0; i--)
        {
            long number = _standing[i];
            bool stands = market.TryFind(number, out RestingOrder there);
            Quantity left = TryFind(number, out Side side, out int index) ? own.At(side, index).Remaining : default;
            if (stands && left.IsZero)
                market.Cancel(number, exchangeNs);
            else if (stands && left < there.Quantity)
                market.Reduce(number, there.Price, left, exchangeNs);
            if (!stands || left.IsZero)
                _standing.RemoveAt(i);
        }
    }

    // Fills come from the market's own executions.
    public void OnLevel(in MarketEvent level, Quantity previous)
    {
    }

    public void OnTrade(in MarketEvent trade)
    {
    }

    public void OnExecution(in MarketEvent trade, long place)
    {
    }

    private bool TryFind(long number, out Side side, out int index)
    {
        side = Side.Buy;
        index = own.Of(side).FindIndex(o => o.Place == number);
        if (index >= 0)
            return true;
        side = Side.Sell;
        index = own.Of(side).FindIndex(o => o.Place == number);
        return index >= 0;
    }
}
