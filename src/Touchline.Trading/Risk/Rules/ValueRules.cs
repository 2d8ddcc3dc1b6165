using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Compares values with a limit: roughly where that is enough, else to the last digit.</summary>
internal static class ValueLimit
{
    private const double Doubt = 1e-9;

    /// <summary>So far below that no rounding matters.</summary>
    public static bool IsWellBelow(double value, double limit) => value < limit * (1 - Doubt);

    public static bool IsWellAbove(double value, double limit) => value > limit * (1 + Doubt);
}

/// <summary>What an order must be worth: the user's least, and the venue's. What may only reduce is free of it, as it is at venues.</summary>
internal sealed class MinNotionalRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MinNotional != 0;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) => Check(question, scope.Limits.MinNotional);

    public static RiskRefusal Check(in RiskQuestion question, decimal least)
    {
        ref readonly NewOrder order = ref question.Order;
        if (order.ReduceOnly)
            return RiskRefusal.None;
        long own = OrderTerms.OwnPrice(order).Units;
        if (ValueLimit.IsWellAbove(order.Quantity.Units * (own > 0 ? own : question.State.Mid) * question.State.UnitValue, (double)least))
            return RiskRefusal.None;
        return Value(order, question.State) >= least ? RiskRefusal.None : RiskRefusal.MinNotional;
    }

    /// <summary>Of an order without a price the last mid counts; without any price it is worth nothing that could be told.</summary>
    public static decimal Value(in NewOrder order, InstrumentState state)
    {
        Price own = OrderTerms.OwnPrice(order);
        decimal price = own.Units > 0 ? state.Instrument.PriceUnit.ToDecimal(own) : state.LastMid ?? 0;
        try
        {
            return state.Instrument.QuantityUnit.ToDecimal(order.Quantity) * price * state.Instrument.Multiplier;
        }
        catch (OverflowException)
        {
            return decimal.MaxValue;
        }
    }
}

/// <summary>The same by what the venue says of the instrument.</summary>
internal sealed class VenueNotionalRule : RiskRule
{
    public override RiskRefusal Check(in RiskQuestion question) =>
        question.State.Instrument.MinNotional == 0 ? RiskRefusal.None : MinNotionalRule.Check(question, question.State.Instrument.MinNotional);
}

/// <summary>The value that the position in the order's instrument could reach. What makes it no worse may leave even beyond the limit.</summary>
internal sealed class InstrumentExposureRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MaxInstrumentExposure != decimal.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question)
    {
        decimal limit = scope.Limits.MaxInstrumentExposure;
        if (question.Protects || ValueLimit.IsWellBelow(scope.QuickExposureOf(question).After, (double)limit))
            return RiskRefusal.None;
        (decimal before, decimal after) = scope.ExposureOf(question);
        return after <= limit || after <= before ? RiskRefusal.None : RiskRefusal.MaxInstrumentExposure;
    }
}

/// <summary>The sum of these values over all instruments.</summary>
internal sealed class ExposureRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MaxExposure != decimal.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question)
    {
        decimal limit = scope.Limits.MaxExposure;
        if (question.Protects || ValueLimit.IsWellBelow(scope.QuickExposure(question).After, (double)limit))
            return RiskRefusal.None;
        (decimal before, decimal after) = scope.Exposure(question);
        return after <= limit || after <= before ? RiskRefusal.None : RiskRefusal.MaxExposure;
    }
}

/// <summary>That sum as a multiple of capital and profit.</summary>
internal sealed class LeverageRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MaxLeverage != decimal.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question)
    {
        if (question.Protects)
            return RiskRefusal.None;
        (double profit, double doubt) = scope.Equity.Quick;
        double least = ((double)scope.Limits.Capital + profit - doubt) * (double)scope.Limits.MaxLeverage;
        if (ValueLimit.IsWellBelow(scope.QuickExposure(question).After, least))
            return RiskRefusal.None;
        if (scope.CanOnlyReduce(question))
            return RiskRefusal.None;
        (decimal before, decimal after) = scope.Exposure(question);
        return after <= before || IsWithin(after, scope) ? RiskRefusal.None : RiskRefusal.MaxLeverage;
    }

    private static bool IsWithin(decimal exposure, RiskScope scope)
    {
        decimal equity = scope.Limits.Capital + scope.Equity.Now();
        try
        {
            return equity > 0 && exposure <= equity * scope.Limits.MaxLeverage;
        }
        catch (OverflowException)
        {
            return exposure != decimal.MaxValue;
        }
    }
}
