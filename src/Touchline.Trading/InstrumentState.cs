using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What the engine keeps for one instrument.</summary>
internal sealed class InstrumentState
{
    public InstrumentState(Instrument instrument, RiskLimits limits)
    {
        Instrument = instrument;
        MaxOrderUnits = instrument.QuantityUnit.Step.CountDown(limits.MaxOrder);
        MaxPositionUnits = instrument.QuantityUnit.Step.CountDown(limits.MaxPosition);
    }

    public Instrument Instrument { get; }

    public OrderBook Book { get; } = new();

    public Ledger Ledger { get; } = new();

    public Quantity Position => Ledger.Position;

    public Quantity WorkingBuy { get; private set; }

    public Quantity WorkingSell { get; private set; }

    public long MaxOrderUnits { get; }

    public long MaxPositionUnits { get; }

    /// <summary>Trades of the batch being taken in.</summary>
    public EventBuffer Trades { get; } = new();

    /// <summary>The batch being taken in changed the book.</summary>
    public bool BookChanged { get; set; }

    /// <summary>The middle in price when the book was last two-sided; null before.</summary>
    public decimal? LastMid { get; private set; }

    public void AddWorking(Side side, Quantity quantity)
    {
        if (side == Side.Buy)
            WorkingBuy += quantity;
        else
            WorkingSell += quantity;
    }

    public void RememberMid()
    {
        Touch touch = Book.Touch;
        if (touch.IsTwoSided)
            LastMid = (Instrument.PriceUnit.ToDecimal(touch.BidPrice) + Instrument.PriceUnit.ToDecimal(touch.AskPrice)) / 2;
    }
}
