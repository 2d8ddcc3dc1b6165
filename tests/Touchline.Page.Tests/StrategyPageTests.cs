using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Touchline.Page.Tests;

/// <summary>A strategy's life in the page: written, mended, started, changed, replaced while it trades, stopped, deleted.</summary>
[Collection(PageCollection.Name)]
public sealed class StrategyPageTests(PageFixture fixture)
{
    private const string Id = "from-the-page";

    [ChromiumFact]
    public async Task A_strategy_is_written_started_changed_reloaded_stopped_and_deleted()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        IPage page = visit.Page;
        await visit.GoTo("/strategies", "Strategies");
        await visit.Button("New strategy").ClickAsync();
        await visit.Dialog.GetByLabel("Id").FillAsync("Running/../x");
        // Neither a click beside it nor Escape, however often, throws it away unasked.
        await page.Mouse.ClickAsync(5, 5);
        for (int i = 0; i < 3; i++)
        {
            await page.Keyboard.PressAsync("Escape");
            await Expect(visit.InDialog("Throw away")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(visit.Dialog).ToHaveCountAsync(1);
        }

        await Expect(visit.Dialog.GetByLabel("Id")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Dialog.GetByLabel("Id").FillAsync(Id);
        await visit.InDialog("Store").ClickAsync();
        await visit.Heading(Id).WaitForAsync();

        // A slip is marked as one types, and gone when it is mended.
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Code" }).ClickAsync();
        ILocator editor = page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = $"Code of {Id}" });
        await editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("class Slip { int x = \"a\"; }");
        await Expect(page.GetByText("Cannot implicitly convert type")).ToBeVisibleAsync();
        for (int i = 0; i < "class Slip { int x = \"a\"; }".Length; i++)
            await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.TypeAsync("// mended");
        await Expect(page.GetByText("no errors")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+s");
        await Expect(visit.Heading("Version 2 saved")).ToBeVisibleAsync();
        await visit.Button("Compile").ClickAsync();
        await Expect(page.GetByText("Version 2 compiles")).ToBeVisibleAsync();

        await visit.Button("Start").ClickAsync();
        await visit.InDialog("Start").ClickAsync();
        await Expect(visit.Button("Stop")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Parameters" }).ClickAsync();
        await page.Locator("#parameter-size").FillAsync("many");
        await Expect(page.Locator("#parameter-size")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Locator("#parameter-size").FillAsync("0.004");
        // What is typed is there after a look at another tab, and isn't lost by a key without a question.
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Overview" }).ClickAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("r");
        await Expect(visit.Dialog.GetByText("changes that aren’t applied")).ToBeVisibleAsync();
        await visit.InDialog("Back").ClickAsync();
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Parameters" }).ClickAsync();
        await Expect(page.Locator("#parameter-size")).ToHaveValueAsync("0.004");
        await visit.Button("Apply 1…").ClickAsync();
        await visit.InDialog("Change").ClickAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.Locator("#parameter-size")).ToHaveValueAsync("0.004");

        // Its code is changed while it trades.
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Code" }).ClickAsync();
        await editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+Home");
        await page.Keyboard.TypeAsync("// quicker\n");
        await page.Keyboard.PressAsync("Control+s");
        await Expect(visit.Heading("Version 3 saved")).ToBeVisibleAsync();
        await visit.Button("Reload").ClickAsync();
        await visit.InDialog("Reload").ClickAsync();
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Overview" }).ClickAsync();
        await Expect(page.GetByText("warming up").First).ToBeVisibleAsync();
        await Expect(page.GetByText("done", new PageGetByTextOptions { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByText("v3 runs", new PageGetByTextOptions { Exact = false })).ToBeVisibleAsync();

        await visit.Button("Stop").ClickAsync();
        await visit.Dialog.GetByText("Stop, close the position").ClickAsync();
        await visit.InDialog("Stop").ClickAsync();
        await Expect(visit.Button("Start")).ToBeVisibleAsync();
        await visit.Button("Delete").ClickAsync();
        await Expect(visit.InDialog("Delete")).ToBeDisabledAsync();
        await visit.Dialog.GetByRole(AriaRole.Textbox).FillAsync(Id);
        await visit.InDialog("Delete").ClickAsync();
        await visit.Heading("Strategies").WaitForAsync();
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = Id })).ToHaveCountAsync(0);
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task All_are_paused_and_resumed_at_once()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.GoTo("/strategies", "Strategies");
        await visit.Button("Pause all").ClickAsync();
        await Expect(visit.Dialog.GetByText(PageFixture.Maker)).ToBeVisibleAsync();
        await visit.InDialog("Back").ClickAsync();
        await Expect(visit.Button("Resume all")).ToHaveCountAsync(0);
        await visit.Button("Pause all").ClickAsync();
        await visit.InDialog("Pause all").ClickAsync();
        await Expect(visit.Button("Resume all")).ToBeVisibleAsync();
        await Expect(visit.Button("Pause all")).ToHaveCountAsync(0);
        await Await(visit, live => live == 0);
        await visit.Button("Resume all").ClickAsync();
        await visit.InDialog("Resume all").ClickAsync();
        await Expect(visit.Button("Pause all")).ToBeVisibleAsync();
        await Expect(visit.Button("Resume all")).ToHaveCountAsync(0);
        await Await(visit, live => live > 0);
        visit.AssertNoComplaint();
    }

    private static async Task Await(Visit visit, Func<int, bool> holds)
    {
        const int LookMs = 200;
        int live = -1;
        for (int looks = 0; looks < Patience.MostMs / LookMs; looks++)
        {
            live = (await visit.Ask($"/strategies/{PageFixture.Maker}")).GetProperty("orders_live").GetInt32();
            if (holds(live))
                return;
            await visit.Page.WaitForTimeoutAsync(LookMs);
        }

        Assert.Fail($"{live} orders");
    }
}
