using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Touchline.Page.Tests;

/// <summary>The page as an operator uses it, in a real browser, on a session that trades.</summary>
[Collection(PageCollection.Name)]
public sealed partial class PageTests(PageFixture fixture)
{
    private const int BidColumn = 4;

    [ChromiumFact]
    public async Task A_browser_is_led_to_the_page_and_a_wrong_password_is_told()
    {
        await using Visit visit = await fixture.Visit();
        await visit.Page.GotoAsync("/");
        Assert.EndsWith("/app/", visit.Page.Url, StringComparison.Ordinal);
        await visit.Page.GetByLabel("Password").FillAsync("wrong-password-123");
        await visit.Button("Log in").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
        await visit.Enter();
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task Quotes_move()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.GoTo("/screener", "Screener");
        ILocator row = visit.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "BTCUSDT" });
        // The row as a whole moves by its age alone.
        ILocator bid = row.GetByRole(AriaRole.Cell).Nth(BidColumn);
        await Expect(visit.Page.GetByRole(AriaRole.Columnheader).Nth(BidColumn)).ToHaveTextAsync("Bid");
        await Expect(bid).Not.ToHaveTextAsync("–");
        string before = await bid.InnerTextAsync();
        await Expect(bid).Not.ToHaveTextAsync(before);
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task Trading_is_killed_and_armed_again_after_a_question_each()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.Button("Kill").ClickAsync();
        await visit.InDialog("Back").ClickAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        await Expect(visit.Button("Arm")).ToHaveCountAsync(0);
        await visit.Button("Kill").ClickAsync();
        await visit.InDialog("Kill").ClickAsync();
        await Expect(visit.Page.GetByText("Killed: no order is placed")).ToBeVisibleAsync();
        await Expect(visit.Glance("Orders")).ToHaveTextAsync("0");
        await visit.Button("Arm").ClickAsync();
        await visit.InDialog("Arm").ClickAsync();
        await Expect(visit.Button("Kill")).ToBeVisibleAsync();
        await Expect(visit.Glance("Orders")).Not.ToHaveTextAsync("0");
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task It_can_be_killed_again_where_nothing_newer_is_heard_of_a_kill()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.Button("Kill").ClickAsync();
        await visit.InDialog("Kill").ClickAsync();
        await Expect(visit.Button("Killed")).ToBeDisabledAsync();
        await visit.Page.Keyboard.PressAsync("Shift+K");
        await Expect(visit.Page.GetByText("Nothing was killed. Killed already")).ToBeVisibleAsync();

        await visit.Page.RouteAsync("**/trading/risk-status", route => route.AbortAsync());
        await visit.Ask("/risk/arm", "{}");
        await Expect(visit.Page.GetByText("somebody may have armed it since")).ToBeVisibleAsync();
        await Expect(visit.Glance("Orders")).Not.ToHaveTextAsync("0");
        await visit.Page.Keyboard.PressAsync("Shift+K");
        await visit.InDialog("Kill").ClickAsync();
        await Expect(visit.Glance("Orders")).ToHaveTextAsync("0");

        await visit.Page.UnrouteAsync("**/trading/risk-status");
        await Expect(visit.Button("Killed")).ToBeDisabledAsync();
        await visit.Button("Arm").ClickAsync();
        await visit.InDialog("Arm").ClickAsync();
        await Expect(visit.Button("Kill")).ToBeEnabledAsync();
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task The_page_is_walked_by_keys_alone()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Dialog.GetByText("Show the keys")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        foreach ((string keys, string heading) in ((string, string)[])[("go", "Orders"), ("gp", "Positions"), ("gs", "Strategies"), ("gr", "Risk"), ("gm", "Screener"), ("ga", "Audit"), ("gd", "Dashboard")])
        {
            foreach (char key in keys)
                await visit.Page.Keyboard.PressAsync(key.ToString());
            await visit.Heading(heading).WaitForAsync();
        }

        await visit.Page.Keyboard.PressAsync("Shift+K");
        await Expect(visit.InDialog("Back")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        visit.AssertNoComplaint();
    }
}
