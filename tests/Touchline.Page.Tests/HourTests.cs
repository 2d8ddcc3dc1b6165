using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Touchline.Page.Tests;

/// <summary>Twelve charts and the ladder at the full rate of events for an hour, in a browser each, since a page behind another is slowed down on purpose. Each minute's figures are kept: artifacts/long/page.progress.minutes.</summary>
[Trait("Category", "Long-page")]
public sealed class HourTests
{
    private const int Minutes = 60;

    // What a page may have grown by since its first ten minutes, after a collection.
    private const double MostGrownMiB = 12;

    // Frames' distances since the last look, ms.
    private const string Watch = """
        () => {
          window.gaps = [];
          let last = performance.now();
          const tick = now => { window.gaps.push(now - last); last = now; requestAnimationFrame(tick); };
          requestAnimationFrame(tick);
        }
        """;

    private const string Look = """
        () => {
          const gaps = window.gaps.splice(0).sort((a, b) => a - b), all = gaps.reduce((a, b) => a + b, 0);
          return { fps: gaps.length / all * 1000, p99: gaps[Math.floor(gaps.length * 0.99)] ?? 0, max: gaps.at(-1) ?? 0, heap: performance.memory.usedJSHeapSize / 1048576 };
        }
        """;

    private static readonly string[] Pairs = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "DOGEUSDT", "ADAUSDT", "AVAXUSDT", "LINKUSDT", "LTCUSDT", "DOTUSDT", "TRXUSDT"];

    private static string Kept => $"{LongFactAttribute.ProgressFile}.minutes";

    [LongFact("page")]
    public async Task Twelve_charts_and_the_ladder_keep_moving_and_dont_grow()
    {
        Assert.NotNull(ChromiumFactAttribute.Chromium);
        var rows = new List<Minute>(File.Exists(Kept) ? File.ReadLines(Kept).Select(line => JsonSerializer.Deserialize<Minute>(line)!) : []);
        if (rows.Count >= Minutes)
        {
            rows.Clear();
            File.Delete(Kept);
        }

        using var fixture = new PageFixture(Pairs, ["size=1", "max_position=2"], "--pace", "1");
        await fixture.InitializeAsync();
        await using IBrowser first = await fixture.Browser("--enable-precise-memory-info"), second = await fixture.Browser("--enable-precise-memory-info");
        await using Visit charts = await (await fixture.Visit(first)).Enter(), ladder = await (await fixture.Visit(second)).Enter();
        await charts.Page.EvaluateAsync("pairs => localStorage.setItem('touchline.charts.pairs', JSON.stringify(pairs))", Pairs);
        await charts.GoTo("/charts", "Charts");
        await ladder.GoTo("/ladder/BTCUSDT", "Ladder");
        await charts.Page.Locator(".candle-chart").Nth(Pairs.Length - 1).WaitForAsync();
        (Visit Visit, ICDPSession Tools)[] pages = [(charts, await Tools(charts)), (ladder, await Tools(ladder))];
        int begun = rows.Count;
        while (rows.Count < Minutes)
        {
            await charts.Page.WaitForTimeoutAsync(60_000);
            Figures[] seen = [await Seen(pages[0]), await Seen(pages[1])];
            string load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "";
            rows.Add(new Minute(rows.Count + 1, load, seen[0], seen[1]));
            File.AppendAllText(Kept, JsonSerializer.Serialize(rows[^1]) + "\n");
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"minute {rows.Count}: charts {seen[0]}, ladder {seen[1]}, load {load}"));
        }

        charts.AssertNoComplaint();
        ladder.AssertNoComplaint();
        foreach (Func<Minute, Figures> page in (Func<Minute, Figures>[])[m => m.Charts, m => m.Ladder])
        {
            // A stretch of its own is what was seen by one and the same page.
            Figures[] stretch = [.. rows.Skip(begun).Select(page)];
            Assert.All(stretch, f => Assert.True(f.Fps > 1, $"it stood still: {f}"));
            double before = stretch.Take(10).Max(f => f.Heap), after = stretch.TakeLast(10).Max(f => f.Heap);
            Assert.True(after <= before + MostGrownMiB, $"it grew from {before:0} to {after:0} MiB");
        }
    }

    private static async Task<ICDPSession> Tools(Visit visit)
    {
        ICDPSession tools = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await tools.SendAsync("HeapProfiler.enable");
        await visit.Page.EvaluateAsync(Watch);
        return tools;
    }

    // The frame in which garbage is collected belongs to the next minute's.
    private static async Task<Figures> Seen((Visit Visit, ICDPSession Tools) page)
    {
        JsonElement frames = await page.Visit.Page.EvaluateAsync<JsonElement>(Look);
        await page.Tools.SendAsync("HeapProfiler.collectGarbage");
        JsonElement after = await page.Visit.Page.EvaluateAsync<JsonElement>("() => { window.gaps.length = 0; return performance.memory.usedJSHeapSize / 1048576; }");
        return new Figures(Of(frames, "fps"), Of(frames, "p99"), Of(frames, "max"), Of(frames, "heap"), Math.Round(after.GetDouble(), 1));
    }

    private static double Of(JsonElement figures, string name) => Math.Round(figures.GetProperty(name).GetDouble(), 1);

    private sealed record Minute(int Number, string Load, Figures Charts, Figures Ladder);

    /// <param name="Fps">Frames a second.</param>
    /// <param name="P99">Between two frames, ms.</param>
    /// <param name="Max">The longest, ms.</param>
    /// <param name="Used">MiB, garbage included.</param>
    /// <param name="Heap">MiB after a collection.</param>
    private sealed record Figures(double Fps, double P99, double Max, double Used, double Heap)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fps} frames a second (p99 {P99} ms, longest {Max} ms), {Heap} MiB ({Used} with garbage)");
    }
}
