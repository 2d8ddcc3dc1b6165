using System.IO.Compression;
using System.Text.Json;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

public sealed class BinanceSyntheticCaptureTests
{
    private const long StartNs = 1_767_571_200_000_000_000;

    [Fact]
    public void Seed_2_still_gives_the_sample()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(TestData.Sample("btcusdt-perp-60s.gz")), CompressionMode.Decompress));
        string sample = reader.ReadToEnd();
        Assert.True(sample == Text(2, 60), "the generator's text changed: make the sample again, or find out why");
        Assert.True(Text(1, 5) != Text(2, 5), "another seed gives another text");
    }

    [Fact]
    public void The_sample_is_small() => Assert.InRange(new FileInfo(TestData.Sample("btcusdt-perp-60s.gz")).Length, 50_000, 700_000);

    [Fact]
    public void Local_time_never_runs_backwards_and_exchange_time_does()
    {
        long local = 0, exchange = 0, stepsBack = 0, least = long.MaxValue;
        foreach ((long localNs, JsonElement message) in Messages())
        {
            Assert.True(localNs >= local, "local time runs backwards");
            local = localNs;
            JsonElement data = message.TryGetProperty("data", out JsonElement inner) ? inner : message;
            long ns = data.GetProperty("T").GetInt64() * 1_000_000;
            stepsBack += ns < exchange ? 1 : 0;
            exchange = ns;
            least = Math.Min(least, localNs - ns);
        }

        Assert.True(stepsBack > 20, $"{stepsBack} steps back");
        Assert.InRange(least, -249_000_000, -246_000_000);
    }

    [Fact]
    public void The_snapshot_comes_in_mid_stream_inside_an_update_that_came_before_it()
    {
        var updates = new List<(long First, long Last)>();
        int line = 0;
        foreach ((_, JsonElement message) in Messages())
        {
            line++;
            if (message.TryGetProperty("lastUpdateId", out JsonElement id))
            {
                Assert.InRange(line, 45, 150);
                Assert.Contains(updates, u => u.First <= id.GetInt64() && id.GetInt64() <= u.Last);
                Assert.True(updates[0].Last < id.GetInt64(), "updates before the snapshot are to be dropped");
                return;
            }

            JsonElement data = message.GetProperty("data");
            if (data.TryGetProperty("U", out JsonElement first))
                updates.Add((first.GetInt64(), data.GetProperty("u").GetInt64()));
        }

        Assert.Fail("there is no snapshot");
    }

    private static IEnumerable<(long LocalNs, JsonElement Message)> Messages()
    {
        foreach (string line in Text(7, 20).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int space = line.IndexOf(' ');
            yield return (long.Parse(line.AsSpan(0, space)), JsonDocument.Parse(line.AsMemory(space + 1)).RootElement);
        }
    }

    // As touchline generate does it.
    private static string Text(ulong seed, int seconds)
    {
        var text = new StringWriter { NewLine = "\n" };
        var instrument = Instrument.Linear("binance-usdm", "BTCUSDT", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));
        var market = new SyntheticMarket(new SyntheticMarketOptions(), seed, StartNs);
        var capture = new BinanceCapture(instrument, market.Book, seed, text, new BinanceCaptureOptions());
        var rows = new EventBuffer();
        while (market.NextNs < StartNs + seconds * 1_000_000_000L)
        {
            market.Step(rows);
            capture.Add(rows.Events);
        }

        capture.Complete();
        return text.ToString();
    }
}
