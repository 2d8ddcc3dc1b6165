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
    public long WorkingBuy { get; private set; }

    /// <summary>Likewise for sells.</summary>
    public long WorkingSell { get; private set; }

    public long MaxOrderUnits { get; private set; }

    public long MaxPositionUnits { get; private set; }

    /// <summary>There is a position, or orders that could make one.</summary>
    public bool IsOpen => (WorkingBuy | WorkingSell | Ledger.Position.Units) != 0;

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
        ? (Int128)Ledger.Position.Units + WorkingBuy + moreUnits
        : (Int128)WorkingSell + moreUnits - Ledger.Position.Units;

    /// <summary>The larger of both sides; at least 0.</summary>
    public Int128 Worst()
    {
        Int128 position = Ledger.Position.Units;
        return Int128.Max(Int128.Max(position + WorkingBuy, WorkingSell - position), 0);
    }

    /// <summary>The worst of a side in the instrument's quantity, at least 0.</summary>
    public decimal WorstQuantity(Side side, long moreUnits)
    {
        Int128 worst = Int128.Max(WorstOn(side, moreUnits), 0);
        return _instrument.QuantityUnit.ToDecimal(new Quantity((long)Int128.Min(worst, long.MaxValue)));
    }
}
