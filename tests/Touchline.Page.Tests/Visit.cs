using System.Text.Json;
using Microsoft.Playwright;

namespace Touchline.Page.Tests;

/// <summary>Somebody at a browser.</summary>
internal sealed class Visit : IAsyncDisposable
{
    // As the page itself asks; what is refused fails.
    private const string Asking = """
        async ([path, body]) => {
          const answer = await fetch(path, { method: body ? 'POST' : 'GET', body, headers: { Authorization: `Bearer ${sessionStorage.getItem('touchline.token')}`, 'Content-Type': 'application/json' } });
          if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
          return await answer.json();
        }
        """;

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            // What isn't there for the moment is told by the page itself.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal) && !message.Text.Contains("WebSocket connection", StringComparison.Ordinal))
                _complaints.Add(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Logs in by the form, and waits for the dashboard.</summary>
    public async Task<Visit> Enter(string password = PageFixture.Password, string user = "admin")
    {
        await Page.GotoAsync("/app/");
        await Page.GetByLabel("User").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync(password);
        await Button("Log in").ClickAsync();
        await Heading("Dashboard").WaitForAsync();
        return this;
    }

    public async Task GoTo(string path, string heading)
    {
        await Page.GotoAsync("/app" + path);
        await Heading(heading).WaitForAsync();
    }

    public ILocator Button(string name, bool exact = true) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = exact });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    public ILocator InDialog(string button) => Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = button, Exact = true });

    /// <summary>One of the figures in the bar on top.</summary>
    public ILocator Glance(string label) => Page.Locator(".topbar .glance", new PageLocatorOptions { HasText = label }).Locator(".value");

    /// <summary>Asks the program in the name of who is logged in.</summary>
    /// <param name="body">JSON to post; null: it is read.</param>
    public Task<JsonElement> Ask(string path, string? body = null) => Page.EvaluateAsync<JsonElement>(Asking, new[] { path, body });

    /// <summary>Rules of accessibility (WCAG 2.1, A and AA, as axe tests them) that what is shown breaks, each with where.</summary>
    public async Task<string[]> BrokenRules()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Repository.File("web/node_modules/axe-core/axe.min.js")));
        return await Page.EvaluateAsync<string[]>(
            "async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] })).violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary.replaceAll('\\n', ' ').slice(0, 200)).join(' | ')}`)");
    }

    /// <summary>What is wider than the window, and lists of which a part lies beyond their edge, where nobody looks for it.</summary>
    public Task<string[]> TooWide() => Page.EvaluateAsync<string[]>(
        "[...document.querySelectorAll('.main, .grid')].filter(e => e.scrollWidth > e.clientWidth).map(e => `${e.ariaLabel ?? (e.matches('.main') ? 'all' : e.innerText.slice(0, 30))} by ${e.scrollWidth - e.clientWidth}`)");

    /// <summary>What the page complained of to the browser.</summary>
    public void AssertNoComplaint() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
