namespace Touchline.Core.Tests;

public class CandleSeriesTests
{
    private const long Minute = 60_000_000_000;
    private const long Grace = 100_000_000;

    private readonly CandleSeries _series = new(Minute, Grace);

    [Fact]
    public void There_is_no_bar_before_the_first_trade()
    {
        _series.OnClock(1000 * Minute);
        Assert.Equal(0, _series.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => _series[0]);
    }

    [Fact]
    public void A_bar_forms_until_its_end_and_the_grace_are_over()
    {
        Trade(10 * Minute, 100);
        Assert.Equal(0, _series.OnClock(11 * Minute + Grace - 1));
        Assert.True(_series[0].IsForming);
        Assert.Equal(1, _series.OnClock(11 * Minute + Grace));
        Assert.False(_series[0].IsForming);
        Assert.Equal(1, _series.Count);
    }

    [Fact]
    public void A_trade_late_within_the_grace_still_counts()
    {
        Trade(11 * Minute - 2, 100);
        Trade(11 * Minute + 5, 200);
        Assert.True(Trade(11 * Minute - 1, 150));
        Assert.Equal(Bar(10, 100, 150, 100, 150, 2, 2, forming: true), _series[1]);
        Assert.Equal(0, _series.LateTrades);
    }

    [Fact]
    public void A_trade_for_a_closed_bar_is_counted_and_left_out()
    {
        Trade(10 * Minute, 100);
        _series.OnClock(11 * Minute + Grace);
        Assert.False(Trade(11 * Minute - 1, 999));
        Assert.Equal(1, _series.LateTrades);
        Assert.Equal(Bar(10, 100, 100, 100, 100, 1, 1, forming: false), _series[0]);
    }

    [Fact]
    public void Bars_without_trades_stand_at_the_previous_close()
    {
        Trade(10 * Minute, 100);
        Trade(10 * Minute + 1, 90);
        Assert.Equal(3, _series.OnClock(13 * Minute + Grace));
        Assert.Equal(Bar(12, 90, 90, 90, 90, 0, 0, forming: false), _series[0]);
        Assert.Equal(Bar(11, 90, 90, 90, 90, 0, 0, forming: false), _series[1]);
    }

    [Fact]
    public void An_empty_bar_follows_a_late_trade_that_moves_the_close_before_it()
    {
        Trade(10 * Minute, 100);
        Trade(12 * Minute, 300);
        Trade(10 * Minute + 5, 110);
        Assert.Equal(Bar(11, 110, 110, 110, 110, 0, 0, forming: true), _series[1]);
        Assert.Equal(Bar(12, 300, 300, 300, 300, 1, 1, forming: true), _series[0]);
    }

    [Fact]
    public void Open_and_close_go_by_exchange_time_not_by_arrival()
    {
        Trade(10 * Minute + 5, 100);
        Trade(10 * Minute + 9, 101);
        Trade(10 * Minute + 1, 102);
        Trade(10 * Minute + 7, 103);
        Assert.Equal(Bar(10, 102, 103, 100, 101, 4, 4, forming: true), _series[0]);
    }

    [Fact]
    public void A_trade_before_the_first_bar_makes_an_earlier_one()
    {
        Trade(10 * Minute, 100);
        Trade(8 * Minute, 80);
        Assert.Equal(3, _series.Count);
        Assert.Equal(Bar(9, 80, 80, 80, 80, 0, 0, forming: true), _series[1]);
        Assert.Equal(Bar(8, 80, 80, 80, 80, 1, 1, forming: true), _series[2]);
    }

    [Fact]
    public void A_gap_of_a_billion_bars_leaves_the_newest_ones()
    {
        var series = new CandleSeries(1, 0, 200);
        series.OnTrade(0, new Price(5), new Quantity(1));
        Assert.Equal(200, series.OnClock(1L << 61));
        Assert.Equal(200, series.Count);
        Assert.Equal(new Candle((1L << 61) - 200, 1, new Price(5), new Price(5), new Price(5), new Price(5), default, 0, false), series[199]);
        Assert.True(series.OnTrade((1L << 61) + (1L << 60), new Price(6), new Quantity(2)));
        Assert.Equal(5, series[1].Close.Units);
        Assert.Equal(6, series[0].Close.Units);
    }

    [Fact]
    public void Times_before_1970_round_down_like_all_others()
    {
        Trade(-1, 7);
        Assert.Equal(-Minute, _series[0].OpenNs);
        Trade(0, 8);
        Assert.Equal(0, _series[0].OpenNs);
        Assert.Equal(2, _series.Count);
    }

    [Fact]
    public void Trades_and_clocks_allocate_nothing()
    {
        var series = new CandleSeries(1000, 50);
        long now = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                now += i % 1000 == 0 ? 5_000_000 : 30;
                series.OnClock(now);
                series.OnTrade(now - i % 70, new Price(i), new Quantity(1));
            }
        }));
    }

    private bool Trade(long exchangeNs, long price) => _series.OnTrade(exchangeNs, new Price(price), new Quantity(1));

    private static Candle Bar(long minute, long open, long high, long low, long close, long volume, long trades, bool forming) => new(
        minute * Minute, Minute, new Price(open), new Price(high), new Price(low), new Price(close), new Quantity(volume), trades, forming);
}
