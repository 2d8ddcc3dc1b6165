using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What limits are about: the whole account, or one strategy.</summary>
internal sealed class RiskScope
{
    private readonly InstrumentState[] _instruments;
    private readonly OrderTable _orders;
    private readonly StrategySlot? _strategy;

    /// <param name="strategy">Null: the account.</param>
    public RiskScope(RiskLimits limits, StrategySlot? strategy, Holding[] holdings, InstrumentState[] instruments, OrderTable orders)
    {
        _instruments = instruments;
        _orders = orders;
        _strategy = strategy;
        Holdings = holdings;
        Equity = new EquityWatch(holdings, instruments);
        Limits = limits;
        Rate = new OrderRateWindow(limits.OrderRate);
        SetLimits(limits);
    }

    public int LiveOrders => _strategy is null ? _orders.Count : _strategy.LiveOrders;

    public Holding[] Holdings { get; }

    public EquityWatch Equity { get; }

    public RiskLimits Limits { get; private set; }

    public OrderRateWindow Rate { get; private set; }

    /// <summary>Those that limit something, in their order.</summary>
    public ScopedRule[] Rules { get; private set; } = [];

    /// <summary>A limit asks what was made and lost.</summary>
    public bool AsksEquity { get; private set; }

    /// <summary>The collar, for quick looks.</summary>
    public double QuickCollar { get; private set; }

    public void SetLimits(RiskLimits limits)
    {
        if (limits.OrderRate != Limits.OrderRate)
            Rate = Rate.With(limits.OrderRate);
        Limits = limits;
        Rules = ScopedRule.Of(limits);
        AsksEquity = limits.MaxLeverage != decimal.MaxValue || limits.MaxDailyLoss != decimal.MaxValue || limits.MaxDrawdown != decimal.MaxValue;
        QuickCollar = (double)limits.PriceCollar;
        foreach (Holding holding in Holdings)
            holding.SetLimits(limits);
    }

    /// <summary>Whatever fills, and in whatever order: the order can only bring the position closer to zero; or it is there for just that.</summary>
    public bool CanOnlyReduce(in RiskQuestion question) => question.Protects || Holdings[question.Order.Instrument].WorstOn(question.Order.Side, question.MoreUnits) <= 0;

    /// <summary>What all positions could be worth, before and with the order.</summary>
    public (double Before, double After) QuickExposure(in RiskQuestion question)
    {
        double before = 0, after = 0;
        for (int i = 0; i < _instruments.Length; i++)
        {
            if (i == question.Order.Instrument)
            {
                (double own, double with) = QuickExposureOf(question);
                before += own;
                after += with;
            }
            else if (Holdings[i].IsOpen)
            {
                double value = (double)Holdings[i].Worst() * _instruments[i].Mid * _instruments[i].UnitValue;
                before += value;
                after += value;
            }
        }

        return (before, after);
    }

    /// <summary>
    /// The same of the order's instrument alone, on the order's side: the other side doesn't become larger by it, and must not hide how large this one does. Infinite where there is no price.
    /// </summary>
    public (double Before, double After) QuickExposureOf(in RiskQuestion question)
    {
        Holding holding = Holdings[question.Order.Instrument];
        double mid = question.State.Mid, price = Math.Max(mid, OrderTerms.OwnPrice(question.Order).Units);
        double without = (double)Int128.Max(holding.WorstOn(question.Order.Side, 0), 0), with = (double)Int128.Max(holding.WorstOn(question.Order.Side, question.MoreUnits), 0);
        double after = price == 0 && with > 0 ? double.PositiveInfinity : with * price;
        return (without * mid * question.State.UnitValue, after * question.State.UnitValue);
    }

    /// <summary>To the last digit, as what stands close to a limit is decided. Beyond a decimal's range it is its largest value.</summary>
    public (decimal Before, decimal After) Exposure(in RiskQuestion question)
    {
        try
        {
            decimal before = 0, after = 0;
            for (int i = 0; i < _instruments.Length; i++)
            {
                (decimal own, decimal with) = i == question.Order.Instrument ? ExposureOf(question) : (ValueNow(i), ValueNow(i));
                before += own;
                after += with;
            }

            return (before, after);
        }
        catch (OverflowException)
        {
            return (0, decimal.MaxValue);
        }
    }

    public (decimal Before, decimal After) ExposureOf(in RiskQuestion question)
    {
        try
        {
            return (ValueWithout(question), ValueWith(question));
        }
        catch (OverflowException)
        {
            return (0, decimal.MaxValue);
        }
    }

    // At the last mid.
    private decimal ValueNow(int instrument)
    {
        Holding holding = Holdings[instrument];
        return Math.Max(holding.WorstQuantity(Side.Buy, 0), holding.WorstQuantity(Side.Sell, 0)) * MidValue(_instruments[instrument]);
    }

    private decimal ValueWithout(in RiskQuestion question) => Math.Max(0, Holdings[question.Order.Instrument].WorstQuantity(question.Order.Side, 0)) * MidValue(question.State);

    // The order's side at the order's price where that is higher. Without a price there is no way to tell.
    private decimal ValueWith(in RiskQuestion question)
    {
        Instrument instrument = question.State.Instrument;
        Holding holding = Holdings[question.Order.Instrument];
        decimal mid = MidValue(question.State), own = instrument.PriceUnit.ToDecimal(OrderTerms.OwnPrice(question.Order)) * instrument.Multiplier;
        decimal price = Math.Max(own, mid), quantity = holding.WorstQuantity(question.Order.Side, question.MoreUnits);
        if (price == 0 && quantity > 0)
            return decimal.MaxValue;
        return Math.Max(0, quantity) * price;
    }

    private static decimal MidValue(InstrumentState state)
    {
        state.RememberMid();
        return (state.LastMid ?? 0) * state.Instrument.Multiplier;
    }
}
