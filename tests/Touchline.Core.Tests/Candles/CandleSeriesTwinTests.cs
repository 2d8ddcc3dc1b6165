namespace Touchline.Core.Tests;

/// <summary>Candles against their plain twin over a million trades, many of them out of order.</summary>
public class CandleSeriesTwinTests
{
    private const int Trades = 1_000_000;

    [Theory]
    [InlineData(1, 1_000, 100, 200)]
    [InlineData(2, 7, 0, 5)]
    [InlineData(3, 60, 500, 8)]
    [InlineData(4, 1_000, 3_000, 1)]
    public void A_series_agrees_with_a_grouping_of_all_its_trades(int seed, long interval, long grace, int capacity)
    {
        var random = new Random(seed);
        var series = new CandleSeries(interval, grace, capacity);
        var twin = new PlainCandles(interval, grace, capacity);
        long now = -50 * interval, price = 10_000;
        int trades = Trades / 4;
        for (int i = 1; i <= trades; i++)
        {
            now += random.Next(2000) == 0 ? interval * random.NextInt64(1, 1L << random.Next(1, 30)) : random.NextInt64(0, interval / 20 + 2);
            if (random.Next(3) > 0)
            {
                series.OnClock(now);
                twin.OnClock(now);
            }

            long exchange = now - random.NextInt64(-interval / 10, grace + interval + 1);
            if (random.Next(1000) == 0)
                exchange += interval * random.NextInt64(-2 * capacity, 3);
            price += random.Next(-5, 6);
            long quantity = random.Next(1, 100);
            bool applied = series.OnTrade(exchange, new Price(price), new Quantity(quantity));
            Assert.Equal(twin.OnTrade(exchange, price, quantity), applied);
            Assert.Equal(twin.LateTrades, series.LateTrades);
            if (i % 500 == 0 || random.Next(500) == 0)
                AssertSame(twin.Bars(), series);
        }

        Assert.InRange(series.LateTrades, 1, trades - 1);
    }

    private static void AssertSame(List<Candle> expected, CandleSeries series)
    {
        Assert.Equal(expected.Count, series.Count);
        for (int age = 0; age < expected.Count; age++)
            Assert.Equal(expected[age], series[age]);
    }
}
