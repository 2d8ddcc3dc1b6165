using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>The venue has failed too often in a row.</summary>
internal sealed class CircuitRule(VenueDesk venues, RiskScope account) : RiskRule
{
    public override RiskRefusal Check(in RiskQuestion question) =>
        venues.BreakerOf(question.Order.Instrument).Allows(question.NowNs, account.Limits.BreakerCoolDownNs) ? RiskRefusal.None : RiskRefusal.CircuitOpen;
}

/// <summary>The venue's allowance of requests.</summary>
internal sealed class BudgetRule(VenueDesk venues) : RiskRule
{
    public override RiskRefusal Check(in RiskQuestion question) =>
        venues.BudgetOf(question.Order.Instrument).Allows(question.NowNs) ? RiskRefusal.None : RiskRefusal.OrderBudget;
}

/// <summary>Shares of the instrument's orders that the venue punishes: what can only reduce still passes there, and so it does here. An amend is no new order.</summary>
internal sealed class RatioRule(VenueDesk venues, RiskScope account) : RiskRule
{
    public override RiskRefusal Check(in RiskQuestion question)
    {
        if (question.IsAmend)
            return RiskRefusal.None;
        foreach (RatioWindow ratio in venues.RatiosOf(question.Order.Instrument))
        {
            if (ratio.IsAtLimit(question.NowNs) && !account.CanOnlyReduce(question))
                return RiskRefusal.OrderRatio;
        }

        return RiskRefusal.None;
    }
}
