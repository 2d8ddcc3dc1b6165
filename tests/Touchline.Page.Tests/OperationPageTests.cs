using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Touchline.Page.Tests;

/// <summary>What an operator does besides trading: limits, passwords, a program that went away, a phone, and pages for those who can't see them.</summary>
[Collection(PageCollection.Name)]
public sealed class OperationPageTests(PageFixture fixture)
{
    private static readonly string[] Paths =
        ["/", "/orders", "/positions", "/strategies", "/risk", "/screener", "/charts", "/ladder", "/depth", "/backtests", "/sweeps", "/latency", "/alerts", "/recovery", "/audit", "/faults", "/settings"];

    // Lists there have rows from the start on.
    private static readonly string[] Listed = ["/", "/orders", "/strategies", "/risk", "/screener", "/recovery", "/audit", $"/strategies/{PageFixture.Maker}"];

    private static readonly string[] Themes = ["dark", "light"];

    // Where each is, and what opens it: buttons and tabs one after the other; nothing: the first row of the list.
    private static readonly (string Path, string Heading, string[] Openers)[] Dialogs =
    [
        ("/", "Dashboard", ["Kill"]), ("/", "Dashboard", ["Keys"]), ("/orders", "Orders", ["New order"]), ("/orders", "Orders", []), ("/audit", "Audit", []), ("/strategies", "Strategies", ["New strategy"]), ("/strategies", "Strategies", ["Pause all"]),
        ($"/strategies/{PageFixture.Maker}", PageFixture.Maker, ["Stop"]), ("/risk", "Risk", ["Change the limits of the account"]), ("/settings", "Settings", ["Users", "Add"]),
    ];

    [ChromiumFact]
    public async Task What_was_shown_is_greyed_while_the_program_is_away_and_goes_on_when_it_is_back()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        fixture.KillSession();
        await Expect(visit.Page.GetByText("The program cannot be reached")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("disconnected").First).ToBeVisibleAsync();
        ILocator greyed = visit.Page.Locator(".stale-panel, .stale");
        await Expect(greyed.First).ToBeVisibleAsync();
        fixture.StartSession();
        await Expect(visit.Page.GetByText("The program cannot be reached")).ToHaveCountAsync(0);
        await Expect(greyed).ToHaveCountAsync(0);
        // The login still holds, and figures move again.
        await Expect(visit.Page.GetByText("live", new PageGetByTextOptions { Exact = true }).First).ToBeVisibleAsync();
        ILocator events = visit.Glance("Events/s");
        string before = await events.InnerTextAsync();
        await Expect(events).Not.ToHaveTextAsync(before);
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task On_a_phone_nothing_scrolls_sideways_and_the_rest_is_found_under_more()
    {
        await using Visit visit = await (await fixture.Visit(390, 844)).Enter();
        // What a session takes up depends on where the one before was killed.
        await visit.Page.RouteAsync("**/monitoring/recovery/status", route => route.FulfillAsync(new RouteFulfillOptions { Json = Hanging() }));
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
        await visit.Dialog.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Risk" }).ClickAsync();
        await visit.Heading("Risk").First.WaitForAsync();
        foreach (string path in Paths.Append($"/strategies/{PageFixture.Maker}"))
        {
            await visit.Page.GotoAsync("/app" + path);
            await visit.Page.GetByRole(AriaRole.Heading).First.WaitForAsync();
            await visit.Page.GetByRole(AriaRole.Status).Filter(new LocatorFilterOptions { HasText = "Loading" }).First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
            if (Listed.Contains(path))
                await visit.Page.Locator(".grid tbody tr").First.WaitForAsync();
            string[] cut = await visit.TooWide();
            Assert.True(cut.Length == 0, $"{path} has what is too wide: {string.Join("; ", cut)}");
        }

        visit.AssertNoComplaint();
    }

    private static JsonElement Hanging() => JsonSerializer.SerializeToElement(new
    {
        available = true,
        last_look = (object?)null,
        report = new
        {
            recovered = true,
            trouble = (string?)null,
            actions_taken = new[] { "order 1204812 tl1a2b3c4d5e6f-1204812 of 1000000MOGUSDT is settled by the venue's word" },
            hanging_orders = new[]
            {
                Hung("status_mismatch", "the journal has it as PartiallyFilled, the venue as Canceled", "CANCELED"), Hung("not_found", "neither open at the venue nor in its history", null),
                Hung("too_long", "both say the same, and it has been so for more than 30 minutes", "NEW"),
            },
            fsm_restored = new { orders = 3, positions = 1 },
        },
    });

    private static object Hung(string type, string reason, string? status) => new
    {
        order_id = 1204812,
        client_order_id = "tl1a2b3c4d5e6f-1204812",
        symbol = "1000000MOGUSDT",
        local_status = "PartiallyFilled",
        issue = new { type, reason, exchange_status = status },
    };

    [ChromiumFact]
    public async Task Every_page_passes_the_rules_of_accessibility_in_both_themes()
    {
        var broken = new List<string>();
        foreach (string theme in Themes)
        {
            await using Visit visit = await Entered(theme);
            foreach (string path in Paths)
            {
                await visit.Page.GotoAsync("/app" + path);
                await visit.Page.GetByRole(AriaRole.Heading).First.WaitForAsync();
                await visit.Page.GetByRole(AriaRole.Status).Filter(new LocatorFilterOptions { HasText = "Loading" }).First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
                broken.AddRange((await visit.BrokenRules()).Select(rule => $"{theme} {path}: {rule}"));
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [ChromiumFact]
    public async Task Every_dialog_passes_them_too()
    {
        var broken = new List<string>();
        foreach (string theme in Themes)
        {
            await using Visit visit = await Entered(theme);
            foreach ((string path, string heading, string[] openers) in Dialogs)
            {
                await visit.GoTo(path, heading);
                foreach (string opener in openers)
                    await visit.Button(opener).Or(visit.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = opener })).First.ClickAsync();
                if (openers.Length == 0)
                    await visit.Page.Locator("tr[tabindex='0']").First.ClickAsync();
                await visit.Dialog.First.WaitForAsync();
                broken.AddRange((await visit.BrokenRules()).Select(rule => $"{theme} {path} {string.Join(' ', openers)}: {rule}"));
                await visit.Page.Keyboard.PressAsync("Escape");
                await Expect(visit.Dialog).ToHaveCountAsync(0);
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    private async Task<Visit> Entered(string theme)
    {
        Visit visit = await fixture.Visit();
        await visit.Page.AddInitScriptAsync($"localStorage.setItem('touchline.theme', '{theme}')");
        return await visit.Enter();
    }
}
