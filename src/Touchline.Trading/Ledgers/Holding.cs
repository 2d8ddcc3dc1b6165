using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// What one owner (a strategy, or the account) has and could come to have in one instrument: its ledger, its orders by what became of
/// them, and the quantity that may still trade.
/// </summary>
internal sealed class Holding
{
    private readonly Instrument _instrument;

    public Holding(Instrument instrument, RiskLimits limits)
    {
        _instrument = instrument;
        SetLimits(limits);
    }

    public Ledger Ledger { get; } = new();

    public OrderTally Orders { get; } = new();

    /// <summary>Units of live buy orders, at the worst of what an amend on its way may make of them.</summary>
    /// <remarks>Of many orders: more than one order's count can hold.</remarks>
    public Int128 WorkingBuy { get; private set; }

    /// <summary>Likewise for sells.</summary>
    public Int128 WorkingSell { get; private set; }

    public long MaxOrderUnits { get; private set; }

    public long MaxPositionUnits { get; private set; }

    /// <summary>There is a position, or orders that could make one.</summary>
    public bool IsOpen => (WorkingBuy | WorkingSell) != 0 || !Ledger.Position.IsZero;

    /// <summary>Limits in the instrument's units.</summary>
    public void SetLimits(RiskLimits limits)
    {
        MaxOrderUnits = _instrument.QuantityUnit.Step.CountDown(limits.MaxOrder);
        MaxPositionUnits = _instrument.QuantityUnit.Step.CountDown(limits.MaxPosition);
    }

    public void AddWorking(Side side, long units)
    {
        if (side == Side.Buy)
            WorkingBuy += units;
        else
            WorkingSell += units;
    }

    /// <summary>The position on a side if that side's orders and so much more filled, in units of that side.</summary>
    public Int128 WorstOn(Side side, long moreUnits) => side == Side.Buy
        ? Ledger.Position.Units + WorkingBuy + moreUnits
        : WorkingSell + moreUnits - Ledger.Position.Units;

    /// <summary>The larger of both sides; at least 0.</summary>
    public Int128 Worst()
    {
        Int128 position = Ledger.Position.Units;
        return Int128.Max(Int128.Max(position + WorkingBuy, WorkingSell - position), 0);
    }

    /// <summary>What works on a side; where that is more than a quantity can be, the most.</summary>
    public Quantity Working(Side side) => Saturated(side == Side.Buy ? WorkingBuy : WorkingSell);

    /// <summary>The worst of a side in the instrument's quantity, at least 0. Beyond a quantity's range it is the most that one can be.</summary>
    public decimal WorstQuantity(Side side, long moreUnits) => _instrument.QuantityUnit.ToDecimal(Saturated(Int128.Max(WorstOn(side, moreUnits), 0)));

    private static Quantity Saturated(Int128 units) => new((long)Int128.Min(units, long.MaxValue));
}
