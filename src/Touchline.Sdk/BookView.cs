using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>What a strategy sees of an order book: everything but the means to change it. Valid during the callback.</summary>
public readonly struct BookView(OrderBook book)
{
    public Touch Touch => book.Touch;

    public Price BestBid => book.BestBid;

    public Price BestAsk => book.BestAsk;

    public bool IsTwoSided => book.IsTwoSided;

    public bool IsCrossed => book.IsCrossed;

    /// <summary>Messages are missing; quoting on this book is refused.</summary>
    public bool IsStale => book.IsStale;

    /// <inheritdoc cref="OrderBook.Mid"/>
    public double Mid => book.Mid;

    /// <inheritdoc cref="OrderBook.MicroPrice"/>
    public double MicroPrice => book.MicroPrice;

    /// <inheritdoc cref="OrderBook.Imbalance()"/>
    public double Imbalance() => book.Imbalance();

    /// <inheritdoc cref="OrderBook.Imbalance(int)"/>
    public double Imbalance(int levels) => book.Imbalance(levels);

    /// <inheritdoc cref="OrderBook.TryVwap"/>
    public bool TryVwap(Side side, Quantity size, out double mean) => book.TryVwap(side, size, out mean);

    /// <inheritdoc cref="OrderBook.Vwap"/>
    public double Vwap(Side side, int levels) => book.Vwap(side, levels);

    /// <inheritdoc cref="OrderBook.DepthWithin"/>
    public Quantity DepthWithin(Side side, long distance) => book.DepthWithin(side, distance);

    public Quantity QuantityAt(Side side, Price price) => book.QuantityAt(side, price);

    /// <inheritdoc cref="OrderBook.CopyTop"/>
    public int CopyTop(Side side, Span<BookLevel> levels) => book.CopyTop(side, levels);
}
