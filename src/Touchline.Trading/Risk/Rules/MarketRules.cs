using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Messages of the instrument's market are missing.</summary>
internal sealed class StaleBookRule : RiskRule
{
    public override RiskRefusal Check(in RiskQuestion question) => question.State.Book.IsStale ? RiskRefusal.StaleBook : RiskRefusal.None;
}

/// <summary>The newest event of the instrument's market is too old.</summary>
internal sealed class BookAgeRule : ScopedRule
{
    public override bool IsOn(RiskLimits limits) => limits.MaxBookAgeNs != long.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) =>
        question.NowNs - question.State.LastEventNs <= scope.Limits.MaxBookAgeNs ? RiskRefusal.None : RiskRefusal.StaleBook;
}

/// <summary>How far from the touch a limit may be: a bid below the best bid, and above the best ask; an ask likewise.</summary>
internal sealed class PriceCollarRule : ScopedRule
{
    // Further than that from the edge doubles say which side it is.
    private const double Doubt = 1e-9;

    public override bool IsOn(RiskLimits limits) => limits.PriceCollar != decimal.MaxValue;

    public override RiskRefusal Check(RiskScope scope, in RiskQuestion question) =>
        question.Order.Type != OrderType.Limit || IsWithin(scope, question.Order.Price.Units, question.State.Book.Touch) ? RiskRefusal.None : RiskRefusal.PriceCollar;

    private static bool IsWithin(RiskScope scope, long price, in Touch touch)
    {
        if (!touch.IsTwoSided)
            return false;
        long low = Math.Min(touch.BidPrice.Units, touch.AskPrice.Units), high = Math.Max(touch.BidPrice.Units, touch.AskPrice.Units);
        double quick = scope.QuickCollar;
        if (price >= low * (1 - quick + Doubt) && price <= high * (1 + quick - Doubt))
            return true;
        decimal collar = scope.Limits.PriceCollar;
        return price >= low * (1 - collar) && price <= high * (1 + collar);
    }
}

/// <summary>The venue's band around the mark price: a buy's limit not above it, a sell's not below. Before the first mark price the venue alone can tell.</summary>
internal sealed class PriceBandRule : RiskRule
{
    private const double Doubt = 1e-9;
    /// <summary>Of mark prices, which are counts of it.</summary>
    public const decimal MarkStep = 1e-8m;

    public override RiskRefusal Check(in RiskQuestion question)
    {
        ref readonly NewOrder order = ref question.Order;
        Instrument instrument = question.State.Instrument;
        bool buys = order.Side == Side.Buy;
        decimal band = buys ? instrument.PriceBandUp : instrument.PriceBandDown;
        if (band == 0 || order.Type != OrderType.Limit || question.State.MarkUnits == 0)
            return RiskRefusal.None;
        if (buys ? order.Price.Units < question.State.QuickBand.Buy * (1 - Doubt) : order.Price.Units > question.State.QuickBand.Sell * (1 + Doubt))
            return RiskRefusal.None;
        decimal exact = instrument.PriceUnit.ToDecimal(order.Price), last = question.State.MarkUnits * MarkStep * band;
        return (buys ? exact <= last : exact >= last) ? RiskRefusal.None : RiskRefusal.PriceBand;
    }
}

/// <summary>Own orders don't meet in the market.</summary>
internal sealed class SelfTradeRule(OrderTable orders, RiskScope account) : RiskRule
{
    public override RiskRefusal Check(in RiskQuestion question) =>
        account.Limits.RefusesSelfTrade && !question.Protects && question.State.Reach.Meets(question.Order, orders.Slots) ? RiskRefusal.SelfTrade : RiskRefusal.None;
}

/// <summary>What is known of the instrument can't be relied on, or the venue doesn't trade it.</summary>
internal sealed class StatusRule(RiskScope account) : RiskRule
{
    public override RiskRefusal Check(in RiskQuestion question)
    {
        if (question.State.Frozen != FreezeReason.None)
            return RiskRefusal.Frozen;
        return question.State.Status switch
        {
            InstrumentStatus.Trading => RiskRefusal.None,
            InstrumentStatus.Delisting => account.CanOnlyReduce(question) ? RiskRefusal.None : RiskRefusal.Delisting,
            _ => RiskRefusal.Halted,
        };
    }
}
