using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Touchline.Page.Tests;

/// <summary>Ladder, depth map and screener: the pair that was asked for, as it is now, with every own order.</summary>
[Collection(PageCollection.Name)]
public sealed class MarketPageTests(PageFixture fixture)
{
    private static readonly (string Page, string Heading)[] Pages = [("ladder", "Ladder"), ("depth", "Depth map")];

    [ChromiumFact]
    public async Task A_pair_that_is_not_traded_is_told_of_and_no_other_one_takes_its_place()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        foreach ((string page, string heading) in Pages)
        {
            await visit.GoTo($"/{page}/SOLUSDT", heading);
            await Expect(visit.Page.GetByText("This session doesn’t trade SOLUSDT.")).ToBeVisibleAsync();
            await Expect(visit.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Order book" })).ToHaveCountAsync(0);
            await Expect(visit.Page.Locator("canvas")).ToHaveCountAsync(0);
            await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "ETHUSDT", Exact = true }).ClickAsync();
            await Expect(visit.Page.GetByText("ETHUSDT on binance-usdm")).ToBeVisibleAsync();
        }

        // An address that names none is made to.
        await visit.GoTo("/ladder", "Ladder");
        await Expect(visit.Page).ToHaveURLAsync($"{fixture.Url}/app/ladder/BTCUSDT");
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task A_market_of_a_silent_venue_is_greyed_and_a_click_places_nothing()
    {
        await using Visit visit = await fixture.Visit();
        bool isSilent = true, isStale = false;
        await visit.Page.RouteWebSocketAsync("**/ws", socket =>
        {
            IWebSocketRoute server = socket.ConnectToServer();
            socket.OnMessage(frame => server.Send(frame.Text!));
            server.OnMessage(frame => socket.Send(Doctored(frame.Text!, isSilent, isStale)));
        });
        await visit.Enter();
        await visit.GoTo("/ladder/ETHUSDT", "Ladder");
        await Expect(visit.Page.GetByText("A click in the ladder places nothing. The venue was silent for more than 5 s.")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".stat.stale")).ToHaveCountAsync(5);
        await Expect(visit.Button("▲ Join bid")).ToBeDisabledAsync();
        await visit.Page.Locator("button[aria-label^='Buy at']").First.DispatchEventAsync("click");
        await Expect(visit.Page.GetByText("No order was placed.")).ToBeVisibleAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        await visit.GoTo("/screener", "Screener");
        await Expect(visit.Page.Locator("tr.old")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("tr.old")).ToContainTextAsync("ETHUSDT");
        await visit.GoTo("/depth/ETHUSDT", "Depth map");
        await Expect(visit.Page.Locator(".depth-panel.stale-panel")).ToHaveCountAsync(1);
        // It speaks again, but the book misses some of it.
        (isSilent, isStale) = (false, true);
        await Expect(visit.Page.GetByText("messages are missing")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".depth-panel.stale-panel")).ToHaveCountAsync(1);
        isStale = false;
        await Expect(visit.Page.Locator(".depth-panel.stale-panel")).ToHaveCountAsync(0);
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task Each_own_order_at_a_price_is_seen_whole_and_can_be_cancelled()
    {
        await using Visit visit = await (await fixture.Visit(390, 844)).Enter();
        JsonElement pair = (await visit.Ask("/data/metrics")).GetProperty("items").EnumerateArray().Single(p => p.GetProperty("symbol").GetString() == "ETHUSDT");
        string price = Math.Floor(pair.GetProperty("bid").GetDecimal() * 0.98m).ToString(CultureInfo.InvariantCulture);
        var orders = new List<long>();
        foreach (string quantity in (string[])["0.01", "0.02", "0.03", "0.04", "0.05"])
            orders.Add((await visit.Ask("/order/test", $$"""{"symbol":"ETHUSDT","side":"buy","price":"{{price}}","quantity":"{{quantity}}"}""")).GetProperty("order_id").GetInt64());
        await visit.GoTo("/ladder/ETHUSDT", "Ladder");
        // So that they are in view.
        await visit.Page.GetByLabel("Price step of a row").SelectOptionAsync("1000");
        ILocator row = visit.Page.Locator("tr", new PageLocatorOptions { Has = visit.Page.Locator($"button[aria-label^='Cancel order {orders[0]}:']") });
        await Expect(row.Locator(".own-more")).ToBeVisibleAsync();
        // None runs over another one, nor out of its place.
        Assert.True(await row.EvaluateAsync<bool>("""
            row => {
              const boxes = [...row.querySelectorAll('td.bids button')].filter(b => getComputedStyle(b).visibility === 'visible').map(b => b.getBoundingClientRect());
              const cell = row.querySelector('td.bids').getBoundingClientRect();
              return boxes.length > 1 && boxes.every((b, i) => b.left >= cell.left && b.right <= cell.right + 0.5 && (i === 0 || b.left >= boxes[i - 1].right));
            }
            """));
        await row.Locator(".own-more").ClickAsync();
        foreach (long order in orders)
        {
            await visit.InDialog($"Cancel order {order}").ClickAsync();
            await visit.InDialog("Cancel order").ClickAsync();
            await Expect(visit.InDialog($"Cancel order {order}")).ToHaveCountAsync(0);
        }

        await Expect(visit.Dialog.GetByText("no longer here")).ToHaveCountAsync(orders.Count);
        visit.AssertNoComplaint();
    }

    // What the program would say of a venue that is silent, or of a book that misses messages.
    private static string Doctored(string text, bool isSilent, bool isStale)
    {
        if (JsonNode.Parse(text) is not JsonObject said || said["data"] is not JsonObject data)
            return text;
        if (isStale && (string?)said["topic"] == "books:ETHUSDT")
            data["stale"] = true;
        if (isSilent && (string?)said["topic"] == "metrics")
            data["pairs"]!.AsArray().Single(p => (string?)p!["symbol"] == "ETHUSDT")!["feed_age_ms"] = 12_000;
        return said.ToJsonString();
    }
}
