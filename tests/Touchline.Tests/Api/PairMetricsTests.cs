using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Control;
using Touchline.Core;
using Touchline.Tests.Monitoring;

namespace Touchline.Tests.Api;

public sealed class PairMetricsTests
{
    private const long Minute = 60_000_000_000;

    [Fact]
    public void The_figures_of_an_hour_leave_out_what_is_older_however_seldom_it_trades()
    {
        var candles = new CandleBook();
        // One print every other minute of two hours, at the minute's number plus 1.
        for (int minute = 0; minute <= 120; minute += 2)
            candles.OnTrades([new TradeTick(0, minute * Minute, minute * Minute, new Price(minute + 1), new Quantity(1), minute < 100 ? Side.Buy : Side.Sell)]);

        JsonObject metrics = PairMetrics.Of(Portraits.Usual, 0, candles);

        Assert.Equal(30, (int)metrics["prints_60m"]!);
        Assert.Equal(0.03m, (decimal)metrics["volume_60m"]!);
        Assert.Equal((12.1m, 6.3m), ((decimal)metrics["high_60m"]!, (decimal)metrics["low_60m"]!));
        Assert.Equal(0.6333, (double)metrics["bought_share_60m"]!);
    }

    [Fact]
    public void A_pair_has_no_age_before_its_venue_was_heard_of()
    {
        SessionPortrait silent = Portraits.Usual with { Instruments = [Portraits.Instrument("BTCUSDT") with { LastEventNs = long.MinValue / 2 }] };

        Assert.Null(PairMetrics.Of(silent, 0, new CandleBook())["feed_age_ms"]);
        Assert.Equal(250, (long)PairMetrics.Of(Portraits.Usual, 0, new CandleBook())["feed_age_ms"]!);
    }
}
