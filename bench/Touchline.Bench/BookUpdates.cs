using BenchmarkDotNet.Attributes;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>Changing a book, in time per change (per snapshot for the snapshot), beside a book of sorted trees.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class BookUpdates
{
    private const int Count = 1000;

    private readonly OrderBook _book = new();
    private readonly SortedBook _twin = new();
    private BookChange[] _uniform = [];
    private BookChange[] _near = [];
    private BookLevel[] _bids = [];
    private BookLevel[] _asks = [];

    [GlobalSetup]
    public void Fill()
    {
        _uniform = BookChanges.Uniform(Count * 64);
        _near = BookChanges.NearTouch(Count * 64);
        (_bids, _asks) = BookChanges.Snapshot(1000);
    }

    [BenchmarkCategory("uniform"), Benchmark(OperationsPerInvoke = Count * 64)]
    public void Uniform() => Apply(_uniform);

    [BenchmarkCategory("uniform"), Benchmark(Baseline = true, OperationsPerInvoke = Count * 64)]
    public void UniformSorted() => ApplySorted(_uniform);

    [BenchmarkCategory("near touch"), Benchmark(OperationsPerInvoke = Count * 64)]
    public void NearTouch() => Apply(_near);

    [BenchmarkCategory("near touch"), Benchmark(Baseline = true, OperationsPerInvoke = Count * 64)]
    public void NearTouchSorted() => ApplySorted(_near);

    [BenchmarkCategory("1000 updates"), Benchmark]
    public void Thousand() => Apply(_uniform.AsSpan(0, Count));

    [BenchmarkCategory("1000 updates"), Benchmark(Baseline = true)]
    public void ThousandSorted() => ApplySorted(_uniform.AsSpan(0, Count));

    [BenchmarkCategory("update + quote"), Benchmark(OperationsPerInvoke = Count * 64)]
    public double UpdateAndQuote()
    {
        double sum = 0;
        foreach (ref readonly BookChange change in _near.AsSpan())
        {
            _book.Set(change.Side, change.Price, change.Quantity);
            sum += Quote(_book.Touch, _book.Imbalance());
        }

        return sum;
    }

    [BenchmarkCategory("update + quote"), Benchmark(Baseline = true, OperationsPerInvoke = Count * 64)]
    public double UpdateAndQuoteSorted()
    {
        double sum = 0;
        foreach (ref readonly BookChange change in _near.AsSpan())
        {
            _twin.Set(change.Side, change.Price.Units, change.Quantity.Units);
            sum += Quote(_twin.Touch, _twin.Imbalance(5));
        }

        return sum;
    }

    [BenchmarkCategory("snapshot of 1000"), Benchmark]
    public void Snapshot() => _book.ApplySnapshot(_bids, _asks);

    [BenchmarkCategory("snapshot of 1000"), Benchmark(Baseline = true)]
    public void SnapshotSorted()
    {
        _twin.Clear();
        foreach (BookLevel level in _bids)
            _twin.Set(Side.Buy, level.Price.Units, level.Quantity.Units);
        foreach (BookLevel level in _asks)
            _twin.Set(Side.Sell, level.Price.Units, level.Quantity.Units);
    }

    // A small market maker's reservation price: the micro-price leaning with the imbalance, held off the touch.
    private static double Quote(in Touch touch, double imbalance)
    {
        if (!touch.IsTwoSided)
            return 0;
        double fair = touch.MicroPrice + imbalance * 0.5 * touch.Spread;
        return Math.Min(Math.Floor(fair - 1), touch.BidPrice.Units) + Math.Max(Math.Ceiling(fair + 1), touch.AskPrice.Units);
    }

    private void Apply(ReadOnlySpan<BookChange> changes)
    {
        foreach (ref readonly BookChange change in changes)
            _book.Set(change.Side, change.Price, change.Quantity);
    }

    private void ApplySorted(ReadOnlySpan<BookChange> changes)
    {
        foreach (ref readonly BookChange change in changes)
            _twin.Set(change.Side, change.Price.Units, change.Quantity.Units);
    }
}
