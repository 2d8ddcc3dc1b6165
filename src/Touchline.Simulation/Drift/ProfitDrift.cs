using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>
/// Why simulation and session earned different amounts, in quote currency: the parts add up to the difference to the last digit. Positions at the end count at the last mid of our side
/// in both.
/// </summary>
/// <param name="Real">What the session earned.</param>
/// <param name="Simulated">What the simulation earned.</param>
/// <param name="Extra">What fills that only the simulation has were better than the venue's mid at their time.</param>
/// <param name="Missed">What fills that only the session had were better than that, taken away.</param>
/// <param name="Prices">By how much better the prices of matched fills are.</param>
/// <param name="Marking">What moves of the mid, from each extra or missed fill to the end, made of the position that it is.</param>
/// <param name="Fees">Fees that the simulation paid less.</param>
/// <param name="Funding">Funding that it received more.</param>
public readonly record struct ProfitDrift(
    decimal Real, decimal Simulated, decimal Extra, decimal Missed, decimal Prices, decimal Marking, decimal Fees, decimal Funding)
{
    public decimal Difference => Simulated - Real;

    /// <summary>What the parts leave unexplained: 0.</summary>
    public decimal Rest => Difference - (Extra + Missed + Prices + Marking + Fees + Funding);

    public static ProfitDrift operator +(ProfitDrift a, ProfitDrift b) => new(
        a.Real + b.Real, a.Simulated + b.Simulated, a.Extra + b.Extra, a.Missed + b.Missed, a.Prices + b.Prices, a.Marking + b.Marking, a.Fees + b.Fees, a.Funding + b.Funding);

    /// <summary>Of one instrument.</summary>
    /// <param name="begun">The ledger when the strategies began; what it held then earned the same in both, and counts in neither.</param>
    /// <param name="end">The ledger at the end.</param>
    /// <param name="lastMid">Null: there never was one, and positions count nothing.</param>
    /// <param name="mids">The venue's at the times of fills that only one has.</param>
    internal static ProfitDrift Of(
        Instrument instrument, LedgerState begun, LedgerState end, IEnumerable<DriftFill> simulated, decimal funding, IEnumerable<FillPair> pairs, decimal? lastMid,
        Dictionary<long, decimal?> mids)
    {
        decimal size = instrument.Multiplier, last = lastMid ?? 0;
        decimal Sized(DriftFill fill, long units) => fill.Side.Sign() * instrument.QuantityUnit.ToDecimal(new Quantity(units)) * size;
        decimal PriceOf(DriftFill fill) => instrument.PriceUnit.ToDecimal(fill.Price);
        decimal extra = 0, missed = 0, prices = 0, marking = 0, earned = 0, fees = 0;
        foreach (DriftFill fill in simulated)
        {
            earned += Sized(fill, fill.Units) * (last - PriceOf(fill));
            fees += fill.Fee;
        }

        foreach (FillPair pair in pairs)
        {
            DriftFill fill = pair.Either;
            decimal sized = Sized(fill, pair.Units);
            if (pair.Match == FillMatch.Matched)
            {
                prices += sized * (PriceOf(pair.Real!.Value) - PriceOf(pair.Simulated!.Value));
                continue;
            }

            decimal mid = mids[fill.ExchangeNs] ?? PriceOf(fill);
            decimal sign = pair.Match == FillMatch.Extra ? 1 : -1;
            marking += sign * sized * (last - mid);
            if (pair.Match == FillMatch.Extra)
                extra += sized * (mid - PriceOf(fill));
            else
                missed -= sized * (mid - PriceOf(fill));
        }

        // By the session's own books, not by its fills.
        decimal position = instrument.QuantityUnit.ToDecimal(new Quantity(end.Position.Units - begun.Position.Units)) * size;
        decimal realFees = end.Fees.Sum(f => f.InQuote) - begun.Fees.Sum(f => f.InQuote), realFunding = end.Funding - begun.Funding;
        decimal real = end.Balance - begun.Balance + position * last - realFees + realFunding;
        return new ProfitDrift(real, earned - fees + funding, extra, missed, prices, marking, realFees - fees, funding - realFunding);
    }
}
