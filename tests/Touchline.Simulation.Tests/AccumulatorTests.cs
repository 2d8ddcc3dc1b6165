using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>What is kept of a run that may be of any length, against all of it.</summary>
public sealed class AccumulatorTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(50_000, 32)]
    [InlineData(300_000, 256)]
    public void A_decimated_series_keeps_every_extreme_and_the_last_value_of_each_stretch(int values, int stepSeconds)
    {
        var random = new Random(5);
        var series = new DecimatedSeries();
        var all = new List<(long At, double Value)>();
        long at = 1_700_000_000 * Second + 123;
        double value = 0;
        for (int i = 0; i < values; i++)
        {
            at += random.NextInt64(2 * Second);
            value += random.Next(-100, 101);
            series.Add(at, value);
            all.Add((at, value));
        }

        Assert.True(series.StepNs <= stepSeconds * Second, $"steps of {series.StepNs} ns");
        Assert.True(series.Points.Count <= DecimatedSeries.Most);
        SeriesPoint[] expected = [.. all.GroupBy(p => p.At / series.StepNs).Select(g =>
            new SeriesPoint(g.Key * series.StepNs, g.Last().Value, g.Min(p => p.Value), g.Max(p => p.Value)))];
        Assert.Equal(expected, series.Points);
    }

    [Fact]
    public void A_series_with_a_silence_of_years_stays_small()
    {
        var series = new DecimatedSeries();
        series.Add(Second, 1);
        series.Add(1_700_000_000 * Second, 2);
        Assert.Equal([1.0, 2.0], series.Points.Select(p => p.Last));
        Assert.True(series.StepNs > 100_000 * Second);
    }

    [Fact]
    public void Zeros_added_at_once_are_zeros_added_one_by_one()
    {
        var random = new Random(6);
        for (int run = 0; run < 200; run++)
        {
            var atOnce = new ReturnMoments();
            var oneByOne = new ReturnMoments();
            for (int i = 0; i < 50; i++)
            {
                double change = random.NextDouble() - 0.5;
                int zeros = random.Next(20);
                atOnce.Add(change);
                atOnce.AddZeros(zeros);
                oneByOne.Add(change);
                for (int n = 0; n < zeros; n++)
                    oneByOne.Add(0);
            }

            Assert.Equal(oneByOne.Count, atOnce.Count);
            (ReturnStatistics one, ReturnStatistics all) = (oneByOne.Statistics, atOnce.Statistics);
            Assert.Equal(one.AnnualSharpe!.Value, all.AnnualSharpe!.Value, 1e-9 * Math.Abs(one.AnnualSharpe.Value) + 1e-9);
            Assert.Equal(one.Skewness, all.Skewness, 1e-9);
            Assert.Equal(one.Kurtosis, all.Kurtosis, 1e-9);
            Assert.Equal(oneByOne.Sortino!.Value, atOnce.Sortino!.Value, 1e-9 * Math.Abs(oneByOne.Sortino.Value) + 1e-9);
        }
    }

    [Fact]
    public void Positions_without_number_are_kept_in_bins_whose_ends_are_never_off_by_more_than_their_width()
    {
        var random = new Random(7);
        var inventory = new InventoryTime();
        var held = new List<(long Position, long Ns)>();
        inventory.Start(0);
        long at = 0, position = 0;
        for (int i = 0; i < 20_000; i++)
        {
            long ns = random.Next(1, 1_000);
            held.Add((position, ns));
            at += ns;
            position = random.Next(10) == 0 ? 0 : random.Next(-40_000, 60_000);
            inventory.OnPosition(at, position);
        }

        InventoryFigures figures = inventory.Figures(at, 0.5m);
        double total = held.Sum(h => h.Ns);
        Assert.InRange(figures.Bins.Count, 256, 1_024);
        Assert.Equal(total, figures.Bins.Sum(b => b.Ns));
        Assert.Equal(held.Where(h => h.Position != 0).Sum(h => h.Ns) / total, figures.TimeInMarket!.Value, 9);
        Assert.Equal(held.Sum(h => 0.5 * h.Position * h.Ns) / total, figures.Mean!.Value, 6);
        foreach ((double share, decimal? found) in (ReadOnlySpan<(double, decimal?)>)[(0.05, figures.P5), (0.25, figures.P25), (0.5, figures.P50), (0.75, figures.P75), (0.95, figures.P95)])
        {
            double below = 0;
            long exact = held.OrderBy(h => h.Position).First(h => (below += h.Ns) >= share * total).Position;
            Assert.InRange(found!.Value - 0.5m * exact, -figures.BinWidth, figures.BinWidth);
        }
    }

    [Fact]
    public void Markouts_in_any_number_are_settled_in_order()
    {
        var markouts = new Markouts(Second);
        for (int i = 0; i < 1_000; i++)
            markouts.Add(i, 1, 100);
        markouts.Settle(Second + 500, 99); // those of the first 500
        Assert.Equal(Second + 500, markouts.NextNs);
        Assert.Equal(500 * 1 + 500 * -2, markouts.Against(102));
        markouts.Settle(long.MaxValue, 100);
        Assert.Equal(500, markouts.Against(200));
        Assert.Equal(long.MaxValue, markouts.NextNs);
    }

    [Fact]
    public void A_chart_shows_what_was_at_each_of_its_steps()
    {
        using var folder = new TemporaryFolder();
        Market market = new Scene().Bid(Second, 99, 5).Ask(Second, 101, 5).Buy(2 * Second, 95).Sell(2 * Second, 108).Cancel(4 * Second, 0)
            .MarketOrder(5 * Second, Side.Buy, 2).Bid(6 * Second, 103, 1).Until(8 * Second).Market;
        market.Record(folder.File("chart.tlr"));
        using Recording recording = Recording.Open(folder.File("chart.tlr"));
        var chart = new SessionChart(recording.FirstLocalNs, recording.LastLocalNs, 1, 16);
        var backtest = new Backtest([recording], [new StrategySetup("script", new ScriptedStrategy(market.Script))], new RiskLimits(), market.Options) { Chart = chart };
        backtest.PlayUntil(long.MaxValue);
        InstrumentChart drawn = chart.Instruments[0];
        int At(double seconds) => (int)((seconds * Second - chart.FirstNs) / chart.StepNs);
        Assert.InRange(chart.Steps, 1_990, 2_000);
        Assert.Equal((100.0, 102.0), (drawn.Mid[At(5.9)], drawn.Mid[At(6.1)]));
        Assert.Equal((double.NaN, 95.0, double.NaN), (drawn.Bid[At(1.9)], drawn.Bid[At(2.1)], drawn.Bid[At(4.1)]));
        Assert.Equal((108.0, 108.0), (drawn.Ask[At(2.1)], drawn.Ask[^1]));
        Assert.Equal((0.0, 2.0), (drawn.Position[At(4.9)], drawn.Position[^1]));
        Assert.Equal([new ChartFill(5 * Second, Side.Buy, 101, 2, IsMaker: false)], drawn.Fills);
    }

    [Fact]
    public void A_chart_of_many_fills_keeps_every_so_many_th()
    {
        Instrument instrument = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One);
        var chart = new SessionChart(0, 100 * Second, 1, 1);
        for (int i = 0; i < 20_000; i++)
            chart.OnFill(new ReportedFill(new OrderReport { LocalNs = i, Quantity = new Quantity(1), Price = new Price(1) }, Side.Buy, i), instrument);
        InstrumentChart drawn = chart.Instruments[0];
        Assert.Equal(16, drawn.FillsPerKept);
        Assert.Equal(Enumerable.Range(0, 20_000 / 16).Select(i => 16L * i), drawn.Fills.Select(f => f.LocalNs));
    }

    [Fact]
    public void Round_trips_run_from_the_decision_to_the_first_answer()
    {
        using var folder = new TemporaryFolder();
        Market market = new Scene { EntryNs = 3, ResponseNs = 7 }.Bid(10, 99, 5).Ask(10, 101, 5).Buy(20, 95).Buy(30, 101).Cancel(40, 0).Until(100).Market;
        market.Record(folder.File("trips.tlr"));
        using Recording recording = Recording.Open(folder.File("trips.tlr"));
        var trips = new OrderRoundTrips();
        new Backtest([recording], [new StrategySetup("script", new ScriptedStrategy(market.Script))], new RiskLimits(), market.Options, taps: trips).PlayUntil(long.MaxValue);
        Assert.Equal((2L, 10L, 10L), (trips.Times.Count, trips.Times.Min, trips.Times.Max));
    }
}
