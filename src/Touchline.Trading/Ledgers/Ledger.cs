using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// Position and money of one owner (a strategy, or the account) in one instrument, from its fills and funding alone. Money is quote currency, exact
/// but for one thing: closing a part of a position releases its share of the cost, rounded to 12 decimals; what was rounded off is
/// realised with the rest, so that realised and unrealised always add up to the balance and the position's value.
/// </summary>
public sealed class Ledger
{
    private const int CostDecimals = 12;

    // What the open position cost: signed like the position.
    private decimal _cost;

    /// <summary>Signed position in quantity units.</summary>
    public Quantity Position { get; private set; }

    /// <summary>Cash from trades, without fees: what sells brought in less what buys cost.</summary>
    public decimal Balance { get; private set; }

    /// <summary>Fees paid; negative when rebates outweigh them.</summary>
    public decimal Fees { get; private set; }

    /// <summary>Funding received less funding paid.</summary>
    public decimal Funding { get; private set; }

    /// <summary>Σ |price × quantity × multiplier| over the fills.</summary>
    public decimal Turnover { get; private set; }

    public long Fills { get; private set; }

    /// <summary>Changes with every booking.</summary>
    internal long Bookings { get; private set; }

    /// <summary>What closed positions earned at average cost, without fees.</summary>
    public decimal Realised => Balance + _cost;

    /// <summary>All of it.</summary>
    public LedgerState State => new(Position, _cost, Balance, Fees, Funding, Turnover, Fills);

    internal void Restore(in LedgerState state)
    {
        Position = state.Position;
        _cost = state.Cost;
        Balance = state.Balance;
        Fees = state.Fees;
        Funding = state.Funding;
        Turnover = state.Turnover;
        Fills = state.Fills;
        Bookings++;
    }

    /// <param name="value">The fill's price × quantity × multiplier.</param>
    internal void Apply(Side side, Quantity quantity, decimal value, decimal fee)
    {
        long before = Position.Units, after = before + side.Sign() * quantity.Units;
        _cost = CostAfter(before, after, side.Sign() * value);
        Position = new Quantity(after);
        Balance -= side.Sign() * value;
        Fees += fee;
        Turnover += Math.Abs(value);
        Fills++;
        Bookings++;
    }

    /// <param name="amount">Positive when received.</param>
    internal void ApplyFunding(decimal amount)
    {
        Funding += amount;
        Bookings++;
    }

    /// <summary>Mean price of the open position; 0 when flat.</summary>
    public decimal AveragePrice(Instrument instrument) =>
        Position.IsZero ? 0 : _cost / (instrument.QuantityUnit.ToDecimal(Position) * instrument.Multiplier);

    /// <summary>What the open position would earn at a mid; without a mid it counts nothing, so that what it cost is lost.</summary>
    public decimal Unrealised(Instrument instrument, decimal? mid) => PositionValue(instrument, mid ?? 0) - _cost;

    /// <summary>Balance + position × mid × multiplier − fees + funding; without a mid the position counts nothing.</summary>
    public decimal Equity(Instrument instrument, decimal? mid) => Balance + PositionValue(instrument, mid ?? 0) - Fees + Funding;

    private decimal PositionValue(Instrument instrument, decimal mid) =>
        instrument.QuantityUnit.ToDecimal(Position) * mid * instrument.Multiplier;

    // A fill that goes through zero closes the whole position, and the rest opens one at the fill's price.
    private decimal CostAfter(long before, long after, decimal signedValue)
    {
        if (before == 0 || Math.Sign(before) == Math.Sign(after - before))
            return _cost + signedValue;
        if (after == 0)
            return 0;
        return Math.Sign(after) == Math.Sign(before)
            ? Math.Round(_cost * ((decimal)after / before), CostDecimals, MidpointRounding.AwayFromZero)
            : Math.Round(signedValue * ((decimal)after / (after - before)), CostDecimals, MidpointRounding.AwayFromZero);
    }
}
