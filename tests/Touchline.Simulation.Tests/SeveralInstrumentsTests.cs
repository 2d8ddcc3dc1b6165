using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>Several instruments in one simulation: each comes out as if it were alone.</summary>
public sealed class SeveralInstrumentsTests : IDisposable
{
    private static readonly InventoryFigures NoInventory = new() { TimeInMarket = null };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_reports_and_figures_of_an_instrument_do_not_depend_on_what_else_takes_part() => CompareAlone(150);

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void So_they_do_not_in_four_hundred_runs() => CompareAlone(400);

    [Fact]
    public void An_answer_that_takes_no_time_keeps_the_order_of_what_happened_at_several_venues()
    {
        // At 30 an order arrives at the first venue, and at the second a trade goes through one that rests: rows come before requests.
        Market first = new Scene { EntryNs = 10 }.Bid(10, 100, 5).Ask(10, 102, 5).Until(40).Buy(20, 102).Market;
        Market second = new Scene().Bid(10, 100, 5).Ask(10, 102, 5).Sold(30, 99, 1).Until(40).Buy(12, 100).Market;
        Market[] markets = [first, second];
        var log = new Log(2);
        Play([.. markets.Select(Record)], markets, first.Options, log);
        Assert.Equal([(1, ReportKind.Acknowledged), (1, ReportKind.Fill), (0, ReportKind.Fill)], log.Order);
    }

    [Fact]
    public void An_instrument_in_two_recordings_is_refused()
    {
        Market market = new Scene().Bid(10, 100, 1).Ask(11, 101, 1).Market;
        string path = _folder.File("one.tlr");
        market.Record(path);
        using Recording first = Recording.Open(path), second = Recording.Open(path);
        var strategy = new StrategySetup("script", new ScriptedStrategy([]));
        Assert.Contains("in 2 of the recordings", Assert.Throws<BadInputException>(
            () => new Backtest([first, second], [strategy], new RiskLimits(), new SimulationOptions())).Message);
    }

    private void CompareAlone(int runs)
    {
        var random = new Random(21);
        long reports = 0;
        for (int i = 0; i < runs; i++)
        {
            Market[] markets = AfterAllBegan([.. Enumerable.Range(0, 3).Select(_ => RandomMarket.Next(random, forText: false))]);
            SimulationOptions options = markets[0].Options;
            string[] paths = [.. markets.Select((m, n) => Record(m, n))];
            var together = new Log(markets.Length);
            BacktestFigures[] figures = Play(paths, markets, options, together);
            for (int n = 0; n < markets.Length; n++)
            {
                var alone = new Log(1);
                BacktestFigures own = Play([paths[n]], [markets[n]], options, alone)[0];
                // The run ends with the last row of any market: an instrument whose own rows ended before may hear a little more.
                int told = alone.Of(0).Count;
                Assert.Equal(alone.Of(0), together.Of(n).Take(told));
                Assert.True(together.Of(n).Count - told <= together.AfterEnd[n], $"market {i}, instrument {n}");
                if (together.Of(n).Count == told)
                    Assert.Equal(Money(own), Money(figures[n]));
                reports += told;
            }
        }

        Assert.True(reports > 13 * runs, $"{reports} reports are too few to mean anything");
    }

    // A session begins with its first row of any market; what a script does before its own market begins it would do later alone.
    private static Market[] AfterAllBegan(Market[] markets)
    {
        long begin = markets.Max(m => m.Rows.First(r => r.Local != MarketEvent.Unseen).Local + m.ClockOffsetNs);
        return [.. markets.Select(m => m with { Script = [.. m.Script.Select(a => a with { At = Math.Max(a.At, begin) })] })];
    }

    private string Record(Market market, int number)
    {
        string path = _folder.File($"m{number}.tlr");
        (market with { Instrument = market.Instrument with { Symbol = $"X{number}" } }).Record(path);
        return path;
    }

    private static BacktestFigures[] Play(string[] paths, Market[] markets, SimulationOptions options, Log log)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        try
        {
            StrategySetup[] strategies = [.. markets.Select((m, n) => new StrategySetup($"script {n}", new ScriptedStrategy(m.Script, n)))];
            log.Ends = [.. recordings.Select(LastRow)];
            var backtest = new Backtest(recordings, strategies, new RiskLimits(), options, taps: log);
            backtest.PlayUntil(long.MaxValue);
            return [.. Enumerable.Range(0, markets.Length).Select(backtest.FiguresOf)];
        }
        finally
        {
            foreach (Recording recording in recordings)
                recording.Dispose();
        }
    }

    // Its own orders of after its market's end aside, and what depends on when the run ends.
    private static BacktestFigures Money(BacktestFigures figures) =>
        figures with { Orders = default, MaxDrawdown = 0, SpanNs = 0, Returns = default, Inventory = NoInventory };

    private static long LastRow(Recording recording)
    {
        long last = recording.LastLocalNs;
        for (var rows = new ExchangeTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
            last = Math.Max(last, rows.NextNs);
        return last;
    }

    private sealed class Log(int instruments) : IEngineTap
    {
        private readonly List<(ReportKind Kind, long ExchangeNs, long LocalNs, long Price, long Quantity, decimal Fee)>[] _told =
            [.. Enumerable.Range(0, instruments).Select(_ => new List<(ReportKind, long, long, long, long, decimal)>())];

        public long[] Ends { get; set; } = [];

        public List<(int Instrument, ReportKind Kind)> Order { get; } = [];

        /// <summary>Reports that came after an instrument's own last row.</summary>
        public long[] AfterEnd { get; } = new long[instruments];

        public List<(ReportKind Kind, long ExchangeNs, long LocalNs, long Price, long Quantity, decimal Fee)> Of(int instrument) => _told[instrument];

        public void BeforeInput()
        {
        }

        public void OnStart(long input, long localNs)
        {
        }

        public void OnReport(long input, in OrderReport report)
        {
            Order.Add((report.Instrument, report.Kind));
            _told[report.Instrument].Add((report.Kind, report.ExchangeNs, report.LocalNs, report.Price.Units, report.Quantity.Units, report.Fee));
            if (report.LocalNs > Ends[report.Instrument])
                AfterEnd[report.Instrument]++;
        }

        public void OnClock(long input, long localNs)
        {
        }

        public void OnStop(long input, long localNs)
        {
        }

        public void OnIntents(ReadOnlySpan<Intent> intents)
        {
        }
    }
}
