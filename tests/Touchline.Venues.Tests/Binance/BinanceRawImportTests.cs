using Touchline.Core;

namespace Touchline.Venues.Tests;

public sealed class BinanceRawImportTests : IDisposable
{
    private readonly RawCapture _capture = new();

    public void Dispose() => _capture.Dispose();

    [Fact]
    public void A_snapshot_in_mid_stream_is_joined_with_the_increments_before_it()
    {
        ImportReport report = _capture
            .Depth(0, 91, 95, 90, "99.9:9", "")
            .Depth(10, 97, 104, 95, "100.0:3", "100.3:0")
            .Depth(20, 105, 107, 104, "99.8:4", "")
            .Snapshot(30, 100, "100.0:1 99.9:2", "100.2:5 100.3:6") // its time is later than that of the update around it: it still comes first
            .Depth(40, 108, 110, 107, "", "100.2:7")
            .Import();
        Assert.Equal(
            [
                "Clear", "Snapshot Buy 100 1", "Snapshot Buy 99.9 2", "Snapshot Sell 100.2 5", "Snapshot Sell 100.3 6 .",
                "Depth Buy 100 3", "Depth Sell 100.3 0 .", "Depth Buy 99.8 4 .", "Depth Sell 100.2 7 .",
            ],
            _capture.Rows());
        Assert.Equal(0, report.Gaps);
        Assert.Empty(report.Warnings);
        Assert.Equal("100:3 99.9:2 99.8:4 | 100.2:7", _capture.LocalBook());
        Assert.Equal("100:3 99.9:2 99.8:4 | 100.2:7", _capture.ExchangeBook());
    }

    [Fact]
    public void A_gap_makes_the_book_stale_until_a_new_snapshot()
    {
        ImportReport report = Started()
            .Depth(10, 105, 106, 103, "100.0:9", "")
            .Depth(20, 107, 108, 106, "99.8:4", "")
            .Snapshot(30, 107, "100.0:8", "100.2:8")
            .Depth(40, 109, 110, 108, "", "100.3:1")
            .Import();
        Assert.Equal(1, report.Gaps);
        Assert.Contains("1 gap;", Assert.Single(report.Warnings));
        Assert.Equal(
            ["Gap .", "Clear", "Snapshot Buy 100 8", "Snapshot Sell 100.2 8 .", "Depth Buy 99.8 4 .", "Depth Sell 100.3 1 ."],
            _capture.Rows()[^6..]);
        Assert.Equal("100:8 99.8:4 | 100.2:8 100.3:1", _capture.LocalBook());
    }

    [Fact]
    public void A_gap_without_a_new_snapshot_leaves_the_book_stale()
    {
        ImportReport report = Started().Depth(10, 105, 106, 103, "100.0:9", "").Import();
        Assert.Contains(report.Warnings, w => w.Contains("stale at the end"));
        Assert.Equal("100:1 99.9:2 | 100.2:5 stale", _capture.LocalBook());
    }

    [Fact]
    public void Trades_that_met_no_book_are_kept_apart()
    {
        ImportReport report = Started()
            .Trade(10, "100.1", "1", ",\"X\":\"MARKET\"").Trade(11, "100.1", "2", ",\"X\":\"INSURANCE_FUND\"").Trade(12, "0", "0", ",\"X\":\"NA\"")
            .Import();
        Assert.Equal(["Trade Sell 100.1 1 .", "OffBookTrade Sell 100.1 2 ."], _capture.Rows()[^2..]);
        Assert.Contains(report.Notes, n => n.StartsWith("1 trades that met no order", StringComparison.Ordinal));
    }

    [Fact]
    public void Trades_told_twice_are_kept_once()
    {
        ImportReport report = Started().Trade(10, "100.1", "1").Trade(11, "100.1", "1", kind: "aggTrade").Trade(12, "100.1", "3").Import();
        Assert.Equal(2, report.RowsByKind[EventKind.Trade]);
        Assert.Contains(report.Notes, n => n.Contains("aggTrade beside trade"));
    }

    [Fact]
    public void A_price_that_does_not_fit_starts_a_version_that_tells_the_whole_book_again()
    {
        ImportReport report = Started().Depth(10, 102, 103, 101, "100.05:4", "").Depth(20, 104, 105, 103, "", "100.2:0.25").Import();
        Assert.Equal((3, 0.05m, 0.25m), (report.Instrument.Version, report.Instrument.Tick, report.Instrument.Lot));
        using (Recording recording = Recording.Open(_capture.Output))
            Assert.Equal([0.1m, 0.05m, 0.05m], recording.Instruments.Select(i => i.Instrument.Tick));
        Assert.Equal(
            [
                "Snapshot Buy 100 1", "Snapshot Buy 99.9 2", "Snapshot Sell 100.2 5 .", "Depth Buy 100.05 4 .",
                "Snapshot Buy 100.05 4", "Snapshot Buy 100 1", "Snapshot Buy 99.9 2", "Snapshot Sell 100.2 5 .", "Depth Sell 100.2 0.25 .",
            ],
            _capture.Rows()[^9..]);
        Assert.Equal("100.05:4 100:1 99.9:2 | 100.2:0.25", _capture.LocalBook());
        Assert.Equal("100.05:4 100:1 99.9:2 | 100.2:0.25", _capture.ExchangeBook());
    }

    [Fact]
    public void A_version_that_starts_while_the_book_is_stale_says_so()
    {
        Started().Depth(10, 105, 106, 103, "100.0:9", "").Trade(20, "100.05", "1").Import();
        Assert.Equal(["Snapshot Sell 100.2 5 .", "Gap .", "Trade Sell 100.05 1 ."], _capture.Rows()[^3..]);
        Assert.EndsWith("stale", _capture.LocalBook());
    }

    [Fact]
    public void A_version_started_by_a_row_without_exchange_time_tells_the_book_to_the_exchange_too()
    {
        using var spot = new RawCapture { IsSpot = true };
        ImportReport report = spot.Depth(0, 100, 101, 0, "", "").Snapshot(1, 100, "100.0:1", "100.2:5")
            .Ticker(10, 101, "100.05:1", "100.2:5").Depth(20, 102, 103, 0, "99.9:2", "").Import();
        Assert.Equal(2, report.Instrument.Version);
        Assert.Equal("100:1 99.9:2 | 100.2:5", spot.LocalBook());
        Assert.Equal("100:1 99.9:2 | 100.2:5", spot.ExchangeBook());
    }

    [Fact]
    public void Kept_increments_follow_a_change_of_units()
    {
        _capture.Depth(0, 91, 101, 90, "100.0:1", "").Snapshot(1, 80, "100.0:1", "100.2:5")
            .Depth(5, 102, 103, 101, "99.85:2", "").Snapshot(10, 100, "99.9:2", "100.2:5");
        Assert.Equal(0.05m, _capture.Import().Instrument.Tick);
        Assert.Equal("100:1 99.9:2 99.85:2 | 100.2:5", _capture.LocalBook());
    }

    [Fact]
    public void A_price_that_is_no_multiple_of_the_given_tick_names_its_line()
    {
        string message = Started().Depth(10, 102, 103, 101, "100.05:4", "").Refusal(tick: "0.1");
        Assert.Contains("line 3", message);
        Assert.Contains("100.05", message);
        Assert.Contains("tick 0.1", message);
        Assert.Contains("depthUpdate", message);
    }

    [Fact]
    public void A_quantity_that_is_no_multiple_of_the_given_lot_names_its_line() =>
        Assert.Contains("lot 1:", Started().Depth(10, 102, 103, 101, "100.1:0.5", "").Refusal(lot: "1"));

    [Theory]
    [InlineData("9999999999999999999", "1")]
    [InlineData("999999999999999999", "1")]
    [InlineData("1e39", "1")]
    [InlineData("1e-25", "1")]
    [InlineData("100.1", "99999999999999999000")]
    [InlineData("0.000000000000000001", "0.000000000000000001")]
    public void A_number_that_no_unit_can_hold_is_refused(string price, string quantity) =>
        Assert.Contains("line 3", Started().Depth(10, 102, 103, 101, $"{price}:{quantity}", "70000:1000").Refusal());

    [Fact]
    public void Local_time_that_runs_backwards_names_its_line() =>
        Assert.Contains("line 4: local time runs backwards", Started().Trade(10, "100.1", "1").Trade(9, "100.1", "1").Refusal());

    [Fact]
    public void A_negative_quantity_names_its_line()
    {
        string message = Started().Depth(10, 102, 103, 101, "100.1:-2", "").Refusal();
        Assert.Contains("line 3", message);
        Assert.Contains("negative quantity", message);
    }

    [Theory]
    [InlineData("1700000000100000000 {\"e\":\"trade\",\"E\":17000", "broken JSON")]
    [InlineData("1700000000100000000 [}", "broken JSON")]
    [InlineData("1700000000100000000 ", "broken JSON")]
    [InlineData("1700000000100000000", "<local ns> <json>")]
    [InlineData("{\"e\":\"trade\"}", "<local ns> <json>")]
    [InlineData("-5 {}", "<local ns> <json>")]
    [InlineData("x {}", "<local ns> <json>")]
    [InlineData("99999999999999999999 {}", "<local ns> <json>")]
    public void A_broken_line_in_the_middle_is_named_and_nothing_is_written(string line, string what)
    {
        string message = Started().Line("").Line(line).Trade(200, "100.1", "1").Refusal();
        Assert.Contains("line 4", message);
        Assert.Contains(what, message);
    }

    [Fact]
    public void A_broken_first_line_is_named() => Assert.Contains("line 1", _capture.Line("garbage").Refusal());

    [Fact]
    public void A_symbol_that_is_not_there_is_told_what_is()
    {
        string message = Started().Refusal(symbol: "ETHUSDT");
        Assert.Contains("ETHUSDT is unknown", message);
        Assert.Contains("only BTCUSDT", message);
    }

    [Fact]
    public void A_symbol_that_is_not_there_in_a_file_without_snapshot_is_doubted() =>
        Assert.Contains("check the symbol", _capture.Trade(0, "1", "1").Refusal(symbol: "ETHUSDT"));

    [Fact]
    public void Messages_of_other_symbols_are_counted_and_left_out()
    {
        ImportReport report = Started().Depth(10, 1, 2, 0, "7:7", "", symbol: "ETHUSDT").At(11, """{"e":"trade","T":1,"s":5,"p":"0.00001","q":"1","m":true}""").Import();
        Assert.Contains(report.Notes, n => n.Contains("ETHUSDT"));
        Assert.Equal("100:1 99.9:2 | 100.2:5", _capture.LocalBook());
    }

    [Fact]
    public void Numbers_of_other_messages_do_not_make_the_units_finer()
    {
        _capture.At(0, """{"e":"24hrTicker","E":1,"s":"BTCUSDT","p":"-0.00015","q":"12345.678912","c":"1"}""");
        ImportReport report = Started().Import();
        Assert.Equal((1, 0.1m, 1m), (report.Instrument.Version, report.Instrument.Tick, report.Instrument.Lot));
    }

    [Fact]
    public void Increments_that_no_snapshot_joins_are_refused()
    {
        Assert.Contains("there is no depth snapshot", _capture.Depth(0, 100, 101, 99, "1:1", "").Refusal());
        Assert.Contains("older than the first increment", _capture.Depth(0, 100, 101, 99, "1:1", "").Snapshot(1, 90, "1:1", "2:1").Refusal());
    }

    [Fact]
    public void A_capture_of_the_other_market_is_refused()
    {
        using var spot = new RawCapture { IsSpot = true };
        string spotFile = spot.Depth(0, 100, 101, 0, "100.0:1", "").File("spot.txt");
        Assert.Contains("binance-spot-raw", _capture.Refusal([spotFile]));
        Assert.Contains("binance-usdm-raw", spot.Refusal([Started().File("futures.txt")]));
    }

    [Fact]
    public void Gzip_and_plain_files_are_read_one_after_the_other()
    {
        string first = Started().File("1.gz", gzip: true);
        string second = _capture.Depth(10, 102, 103, 101, "100.1:4", "").File("2.txt");
        Assert.Equal(3, _capture.Import([first, second]).Lines);
        Assert.Equal("100.1:4 100:1 99.9:2 | 100.2:5", _capture.LocalBook());
    }

    [Fact]
    public void Files_in_the_wrong_order_are_refused()
    {
        string first = Started().File("1.txt");
        string second = _capture.Depth(10, 102, 103, 101, "100.1:4", "").File("2.txt");
        Assert.Contains("1.txt line 1: local time runs backwards", _capture.Refusal([second, first]));
    }

    [Fact]
    public void A_gzip_file_that_is_cut_off_anywhere_is_refused()
    {
        byte[] whole = File.ReadAllBytes(Started().Trade(10, "100.1", "1").File("whole.gz", gzip: true));
        string cut = _capture.File("cut.gz");
        for (int length = 1; length < whole.Length; length++)
        {
            File.WriteAllBytes(cut, whole[..length]);
            _capture.Refusal([cut]);
        }
    }

    [Fact]
    public void A_gzip_file_of_several_members_is_whole_or_cut_as_any_other()
    {
        byte[] first = File.ReadAllBytes(Started().File("1.gz", gzip: true));
        byte[] second = File.ReadAllBytes(_capture.Trade(10, "100.1", "1").File("2.gz", gzip: true));
        string both = _capture.File("both.gz");
        for (int length = first.Length + 1; length < first.Length + second.Length; length++)
        {
            File.WriteAllBytes(both, [.. first, .. second[..(length - first.Length)]]);
            _capture.Refusal([both]);
        }

        File.WriteAllBytes(both, [.. first, .. second]);
        Assert.Equal(3, _capture.Import([both]).Lines);
    }

    [Fact]
    public void An_update_that_comes_twice_is_no_gap()
    {
        ImportReport report = Started().Depth(10, 102, 103, 101, "100.0:4", "").Depth(11, 102, 103, 101, "100.0:4", "").Depth(12, 104, 105, 103, "100.0:6", "").Import();
        Assert.Equal(0, report.Gaps);
        Assert.Equal("100:6 99.9:2 | 100.2:5", _capture.LocalBook());
    }

    [Fact]
    public void A_snapshot_with_prices_far_from_ours_is_another_symbols()
    {
        ImportReport report = _capture
            .Trade(0, "100.1", "1")
            .Depth(1, 99, 101, 98, "", "")
            .Depth(2, 99, 102, 98, "", "", symbol: "ETHUSDT")
            .Snapshot(3, 100, "30.0:1", "30.2:5")
            .Snapshot(4, 100, "100.0:1", "100.2:5")
            .Import();
        Assert.Contains(report.Notes, n => n.Contains("taken for another symbol's"));
        Assert.Contains(report.Warnings, w => w.Contains("other symbols"));
        Assert.Equal("100:1 | 100.2:5", _capture.LocalBook());
    }

    [Fact]
    public void An_empty_file_is_refused() => Assert.Contains("is empty", _capture.Refusal());

    [Fact]
    public void A_file_of_empty_lines_is_refused() => Assert.NotEmpty(_capture.Line("").Line("").Refusal());

    [Theory]
    [InlineData(-1270, 1_270_000_000)]
    [InlineData(0, 0)]
    [InlineData(30, 0)]
    public void The_clock_offset_lifts_the_least_latency_to_zero(long latencyMs, long offsetNs)
    {
        using var capture = new RawCapture { LatencyMs = latencyMs };
        Start(capture).Trade(10, "100.1", "1");
        capture.Line($"{(RawCapture.StartMs + 40 + latencyMs) * 1_000_000} " + """{"e":"trade","E":1700000000020,"T":1700000000020,"s":"BTCUSDT","p":"100.1","q":"1","m":true}""");
        Assert.Equal(offsetNs, capture.Import().ClockOffsetNs);
        using Recording recording = Recording.Open(capture.Output);
        Assert.Equal(offsetNs, recording.ClockOffsetNs);
    }

    [Fact]
    public void The_touch_is_compared_with_the_ticker_of_the_same_update()
    {
        ImportReport report = Started()
            .Ticker(9, 103, "100.1:4", "100.2:5").Depth(10, 102, 103, 101, "100.1:4", "")
            .Depth(20, 104, 105, 103, "100.1:3", "").Ticker(21, 105, "100.1:2", "100.2:5").Ticker(22, 106, "100.1:2", "100.2:5")
            .Import();
        Assert.Equal((2, 1, 50.0), (report.Agreement.Compared, report.Agreement.Agreed, report.Agreement.Percent));
        Assert.Equal(105, report.Agreement.FirstDifference!.Value.UpdateId);
    }

    private RawCapture Started() => Start(_capture);

    private static RawCapture Start(RawCapture capture) =>
        capture.Depth(0, 99, 101, 98, "", "").Snapshot(1, 100, "100.0:1 99.9:2", "100.2:5");
}
