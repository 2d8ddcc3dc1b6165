using Touchline.Core;

namespace Touchline.Venues.Tests.Binance.Session;

public sealed class FeedTests
{
    private readonly Scene _scene = new(trades: false);

    [Fact]
    public void Streams_go_by_their_routes_in_one_batch_each()
    {
        _scene.Start(FeedStreams.Usual | FeedStreams.Candles);
        Assert.Equal(["wss://fstream.binance.com/public/stream", "wss://fstream.binance.com/market/stream"], _scene.Wire.Opens.Select(o => o.Url));
        Assert.Equal(
            ["""{"method":"SUBSCRIBE","params":["btcusdt@bookTicker","btcusdt@depth@100ms"],"id":1}""",
             """{"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@markPrice@1s","btcusdt@forceOrder","btcusdt@kline_1m"],"id":1}"""],
            _scene.Wire.Sent.Select(s => s.Text));
    }

    [Fact]
    public void A_quote_becomes_a_batch_with_the_matching_engines_time_and_ours()
    {
        _scene.Start();
        _scene.Quote(60_000.0m, 60_000.1m, 7);
        Assert.Equal(2, _scene.Events.Count);
        MarketEvent bid = _scene.Events[0], ask = _scene.Events[1];
        Assert.Equal((EventKind.BestQuote, Side.Buy, 600_000L, 31_210L, 7L, EventFlags.None), (bid.Kind, bid.Side, bid.Price.Units, bid.Quantity.Units, bid.Reference, bid.Flags));
        Assert.Equal((Side.Sell, 600_001L, EventFlags.EndOfBatch), (ask.Side, ask.Price.Units, ask.Flags));
        Assert.Equal((_scene.Now / Scene.Ms * Scene.Ms, _scene.Now), (bid.ExchangeNs, bid.LocalNs));
    }

    [Fact]
    public void The_book_joins_a_snapshot_and_loses_no_increment_that_came_before_it()
    {
        _scene.Hold("GET /fapi/v1/depth");
        _scene.Start(FeedStreams.Depth);
        _scene.Text(_scene.Public, _scene.DepthText(90, 99, 85));
        _scene.Text(_scene.Public, _scene.DepthText(99, 105, 99, bids: """["59999.8","7"]"""));
        _scene.Run(200);
        Assert.False(_scene.Venue.State.IsFeedUp);
        HttpCall call = Assert.Single(_scene.CallsTo("GET /fapi/v1/depth"));
        Assert.EndsWith("symbol=BTCUSDT&limit=1000", call.Url, StringComparison.Ordinal);
        _scene.Text(_scene.Public, _scene.DepthText(106, 108, 105, asks: """["60000.1","0"]"""));
        Assert.Empty(_scene.Events);
        _scene.Reply(call, 200, _scene.Snapshot(100));
        Assert.True(_scene.Venue.State.IsFeedUp);
        Assert.Equal([EventKind.Clear, EventKind.Snapshot, EventKind.Snapshot, EventKind.Snapshot, EventKind.Depth, EventKind.Depth, EventKind.Depth, EventKind.Depth], _scene.Events.Select(e => e.Kind));
        Assert.Equal(3, _scene.Events.Count(e => e.EndsBatch));
        var book = new OrderBook();
        foreach (MarketEvent row in _scene.Events)
            book.Apply(row);
        Assert.Equal(599_999, book.Touch.BidPrice.Units);
        Assert.False(book.IsTwoSided);
    }

    [Fact]
    public void A_snapshot_that_is_too_old_is_asked_for_again()
    {
        _scene.OnCall("GET /fapi/v1/depth", _ => _scene.Snapshot(_scene.CallsTo("GET /fapi/v1/depth").Count < 3 ? 50 : 104));
        _scene.Start(FeedStreams.Depth);
        _scene.Text(_scene.Public, _scene.DepthText(100, 105, 99));
        _scene.Run(10_000);
        Assert.True(_scene.Venue.State.IsFeedUp);
        Assert.Equal(3, _scene.CallsTo("GET /fapi/v1/depth").Count);
    }

    [Fact]
    public void A_missing_message_is_told_at_once_and_the_book_comes_back()
    {
        _scene.Start(FeedStreams.Depth);
        _scene.Text(_scene.Public, _scene.DepthText(95, 105, 90));
        _scene.Run(100);
        _scene.Forget();
        _scene.OnCall("GET /fapi/v1/depth", _ => _scene.Snapshot(115));
        _scene.Text(_scene.Public, _scene.DepthText(110, 112, 109));
        Assert.Equal([EventKind.Gap], _scene.Events.Select(e => e.Kind));
        Assert.False(_scene.Venue.State.IsFeedUp);
        _scene.Text(_scene.Public, _scene.DepthText(113, 120, 112));
        _scene.Run(500);
        Assert.True(_scene.Venue.State.IsFeedUp);
        Assert.Equal([EventKind.Gap, EventKind.Clear, EventKind.Snapshot, EventKind.Snapshot, EventKind.Snapshot, EventKind.Depth, EventKind.Depth], _scene.Events.Select(e => e.Kind));
    }

    [Fact]
    public void Gaps_again_and_again_open_the_connection_anew()
    {
        _scene.Start(FeedStreams.Depth);
        long id = 105;
        _scene.Text(_scene.Public, _scene.DepthText(95, id, 90));
        for (int i = 0; i < 6; i++)
        {
            _scene.Run(4_000);
            _scene.OnCall("GET /fapi/v1/depth", _ => _scene.Snapshot(id));
            id += 10;
            _scene.Text(_scene.Public, _scene.DepthText(id - 2, id, id - 3));
        }

        _scene.Run(10_000);
        Assert.Equal(2, _scene.Wire.Opens.Count);
        Assert.Contains(_scene.Notes, n => n.Contains("missed messages 5 times", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lost_connection_marks_the_book_reconnects_within_three_seconds_and_subscribes_again()
    {
        _scene.Start(FeedStreams.Depth);
        _scene.Text(_scene.Public, _scene.DepthText(95, 105, 90));
        _scene.Run(100);
        _scene.Forget();
        _scene.Close(_scene.Public);
        Assert.Equal([EventKind.Gap], _scene.Events.Select(e => e.Kind));
        _scene.Run(900);
        Assert.Single(_scene.Wire.Opens);
        _scene.Run(2_200);
        Assert.Equal(2, _scene.Wire.Opens.Count);
        Assert.Contains("btcusdt@depth@100ms", Assert.Single(_scene.Wire.Sent).Text, StringComparison.Ordinal);
        _scene.Text(_scene.Public, _scene.DepthText(95, 105, 90));
        _scene.Run(2_000);
        Assert.True(_scene.Venue.State.IsFeedUp);
    }

    [Fact]
    public void Retries_grow_and_are_capped()
    {
        _scene.OpensConnections = false;
        _scene.Start();
        var gaps = new List<long>();
        for (int i = 0; i < 12; i++)
        {
            long closed = _scene.Now;
            int before = _scene.Wire.Opens.Count;
            _scene.Close(_scene.Wire.Opens[^1].Connection, "no route");
            while (_scene.Wire.Opens.Count == before)
                _scene.Run(100);
            gaps.Add((_scene.Now - closed) / Scene.Second);
        }

        Assert.InRange(gaps[0], 0, 3);
        Assert.All(gaps, g => Assert.InRange(g, 1, 13));
        Assert.True(gaps.Skip(4).Max() > 4);
    }

    [Fact]
    public void The_connection_is_replaced_before_the_venue_cuts_it_off_without_losing_or_repeating_anything()
    {
        _scene.Start(FeedStreams.Usual);
        _scene.Text(_scene.Public, _scene.DepthText(95, 105, 90));
        _scene.Run(500);
        int old = _scene.Public;
        for (int hour = 0; hour < 23; hour++)
        {
            for (int i = 0; i < (hour < 22 ? 180 : 179); i++)
            {
                _scene.Run(20_000);
                _scene.Text(old, _scene.DepthText(106 + hour, 106 + hour, 105 + hour)); // only the first of an hour is new
                _scene.Quote(1, 2, 1_000 + hour * 200 + i);
            }
        }

        while (_scene.Public == old)
            _scene.Run(100);
        _scene.Run(1_000);
        int next = _scene.Public;
        Assert.NotEqual(old, next);
        Assert.Contains(old, _scene.Wire.Open);
        _scene.Forget();
        string update = _scene.DepthText(129, 130, 128), trade = AggTrade(5), quote = _scene.QuoteText(3, 4, 900_000);
        foreach (int connection in (int[])[old, next])
        {
            _scene.Text(connection, update);
            _scene.Text(connection, trade);
            _scene.Text(connection, quote);
        }

        Assert.Equal([EventKind.Depth, EventKind.Depth, EventKind.Trade, EventKind.BestQuote, EventKind.BestQuote], _scene.Events.Select(e => e.Kind));
        _scene.Run(5_000);
        Assert.DoesNotContain(old, _scene.Wire.Open);
        _scene.Text(next, _scene.DepthText(131, 132, 130));
        Assert.DoesNotContain(_scene.Events, e => e.Kind == EventKind.Gap);
        Assert.Equal(7, _scene.Events.Count);
    }

    [Fact]
    public void A_stream_that_is_acknowledged_and_silent_is_alarmed_and_subscribed_again()
    {
        _scene.Start(FeedStreams.Mark);
        _scene.Run(16_000);
        Assert.Contains(_scene.Notes, n => n.StartsWith("btcusdt@markPrice@1s: acknowledged, but nothing came", StringComparison.Ordinal));
        Assert.Equal(["SUBSCRIBE", "UNSUBSCRIBE", "SUBSCRIBE"], _scene.Wire.Sent.Select(s => s.Text.Contains("UNSUB", StringComparison.Ordinal) ? "UNSUBSCRIBE" : "SUBSCRIBE"));
    }

    [Fact]
    public void A_book_whose_stream_falls_silent_is_stale_until_an_update_comes()
    {
        _scene.Start(FeedStreams.Depth);
        _scene.OnCall("GET /fapi/v1/depth", _ => _scene.Snapshot(100));
        _scene.Text(_scene.Public, _scene.DepthText(95, 105, 90));
        _scene.Run(1_000);
        Assert.DoesNotContain(_scene.Events, e => e.Kind == EventKind.Gap);
        _scene.Run(31_000);
        Assert.Single(_scene.Events, e => e.Kind == EventKind.Gap);
        int asked = _scene.CallsTo("GET /fapi/v1/depth").Count;
        _scene.Run(10_000);
        Assert.Equal(asked, _scene.CallsTo("GET /fapi/v1/depth").Count);
        _scene.OnCall("GET /fapi/v1/depth", _ => _scene.Snapshot(200));
        _scene.Text(_scene.Public, _scene.DepthText(195, 205, 190));
        _scene.Run(1_000);
        Assert.Equal(asked + 1, _scene.CallsTo("GET /fapi/v1/depth").Count);
        Assert.Equal(205, _scene.Events[^1].Reference);
    }

    [Fact]
    public void More_and_fewer_streams_at_run_time_leave_the_others_alone()
    {
        _scene.Start(FeedStreams.BestQuote);
        _scene.Quote(60_000.0m, 60_000.1m, 7);
        _scene.Venue.Subscribe("ETHUSDT", FeedStreams.BestQuote | FeedStreams.Trades, _scene.Now);
        _scene.Run(1_000);
        Assert.Equal(["BTCUSDT", "ETHUSDT"], _scene.Instruments.Select(i => i.Instrument.Symbol));
        Assert.Equal(0.01m, _scene.Instruments[1].Instrument.Tick);
        _scene.Venue.Subscribe("BTCUSDT", FeedStreams.None, _scene.Now);
        _scene.Run(1_000);
        Assert.Equal("""{"method":"UNSUBSCRIBE","params":["btcusdt@bookTicker"],"id":3}""", _scene.Wire.Sent[^1].Text);
        _scene.Forget();
        _scene.Text(_scene.Public, _scene.QuoteText(2_000.01m, 2_000.02m, 9, "ETHUSDT"));
        Assert.Equal(2, _scene.Events.Count);
        Assert.All(_scene.Events, e => Assert.Equal(1, e.Instrument));
        Assert.Equal(2, _scene.Wire.Opens.Count);
    }

    [Fact]
    public void A_price_that_the_tick_does_not_divide_starts_a_finer_version_and_the_book_comes_anew()
    {
        _scene.Start(FeedStreams.Depth);
        _scene.Text(_scene.Public, _scene.DepthText(95, 105, 90));
        _scene.Run(100);
        _scene.OnCall("GET /fapi/v1/depth", _ => _scene.Snapshot(108));
        _scene.Text(_scene.Public, _scene.DepthText(106, 110, 105, bids: """["59999.95","1"]"""));
        Assert.Equal((2, 0.05m, 0.1m, 2L), (_scene.Instruments[^1].Instrument.Version, _scene.Instruments[^1].Instrument.PriceUnit.Step.ToDecimal(), _scene.Instruments[^1].Instrument.Tick,
            _scene.Instruments[^1].Instrument.TickUnits));
        _scene.Events.Clear();
        _scene.Run(1_000);
        Assert.True(_scene.Venue.State.IsFeedUp);
        Assert.Contains(_scene.Events, e => e.Kind == EventKind.Depth && e.Price.Units == 1_199_999);
        Assert.Contains(_scene.Events, e => e.Kind == EventKind.Snapshot && e.Price.Units == 1_199_998);
    }

    [Fact]
    public void Partial_depth_replaces_the_book_each_time()
    {
        _scene.Start(FeedStreams.PartialDepth);
        _scene.Text(_scene.Public, _scene.DepthText(95, 105, 90).Replace("@depth@100ms", "@depth20@100ms", StringComparison.Ordinal));
        Assert.Equal([EventKind.Clear, EventKind.Snapshot, EventKind.Snapshot], _scene.Events.Select(e => e.Kind));
    }

    [Fact]
    public void Damaged_and_foreign_messages_are_counted_and_take_nothing_down()
    {
        _scene.Start();
        foreach (string text in (string[])["", "{", "null", "[1,2]", "{\"e\":\"bookTicker\",\"s\":\"BTCUSDT\"}", "{\"stream\":\"x\",\"data\":{\"s\":\"XYZ\"}}", "{\"result\":null,\"id\":77}", "{\"a\":1}"])
            _scene.Text(_scene.Public, text);
        Assert.True(_scene.Venue.Counts.Broken >= 3 && _scene.Venue.Counts.Unknown >= 2);
        Assert.Single(_scene.Notes, n => n.StartsWith("a broken message", StringComparison.Ordinal));
        _scene.Quote(60_000.0m, 60_000.1m, 7);
        Assert.Equal(2, _scene.Events.Count);
    }

    [Fact]
    public void Many_instruments_share_few_connections_and_few_messages()
    {
        string many = string.Join(',', Enumerable.Range(0, 150).Select(i =>
            $$$"""{"symbol":"C{{{i}}}USDT","status":"TRADING","quoteAsset":"USDT","filters":[{"filterType":"LOT_SIZE","stepSize":"1"},{"filterType":"PRICE_FILTER","tickSize":"0.01"}]}"""));
        _scene.OnCall("GET /fapi/v1/exchangeInfo", _ => $$"""{"symbols":[{{many}}]}""");
        for (int i = 0; i < 150; i++)
            _scene.Venue.Subscribe($"C{i}USDT", FeedStreams.BestQuote | FeedStreams.Depth | FeedStreams.Trades, _scene.Now);
        _scene.Venue.Start(_scene.Now);
        _scene.Run(10_000);
        Assert.InRange(_scene.Wire.Opens.Count, 3, 4);
        Assert.InRange(_scene.Wire.Sent.Count, 5, 12);
        for (int update = 101; update < 118; update++)
        {
            for (int i = 0; i < 150; i++)
                _scene.Text(_scene.Public, _scene.DepthText(update, update, update - 1, symbol: $"C{i}USDT"));
            _scene.Run(10_000);
        }

        Assert.Equal(150, _scene.CallsTo("GET /fapi/v1/depth").Select(c => c.Url).Distinct().Count());
        Assert.True(_scene.Venue.State.IsFeedUp);
    }

    private string AggTrade(long id) =>
        $$$"""{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":{{{_scene.Now / Scene.Ms}}},"s":"BTCUSDT","a":{{{id}}},"p":"60000.1","q":"0.5","nq":"0.5","f":100,"l":105,"T":{{{_scene.Now / Scene.Ms}}},"m":true,"st":1}}""";
}
