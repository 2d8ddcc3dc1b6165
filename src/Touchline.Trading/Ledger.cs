using Touchline.Core;

namespace Touchline.Trading;

/// <summary>Position and money of one strategy in one instrument, from the fills alone. Money is quote currency, exact.</summary>
public sealed class Ledger
{
    /// <summary>Signed position in quantity units.</summary>
    public Quantity Position { get; private set; }

    /// <summary>Cash from trades, without fees: what sells brought in less what buys cost.</summary>
    public decimal Balance { get; private set; }

    /// <summary>Fees paid; negative when rebates outweigh them.</summary>
    public decimal Fees { get; private set; }

    /// <summary>Σ |price × quantity × multiplier| over the fills.</summary>
    public decimal Turnover { get; private set; }

    public long Fills { get; private set; }

    public void Apply(Instrument instrument, Side side, Price price, Quantity quantity, decimal fee)
    {
        decimal value = instrument.Value(price, quantity);
        Position = new Quantity(Position.Units + side.Sign() * quantity.Units);
        Balance -= side.Sign() * value;
        Fees += fee;
        Turnover += Math.Abs(value);
        Fills++;
    }

    /// <summary>Balance + position × mid × multiplier − fees; without a mid the position counts nothing.</summary>
    public decimal Equity(Instrument instrument, decimal? mid) =>
        Balance + instrument.QuantityUnit.ToDecimal(Position) * (mid ?? 0) * instrument.Multiplier - Fees;
}
