using BenchmarkDotNet.Attributes;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>Asking a book of 1000 levels, beside a book of sorted trees.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class BookQuestions
{
    private readonly OrderBook _book = new();
    private readonly SortedBook _twin = new();
    private readonly BookLevel[] _top = new BookLevel[20];
    private long _size;

    [GlobalSetup]
    public void Fill()
    {
        (BookLevel[] bids, BookLevel[] asks) = BookChanges.Snapshot(1000);
        _book.ApplySnapshot(bids, asks);
        foreach (BookLevel level in bids)
            _twin.Set(Side.Buy, level.Price.Units, level.Quantity.Units);
        foreach (BookLevel level in asks)
            _twin.Set(Side.Sell, level.Price.Units, level.Quantity.Units);
        for (int i = 0; i < 20; i++)
            _size += asks[i].Quantity.Units;
    }

    [BenchmarkCategory("touch"), Benchmark]
    public long BestBidAndAsk() => Fold(_book.Touch);

    [BenchmarkCategory("touch"), Benchmark(Baseline = true)]
    public long BestBidAndAskSorted() => Fold(_twin.Touch);

    [BenchmarkCategory("mid"), Benchmark]
    public double Mid() => _book.Mid;

    [BenchmarkCategory("mid"), Benchmark(Baseline = true)]
    public double MidSorted() => _twin.Touch.Mid;

    [BenchmarkCategory("imbalance over 5"), Benchmark]
    public double Imbalance() => _book.Imbalance();

    [BenchmarkCategory("imbalance over 5"), Benchmark]
    public double ImbalanceByWalk() => _book.Imbalance(5);

    [BenchmarkCategory("imbalance over 5"), Benchmark(Baseline = true)]
    public double ImbalanceSorted() => _twin.Imbalance(5);

    [BenchmarkCategory("vwap of 20 levels"), Benchmark]
    public double Vwap()
    {
        _book.TryVwap(Side.Sell, new Quantity(_size), out double mean);
        return mean;
    }

    [BenchmarkCategory("vwap of 20 levels"), Benchmark(Baseline = true)]
    public double VwapSorted() => _twin.Take(Side.Sell, _size, int.MaxValue).Mean;

    [BenchmarkCategory("top 20, both sides"), Benchmark]
    public int Top() => _book.CopyTop(Side.Buy, _top) + _book.CopyTop(Side.Sell, _top);

    [BenchmarkCategory("top 20, both sides"), Benchmark(Baseline = true)]
    public int TopSorted() => _twin.CopyTop(Side.Buy, _top) + _twin.CopyTop(Side.Sell, _top);

    // BenchmarkDotNet's generated project sees this project alone, so a benchmark can't return a type of Core.
    private static long Fold(in Touch touch) =>
        touch.BidPrice.Units ^ touch.BidQuantity.Units ^ touch.AskPrice.Units ^ touch.AskQuantity.Units;
}
