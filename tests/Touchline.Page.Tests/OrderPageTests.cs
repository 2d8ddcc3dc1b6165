using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Touchline.Page.Tests;

/// <summary>Orders by hand, with the questions that stand before them.</summary>
[Collection(PageCollection.Name)]
public sealed class OrderPageTests(PageFixture fixture)
{
    [ChromiumFact]
    public async Task An_order_is_opened_and_cancelled_after_a_question_each()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        IPage page = visit.Page;
        await visit.GoTo("/orders?strategy=operator", "Orders");
        await visit.Button("New order").ClickAsync();
        // At an exchange: the window says at which, and asks once more.
        await Expect(visit.Dialog.GetByText("trades at a simulated exchange")).ToBeVisibleAsync();
        await visit.Dialog.GetByLabel("Pair").SelectOptionAsync("ETHUSDT");
        await visit.Dialog.GetByLabel("Price").FillAsync(await Touch(visit, "Bid", 0.98m));
        await visit.Dialog.GetByLabel("Quantity").FillAsync("0.0000001");
        await visit.InDialog("Place simulated buy…").ClickAsync();
        await visit.Button("Place simulated order").ClickAsync();
        // Refused: the question stays, whose way back has another name while it is asked, and behind it the field is marked.
        await Expect(visit.Button("Back")).ToHaveCountAsync(2);
        await visit.Button("Back").Last.ClickAsync();
        await Expect(visit.Dialog.GetByLabel("Quantity")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Dialog.GetByLabel("Quantity").FillAsync("0.05");
        await visit.InDialog("Place simulated buy…").ClickAsync();
        await visit.Button("Place simulated order").ClickAsync();
        // What became of it is shown at once.
        await Expect(visit.Dialog.GetByText("acknowledged").First).ToBeVisibleAsync();
        await visit.InDialog("Cancel rest").ClickAsync();
        await visit.Button("Cancel order").ClickAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(1);
        await Expect(visit.Dialog.GetByText("cancelled").First).ToBeVisibleAsync();
        await visit.InDialog("Close").ClickAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        ILocator row = page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "ETHUSDT" });
        await Expect(row.First).ToContainTextAsync("cancelled");
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task What_an_order_brought_is_closed_at_the_market_after_a_question()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        // Else risk refuses a trade with its own orders.
        await visit.Ask($"/strategies/{PageFixture.Maker}/stop", "{}");
        try
        {
            await OpenAndClose(visit);
        }
        finally
        {
            await visit.Ask($"/strategies/{PageFixture.Maker}/start", "{}");
        }

        visit.AssertNoComplaint();
    }

    private static async Task OpenAndClose(Visit visit)
    {
        await Expect(visit.Glance("Orders")).ToHaveTextAsync("0");
        await visit.GoTo("/orders?strategy=operator", "Orders");
        await visit.Button("New order").ClickAsync();
        await visit.Dialog.GetByLabel("Pair").SelectOptionAsync("ETHUSDT");
        await visit.Dialog.GetByLabel("Price").FillAsync(await Touch(visit, "Ask", 1.01m));
        // Far more than the strategy may be short, which is netted.
        await visit.Dialog.GetByLabel("Quantity").FillAsync("0.5");
        await visit.InDialog("Place simulated buy…").ClickAsync();
        await Expect(visit.Dialog.GetByText("crosses the market").Last).ToBeVisibleAsync();
        await visit.Button("Place simulated order").ClickAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(1);
        await Expect(visit.Dialog.GetByText("filled", new LocatorGetByTextOptions { Exact = true }).First).ToBeVisibleAsync();
        await Expect(visit.InDialog("Close position")).ToBeEnabledAsync();
        await visit.InDialog("Close position").ClickAsync();
        await Expect(visit.Dialog.GetByText("reduce-only")).ToBeVisibleAsync();
        await visit.InDialog("Close position").Last.ClickAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(1);
        // It is told by the order itself.
        await Expect(visit.Dialog.GetByText("of it closed by hand")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task An_order_is_placed_and_cancelled_by_keys_alone()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        IKeyboard keys = visit.Page.Keyboard;
        await keys.PressAsync("g");
        await keys.PressAsync("o");
        await visit.Heading("Orders").WaitForAsync();
        await keys.PressAsync("n");
        await Expect(visit.Dialog.GetByLabel("Price")).ToBeFocusedAsync();
        await keys.TypeAsync(await Touch(visit, "Bid", 0.97m));
        await keys.PressAsync("Tab");
        await keys.TypeAsync("0.01");
        await keys.PressAsync("Enter");
        // The question stands on "Back": nobody places by pressing Enter twice.
        await Expect(visit.InDialog("Back").Last).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(visit.Dialog).ToHaveCountAsync(1);
        await Expect(visit.Dialog.GetByText("acknowledged").First).ToBeVisibleAsync();
        for (int i = 0; i < 20 && await visit.Page.Locator(":focus", new PageLocatorOptions { HasText = "Cancel rest" }).CountAsync() == 0; i++)
            await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(visit.InDialog("Back").Last).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(visit.Dialog).ToHaveCountAsync(1);
        await Expect(visit.Dialog.GetByText("cancelled").First).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        visit.AssertNoComplaint();
    }

    [ChromiumFact]
    public async Task A_price_of_the_ladder_is_reached_and_bought_at_by_keys_alone()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        IKeyboard keys = visit.Page.Keyboard;
        // Own orders come and go, and would take the keyboard with them.
        await visit.Ask($"/strategies/{PageFixture.Maker}/stop", "{}");
        try
        {
            await GoByKeys(visit, keys);
        }
        finally
        {
            await visit.Ask($"/strategies/{PageFixture.Maker}/start", "{}");
        }

        visit.AssertNoComplaint();
    }

    private static async Task GoByKeys(Visit visit, IKeyboard keys)
    {
        await Expect(visit.Glance("Orders")).ToHaveTextAsync("0");
        await visit.GoTo("/ladder", "Ladder");
        await visit.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Order book" }).FocusAsync();
        await keys.PressAsync("Tab");
        await Expect(Focused("Buy at")).ToHaveCountAsync(1);
        // To the other side, up beyond what is in view, and back, down below it: the prices come along.
        await keys.PressAsync("ArrowRight");
        await Expect(Focused("Sell at")).ToHaveCountAsync(1);
        for (int i = 0; i < 4; i++)
            await keys.PressAsync("PageUp");
        await Expect(Focused("Sell at")).ToHaveCountAsync(1);
        await keys.PressAsync("ArrowLeft");
        for (int i = 0; i < 8; i++)
            await keys.PressAsync("PageDown");
        await keys.PressAsync("ArrowUp");
        ILocator focused = Focused("Buy at");
        await Expect(focused).ToHaveCountAsync(1);
        string price = (await focused.GetAttributeAsync("aria-label"))!["Buy at ".Length..];
        await keys.PressAsync("Enter");
        await Expect(visit.Dialog.GetByText($"at {price}, worth")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        await Expect(focused).ToHaveCountAsync(1);
        // Back to the mid, where the keyboard goes too.
        await keys.PressAsync("c");
        await Expect(focused).ToHaveCountAsync(1);
        await Expect(focused).Not.ToHaveAttributeAsync("aria-label", $"Buy at {price}");

        ILocator Focused(string label) => visit.Page.Locator($"button[aria-label^='{label}']:focus");
    }

    [ChromiumFact]
    public async Task An_order_that_got_no_answer_is_asked_about_before_another_session_is_sent_it()
    {
        await using Visit visit = await (await fixture.Visit()).Enter();
        await visit.GoTo("/orders?strategy=operator", "Orders");
        await visit.Button("New order").ClickAsync();
        await visit.Dialog.GetByLabel("Pair").SelectOptionAsync("ETHUSDT");
        await visit.Dialog.GetByLabel("Price").FillAsync(await Touch(visit, "Bid", 0.96m));
        await visit.Dialog.GetByLabel("Quantity").FillAsync("0.02");
        await visit.InDialog("Place simulated buy…").ClickAsync();
        // It arrives, and the answer doesn't.
        await visit.Page.RouteAsync("**/order/test", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await visit.Button("Place simulated order").ClickAsync();
        await Expect(visit.Dialog.GetByText("Whether it did what was asked is not known").First).ToBeVisibleAsync();
        await visit.Page.UnrouteAsync("**/order/test");
        fixture.KillSession();
        fixture.StartSession();
        await Expect(visit.Page.GetByText("The program was started anew")).ToBeVisibleAsync();
        // The form is still filled in.
        await visit.InDialog("Place simulated buy…").ClickAsync();
        await Expect(visit.Dialog.GetByText("The same order was sent before")).ToBeVisibleAsync();
        await visit.Dialog.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "the orders" }).ClickAsync();
        await Expect(visit.Dialog).ToHaveCountAsync(0);
        // It had been placed, and the new session took it up.
        ILocator row = visit.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "by hand" });
        await Expect(row.First).ToBeVisibleAsync();
        foreach (JsonElement order in (await visit.Ask("/api/trading/orders?strategy=operator&status=live")).GetProperty("items").EnumerateArray())
            await visit.Ask("/order/cancel", $$"""{"order_id":{{order.GetProperty("id").GetInt64()}},"symbol":"ETHUSDT"}""");
        visit.AssertNoComplaint();
    }

    // A price so far from the best one.
    private static async Task<string> Touch(Visit visit, string side, decimal times)
    {
        ILocator button = visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = side });
        await Expect(button).ToBeEnabledAsync();
        string best = (await button.InnerTextAsync()).Replace(side, "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal).Trim();
        return Math.Floor(decimal.Parse(best, CultureInfo.InvariantCulture) * times).ToString(CultureInfo.InvariantCulture);
    }
}
