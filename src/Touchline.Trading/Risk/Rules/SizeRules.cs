using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>So many orders live at once.</summary>
internal sealed class LiveOrdersRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => true;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) =>
        question.IsAmend || scope.LiveOrders < scope.Limits.MaxLiveOrders ? RiskRefusal.None : RiskRefusal.TooManyOrders;
}

/// <summary>The quantity of one order.</summary>
internal sealed class MaxOrderRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MaxOrder != decimal.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) =>
        question.Order.Quantity.Units <= scope.Holdings[question.Order.Instrument].MaxOrderUnits ? RiskRefusal.None : RiskRefusal.MaxOrder;
}

/// <summary>The position on either side of an instrument that everything live could make. Without a limit too: it is never to be more than can be counted, or a long one would become a short one.</summary>
internal sealed class MaxPositionRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => true;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question)
    {
        Holding holding = scope.Holdings[question.Order.Instrument];
        return question.Protects || holding.WorstOn(question.Order.Side, question.MoreUnits) <= holding.MaxPositionUnits ? RiskRefusal.None : RiskRefusal.MaxPosition;
    }
}

/// <summary>So many orders and amends within a time.</summary>
internal sealed class OrderRateRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => !limits.OrderRate.IsUnlimited;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) =>
        scope.Rate.Allows(question.NowNs) ? RiskRefusal.None : RiskRefusal.OrderRate;
}

/// <summary>Instruments that have a position or could come to have one.</summary>
internal sealed class OpenPositionsRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MaxOpenPositions != int.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question)
    {
        if (scope.CanOnlyReduce(question))
            return RiskRefusal.None;
        int open = 0;
        for (int i = 0; i < scope.Holdings.Length; i++)
        {
            if (i == question.Order.Instrument || scope.Holdings[i].IsOpen)
                open++;
        }

        return open <= scope.Limits.MaxOpenPositions ? RiskRefusal.None : RiskRefusal.MaxOpenPositions;
    }
}
