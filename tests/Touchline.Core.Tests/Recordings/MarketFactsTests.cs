namespace Touchline.Core.Tests;

public sealed class MarketFactsTests
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_000 * Second;

    private readonly MarketFactsCollector _facts =
        new(Instrument.Linear("test", "X", DecimalUnit.Parse("0.5", "tick"), DecimalUnit.Parse("0.1", "lot")));

    [Fact]
    public void A_spread_weighs_as_long_as_it_stands()
    {
        Quote(0, 100, 101);
        Quote(1000, 100, 103);
        Quote(3000, 90, 110);
        Quote(3500, 100, 101);
        Quote(4000, 100, 101);
        SpreadFacts spread = _facts.Finish().Spread;
        Assert.Equal(new SpreadFacts(0.375, 0.5, 0.125, (1 * 1.5 + 3 * 2 + 20 * 0.5) / 4), spread);
    }

    [Fact]
    public void Without_best_quotes_the_book_says_the_spread()
    {
        Depth(0, last: false, (Side.Buy, 100, 5));
        Depth(0, last: true, (Side.Sell, 102, 5));
        Depth(1000, last: true, (Side.Sell, 101, 5));
        Depth(3000, last: true, (Side.Sell, 101, 0));
        SpreadFacts spread = _facts.Finish().Spread;
        Assert.Equal(2.0 / 3, spread.OneTick, 12);
        Assert.Equal(1.0 / 3, spread.TwoToFiveTicks, 12);
    }

    [Fact]
    public void Depth_updates_are_counted_with_what_they_reach_and_leave()
    {
        Depth(0, last: true, (Side.Buy, 100, 50), (Side.Sell, 101, 30));
        Depth(50, last: true, (Side.Buy, 98, 7), (Side.Buy, 95, 2), (Side.Sell, 104, 9));
        Depth(100, last: true, (Side.Buy, 98, 0), (Side.Buy, 101, 0), (Side.Sell, 101, 60));
        DepthFacts depth = _facts.Finish().Depth;
        // The first update meets no book and isn't one.
        Assert.Equal(3, depth.RowsPerUpdate);
        Assert.Equal(0.5, depth.AtTouch);
        Assert.Equal(2.0 / 6, depth.Removals, 12);
        Assert.Equal(2, depth.MedianDistanceTicks);
        Assert.Equal((50 + 30 + 50 + 60) / 4.0 * 0.1, depth.TouchMean, 12);
        Assert.Equal((7 + 2 + 9 + 2 + 9) / 5.0 * 0.1, depth.NextMean, 12);
        Assert.Equal(0.7, depth.NextMedian, 12);
    }

    [Fact]
    public void Trades_agree_with_a_plain_calculation()
    {
        var random = new SeededRandom(5);
        var trades = new List<(long Ms, int Sign, long Lots)>();
        long ms = 0;
        int sign = 1;
        for (int i = 0; i < 5_000; i++)
        {
            ms += random.Chance(0.6) ? 0 : random.Below(200);
            sign = random.Chance(0.8) ? sign : -sign;
            trades.Add((ms, sign, 1 + random.Below(500)));
        }

        foreach ((long at, int s, long lots) in trades)
            Add(EventKind.Trade, s > 0 ? Side.Buy : Side.Sell, at, 100, lots, last: true);
        MarketFacts facts = _facts.Finish();
        int[] signs = [.. trades.Select(t => t.Sign)];
        int[] takers = [.. trades.Where((t, i) => i == 0 || t.Ms != trades[i - 1].Ms || t.Sign != trades[i - 1].Sign).Select(t => t.Sign)];
        Assert.Equal(Autocorrelation(signs, 1), facts.Trades.SignAutocorrelation1, 9);
        Assert.Equal(Autocorrelation(signs, 10), facts.Trades.SignAutocorrelation10, 9);
        Assert.Equal(Autocorrelation(signs, 100), facts.Trades.SignAutocorrelation100, 9);
        Assert.Equal(Autocorrelation(takers, 1), facts.Trades.TakerSignAutocorrelation1, 9);
        Assert.Equal(Autocorrelation(takers, 10), facts.Trades.TakerSignAutocorrelation10, 9);
        Assert.Equal((double)signs.Length / takers.Length, facts.Trades.TradesPerTaker, 9);
        Assert.Equal(trades.Average(t => t.Lots * 0.1), facts.Trades.MeanQuantity, 9);
        long seconds = trades[^1].Ms / 1000;
        double[] counts = [.. Enumerable.Range(0, (int)seconds).Select(s => (double)trades.Count(t => t.Ms / 1000 == s))];
        double mean = counts.Average();
        Assert.Equal(counts.Average(c => (c - mean) * (c - mean)) / mean, facts.Flow.TradesFano, 6);
    }

    [Fact]
    public void Moves_are_taken_at_whole_seconds()
    {
        var random = new SeededRandom(6);
        var mids = new List<double>();
        long bid = 10_000;
        for (int half = 1; half < 400; half++)
        {
            bid += random.Below(21) - 10;
            Quote(500 * half, bid, bid + 1);
            // What stands when a second begins: quotes at that very moment come after it.
            if (half % 2 == 1)
                mids.Add(bid + 0.5);
        }

        mids.RemoveAt(mids.Count - 1);
        MoveFacts moves = _facts.Finish().Moves;
        Assert.Equal(1e4 * Deviation([.. mids.Skip(1).Select((m, i) => m / mids[i] - 1)]), moves.VolatilityBp, 6);
        Assert.Equal(1e4 * Deviation([.. mids.Skip(10).Select((m, i) => m / mids[i] - 1)]), moves.Volatility10Bp, 6);
    }

    private static double Autocorrelation(int[] signs, int lag)
    {
        double mean = signs.Average();
        double covariance = Enumerable.Range(0, signs.Length - lag).Average(i => (double)signs[i] * signs[i + lag]) - mean * mean;
        return covariance / signs.Average(s => (s - mean) * (s - mean));
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private void Quote(long ms, long bid, long ask)
    {
        Add(EventKind.BestQuote, Side.Buy, ms, bid, 1, last: false);
        Add(EventKind.BestQuote, Side.Sell, ms, ask, 1, last: true);
    }

    private void Depth(long ms, bool last, params (Side Side, long Price, long Quantity)[] levels)
    {
        for (int i = 0; i < levels.Length; i++)
            Add(EventKind.Depth, levels[i].Side, ms, levels[i].Price, levels[i].Quantity, last && i == levels.Length - 1);
    }

    private void Add(EventKind kind, Side side, long ms, long price, long quantity, bool last)
    {
        long ns = Start + ms * 1_000_000;
        _facts.Add(new MarketEvent
        {
            Kind = kind,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            ExchangeNs = ns,
            LocalNs = ns,
            Flags = last ? EventFlags.EndOfBatch : EventFlags.None,
        }, ns);
    }
}
