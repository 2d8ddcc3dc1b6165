using System.Text;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

public sealed class BinancePeekTests
{
    [Theory]
    [InlineData("""{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":4,"s":"BTCUSDT","b":"1"}}""", "btcusdt@bookTicker", "BTCUSDT")]
    [InlineData("""{"e":"depthUpdate","E":1,"a":[["1","2"]],"s":"ETHUSDT","b":[]}""", "", "ETHUSDT")]
    [InlineData("""{"e":"forceOrder","E":1,"o":{"s":"ETHUSDT","S":"SELL"}}""", "", "ETHUSDT")]
    [InlineData(""" { "data" : { "x" : { "s" : "NOT" } , "s" : "测试USDT" } , "stream" : "later" } """, "", "测试USDT")]
    [InlineData("""{"x":{"s":"NOT"},"stream":"a@b","data":{},"s":"BTCUSDT"}""", "a@b", "BTCUSDT")]
    public void The_symbol_is_told_before_the_message_is_read(string json, string stream, string symbol)
    {
        Assert.True(BinanceMessage.TryPeek(Encoding.UTF8.GetBytes(json), out ReadOnlySpan<byte> s, out ReadOnlySpan<byte> name));
        Assert.Equal((stream, symbol), (Encoding.UTF8.GetString(s), Encoding.UTF8.GetString(name)));
    }

    [Theory]
    [InlineData("""{"result":null,"id":1}""")]
    [InlineData("""[{"s":"BTCUSDT"}]""")]
    [InlineData("""{"lastUpdateId":1,"bids":[],"asks":[]}""")]
    [InlineData("""{"s":5}""")]
    [InlineData("""{"e":"x" "s":"BTCUSDT"}""")]
    [InlineData("""{"s":"BTC""")]
    [InlineData("")]
    public void Where_there_is_no_symbol_none_is_told(string json) =>
        Assert.False(BinanceMessage.TryPeek(Encoding.UTF8.GetBytes(json), out _, out _));
}
