using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Nothing may be opened.</summary>
internal sealed class OpeningRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => !limits.OpensPositions;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) => scope.CanOnlyReduce(question) ? RiskRefusal.None : RiskRefusal.NoOpening;
}

/// <summary>The loss since midnight UTC.</summary>
internal sealed class DailyLossRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MaxDailyLoss != decimal.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) =>
        !scope.Equity.HasLostToday(scope.Limits.MaxDailyLoss) || scope.CanOnlyReduce(question) ? RiskRefusal.None : RiskRefusal.MaxDailyLoss;
}

/// <summary>The loss since the best moment.</summary>
internal sealed class DrawdownRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MaxDrawdown != decimal.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) =>
        !scope.Equity.HasLostFromPeak(scope.Limits.MaxDrawdown) || scope.CanOnlyReduce(question) ? RiskRefusal.None : RiskRefusal.MaxDrawdown;
}

/// <summary>
/// An order that could add to a position while another instrument is held, or could be, in the direction that moves alike. What isn't known yet of a pair counts as alike.
/// </summary>
internal sealed class CorrelationRule(RiskWatch watch)
{
    public RiskRefusal Check(RiskScope scope, in RiskQuestion question)
    {
        if (scope.Limits.MaxCorrelation == decimal.MaxValue || scope.CanOnlyReduce(question))
            return RiskRefusal.None;
        double limit = (double)scope.Limits.MaxCorrelation;
        for (int i = 0; i < scope.Holdings.Length; i++)
        {
            Holding held = scope.Holdings[i];
            if (i == question.Order.Instrument || !held.IsOpen)
                continue;
            double? alike = watch.Correlation(i, question.Order.Instrument);
            bool onSame = held.WorstOn(question.Order.Side, 0) > 0, onOther = held.WorstOn(question.Order.Side.Opposite(), 0) > 0;
            if ((onSame && (alike is null || alike >= limit)) || (onOther && (alike is null || alike <= -limit)))
                return RiskRefusal.MaxCorrelation;
        }

        return RiskRefusal.None;
    }
}
