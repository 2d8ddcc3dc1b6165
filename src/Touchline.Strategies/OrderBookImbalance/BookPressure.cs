using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// How much of what a book shows near the touch wants to buy: basic over 5 levels a side by quantity, weighted over 10 levels with the
/// weight 1 / (1 + |price − mid| / mid).
/// </summary>
internal sealed class BookPressure
{
    public const int BasicLevels = 5;
    public const int WeightedLevels = 10;

    private readonly bool _isWeighted;
    private readonly double _unitValue;
    private readonly BookLevel[] _levels;

    public BookPressure(Instrument instrument, bool isWeighted)
    {
        _isWeighted = isWeighted;
        _levels = new BookLevel[isWeighted ? WeightedLevels : BasicLevels];
        _unitValue = instrument.PriceUnit.ToDouble(new Price(1)) * instrument.QuantityUnit.ToDouble(new Quantity(1)) * (double)instrument.Multiplier;
    }

    /// <summary>Bids as a share of bids and asks, 0 to 1; not a number when nothing is shown.</summary>
    public double BidShare { get; private set; } = double.NaN;

    /// <summary>What the bids that were looked at are worth, in quote currency.</summary>
    public double BidValue { get; private set; }

    /// <summary>Likewise the asks.</summary>
    public double AskValue { get; private set; }

    public void Read(BookView book)
    {
        double mid = book.Mid;
        (double bids, BidValue) = Sum(book, Side.Buy, mid);
        (double asks, AskValue) = Sum(book, Side.Sell, mid);
        BidShare = bids / (bids + asks);
    }

    private (double Quantity, double Value) Sum(BookView book, Side side, double mid)
    {
        double quantity = 0, value = 0;
        int count = book.CopyTop(side, _levels);
        for (int i = 0; i < count; i++)
        {
            double price = _levels[i].Price.Units, shown = _levels[i].Quantity.Units;
            quantity += _isWeighted ? shown / (1 + Math.Abs(price - mid) / mid) : shown;
            value += price * shown * _unitValue;
        }

        return (quantity, value);
    }
}
