using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The venue's mark price, the index price and the funding rate of a synthetic market. The index is the latent value, the mark price adds to it what the mid
/// has been above it lately, and the funding rate follows from that premium and an interest of 0.01 % as on Binance.
/// </summary>
internal sealed class MarkPrice(DecimalUnit tick)
{
    private const double PerPriceUnit = 1e8;
    private const double PerRateUnit = 1e12;
    private const double Interest = 1e-4;
    private const double InterestBound = 5e-4;
    private const double Weight = 1.0 / 30;
    private const long FundingEveryNs = 8 * 3600 * 1_000_000_000L;

    private readonly double _perTick = tick.ToDouble(1) * PerPriceUnit;
    private double _basis;

    public void Tell(SyntheticMarket market, long now, EventBuffer rows)
    {
        double index = market.Value;
        if (market.Book.IsTwoSided)
            _basis += Weight * (market.Book.Mid - index - _basis);
        double premium = _basis / index;
        ref MarketEvent mark = ref rows.Add(EventKind.MarkPrice, Side.None);
        mark.Price = new Price(Count(index + _basis));
        mark.Reference = Count(index);
        ref MarketEvent funding = ref rows.Add(EventKind.Funding, Side.None);
        double rate = premium + Math.Clamp(Interest - premium, -InterestBound, InterestBound);
        funding.Price = new Price((long)Math.Round(rate * PerRateUnit));
        funding.Reference = (now / FundingEveryNs + 1) * FundingEveryNs;
    }

    private long Count(double ticks) => (long)Math.Round(ticks * _perTick);
}
