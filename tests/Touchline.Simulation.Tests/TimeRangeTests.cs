using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Simulation.Tests;

/// <summary>
/// A run of a range against the naive simulation of a recording that holds nothing but the range: both books as they were at its start,
/// each for its own side, and the rows inside it.
/// </summary>
public sealed class TimeRangeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_range_comes_to_the_same_as_a_recording_of_the_range_alone() => CompareRanges(1_200);

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void So_do_three_thousand_ranges() => CompareRanges(3_000);

    private void CompareRanges(int markets)
    {
        var random = new Random(11);
        int compared = 0, fills = 0, acted = 0;
        for (int i = 0; i < markets; i++)
        {
            Market market = RandomMarket.Next(random, forText: false);
            long first = market.Rows[0].Local + market.ClockOffsetNs, last = market.Rows.Max(r => r.Local) + market.ClockOffsetNs;
            var range = new TimeRange(random.NextInt64(first + 1, last + 2), last - (last - first) * random.Next(4) / 8);
            if (range.StartNs > range.EndNs || Cut(market, range) is not { } cut)
                continue;
            market.Record(_folder.File("whole.tlr"));
            Market whole = market with { Script = cut.Script, Options = market.Options with { Range = range } };
            Outcome expected = NaiveSimulation.Play(cut);
            Compare.Same(expected, Outcome.OfProduct(_folder.File("whole.tlr"), whole, stepNs: 1 + (last - first) / random.Next(1, 9)), $"market {i}, {range}\n{market}\ncut\n{cut}");
            compared++;
            acted += cut.Script.Length;
            fills += expected.Fills.Length;
        }

        Assert.True(compared > markets / 3 && acted > 5 * markets / 3 && fills > markets / 3, $"{compared} markets, {acted} actions and {fills} fills are too few to mean anything");
    }

    [Fact]
    public void A_strategy_begins_at_the_start_of_the_range_with_a_whole_book_and_without_a_past()
    {
        var scene = new Scene().Bid(100, 10, 5).Ask(100, 12, 5).Bought(150, 12, 1).Ask(300, 12, 4).Until(400);
        scene.Market.Record(_folder.File("scene.tlr"));
        using Recording recording = Recording.Open(_folder.File("scene.tlr"));
        var strategy = new Diary();
        var backtest = new Backtest(
            [recording], [new Trading.StrategySetup("diary", strategy)], new Trading.RiskLimits(), new SimulationOptions { Range = new TimeRange(200, 350) });
        Assert.Equal(200, backtest.NextNs);
        Assert.False(backtest.PlayUntil(long.MaxValue));
        Assert.Equal(["start at 200 on 10/12", "book at 300"], strategy.Lines);
        Assert.Equal(1, backtest.LocalRows);
    }

    [Fact]
    public void What_would_happen_after_the_range_doesnt()
    {
        // The order reaches the venue at 30 and its answer comes at 40.
        Scene scene = new Scene { EntryNs = 10, ResponseNs = 10 }.Bid(10, 10, 5).Ask(10, 12, 5).Until(100).Buy(20, 12);
        Assert.Empty(Play(scene, 39).Answers);
        Assert.NotEmpty(Play(scene, 40).Answers);
    }

    [Fact]
    public void Funding_within_a_range_is_paid_when_each_period_was_told_before_the_one_before_was_paid()
    {
        const long Step = SimulatedVenue.LeastNoticeNs;
        WriteFunding(_folder.File("funding.tlr"), Step);
        Assert.Equal([(20 * Step, 6m), (30 * Step, 15m)], Paid(14 * Step, long.MaxValue));
        Assert.Equal([(20 * Step, 6m)], Paid(14 * Step, 29 * Step));
        Assert.Equal([(10 * Step, 3m), (20 * Step, 6m), (30 * Step, 15m)], Paid(5 * Step, long.MaxValue));
        Assert.Equal([(30 * Step, 15m)], Paid(25 * Step, long.MaxValue));
    }

    // Due at 10, 20 and 30 steps; told at 2, 8 and 12.
    private static void WriteFunding(string path, long step)
    {
        using var writer = new RecordingWriter(path, "test");
        ushort index = writer.Define(Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One), step, step);
        void Row(long at, EventKind kind, Side side, long price, long quantity, long reference = 0) => writer.Write(new MarketEvent
        {
            Kind = kind,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            Reference = reference,
            ExchangeNs = at * step,
            LocalNs = at * step,
            Instrument = index,
            Flags = EventFlags.EndOfBatch,
        });
        Row(1, EventKind.Depth, Side.Buy, 99, 50);
        Row(1, EventKind.Depth, Side.Sell, 101, 50);
        Row(1, EventKind.MarkPrice, Side.None, 100_00000000, 0);
        Row(2, EventKind.Funding, Side.None, 10_000_000_000, 0, 10 * step);
        Row(8, EventKind.Funding, Side.None, 20_000_000_000, 0, 20 * step);
        Row(12, EventKind.Funding, Side.None, 50_000_000_000, 0, 30 * step);
        Row(40, EventKind.BestQuote, Side.Buy, 99, 50);
        writer.Complete();
    }

    private List<(long At, decimal Amount)> Paid(long startNs, long endNs)
    {
        using Recording recording = Recording.Open(_folder.File("funding.tlr"));
        var strategy = new Holder();
        var backtest = new Backtest(
            [recording], [new Trading.StrategySetup("holder", strategy)], new Trading.RiskLimits(), new SimulationOptions { Range = new TimeRange(startNs, endNs) });
        backtest.PlayUntil(long.MaxValue);
        return strategy.Paid;
    }

    private sealed class Holder : Sdk.Strategy
    {
        public List<(long At, decimal Amount)> Paid { get; } = [];

        public override void OnStart() => Context.Place(NewOrder.Market(0, Side.Buy, new Quantity(3)));

        public override void OnFundingPayment(in Sdk.FundingPayment payment) => Paid.Add((payment.ExchangeNs, -payment.Amount));
    }

    private Outcome Play(Scene scene, long endNs)
    {
        scene.Market.Record(_folder.File("scene.tlr"));
        return Outcome.OfProduct(_folder.File("scene.tlr"), scene.Market with { Options = scene.Market.Options with { Range = new TimeRange(15, endNs) } });
    }

    // Null where a book was stale, or our side's had no middle, which then comes from the past.
    private static Market? Cut(Market market, TimeRange range)
    {
        long offset = market.ClockOffsetNs;
        OrderBook ours = BookOf(market, market.Rows.Where(r => r.Local != -1 && r.Local + offset < range.StartNs));
        OrderBook theirs = BookOf(market, market.Rows.Where(r => r.Exchange != -1 && r.Exchange < range.StartNs).OrderBy(r => r.Exchange));
        if (ours.IsStale || theirs.IsStale || !ours.IsTwoSided)
            return null;
        long local = range.StartNs - offset, end = range.EndNs - offset;
        var rows = new List<Row> { new(local, range.StartNs - 1, EventKind.BestQuote, Side.Buy, 1, 1, EndsBatch: false) };
        rows.AddRange(Levels(market, theirs).Select(l => new Row(-1, range.StartNs - 1, EventKind.Depth, l.Side, l.Price, l.Quantity, EndsBatch: false)));
        rows.AddRange(Levels(market, ours).Select(l => new Row(local, -1, EventKind.Depth, l.Side, l.Price, l.Quantity, EndsBatch: false)));
        foreach (Row row in market.Rows)
        {
            Row inside = row with
            {
                Local = row.Local >= local && row.Local <= end ? row.Local : -1,
                Exchange = row.Exchange >= range.StartNs && row.Exchange <= range.EndNs ? row.Exchange : -1,
            };
            if (inside.Local != -1 || inside.Exchange != -1)
                rows.Add(inside);
        }

        rows.Add(new Row(end, range.EndNs, EventKind.BestQuote, Side.Buy, 1, 1, EndsBatch: true));
        return market with { Rows = [.. rows], Script = Later(market.Script, range.StartNs) };
    }

    private static OrderBook BookOf(Market market, IEnumerable<Row> rows)
    {
        var book = new OrderBook();
        foreach (Row row in rows)
        {
            if (row.Kind is EventKind.Depth or EventKind.Snapshot or EventKind.Clear or EventKind.Gap)
                book.Apply(Market.ToEvent(row, market.Instrument, 0));
        }

        return book;
    }

    private static IEnumerable<(Side Side, decimal Price, decimal Quantity)> Levels(Market market, OrderBook book) =>
        ((Side[])[Side.Buy, Side.Sell]).SelectMany(side => book.Snapshot(side).Select(level => (
            side, level.Price.Units * market.Instrument.PriceUnit.Step.ToDecimal(), level.Quantity.Units * market.Instrument.QuantityUnit.Step.ToDecimal())));

    private static ScriptedAction[] Later(ScriptedAction[] script, long fromNs)
    {
        var kept = new List<ScriptedAction>();
        var places = new Dictionary<int, int>();
        for (int i = 0; i < script.Length; i++)
        {
            ScriptedAction action = script[i];
            if (action.At < fromNs || (action.IsCancel && !places.ContainsKey(action.Cancels)))
                continue;
            places[i] = kept.Count;
            kept.Add(action.IsCancel ? action with { Cancels = places[action.Cancels] } : action);
        }

        return [.. kept];
    }

    private sealed class Diary : Sdk.Strategy
    {
        public List<string> Lines { get; } = [];

        public override void OnStart()
        {
            Touch touch = Context.Book(0).Touch;
            Lines.Add($"start at {Context.NowNs} on {touch.BidPrice.Units}/{touch.AskPrice.Units}");
        }

        public override void OnBook(int instrument) => Lines.Add($"book at {Context.NowNs}");

        public override void OnTrade(int instrument, in MarketEvent trade) => Lines.Add($"trade at {Context.NowNs}");
    }
}
