using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// Mark price, index price and funding rate of a synthetic market, told once a second: the index is what informed traders think the contract is worth, the mark price adds what
/// the mid has been above it lately, and the funding rate follows from that premium and an interest of 0.01 %.
/// </summary>
internal sealed class SyntheticMark
{
    private const double Interest = 1e-4;
    private const double InterestBound = 5e-4;
    private const double Weight = 1.0 / 30;
    private const int Places = 8;

    private double _index;
    private double _basis;

    public decimal FundingRate { get; private set; }

    /// <param name="book">In ticks.</param>
    /// <param name="value">In ticks.</param>
    public void Tell(OrderBook book, double value)
    {
        _index = value;
        if (book.IsTwoSided)
            _basis += Weight * (book.Mid - value - _basis);
        double premium = _basis / value;
        FundingRate = Rounded(premium + Math.Clamp(Interest - premium, -InterestBound, InterestBound));
    }

    public decimal Price(BinanceSymbol symbol) => Rounded((_index + _basis) * symbol.TickSize.ToDouble(1));

    public decimal Index(BinanceSymbol symbol) => Rounded(_index * symbol.TickSize.ToDouble(1));

    private static decimal Rounded(double value) => Math.Round((decimal)value, Places, MidpointRounding.AwayFromZero);
}
