using System.Security.Cryptography;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Bench;

/// <summary>Binance's messages decoded, against Utf8JsonReader, and requests signed, against the framework's HMAC. Both must come to the same before anything is timed.</summary>
internal static class BinanceBenchmarks
{
    private const int Variants = 64;

    public static IReadOnlyList<BenchmarkEntry> All { get; } =
    [
        new("binance.bookTicker", "a best bid and ask message of Binance decoded", () => Decoding(BookTicker)),
        new("binance.aggTrade", "an aggregated trade of Binance decoded", () => Decoding(AggregateTrade)),
        new("binance.depth20", "a depth message of Binance with 20 and 20 levels decoded", () => Decoding(Depth)),
        new("binance.hmac", "a request of 250 bytes signed by HMAC-SHA256, as hex", Signing),
    ];

    private static string BookTicker(SeededRandom random) =>
        $$$"""{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":{{{5123107839020 + random.Below(1_000_000)}}},"s":"BTCUSDT","b":"{{{Price(random)}}}","B":"{{{Quantity(random)}}}","a":"{{{Price(random)}}}","A":"{{{Quantity(random)}}}","T":{{{1723161256313 + random.Below(1_000_000)}}},"E":{{{1723161256313 + random.Below(1_000_000)}}}}}""";

    private static string AggregateTrade(SeededRandom random) =>
        $$$"""{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":{{{1723161256313 + random.Below(1_000_000)}}},"s":"BTCUSDT","a":{{{5933014 + random.Below(1_000_000)}}},"p":"{{{Price(random)}}}","q":"{{{Quantity(random)}}}","nq":"{{{Quantity(random)}}}","f":{{{716849523 + random.Below(1000)}}},"l":{{{716849523 + random.Below(1000)}}},"T":{{{1723161256313 + random.Below(1_000_000)}}},"m":{{{(random.Chance(0.5) ? "true" : "false")}}},"st":1}}""";

    private static string Depth(SeededRandom random)
    {
        string Levels() => string.Join(',', Enumerable.Range(0, 20).Select(_ => $"[\"{Price(random)}\",\"{Quantity(random)}\"]"));
        return $$$"""{"stream":"btcusdt@depth20@100ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[{{{Levels()}}}],"a":[{{{Levels()}}}]}}""";
    }

    private static string Price(SeededRandom random) => $"{61000 + random.Below(2000)}.{random.Below(10)}0";

    private static string Quantity(SeededRandom random) => $"{(random.Chance(0.8) ? random.Below(10) : random.Below(1000))}.{random.Below(1000):000}";

    private static Benchmark Decoding(Func<SeededRandom, string> message)
    {
        var random = new SeededRandom(1);
        byte[][] messages = [.. Enumerable.Range(0, Variants).Select(_ => Encoding.ASCII.GetBytes(message(random)))];
        Instrument units = Instrument.Linear("binance-usdm", "BTCUSDT", DecimalUnit.Parse("0.10", "tick"), DecimalUnit.Parse("0.001", "lot"));
        var rows = new EventBuffer();
        var plain = new PlainDecoder(10, 1000, rows);
        foreach (byte[] json in messages)
        {
            double ours = Read(json, units, rows), theirs = ReadPlainly(json, plain, rows);
            if (ours != theirs)
                throw new InvalidOperationException($"the plain decoder came to {theirs} and ours to {ours}: they don't read the same");
        }

        return new Benchmark(
            n => Each(n, messages, json => Read(json, units, rows)),
            n => Each(n, messages, json => ReadPlainly(json, plain, rows)),
            Variants);
    }

    private static double Each(int times, byte[][] messages, Func<byte[], double> read)
    {
        double sum = 0;
        for (int i = 0; i < times; i++)
            sum += read(messages[i % Variants]);
        return sum;
    }

    private static double Read(byte[] json, Instrument units, EventBuffer rows)
    {
        BinanceMessage message = BinanceMessage.Read(json, units, rows);
        return message.Kind >= BinanceMessageKind.Broken ? double.NaN : Sum(rows);
    }

    private static double ReadPlainly(byte[] json, PlainDecoder plain, EventBuffer rows)
    {
        plain.Read(json);
        return Sum(rows);
    }

    private static double Sum(EventBuffer rows) => rows.Count * 1e12 + rows.Events[0].Price.Units * 1e3 + rows.Events[^1].Quantity.Units;

    private static Benchmark Signing()
    {
        byte[] secret = Encoding.ASCII.GetBytes(new string('k', 64)), payload = Encoding.ASCII.GetBytes(new string('p', 250)), signature = new byte[64], hash = new byte[32];
        BinanceSigner signer = BinanceSigner.Of(new BinanceCredentials("key", "hmac", new string('k', 64)));
        double Ours()
        {
            signer.Sign(payload, signature);
            return signature[0] + signature[63];
        }

        double Plain()
        {
            HMACSHA256.HashData(secret, payload, hash);
            Convert.TryToHexStringLower(hash, signature, out _);
            return signature[0] + signature[63];
        }

        if (Ours() != Plain())
            throw new InvalidOperationException("the plain signature is another one than ours");
        return new Benchmark(n => Repeat(n, Ours), n => Repeat(n, Plain), 16);
    }

    private static double Repeat(int times, Func<double> work)
    {
        double sum = 0;
        for (int i = 0; i < times; i++)
            sum += work();
        return sum;
    }
}
