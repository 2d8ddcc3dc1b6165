using System.Globalization;
using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

public sealed class BinanceMessageDamageTests
{
    private static readonly string[] Messages =
    [
        """{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["58710.20","0.014"],["61496.50","0.010"],["61510.90","0.000"]],"a":[["61800.30","2.510"],["61900.00","0.000"]]}}""",
        """{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}""",
        """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}}""",
        """{"lastUpdateId":5123107852948,"E":1723161256501,"T":1723161256493,"bids":[["61800.20","2.909"],["61800.10","0.696"]],"asks":[["61800.30","20.004"]]}""",
        """{"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9910","X":"FILLED","l":"0.014","z":"0.014","T":1568014460893}}""",
        """{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","ap":"11794.15","P":"11784.25","i":"11784.62","r":"0.00038167","T":1562306400000,"st":1}""",
    ];

    [Fact]
    public void Every_cut_is_broken()
    {
        foreach (string message in Messages)
        {
            byte[] json = Encoding.UTF8.GetBytes(message);
            Assert.NotEqual(BinanceMessageKind.Broken, SeenMessage.Of(json).Kind);
            for (int length = 0; length < json.Length; length++)
                Assert.True(SeenMessage.Of(json.AsSpan(0, length)).Kind == BinanceMessageKind.Broken, $"{message} cut at {length}");
        }
    }

    /// <summary>What System.Text.Json rejects is broken, unless it rejects the content of a string, where the decoder doesn't look.</summary>
    [Fact]
    public void Damage_that_breaks_the_json_is_found_and_never_throws()
    {
        var random = new SeededRandom(2);
        int malformed = 0, survived = 0;
        for (int i = 0; i < 60_000; i++)
        {
            byte[] json = Damaged(random, Messages[i % Messages.Length]);
            SeenMessage seen = SeenMessage.Of(json);
            if (!PlainJson.IsWellFormed(json))
            {
                malformed++;
                Assert.True(seen.Kind == BinanceMessageKind.Broken, Encoding.Latin1.GetString(json));
            }
            else if (seen.Kind != BinanceMessageKind.Broken)
            {
                survived++;
            }
        }

        Assert.True(malformed > 10_000 && survived > 10_000, $"{malformed} malformed, {survived} survived");
    }

    /// <summary>A depth update that still passes says what System.Text.Json and decimals read in it.</summary>
    [Fact]
    public void What_passes_is_read_as_System_Text_Json_reads_it()
    {
        var random = new SeededRandom(3);
        int compared = 0;
        for (int i = 0; i < 40_000; i++)
        {
            byte[] json = Damaged(random, Messages[0]);
            SeenMessage seen = SeenMessage.Of(json);
            if (seen.Kind != BinanceMessageKind.Depth || seen.IsMisfit || !TryParse(json, out JsonDocument? document))
                continue;
            using (document)
            {
                JsonElement data = document.RootElement.GetProperty("data");
                string[] expected = [.. Rows(data, "b", Side.Buy), .. Rows(data, "a", Side.Sell)];
                Assert.True(expected.SequenceEqual(seen.Rows), $"{Encoding.Latin1.GetString(json)}: {string.Join(", ", seen.Rows)}");
                Assert.Equal((data.GetProperty("U").GetInt64(), data.GetProperty("u").GetInt64()), (seen.FirstId, seen.LastId));
                compared++;
            }
        }

        Assert.True(compared > 5_000, $"{compared} compared");
    }

    private static byte[] Damaged(SeededRandom random, string message)
    {
        const string Marks = "{}[]\",:\\0123456789.-eEabuUT ";
        byte[] json = Encoding.UTF8.GetBytes(message);
        for (int k = random.Below(2); k >= 0; k--)
            json[random.Below(json.Length)] = random.Chance(0.6) ? (byte)Marks[random.Below(Marks.Length)] : (byte)random.Below(256);
        return json;
    }

    private static bool TryParse(byte[] json, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonDocument? document)
    {
        try
        {
            document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            document = null;
            return false;
        }
    }

    private static IEnumerable<string> Rows(JsonElement data, string name, Side side) => data.GetProperty(name).EnumerateArray().Select(
        level => $"Depth {side} {Number(level[0]):0.00} {Number(level[1]):0.000}");

    private static decimal Number(JsonElement value) => decimal.Parse(
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
