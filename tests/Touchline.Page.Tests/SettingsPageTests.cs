using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Touchline.Page.Tests;

/// <summary>Users, passwords, limits and what of it stands in the audit log.</summary>
[Collection(PageCollection.Name)]
public sealed class SettingsPageTests(PageFixture fixture)
{
    private const string User = "newcomer", First = "first-password-1", Second = "second-password-2";

    [ChromiumFact]
    public async Task A_new_user_logs_in_and_takes_a_password_of_ones_own()
    {
        await using (Visit admin = await (await fixture.Visit()).Enter())
        {
            await admin.GoTo("/settings", "Settings");
            await admin.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Users" }).ClickAsync();
            await admin.Button("Add").ClickAsync();
            await admin.Dialog.GetByLabel("Name").FillAsync(User);
            await admin.Dialog.GetByLabel("Password").FillAsync("short");
            await admin.Dialog.GetByLabel("Role").SelectOptionAsync("viewer");
            await admin.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Add" }).ClickAsync();
            await Expect(admin.Dialog.GetByLabel("Password")).ToHaveAttributeAsync("aria-invalid", "true");
            await admin.Dialog.GetByLabel("Password").FillAsync(First);
            await admin.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Add" }).ClickAsync();
            await Expect(admin.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = User })).ToBeVisibleAsync();
            admin.AssertNoComplaint();
        }

        await using (Visit visit = await (await fixture.Visit()).Enter(First, User))
        {
            // A viewer looks, and is told what more takes.
            await Expect(visit.Button("Kill")).ToBeDisabledAsync();
            await visit.GoTo("/settings", "Settings");
            await visit.Page.GetByLabel("Password now").FillAsync("not-that-one-1");
            await visit.Page.GetByLabel("New password", new PageGetByLabelOptions { Exact = true }).FillAsync(Second);
            await visit.Page.GetByLabel("New password again").FillAsync(Second);
            await visit.Button("Change password").ClickAsync();
            await Expect(visit.Page.GetByLabel("Password now")).ToHaveAttributeAsync("aria-invalid", "true");
            await visit.Page.GetByLabel("Password now").FillAsync(First);
            await visit.Button("Change password").ClickAsync();
            await Expect(visit.Page.GetByLabel("Password now")).ToHaveValueAsync("");
            await visit.Button("Log out").ClickAsync();
            await visit.Enter(Second, User);
        }

        await using Visit again = await (await fixture.Visit()).Enter();
        await again.GoTo("/settings", "Settings");
        await again.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Users" }).ClickAsync();
        await again.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = User }).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Remove" }).ClickAsync();
        // The name is typed first.
        await Expect(again.InDialog("Remove user")).ToBeDisabledAsync();
        await again.Dialog.GetByRole(AriaRole.Textbox).FillAsync(User);
        await again.InDialog("Remove user").ClickAsync();
        await Expect(again.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = User })).ToHaveCountAsync(0);
        again.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task A_limit_is_changed_and_the_audit_log_says_who_did()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.GoTo("/risk", "Risk");
        await visit.Button("Change the limits of the account").ClickAsync();
        ILocator exposure = visit.Dialog.GetByLabel("max exposure", new LocatorGetByLabelOptions { Exact = true });
        await exposure.FillAsync("much");
        await Change(visit);
        await Expect(exposure).ToHaveAttributeAsync("aria-invalid", "true");
        await exposure.FillAsync("250000");
        await Change(visit);
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByText("250000").Or(visit.Page.GetByText("250,000")).First).ToBeVisibleAsync();
        await visit.GoTo("/audit?actor=admin", "Audit");
        ILocator change = visit.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "limit.change" }).First;
        await Expect(change).ToBeVisibleAsync();
        // From when on, and until when: by the clock that the list shows.
        await visit.Page.GetByLabel("From (UTC)").FillAsync("2099-01-01T00:00:01");
        await visit.Button("Search").ClickAsync();
        await Expect(visit.Page.GetByText("Nothing was found.")).ToBeVisibleAsync();
        await visit.Page.GetByLabel("From (UTC)").FillAsync("2020-01-01T00:00:01");
        await visit.Page.GetByLabel("To (UTC)").FillAsync("2099-01-01T00:00:01");
        await visit.Button("Search").ClickAsync();
        await Expect(change).ToBeVisibleAsync();
        await visit.Page.GetByLabel("To (UTC)").FillAsync("2020-01-02T00:00:01");
        await visit.Button("Search").ClickAsync();
        await Expect(visit.Page.GetByText("Nothing was found.")).ToBeVisibleAsync();
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task A_backtest_is_asked_for_watched_and_read()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.GoTo("/backtests/new", "New backtest");
        await visit.Page.GetByLabel("market.tlr").CheckAsync();
        await visit.Page.GetByLabel("Seed").FillAsync("none");
        await visit.Button("Start backtest").ClickAsync();
        await Expect(visit.Page.GetByLabel("Seed")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Page.GetByLabel("Seed").FillAsync("7");
        await visit.Button("Start backtest").ClickAsync();
        await Expect(visit.Page.GetByText("Equity").First).ToBeVisibleAsync();
        visit.AssertNoComplaint();
    }

    // What will change is shown first.
    private static async Task Change(Visit visit)
    {
        await visit.InDialog("Go on").ClickAsync();
        await visit.InDialog("Change the limit").ClickAsync();
    }
}
