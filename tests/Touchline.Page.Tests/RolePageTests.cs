using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Touchline.Page.Tests;

/// <summary>What each role may do on the pages where it matters: the rest is there to be seen, says what it takes, and does nothing.</summary>
[Collection(PageCollection.Name)]
public sealed class RolePageTests(PageFixture fixture)
{
    private const string Word = "only-for-this-role-1";

    [ChromiumFact]
    public async Task A_trader_trades_and_kills_and_changes_neither_code_nor_limits_nor_users()
    {
        await using Visit visit = await Enter("trader");
        await Sees(visit, isTrader: true);
        await visit.GoTo("/orders", "Orders");
        await visit.Page.Keyboard.PressAsync("Shift+K");
        await visit.InDialog("Back").ClickAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("n");
        await Expect(visit.Dialog.GetByLabel("Price")).ToBeVisibleAsync();
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task A_viewer_looks_and_is_told_what_more_takes()
    {
        await using Visit visit = await Enter("viewer");
        await Sees(visit, isTrader: false);
        await Expect(visit.Button("Kill").First).ToHaveAttributeAsync("title", "Takes the role trader");
        await visit.GoTo("/orders", "Orders");
        await visit.Page.Keyboard.PressAsync("Shift+K");
        await Expect(visit.Page.GetByText("Nothing was killed. Takes the role trader.")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        visit.AssertNoComplaint();
    }

    // What takes an admin neither of the two may.
    private static async Task Sees(Visit visit, bool isTrader)
    {
        IPage page = visit.Page;
        await Is(visit.Button("Kill"), isTrader);
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Risk" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Faults" })).ToHaveCountAsync(0);
        await visit.GoTo("/orders?status=live", "Orders");
        await Is(visit.Button("New order"), isTrader);
        await Is(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Cancel order" }).First, isTrader);
        await visit.GoTo("/positions", "Positions");
        await Is(visit.Button("Kill and close all…"), isTrader);
        await visit.GoTo("/ladder", "Ladder");
        await Is(page.GetByRole(AriaRole.Switch, new PageGetByRoleOptions { Name = "One click" }), isTrader);
        await visit.GoTo("/strategies", "Strategies");
        await Is(visit.Button("New strategy"), false);
        await Is(visit.Button("Pause all"), isTrader);
        await Is(page.GetByRole(AriaRole.Switch, new PageGetByRoleOptions { Name = $"Stop {PageFixture.Maker}" }), isTrader);
        await visit.GoTo($"/strategies/{PageFixture.Maker}?tab=parameters", PageFixture.Maker);
        await Is(page.Locator("#parameter-size"), isTrader);
        await Is(visit.Button("Stop"), isTrader);
        await visit.GoTo("/risk", "Risk");
        await Is(visit.Button("Kill and close positions"), isTrader);
        await Is(visit.Button("Change the limits of the account"), false);
        await visit.GoTo("/recovery", "Recovery");
        await Is(visit.Button("Ask the venue now"), isTrader);
        await visit.GoTo("/settings", "Settings");
        await Expect(page.GetByLabel("Password now")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(0);
    }

    private static Task Is(ILocator control, bool enabled) => enabled ? Expect(control).ToBeEnabledAsync() : Expect(control).ToBeDisabledAsync();

    private async Task<Visit> Enter(string role)
    {
        string name = $"a-{role}";
        await using (Visit admin = await (await fixture.Visit()).Enter())
            await admin.Ask("/users", $$"""{"username":"{{name}}","password":"{{Word}}","role":"{{role}}"}""");
        return await (await fixture.Visit()).Enter(Word, name);
    }
}
