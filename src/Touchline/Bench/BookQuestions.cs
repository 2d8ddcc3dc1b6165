using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>A question to a book, asked of ours and of the plain one.</summary>
internal interface IBookQuestion
{
    double Ask(OrderBook book);

    double Ask(SortedBook book);
}

internal readonly struct TouchQuestion : IBookQuestion
{
    public double Ask(OrderBook book) => Sum(book.Touch);

    public double Ask(SortedBook book) => Sum(book.Touch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Touch t) => t.BidPrice.Units + t.AskPrice.Units + t.BidQuantity.Units + t.AskQuantity.Units;
}

internal readonly struct MidQuestion : IBookQuestion
{
    public double Ask(OrderBook book) => book.Mid;

    public double Ask(SortedBook book) => book.Touch.Mid;
}

internal readonly struct ImbalanceQuestion : IBookQuestion
{
    public double Ask(OrderBook book) => book.Imbalance();

    public double Ask(SortedBook book) => book.Imbalance(5);
}

internal readonly struct VwapQuestion : IBookQuestion
{
    private const int Levels = 20;

    public double Ask(OrderBook book) => book.Vwap(Side.Buy, Levels);

    public double Ask(SortedBook book) => book.Take(Side.Buy, long.MaxValue, Levels).Mean;
}

internal readonly struct TopQuestion : IBookQuestion
{
    private const int Levels = 20;

    public double Ask(OrderBook book)
    {
        Span<BookLevel> levels = stackalloc BookLevel[Levels];
        return book.CopyTop(Side.Buy, levels) + levels[^1].Quantity.Units + book.CopyTop(Side.Sell, levels) + levels[^1].Quantity.Units;
    }

    public double Ask(SortedBook book)
    {
        Span<BookLevel> levels = stackalloc BookLevel[Levels];
        return book.CopyTop(Side.Buy, levels) + levels[^1].Quantity.Units + book.CopyTop(Side.Sell, levels) + levels[^1].Quantity.Units;
    }
}
