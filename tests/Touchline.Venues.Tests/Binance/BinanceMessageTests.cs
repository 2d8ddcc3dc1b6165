using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

public sealed class BinanceMessageTests
{
    private const string Depth =
        """{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["58710.20","0.014"],["61496.50","0.000"]],"a":[["61800.30","2.510"]]}""";

    private static readonly string[] DepthRows = ["Depth Buy 58710.20 0.014", "Depth Buy 61496.50 0.000", "Depth Sell 61800.30 2.510"];

    [Theory]
    [InlineData(Depth)]
    [InlineData($$"""{"stream":"btcusdt@depth@0ms","data":{{Depth}}}""")]
    [InlineData($$"""{"data":{{Depth}},"stream":"btcusdt@depth"}""")]
    [InlineData($$"""{"stream":"btcusdt@depth@100ms","x":[{}],"data":{{Depth}},"y":null}""")]
    public void Depth_is_read_wrapped_and_bare(string json)
    {
        SeenMessage m = SeenMessage.Of(json);
        Assert.Equal(BinanceMessageKind.Depth, m.Kind);
        Assert.Equal(("BTCUSDT", 1723161256299, 1723161256298), (m.Symbol, m.EventMs, m.TransactionMs));
        Assert.Equal((5123107832006, 5123107837557, 5123107831937), (m.FirstId, m.LastId, m.PreviousId));
        Assert.Equal(DepthRows, m.Rows);
    }

    [Fact]
    public void Members_may_come_in_any_order_with_any_white_space_among_unknown_ones()
    {
        SeenMessage m = SeenMessage.Of(
            """
             { "a" : [ [ "61800.30" , "2.510" , "" , [ ] ] ] , "new" : {"a":[["1","1"]],"e":"trade"} , "z":[1,[2,{"b":3}]], "n":null,"t":true ,"f" : -1.5e3,
             "st":1, "ps":"BTCUSDT", "pu": 7 , "T":2, "u":9,"U":8 , "b": [], "s":"BTCUSDT","E":1,"e" :	"depthUpdate" }
            """);
        Assert.Equal(BinanceMessageKind.Depth, m.Kind);
        Assert.Equal((8, 9, 7), (m.FirstId, m.LastId, m.PreviousId));
        Assert.Equal(["Depth Sell 61800.30 2.510"], m.Rows);
    }

    [Theory]
    [InlineData("false", "MARKET", "Trade Buy 61800.30 0.006")]
    [InlineData("true", "MARKET", "Trade Sell 61800.30 0.006")]
    [InlineData("true", "INSURANCE_FUND", "OffBookTrade Sell 61800.30 0.006")]
    [InlineData("false", "NA", "OffBookTrade Buy 61800.30 0.006")]
    public void A_trade_says_who_was_the_aggressor_and_whether_it_met_the_book(string maker, string type, string row)
    {
        SeenMessage m = SeenMessage.Of(
            $$"""{"e":"trade","E":3,"T":2,"s":"BTCUSDT","t":5,"p":"61800.30","q":"0.006","X":"{{type}}","m":{{maker}}}""");
        Assert.Equal(BinanceMessageKind.Trade, m.Kind);
        Assert.Equal([row], m.Rows);
    }

    [Fact]
    public void A_print_at_price_0_that_met_no_book_is_nothing() => Assert.Equal(
        BinanceMessageKind.Other, SeenMessage.Of("""{"e":"trade","E":3,"T":2,"s":"BTCUSDT","t":5,"p":"0","q":"0","X":"NA","m":true}""").Kind);

    [Fact]
    public void Aggregate_trades_book_tickers_and_snapshots_are_known()
    {
        SeenMessage aggregate = SeenMessage.Of(
            """{"e":"aggTrade","E":4,"s":"BTCUSDT","a":59,"p":"0.02","q":"100","nq":"100","f":100,"l":105,"T":3,"m":true,"st":1}""");
        Assert.Equal((BinanceMessageKind.AggregateTrade, "Trade Sell 0.02 100.000"), (aggregate.Kind, Assert.Single(aggregate.Rows)));
        SeenMessage ticker = SeenMessage.Of("""{"e":"bookTicker","u":4,"s":"BTCUSDT","b":"25.35","B":"31.21","a":"25.36","A":"40.66","T":5,"E":6}""");
        Assert.Equal((BinanceMessageKind.BookTicker, 4), (ticker.Kind, ticker.LastId));
        Assert.Equal(["BestQuote Buy 25.35 31.210", "BestQuote Sell 25.36 40.660"], ticker.Rows);
        SeenMessage spotTicker = SeenMessage.Of("""{"u":4,"s":"BTCUSDT","b":"25.35","B":"31.21","a":"25.36","A":"40.66"}""");
        Assert.Equal((BinanceMessageKind.BookTicker, 0), (spotTicker.Kind, spotTicker.EventMs));
        SeenMessage snapshot = SeenMessage.Of("""{"bids":[["4.00","431"]],"asks":[["4.02","12"]],"lastUpdateId":1027024}""");
        Assert.Equal((BinanceMessageKind.Snapshot, 1027024), (snapshot.Kind, snapshot.LastId));
        Assert.Equal(["Snapshot Buy 4.00 431.000", "Snapshot Sell 4.02 12.000"], snapshot.Rows);
    }

    [Fact]
    public void Mark_prices_and_liquidations_are_known()
    {
        SeenMessage mark = SeenMessage.Of(
            """{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","i":"11784.62","r":"0.00038167","T":1562306400000}""");
        Assert.Equal(BinanceMessageKind.MarkPrice, mark.Kind);
        Assert.Equal((1562305380000, 0), (mark.EventMs, mark.TransactionMs));
        Assert.Equal(2, mark.Rows.Length);
        Assert.Single(SeenMessage.Of("""{"e":"markPriceUpdate","E":1,"s":"X","p":"1","i":"1","r":"","T":2}""").Rows);
        SeenMessage forced = SeenMessage.Of(
            """{"e":"forceOrder","E":9,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9910","X":"FILLED","l":"0.014","z":"0.014","T":8}}""");
        Assert.Equal((BinanceMessageKind.Liquidation, "BTCUSDT", 9, 8), (forced.Kind, forced.Symbol, forced.EventMs, forced.TransactionMs));
        Assert.Equal(["Liquidation Sell 9910.00 0.014"], forced.Rows);
    }

    [Theory]
    [InlineData("""{"result":null,"id":1}""")]
    [InlineData("""{"e":"kline","E":1,"s":"BTCUSDT","k":{"t":1,"o":"0.1","x":false}}""")]
    [InlineData("""[{"e":"24hrMiniTicker","E":1}]""")]
    [InlineData("""{"stream":"!markPrice@arr","data":[{"e":"markPriceUpdate"}]}""")]
    [InlineData("""{"e":"ACCOUNT_UPDATE","E":1,"T":1,"a":{"m":"ORDER","B":[{"a":"USDT"}],"P":[]}}""")]
    [InlineData("""{"e":"x","m":"MARKET","p":{},"q":[1],"s":null,"E":"soon","b":[1,"2",{}],"u":true,"pu":"?","lastUpdateId":null}""")]
    [InlineData("""{"e":"kline","E":1,"s":"BTCUSDT","k":{"t":1,"T":2,"i":"1m","o":"1","h":"1","l":"1","c":"1","v":"0","V":"0","n":0,"x":false}}""")]
    [InlineData("""{"e":"kline","E":1,"s":"BTCUSDT","k":{"t":1,"T":2,"i":"5m","o":"1","h":"1","l":"1","c":"1","v":"0","V":"0","n":0,"x":true}}""")]
    [InlineData("""{"e":"new","k":{"t":{},"x":true,"i":"1m"},"o":5}""")]
    [InlineData("""{"stream":"btcusdt@rpiDepth@500ms","data":{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[],"a":[]}}""")]
    public void What_a_recording_does_not_keep_is_other_and_has_no_rows(string json)
    {
        SeenMessage m = SeenMessage.Of(json);
        Assert.Equal((BinanceMessageKind.Other, null), (m.Kind, m.Fault));
        Assert.Empty(m.Rows);
    }

    [Theory]
    [InlineData("""{"stream":"btcusdt@depth20@100ms","data":{"e":"depthUpdate","E":3,"T":2,"s":"BTCUSDT","U":7,"u":9,"pu":6,"b":[["1","4"]],"a":[["2","5"]]}}""")]
    [InlineData("""{"data":{"e":"depthUpdate","E":3,"T":2,"s":"BTCUSDT","U":7,"u":9,"pu":6,"b":[["1","4"]],"a":[["2","5"]]},"stream":"btcusdt@depth5"}""")]
    [InlineData("""{"stream":"btcusdt@depth10","data":{"E":3,"T":2,"s":"BTCUSDT","lastUpdateId":9,"U":7,"pu":6,"bids":[["1","4"]],"asks":[["2","5"]]}}""")]
    public void Partial_depth_is_a_whole_small_book_and_known_by_its_streams_name(string json)
    {
        SeenMessage m = SeenMessage.Of(json);
        Assert.Equal((BinanceMessageKind.PartialDepth, "BTCUSDT", 9, 2), (m.Kind, m.Symbol, m.LastId, m.TransactionMs));
        Assert.Equal(["Snapshot Buy 1.00 4.000", "Snapshot Sell 2.00 5.000"], m.Rows);
    }

    [Fact]
    public void A_closed_candle_of_a_minute_is_four_rows()
    {
        var rows = new EventBuffer();
        BinanceMessage m = BinanceMessage.Read(
            """{"e":"kline","E":1638747720001,"s":"BTCUSDT","k":{"t":1638747660000,"T":1638747719999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"1.10","c":"2.20","h":"2.50","l":"1.05","v":"1000","n":77,"x":true,"q":"1.0","V":"500","Q":"0.5","B":"0"}}"""u8,
            SeenMessage.Units, rows);
        Assert.Equal((BinanceMessageKind.Candle, 1638747720001), (m.Kind, m.EventMs));
        Assert.Equal([110, 250, 105, 220], rows.Events.ToArray().Select(e => e.Price.Units));
        Assert.Equal([1_000_000, 500_000, 0, 0], rows.Events.ToArray().Select(e => e.Quantity.Units));
        Assert.Equal([1638747660000000000, 1638747719999000000, 77, 0], rows.Events.ToArray().Select(e => e.Reference));
        Assert.All(rows.Events.ToArray(), e => Assert.Equal(EventKind.Candle, e.Kind));
    }

    [Theory]
    [InlineData("""{"e":"kline","E":1,"s":"X","k":{"T":2,"i":"1m","o":"1","h":"1","l":"1","c":"1","v":"0","V":"0","n":0,"x":true}}""")]
    [InlineData("""{"e":"kline","E":1,"s":"X","k":{"t":1,"T":2,"i":"1m","h":"1","l":"1","c":"1","v":"0","V":"0","n":0,"x":true}}""")]
    [InlineData("""{"e":"kline","E":1,"s":"X","k":{"t":1,"T":2,"i":"1m","o":"0","h":"1","l":"1","c":"1","v":"0","V":"0","n":0,"x":true}}""")]
    [InlineData("""{"e":"forceOrder","o":{"s":"X","S":"BUY","q":"1","p":"1"}}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","u":9,"pu":7,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"pu":7,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":10,"u":9,"pu":7,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","s":"X","U":8,"u":9,"pu":7,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[["1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[[]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":["1"],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[["1","-1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[["0.00","1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[["-1","1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[["","1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[["NaN","1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":9223372036854775807,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"T":-1,"s":"X","U":8,"u":9,"pu":7,"b":[],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1.5,"T":1,"s":"X","U":8,"u":9,"pu":7,"b":[],"a":[]}""")]
    [InlineData("""{"e":"trade","E":1,"T":1,"s":"X","q":"1","m":true}""")]
    [InlineData("""{"e":"trade","E":1,"T":1,"s":"X","p":"1","m":true}""")]
    [InlineData("""{"e":"trade","E":1,"T":1,"s":"X","p":"1","q":"1"}""")]
    [InlineData("""{"e":"trade","s":"X","p":"1","q":"1","m":true}""")]
    [InlineData("""{"e":"trade","E":1,"T":1,"s":"X","p":"0","q":"1","m":true}""")]
    [InlineData("""{"e":"trade","E":1,"T":1,"s":"X","p":"1","q":"0.000","m":true}""")]
    [InlineData("""{"e":"trade","E":1,"T":1,"s":"X","p":"1","q":"-0.5","m":true}""")]
    [InlineData("""{"e":"bookTicker","s":"X","b":"1","B":"1","a":"2","A":"1"}""")]
    [InlineData("""{"e":"bookTicker","u":1,"s":"X","b":"1","B":"1","a":"2"}""")]
    [InlineData("""{"e":"markPriceUpdate","E":1,"s":"X","p":"1e30","T":2}""")]
    [InlineData("""{"e":"forceOrder","E":9,"o":{"s":"X","S":"HOLD","q":"1","p":"1","T":8}}""")]
    [InlineData("""{"bids":[["4","-431"]],"asks":[],"lastUpdateId":1}""")]
    [InlineData("""{"lastUpdateId":1,"asks":[]}""")]
    public void A_known_message_that_lacks_something_or_makes_no_sense_is_broken(string json)
    {
        SeenMessage m = SeenMessage.Of(json);
        Assert.Equal(BinanceMessageKind.Broken, m.Kind);
        Assert.NotNull(m.Fault);
    }

    [Theory]
    [InlineData("61800.305", "1")]
    [InlineData("61800.30", "0.0005")]
    [InlineData("99999999999999999", "1")]
    public void A_number_that_does_not_fit_the_units_is_a_misfit_and_not_rounded(string price, string quantity) => Assert.True(
        SeenMessage.Of($$"""{"e":"trade","E":1,"T":1,"s":"X","p":"{{price}}","q":"{{quantity}}","m":true}""").IsMisfit);

    [Theory]
    [InlineData("""{"data":""", "}")]
    [InlineData("""{"o":""", "}")]
    [InlineData("""{"x":""", "}")]
    public void Endless_nesting_ends(string open, string close)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 50_000)) + "1" + string.Concat(Enumerable.Repeat(close, 50_000));
        Assert.Equal(BinanceMessageKind.Broken, SeenMessage.Of(deep).Kind);
    }
}
