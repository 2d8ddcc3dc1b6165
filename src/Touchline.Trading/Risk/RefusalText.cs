using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>A refusal in words, for people who place an order by hand: what was asked, and which limit stands in its way. Looks at things as they are just behind the refusal.</summary>
internal static class RefusalText
{
    /// <param name="strategy">Of the one whose order it is.</param>
    public static string Of(RiskRefusal refusal, in NewOrder order, InstrumentState state, RiskScope account, RiskScope strategy, long nowNs)
    {
        var question = new RiskQuestion(order, state, order.Quantity.Units, nowNs, isAmend: false);
        string? about = About(refusal, question, account, account, strategy) ?? About(refusal, question, strategy, account, strategy);
        return about is null ? $"risk refuses the order: {refusal}" : $"risk refuses the order: {refusal}: {about}";
    }

    // Null: it isn't that scope's, or says enough by its name.
    private static string? About(RiskRefusal refusal, in RiskQuestion question, RiskScope scope, RiskScope account, RiskScope strategy)
    {
        ref readonly NewOrder order = ref question.Order;
        Instrument instrument = question.State.Instrument;
        decimal quantity = instrument.QuantityUnit.ToDecimal(order.Quantity);
        RiskLimits limits = scope.Limits;
        switch (refusal)
        {
            case RiskRefusal.MinNotional:
                return OfNotional(question, instrument, account, strategy);
            case RiskRefusal.PriceBand:
                return OfBand(question, instrument);
            case RiskRefusal.PriceCollar when limits.PriceCollar != decimal.MaxValue:
                return $"price {Text(instrument.PriceUnit.ToDecimal(order.Price))} is further from the touch {Text(question.State.LastMid ?? 0)} (mid) than {Limit(scope, "price_collar")} of it";
            case RiskRefusal.MaxOrder when quantity > limits.MaxOrder:
                return $"quantity {Text(quantity)} is asked for, and {Limit(scope, "max_order")}";
            case RiskRefusal.MaxPosition when scope.Holdings[order.Instrument].WorstQuantity(order.Side, question.MoreUnits) is var worst && worst > limits.MaxPosition:
                return $"a position of {Text(worst)} on the {(order.Side == Side.Buy ? "buy" : "sell")} side could come of it with all that is open, and {Limit(scope, "max_position")}";
            case RiskRefusal.MaxInstrumentExposure when scope.ExposureOf(question).After is var own && own > limits.MaxInstrumentExposure:
                return $"a position worth {Text(own)} could come of it with all that is open, and {Limit(scope, "max_instrument_exposure")}";
            case RiskRefusal.MaxExposure when scope.Exposure(question).After is var all && all > limits.MaxExposure:
                return $"positions worth {Text(all)} could come of it with all that is open, and {Limit(scope, "max_exposure")}";
            case RiskRefusal.MaxLeverage when limits.MaxLeverage != decimal.MaxValue:
                return $"positions worth {Text(scope.Exposure(question).After)} could come of it with all that is open, and {Limit(scope, "max_leverage")} times capital {Text(limits.Capital)} and profit";
            case RiskRefusal.TooManyOrders when scope.LiveOrders >= limits.MaxLiveOrders:
                return $"{scope.LiveOrders} are live, and {Limit(scope, "max_live_orders")}";
            case RiskRefusal.NoOpening when !limits.OpensPositions:
                return $"only what reduces a position passes: {Limit(scope, "open_positions")}";
            case RiskRefusal.MaxDailyLoss when limits.MaxDailyLoss != decimal.MaxValue:
                return $"so much was lost since midnight UTC that only what reduces passes: {Limit(scope, "max_daily_loss")}";
            case RiskRefusal.MaxDrawdown when limits.MaxDrawdown != decimal.MaxValue:
                return $"so much was lost since the best moment that only what reduces passes: {Limit(scope, "max_drawdown")}";
            case RiskRefusal.MaxOpenPositions when limits.MaxOpenPositions != int.MaxValue:
                return $"it would be one more instrument with a position, and {Limit(scope, "max_open_positions")}";
            case RiskRefusal.OrderRate when !limits.OrderRate.IsUnlimited:
                return Limit(scope, "order_rate");
            default:
                return null;
        }
    }

    private static string? OfNotional(in RiskQuestion question, Instrument instrument, RiskScope account, RiskScope strategy)
    {
        decimal value = MinNotionalRule.Value(question.Order, question.State);
        if (value < instrument.MinNotional)
            return $"it is worth {Text(value)}, and {instrument.Venue} takes none in {instrument.Symbol} worth less than {Text(instrument.MinNotional)} (min_notional)";
        RiskScope scope = value < account.Limits.MinNotional ? account : strategy;
        return $"it is worth {Text(value)}, and {Limit(scope, "min_notional")}";
    }

    private static string OfBand(in RiskQuestion question, Instrument instrument)
    {
        bool buys = question.Order.Side == Side.Buy;
        decimal last = question.State.MarkUnits * PriceBandRule.MarkStep * (buys ? instrument.PriceBandUp : instrument.PriceBandDown);
        return $"price {Text(instrument.PriceUnit.ToDecimal(question.Order.Price))} is {(buys ? "above" : "below")} {Text(last)}, the {(buys ? "highest" : "lowest")} that {instrument.Venue} takes of a {(buys ? "buy" : "sell")} now";
    }

    private static string Limit(RiskScope scope, string name) => $"limit {name} is {RiskLimit.Find(name)!.Get(scope.Limits)}";

    private static string Text(decimal value) => value.ToString("0.##########", CultureInfo.InvariantCulture);
}
