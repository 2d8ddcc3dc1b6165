using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Touchline.EndToEnd.Tests;

namespace Touchline.Page.Tests;

/// <summary>The page's files as the program serves them.</summary>
[Collection(PageCollection.Name)]
public sealed partial class PageFilesTests(PageFixture fixture) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose() => _client.Dispose();

    [ChromiumFact]
    public async Task Browsers_are_led_to_the_page_and_programs_get_json()
    {
        using HttpResponseMessage browser = await Get("/", ("Accept", "text/html,application/xhtml+xml"));
        Assert.Equal((HttpStatusCode.Found, "/app/"), (browser.StatusCode, browser.Headers.Location!.OriginalString));
        using HttpResponseMessage program = await Get("/", ("Accept", "*/*"));
        Assert.Equal("application/json", program.Content.Headers.ContentType!.MediaType);
    }

    [ChromiumFact]
    public async Task Files_come_packed_or_not_are_kept_by_their_hash_and_whatever_is_none_is_the_page_itself()
    {
        string plain = await Text("/app/");
        using HttpResponseMessage packed = await Get("/app/strategies/my.strategy.cs", ("Accept-Encoding", "gzip"));
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        using var unpacked = new StreamReader(new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress));
        Assert.Equal(plain, await unpacked.ReadToEndAsync());
        using HttpResponseMessage refused = await Get("/app/", ("Accept-Encoding", "gzip;q=0, br"));
        Assert.Empty(refused.Content.Headers.ContentEncoding);

        string script = Script().Match(plain).Groups["path"].Value;
        using HttpResponseMessage first = await Get(script);
        Assert.Contains("immutable", first.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("text/javascript", first.Content.Headers.ContentType!.MediaType);
        using HttpResponseMessage again = await Get(script, ("If-None-Match", first.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using HttpResponseMessage start = await Get("/app/");
        Assert.True(start.Headers.CacheControl!.NoCache);
        foreach (string none in (string[])["/app/assets/none.js", "/app/none.js"])
            Assert.Equal(HttpStatusCode.NotFound, (await Get(none)).StatusCode);
        using HttpResponseMessage posted = await _client.PostAsync(new Uri(fixture.Url + "/app/"), null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Contains("default-src 'self'", start.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_page_knows_of_built_in_strategies_is_what_the_program_says()
    {
        Outcome said = TouchlineProgram.Run("strategies", "--json");
        said.AssertDone();
        string page = File.ReadAllText(Repository.File("web/src/pages/backtests/builtIn.json"));
        Assert.True(
            System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(said.Output), System.Text.Json.Nodes.JsonNode.Parse(page)),
            "strategies have changed: ./touchline strategies --json > web/src/pages/backtests/builtIn.json");
    }

    [GeneratedRegex("src=\"(?<path>/app/assets/[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Script();

    private async Task<string> Text(string path) => await (await Get(path)).Content.ReadAsStringAsync();

    private async Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Url + path));
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request);
    }
}
