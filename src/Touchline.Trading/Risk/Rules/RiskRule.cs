using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>A rule about instrument and venue: it holds for every order, whoever sends it.</summary>
internal abstract class RiskRule
{
    public abstract RiskRefusal Check(in RiskQuestion question);
}

/// <summary>A rule with a limit: it is asked once for the account's and once for the strategy's own.</summary>
internal abstract class ScopedRule
{
    // The cheap ones first.
    private static readonly ScopedRule[] All =
    [
        new OpeningRule(), new LiveOrdersRule(), new MaxOrderRule(), new MaxPositionRule(), new BookAgeRule(), new OrderRateRule(), new OpenPositionsRule(), new PriceCollarRule(), new MinNotionalRule(),
        new InstrumentExposureRule(), new ExposureRule(), new LeverageRule(), new DailyLossRule(), new DrawdownRule(),
    ];

    /// <summary>Those that limit something, in their order.</summary>
    public static ScopedRule[] Of(RiskLimits limits) => [.. All.Where(r => r.IsOn(limits))];

    public abstract bool IsOn(RiskLimits limits);

    public abstract RiskRefusal Check(RiskScope scope, in RiskQuestion question);
}
