using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>A program that trades on a simulated exchange and lets in others over HTTP, with a user of each role. One for all tests of a class.</summary>
public sealed class ApiSessionProcess : IDisposable
{
    public const string AdminPassword = "correct-horse-battery";

    private readonly TemporaryFolder _folder = new();
    private readonly VenueProcess _venue;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    public ApiSessionProcess()
    {
        _venue = new VenueProcess(_folder);
        _venue.Environment["XDG_CONFIG_HOME"] = _folder["config"];
        _venue.Environment["APP_PASSWORD"] = AdminPassword;
        string[] key = _venue.Key();
        _process = _venue.Start(
            ["run", .. _venue.Addresses, "--live", .. key, "--symbols", "ETHUSDT,BTCUSDT", "--param", "size=0.02", "--journal", _folder["J"], "--strategies", _folder["strategies"], "--http", "127.0.0.1:0", "--json"]);
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
        Url = AwaitUrl();
        Admin = Login("admin", AdminPassword);
        foreach (string role in (string[])["viewer", "trader"])
            Admin.Send("POST", "/users", new JsonObject { ["username"] = role, ["password"] = $"{role}-password-1", ["role"] = role }).AssertStatus(201);
        Viewer = Login("viewer", "viewer-password-1");
        Trader = Login("trader", "trader-password-1");
        Await(() => (string?)Admin.Get("/bot/status").Json["state"] == "running" && (int)Admin.Get("/bot/status").Json["orders_live"]! > 0, "orders");
    }

    public string Url { get; }

    internal ApiClient Admin { get; }

    internal ApiClient Trader { get; }

    internal ApiClient Viewer { get; }

    internal ApiClient Nobody => new(Url, null);

    internal VenueProcess Venue => _venue;

    /// <summary>What the program wrote to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    internal ApiClient Login(string user, string password)
    {
        ApiAnswer answer = Nobody.Send("POST", "/auth/login", new JsonObject { ["username"] = user, ["password"] = password });
        answer.AssertStatus(200);
        return new ApiClient(Url, (string)answer.Json["token"]!);
    }

    internal void Await(Func<bool> isThere, string what, int restMs = 50)
    {
        Patience.Await(
            () =>
            {
                if (isThere())
                    return true;
                Assert.False(_process.HasExited, Errors);
                return false;
            },
            () => $"{what}: {Errors}",
            restMs);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Process.Start("bash", ["-c", $"kill -TERM {_process.Id}"]).WaitForExit();
            if (!_process.WaitForExit(Patience.Most))
                _process.Kill();
        }

        _process.Dispose();
        _venue.Dispose();
        _folder.Dispose();
    }

    private string AwaitUrl()
    {
        const string Before = "the API is at ";
        Await(() => Errors.Contains(Before, StringComparison.Ordinal), "the API's address");
        string line = Errors.Split('\n').First(l => l.StartsWith(Before, StringComparison.Ordinal));
        return line[Before.Length..line.IndexOf(',', StringComparison.Ordinal)];
    }
}

/// <summary>Somebody who asks over HTTP.</summary>
internal sealed class ApiClient(string url, string? token)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = Patience.Most }) { Timeout = Patience.Most };

    public string? Token => token;

    public ApiAnswer Get(string path) => Send("GET", path);

    public ApiAnswer Send(string method, string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendText(method, path, body?.ToJsonString(), "application/json", headers);

    public ApiAnswer SendText(string method, string path, string? body, string type = "application/json", params (string Name, string Value)[] headers) =>
        SendBytes(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), type, headers);

    public ApiAnswer SendBytes(string method, string path, byte[]? body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url + path, UriKind.Absolute));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            // A body that is too long is refused before it is sent.
            request.Headers.ExpectContinue = body.Length > 1 << 20;
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage reply = Http.Send(request);
        using var text = new StreamReader(reply.Content.ReadAsStream());
        return new ApiAnswer((int)reply.StatusCode, text.ReadToEnd(), reply.Headers.ETag?.Tag, reply.Content.Headers.ContentType?.MediaType, $"{method} {path}");
    }
}

internal sealed record ApiAnswer(int Status, string Text, string? Tag, string? Type, string Request)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public ApiAnswer AssertStatus(int expected)
    {
        Assert.True(Status == expected, $"{Request}: {Status} instead of {expected}: {Text}");
        return this;
    }

    /// <summary>A problem as RFC 9457 has it, which names a field.</summary>
    public void AssertField(string field)
    {
        AssertStatus(400);
        Assert.Equal("application/problem+json", Type);
        Assert.True(Json["errors"]?[field] is not null, $"{Request}: {Text}");
    }
}
