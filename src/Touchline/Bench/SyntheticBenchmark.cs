using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Bench;

/// <summary>
/// A row of the synthetic market: its agents act, their orders meet on the matching engine, the feed says so. There is no plain twin of it; beside it stands what a
/// reader without a market would do at least: a row of the same market, from memory, into a book of sorted dictionaries.
/// </summary>
internal static class SyntheticBenchmark
{
    private const long StartNs = 1_000_000_000;

    public static IReadOnlyList<BenchmarkEntry> All { get; } =
        [new("synthetic.row", "a row of the synthetic market made, beside one that is only read into a plain book", SetUp)];

    private static Benchmark SetUp()
    {
        var made = new LocalTimeline(Market());
        MarketEvent[] rows = Rows();
        var book = new SortedBook();
        return new Benchmark(n => Make(made, n), n => Read(rows, book, n), rows.Length);
    }

    private static SyntheticStream Market() => new(new SyntheticStreamOptions(), seed: 1, StartNs);

    private static MarketEvent[] Rows()
    {
        var rows = new MarketEvent[BookFlow.Length];
        var timeline = new LocalTimeline(Market());
        for (int i = 0; i < rows.Length; i++, timeline.Advance())
            rows[i] = timeline.Row;
        return rows;
    }

    private static double Make(LocalTimeline market, int rows)
    {
        double sum = 0;
        for (int i = 0; i < rows; i++, market.Advance())
            sum += market.Row.Price.Units;
        return sum;
    }

    private static double Read(MarketEvent[] rows, SortedBook book, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            ref readonly MarketEvent row = ref rows[i % rows.Length];
            if (row.Kind is EventKind.Snapshot or EventKind.Depth)
                book.Set(row.Side, row.Price.Units, row.Quantity.Units);
            sum += row.Price.Units;
        }

        return sum;
    }
}
