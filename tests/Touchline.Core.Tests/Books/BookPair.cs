using Touchline.Bench;

namespace Touchline.Core.Tests;

/// <summary>A book and its plain twin, given the same changes and asked the same questions.</summary>
internal sealed class BookPair(int imbalanceLevels, int windowBits)
{
    private const int AskImbalanceEvery = 30;

    private readonly OrderBook _book = new(imbalanceLevels, windowBits);
    private readonly SortedBook _twin = new();
    private BookLevel[] _levels = new BookLevel[64];
    private BookLevel[] _expected = new BookLevel[64];
    private readonly Random _askImbalance = new(imbalanceLevels);
    private int _step;

    public OrderBook Book => _book;

    public SortedBook Twin => _twin;

    public void Set(Side side, long price, long quantity)
    {
        long previous = _book.Set(side, new Price(price), new Quantity(quantity)).Units;
        Check(previous, _twin.Set(side, price, quantity), "previous quantity");
        CheckCheap();
    }

    public void Clear(Side side)
    {
        _book.Clear(side);
        _twin.Clear(side);
        CheckCheap();
    }

    public void Snapshot(BookLevel[] bids, BookLevel[] asks)
    {
        _book.ApplySnapshot(bids, asks);
        _twin.Clear();
        foreach (BookLevel level in bids)
            _twin.Set(Side.Buy, level.Price.Units, level.Quantity.Units);
        foreach (BookLevel level in asks)
            _twin.Set(Side.Sell, level.Price.Units, level.Quantity.Units);
        CheckCheap();
    }

    public void CheckAll(Random random)
    {
        int n = random.Next(0, 30);
        Check(_book.Imbalance(n), _twin.Imbalance(n), "imbalance over n");
        CheckSide(Side.Buy, random, n);
        CheckSide(Side.Sell, random, n);
    }

    private void CheckCheap()
    {
        _step++;
        Check(_book.Touch, _twin.Touch, "touch");
        // Reading the kept sums sets them right, so it is done now and then only: what goes wrong between two reads has to show.
        if (_askImbalance.Next(AskImbalanceEvery) == 0)
            Check(_book.Imbalance(), _twin.Imbalance(_book.ImbalanceLevels), "imbalance");
    }

    private void CheckSide(Side side, Random random, int n)
    {
        SortedDictionary<long, long> levels = _twin.Levels(side);
        Check(_book.LevelCount(side), levels.Count, "level count");
        Check(_book.Snapshot(side).Length, levels.Count, "snapshot length");
        CheckCopy(side, levels.Count + 1);
        CheckCopy(side, n);
        (long taken, double mean) = _twin.Take(side, long.MaxValue, n);
        CheckNear(_book.Vwap(side, n), mean);
        long size = random.NextInt64(1, 1 + random.NextInt64(1, 1L << random.Next(1, 40)));
        (taken, mean) = _twin.Take(side, size, int.MaxValue);
        Check(_book.TryVwap(side, new Quantity(size), out double ours), taken == size, "vwap filled");
        CheckNear(ours, mean);
        long distance = random.NextInt64(0, 1L << random.Next(1, 62));
        Check(_book.DepthWithin(side, distance).Units, _twin.DepthWithin(side, distance), "depth within");
        foreach ((long price, _) in levels)
        {
            Check(_book.QuantityAt(side, new Price(price)).Units, _twin.QuantityAt(side, price), "quantity at");
            Check(_book.QuantityAt(side, new Price(price + 1)).Units, _twin.QuantityAt(side, price + 1), "quantity beside");
        }
    }

    private void CheckCopy(Side side, int room)
    {
        if (_levels.Length < room)
        {
            _levels = new BookLevel[room * 2];
            _expected = new BookLevel[room * 2];
        }

        int count = _book.CopyTop(side, _levels.AsSpan(0, room));
        Check(count, _twin.CopyTop(side, _expected.AsSpan(0, room)), "levels copied");
        Check(_levels.AsSpan(0, count).SequenceEqual(_expected.AsSpan(0, count)), true, "levels");
    }

    private void CheckNear(double ours, double twins)
    {
        bool near = ours == twins || Math.Abs(ours - twins) <= 1e-12 * Math.Max(Math.Abs(ours), Math.Abs(twins))
            || (double.IsNaN(ours) && double.IsNaN(twins));
        Assert.True(near, $"mean price after step {_step}: {ours} against {twins}");
    }

    private void Check<T>(T ours, T twins, string what) where T : IEquatable<T>
    {
        if (!ours.Equals(twins))
            Assert.Fail($"{what} after step {_step}: {ours} against {twins}");
    }
}
