using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching;

/// <summary>The account as its margin is looked at. All money is quote currency.</summary>
internal sealed class MarginAccount(Instrument instrument, MarginTerms terms, VenueAccount account, OwnOrders own)
{
    /// <summary>What the account has is limited by its deposit.</summary>
    public bool IsLimited { get; } = terms.IsLimited;

    public decimal EquityAt(decimal mark) => terms.Deposit + account.Cash + ValueAt(account.Position, mark);

    /// <summary>The equity is no more than the maintenance margin of the position, which there must be.</summary>
    public bool MustLiquidate(decimal mark) => EquityAt(mark) <= terms.MaintenanceOf(Math.Abs(ValueAt(account.Position, mark)));

    /// <summary>
    /// An order may work: the margin for the worst that it and what rests could make of the position is there, or it makes that no worse.
    /// </summary>
    /// <param name="side">The order's.</param>
    /// <param name="moreUnits">What it could trade, beyond what rests.</param>
    /// <param name="limit">Its limit; null for a market order.</param>
    /// <param name="mark">Null while there is none.</param>
    /// <param name="isDearer">It rests already, at a lower limit.</param>
    public bool Allows(Side side, long moreUnits, Price? limit, decimal? mark, bool isDearer = false)
    {
        decimal? price = mark;
        if (limit is { } own)
            price = Math.Max(mark ?? 0, instrument.PriceUnit.ToDecimal(own));
        if (price is not { } worst)
            return true; // nothing has a price yet: a market order will find nobody
        long before = Math.Max(WorstUnits(Side.Buy), WorstUnits(Side.Sell));
        long thisSide = WorstUnits(side) + moreUnits, after = Math.Max(before, thisSide);
        bool isNoWorse = after == before && !(isDearer && thisSide == before);
        return isNoWorse || ValueAt(after, worst) <= EquityAt(mark ?? worst) * terms.Leverage;
    }

    /// <summary>
    /// The price at which the position leaves nothing of the account, rounded so that something is left: no liquidation trades at a worse
    /// one.
    /// </summary>
    public Price BankruptcyPrice()
    {
        decimal step = instrument.PriceUnit.Step.ToDecimal() * instrument.Multiplier;
        decimal exact = -(terms.Deposit + account.Cash) / (instrument.QuantityUnit.ToDecimal(new Quantity(account.Position)) * step);
        decimal units = account.Position > 0 ? Math.Ceiling(exact) : Math.Floor(exact);
        return new Price((long)Math.Clamp(units, 1, DecimalUnit.MaxCount));
    }

    /// <summary>The fee of a liquidating fill: the liquidation fee, but never more than the fill leaves.</summary>
    public decimal LiquidationFee(Side side, Price price, Quantity quantity, Price bankruptcy)
    {
        decimal left = side.Sign() * (instrument.Value(bankruptcy, quantity) - instrument.Value(price, quantity));
        return Math.Clamp(instrument.Value(price, quantity) * terms.LiquidationFee, 0, Math.Max(0, left));
    }

    private long WorstUnits(Side side)
    {
        long units = side.Sign() * account.Position;
        foreach (ref readonly OwnOrder order in CollectionsMarshal.AsSpan(own.Of(side)))
            units += order.ReduceOnly ? 0 : order.Remaining.Units;
        return Math.Max(0, units);
    }

    private decimal ValueAt(long units, decimal price) => instrument.QuantityUnit.ToDecimal(new Quantity(units)) * price * instrument.Multiplier;
}
