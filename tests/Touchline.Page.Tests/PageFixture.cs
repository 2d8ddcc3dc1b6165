using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using Touchline.EndToEnd.Tests;

namespace Touchline.Page.Tests;

/// <summary>A session that trades at a simulated exchange and shows its page, and a browser to look at it. One for all tests: they come one after the other.</summary>
public sealed class PageFixture : IAsyncLifetime, IDisposable
{
    /// <summary>Of the first user, as the program was told.</summary>
    public const string Password = "correct-horse-battery";

    /// <summary>A built-in strategy that trades from the start on.</summary>
    public const string Maker = "market-making";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private readonly string _pairs;
    private readonly string[] _parameters;
    private readonly string[] _exchange;
    private VenueProcess? _venue;
    private string[] _key = [];
    private Process? _session;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public PageFixture()
        : this(["BTCUSDT", "ETHUSDT"], ["size=0.02"])
    {
    }

    /// <param name="parameters">The market maker's.</param>
    /// <param name="exchange">Further options of the exchange.</param>
    internal PageFixture(string[] pairs, string[] parameters, params string[] exchange) => (_pairs, _parameters, _exchange) = (string.Join(',', pairs), [.. parameters.SelectMany(p => (string[])["--param", p])], exchange);

    public string Url => $"http://127.0.0.1:{_port}";

    public async Task InitializeAsync()
    {
        if (ChromiumFactAttribute.Chromium is null)
            return;
        Assertions.SetDefaultExpectTimeout(Patience.MostMs);
        _venue = new VenueProcess(_folder, _pairs, _exchange);
        _venue.Environment["XDG_CONFIG_HOME"] = _folder["config"];
        _venue.Environment["APP_PASSWORD"] = Password;
        _key = _venue.Key();
        Directory.CreateDirectory(_folder["data"]);
        _venue.Run("run", "--for", "20s", "--speed", "max", "--record", Path.Combine(_folder["data"], "market.tlr"), "--json").AssertDone();
        StartSession();
        _playwright = await Playwright.CreateAsync();
        _browser = await Browser();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    public void Dispose()
    {
        _playwright?.Dispose();
        KillSession();
        _venue?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A browser of its own for somebody who hasn't logged in; what the page complains of fails the test that closes it.</summary>
    internal Task<Visit> Visit(int width = 1440, int height = 900) => Visit(_browser!, width, height);

    internal async Task<Visit> Visit(IBrowser browser, int width = 1440, int height = 900)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Url, ViewportSize = new ViewportSize { Width = width, Height = height }, HasTouch = width < 700 });
        context.SetDefaultTimeout(Patience.MostMs);
        return new Visit(context, await context.NewPageAsync());
    }

    internal Task<IBrowser> Browser(params string[] more) =>
        _playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = ChromiumFactAttribute.Chromium, Args = ["--no-sandbox", .. more] });

    /// <summary>The program, as after a power cut.</summary>
    internal void KillSession()
    {
        if (_session is null)
            return;
        if (!_session.HasExited)
            _session.Kill();
        _session.WaitForExit();
        _session.Dispose();
        _session = null;
    }

    internal void StartSession()
    {
        _session = _venue!.Start(
            ["run", .. _venue.Addresses, "--live", .. _key, "--symbols", _pairs, "--strategy", Maker, .. _parameters, "--journal", _folder["J"], "--strategies", _folder["strategies"], "--database", _folder["session.db"],
                "--http", $"127.0.0.1:{_port}", "--http-data", _folder["data"], "--json"]);
        var errors = new StringBuilder();
        bool isTold = false;
        using var isUp = new ManualResetEventSlim();
        _session.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
                isTold |= line.Data?.StartsWith("the API is at ", StringComparison.Ordinal) == true;
                if (isTold || line.Data is null)
                    isUp.Set();
            }
        };
        _session.BeginErrorReadLine();
        _ = _session.StandardOutput.ReadToEndAsync();
        isUp.Wait(Patience.Most);
        lock (errors)
            Assert.True(isTold, $"the session didn't start: {errors}");
    }

    // Below those that the system gives away: until the session is there, and while it is away, nobody else is given it.
    private static int FreePort()
    {
        for (int port = 20_000 + Environment.ProcessId % 10_000; ; port++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PageCollection : ICollectionFixture<PageFixture>
{
    public const string Name = "page";
}
