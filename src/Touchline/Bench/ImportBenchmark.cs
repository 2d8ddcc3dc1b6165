using System.Text;
using System.Text.Json;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Bench;

/// <summary>
/// A synthetic capture becoming a recording, per row: decoding, sequence check, book, touch check, writing. The twin does what a plain
/// program would: lines as strings, System.Text.Json, decimals, sorted dictionaries, a binary writer; it checks nothing.
/// </summary>
internal static class ImportBenchmark
{
    private const string Symbol = "BTCUSDT";
    private const long LengthNs = 100_000_000_000;

    public static IReadOnlyList<BenchmarkEntry> All { get; } = [new("import.row", "a raw capture becoming a recording, per row", SetUp)];

    private static Benchmark SetUp()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-bench-");
        string capture = Path.Combine(folder.FullName, "capture.txt");
        WriteCapture(capture);
        string output = Path.Combine(folder.FullName, "out.tlr");
        int rows = (int)Import(capture, output);
        return new Benchmark(
            n => Repeat(n / rows, () => Import(capture, output)),
            n => Repeat(n / rows, () => PlainImport(capture, output)),
            rows,
            () => folder.Delete(recursive: true));
    }

    private static double Repeat(int times, Func<long> work)
    {
        double sum = 0;
        for (int i = 0; i < times; i++)
            sum += work();
        return sum;
    }

    private static void WriteCapture(string path)
    {
        using var text = new StreamWriter(path, append: false, new UTF8Encoding(false));
        SyntheticCapture.Write(Symbol, LengthNs, 1, text, null, CancellationToken.None);
    }

    private static long Import(string capture, string output) => new BinanceRawImport(isSpot: false)
        .Import(new ImportOptions(SyntheticCapture.Venue, Symbol, null, null, output), new InputFiles([capture]), CancellationToken.None).Rows;

    private static long PlainImport(string capture, string output)
    {
        var book = new SortedBook();
        using var writer = new BinaryWriter(new FileStream(output, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16));
        long rows = 0;
        foreach (string line in File.ReadLines(capture))
        {
            int space = line.IndexOf(' ');
            long local = long.Parse(line.AsSpan(0, space));
            using JsonDocument document = JsonDocument.Parse(line.AsMemory(space + 1));
            JsonElement message = document.RootElement;
            if (message.TryGetProperty("data", out JsonElement data))
                message = data;
            string kind = message.TryGetProperty("e", out JsonElement e) ? e.GetString()! : "snapshot";
            long exchange = message.GetProperty("T").GetInt64() * 1_000_000;
            switch (kind)
            {
                case "snapshot" or "depthUpdate":
                    rows += Levels(message.GetProperty(kind == "snapshot" ? "bids" : "b"), Side.Buy);
                    rows += Levels(message.GetProperty(kind == "snapshot" ? "asks" : "a"), Side.Sell);
                    break;
                case "trade":
                    Row(message.GetProperty("p"), message.GetProperty("q"));
                    rows++;
                    break;
                case "bookTicker":
                    Row(message.GetProperty("b"), message.GetProperty("B"));
                    Row(message.GetProperty("a"), message.GetProperty("A"));
                    rows += 2;
                    break;
            }

            long Levels(JsonElement levels, Side side)
            {
                foreach (JsonElement level in levels.EnumerateArray())
                {
                    (long price, long quantity) = Row(level[0], level[1]);
                    book.Set(side, price, quantity);
                }

                return levels.GetArrayLength();
            }

            (long Price, long Quantity) Row(JsonElement price, JsonElement quantity)
            {
                long p = (long)(decimal.Parse(price.GetString()!) * 10), q = (long)(decimal.Parse(quantity.GetString()!) * 1000);
                writer.Write(exchange);
                writer.Write(local);
                writer.Write(p);
                writer.Write(q);
                writer.Write(0L);
                writer.Write(0L);
                return (p, q);
            }
        }

        return rows;
    }
}
