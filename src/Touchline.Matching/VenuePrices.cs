using Touchline.Core;

namespace Touchline.Matching;

/// <summary>The prices that triggers, funding and margin go by.</summary>
internal sealed class VenuePrices(Instrument instrument, OrderBook book)
{
    private const decimal MarkStep = 1e-8m;

    private Price _lastTrade;
    private bool _hasTrade;
    private decimal? _mark;

    /// <summary>Rows tell the mark price; until one does it follows the book.</summary>
    public bool MarkIsTold => _mark is not null;

    public decimal? LastTrade => _hasTrade ? instrument.PriceUnit.ToDecimal(_lastTrade) : null;

    /// <summary>That of the newest row; without any the middle of the book, or the last trade where a side is empty.</summary>
    public decimal? Mark => _mark ?? Middle ?? LastTrade;

    public void OnTrade(Price price)
    {
        _lastTrade = price;
        _hasTrade = true;
    }

    public void OnMark(long count) => _mark = count * MarkStep;

    private decimal? Middle => book.IsTwoSided ? instrument.PriceUnit.Step.ToDecimal(book.BestBid.Units + book.BestAsk.Units) / 2 : null;
}
