using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Touchline.Page.Tests;

/// <summary>Pictures of every page on a session that trades, wide and on a phone, dark and light, for people to look at: artifacts/pictures. Those of docs/screenshots are made by it.</summary>
[Trait("Category", "Long-pictures")]
public sealed class PicturesTests
{
    private const int MinutesBefore = 3;

    // Figures move, charts draw themselves: so long until a page is as one finds it.
    private const float SettleMs = 4_000;

    private static readonly (string Name, ColorScheme Theme, int Width, int Height)[] Looks =
        [("dark-wide", ColorScheme.Dark, 1440, 900), ("light-wide", ColorScheme.Light, 1440, 900), ("dark-phone", ColorScheme.Dark, 390, 844), ("light-phone", ColorScheme.Light, 390, 844)];

    private static string Folder => Repository.File("artifacts/pictures");

    [LongFact("pictures")]
    public async Task Every_page_is_drawn_in_four_looks()
    {
        Assert.NotNull(ChromiumFactAttribute.Chromium);
        Directory.CreateDirectory(Folder);
        using var fixture = new PageFixture();
        await fixture.InitializeAsync();
        (string Name, string Path)[] pages = await Furnish(fixture);
        var cut = new List<string>();
        foreach ((string look, ColorScheme theme, int width, int height) in Looks)
        {
            await using Visit visit = await fixture.Visit(width, height);
            await visit.Page.AddInitScriptAsync($"localStorage.setItem('touchline.theme', '{(theme == ColorScheme.Light ? "light" : "dark")}')");
            await visit.Page.GotoAsync("/app/");
            await Expect(visit.Button("Log in")).ToBeVisibleAsync();
            await Draw(visit, $"login-{look}");
            await visit.Enter();
            foreach ((string name, string path) in pages)
            {
                await visit.Page.GotoAsync($"/app{path}");
                await visit.Page.GetByRole(AriaRole.Heading).First.WaitForAsync();
                await visit.Page.WaitForTimeoutAsync(SettleMs);
                await Draw(visit, $"{name}-{look}");
                if (width < 700)
                    cut.AddRange((await visit.TooWide()).Select(c => $"{name}: {c}"));
            }

            visit.AssertNoComplaint();
        }

        Assert.True(cut.Count == 0, $"too wide for a phone: {string.Join("; ", cut)}");
    }

    private static Task Draw(Visit visit, string name) => visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}.png") });

    // A session has to have seen something before its pages show it.
    private static async Task<(string Name, string Path)[]> Furnish(PageFixture fixture)
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.Ask("/strategies", """{"id":"quoter","name":"Quoter","symbol":"BTCUSDT","template":"market-maker"}""");
        await visit.Ask("/strategies/quoter/start", "{}");
        string backtest = Id(await visit.Ask("/backtests", """{"settings":{"strategy":"market-making","data":["market.tlr"],"parameters":{"spread":"2.5"}}}"""));
        string sweep = Id(await visit.Ask("/sweeps", """{"settings":{"strategy":"market-making","data":["market.tlr"]},"vary":["spread=1:8:1","levels=1:5:1"],"rank_by":"equity"}"""));
        foreach (string job in (string[])[$"/backtests/{backtest}", $"/sweeps/{sweep}"])
        {
            JsonElement now;
            while ((now = await visit.Ask(job)).GetProperty("state").GetString() is "queued" or "running")
                await visit.Page.WaitForTimeoutAsync(500);
            Assert.True(now.GetProperty("state").GetString() == "done", now.GetRawText());
        }

        await visit.Page.WaitForTimeoutAsync(MinutesBefore * 60_000);
        long filled = (await visit.Ask("/api/trading/orders?status=filled&limit=1")).GetProperty("items")[0].GetProperty("id").GetInt64();
        return
        [
            ("dashboard", "/"), ("orders", "/orders"), ("order", $"/orders/{filled}"), ("positions", "/positions"), ("strategies", "/strategies"), ("strategy", "/strategies/market-making"),
            ("strategy-parameters", "/strategies/quoter?tab=parameters"), ("strategy-code", "/strategies/quoter?tab=code"), ("risk", "/risk"), ("screener", "/screener"), ("charts", "/charts"), ("ladder", "/ladder/BTCUSDT"), ("depth", "/depth/BTCUSDT"),
            ("backtests", "/backtests"), ("backtest-new", "/backtests/new"), ("backtest", $"/backtests/{backtest}"), ("sweep-new", "/sweeps/new"), ("sweep", $"/sweeps/{sweep}"), ("latency", "/latency"), ("alerts", "/alerts"),
            ("recovery", "/recovery"), ("audit", "/audit"), ("faults", "/faults"), ("settings", "/settings"),
        ];
    }

    private static string Id(JsonElement answer) => answer.GetProperty("id").GetString()!;
}
