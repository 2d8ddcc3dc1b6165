using Touchline.Core;

namespace Touchline.Bench;

/// <summary>The order book against sorted dictionaries.</summary>
internal static class BookBenchmarks
{
    private const int SnapshotLevels = 1000;
    private const int SmallQuantum = 8;

    public static IReadOnlyList<BenchmarkEntry> All { get; } =
    [
        new("book.update", "one level update, uniform within 500 ticks", () => Update(BookFlow.Uniform())),
        new("book.update_near", "one level update near the touch, 30 % removals", () => Update(BookFlow.NearTouch())),
        new("book.touch", "best bid and ask with quantities", Read<TouchQuestion>),
        new("book.mid", "middle of the touch", Read<MidQuestion>),
        new("book.imbalance5", "imbalance over 5 levels", Read<ImbalanceQuestion>),
        new("book.vwap", "VWAP over 20 levels of one side", Read<VwapQuestion>),
        new("book.top20", "copy of the best 20 levels of both sides", Read<TopQuestion>),
        new("book.update_quote", "a near-touch update, then a quote from touch, micro-price and imbalance(5)", () => UpdateQuote(BookFlow.NearTouch())),
        new("book.snapshot1000", "replacing the book by a snapshot of 1000 levels", Snapshot),
        new("book.update1000", "1000 uniform level updates", () => Update1000(BookFlow.Uniform())),
    ];

    private static (OrderBook Ours, SortedBook Twin) Filled()
    {
        var ours = new OrderBook();
        var twin = new SortedBook();
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            foreach (BookLevel level in BookFlow.Levels(side, 500))
            {
                ours.Set(side, level.Price, level.Quantity);
                twin.Set(side, level.Price.Units, level.Quantity.Units);
            }
        }

        return (ours, twin);
    }

    private static Benchmark Update(LevelUpdate[] flow)
    {
        (OrderBook ours, SortedBook twin) = Filled();
        return new Benchmark(n => Apply(ours, flow, n), n => Apply(twin, flow, n));
    }

    private static double Apply(OrderBook book, LevelUpdate[] flow, int n)
    {
        long sum = 0;
        for (int i = 0; i < n; i++)
        {
            ref readonly LevelUpdate u = ref flow[i & (BookFlow.Length - 1)];
            sum += book.Set(u.Side, new Price(u.Price), new Quantity(u.Quantity)).Units;
        }

        return sum;
    }

    private static double Apply(SortedBook book, LevelUpdate[] flow, int n)
    {
        long sum = 0;
        for (int i = 0; i < n; i++)
        {
            ref readonly LevelUpdate u = ref flow[i & (BookFlow.Length - 1)];
            sum += book.Set(u.Side, u.Price, u.Quantity);
        }

        return sum;
    }

    // A struct type parameter, so that what is measured is the question and not a delegate.
    private static Benchmark Read<TQuestion>() where TQuestion : struct, IBookQuestion
    {
        (OrderBook book, SortedBook plain) = Filled();
        return new Benchmark(
            n =>
            {
                double sum = 0;
                for (int i = 0; i < n; i++)
                    sum += default(TQuestion).Ask(book);
                return sum;
            },
            n =>
            {
                double sum = 0;
                for (int i = 0; i < n; i++)
                    sum += default(TQuestion).Ask(plain);
                return sum;
            });
    }

    private static Benchmark UpdateQuote(LevelUpdate[] flow)
    {
        (OrderBook ours, SortedBook twin) = Filled();
        return new Benchmark(
            n =>
            {
                double sum = 0;
                for (int i = 0; i < n; i++)
                {
                    ref readonly LevelUpdate u = ref flow[i & (BookFlow.Length - 1)];
                    ours.Set(u.Side, new Price(u.Price), new Quantity(u.Quantity));
                    Touch touch = ours.Touch;
                    sum += Quote(touch.BidPrice.Units, touch.AskPrice.Units, touch.MicroPrice, ours.Imbalance());
                }

                return sum;
            },
            n =>
            {
                double sum = 0;
                for (int i = 0; i < n; i++)
                {
                    ref readonly LevelUpdate u = ref flow[i & (BookFlow.Length - 1)];
                    twin.Set(u.Side, u.Price, u.Quantity);
                    Touch touch = twin.Touch;
                    sum += Quote(touch.BidPrice.Units, touch.AskPrice.Units, touch.MicroPrice, twin.Imbalance(5));
                }

                return sum;
            });
    }

    // A bid and an ask around a fair value leaning with the imbalance, kept on their own side of the touch.
    private static double Quote(long bestBid, long bestAsk, double micro, double imbalance)
    {
        double fair = micro + 0.5 * imbalance;
        return Math.Min(Math.Floor(fair - 1), bestAsk - 1) + Math.Max(Math.Ceiling(fair + 1), bestBid + 1);
    }

    private static Benchmark Snapshot()
    {
        BookLevel[] bids = BookFlow.Levels(Side.Buy, SnapshotLevels / 2), asks = BookFlow.Levels(Side.Sell, SnapshotLevels / 2);
        var ours = new OrderBook();
        var twin = new SortedBook();
        return new Benchmark(
            n =>
            {
                for (int i = 0; i < n; i++)
                    ours.ApplySnapshot(bids, asks);
                return ours.Mid;
            },
            n =>
            {
                for (int i = 0; i < n; i++)
                {
                    twin.Clear();
                    foreach (BookLevel level in bids)
                        twin.Set(Side.Buy, level.Price.Units, level.Quantity.Units);
                    foreach (BookLevel level in asks)
                        twin.Set(Side.Sell, level.Price.Units, level.Quantity.Units);
                }

                return twin.Touch.Mid;
            },
            SmallQuantum);
    }

    private static Benchmark Update1000(LevelUpdate[] flow)
    {
        (OrderBook ours, SortedBook twin) = Filled();
        return new Benchmark(
            n => Apply(ours, flow, n * 1000),
            n => Apply(twin, flow, n * 1000),
            SmallQuantum);
    }
}
