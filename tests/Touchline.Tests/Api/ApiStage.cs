using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Touchline.Api;
using Touchline.Control;
using Touchline.Tests.Users;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>The API's server with some of its endpoints; a token is the name of a role.</summary>
internal sealed class ApiStage : IAsyncDisposable
{
    private readonly ApiServer _server;
    private readonly HttpClient _client = new(new SocketsHttpHandler { Expect100ContinueTimeout = Patience.Most }) { Timeout = Patience.Most };

    /// <param name="mostKeys">Keys that are remembered of a user.</param>
    public ApiStage(Action<IEndpointRouteBuilder, ApiSession> map, TimeProvider? time = null, SessionLink? link = null, IReadOnlyList<IPNetwork>? proxies = null, int mostKeys = IdempotentWrites.MostOfUser)
    {
        Link = link ?? new SessionLink(new FakeTime());
        time ??= new FakeTime();
        var options = new ApiOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), TrustedProxies = proxies ?? [] };
        _server = new ApiServer(options, new ApiGate(options, Verify, Said.Add), new IdempotentWrites(time, mostKeys), app => map(app, new ApiSession(Link, time)));
        _server.Start();
    }

    public SessionLink Link { get; }

    /// <summary>Of whoever comes.</summary>
    public string Epoch { get; set; } = "first";

    public List<string> Said { get; } = [];

    public Task<ApiAnswer> Get(string path, Role role = Role.Viewer) => Send(HttpMethod.Get, path, role);

    public Task<ApiAnswer> Post(string path, JsonNode body, Role role = Role.Trader) => Send(HttpMethod.Post, path, role, body);

    public Task<ApiAnswer> Delete(string path, Role role = Role.Trader) => Send(HttpMethod.Delete, path, role);

    public Task<ApiAnswer> Send(HttpMethod method, string path, Role role, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        Send(method, path, role, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), headers);

    /// <param name="body">Null: none, and no content type.</param>
    public async Task<ApiAnswer> Send(HttpMethod method, string path, Role role, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, _server.Url + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", role.ToString());
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Content = body;
        // A body that is too long is refused before it is sent.
        request.Headers.ExpectContinue = body?.Headers.ContentLength > 1 << 20;
        using HttpResponseMessage response = await _client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return new ApiAnswer((int)response.StatusCode, JsonNode.Parse(text)!, response.Headers.ETag?.Tag) { Type = response.Content.Headers.ContentType?.MediaType, Allow = [.. response.Content.Headers.Allow] };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Link.Dispose();
    }

    private Principal? Verify(string token) => Enum.TryParse(token, out Role role) ? new Principal("rob", role, "t", DateTimeOffset.MaxValue) { Epoch = Epoch } : null;
}

internal sealed record ApiAnswer(int Status, JsonNode Body, string? Tag)
{
    public string? Type { get; init; }

    /// <summary>The methods that the path takes, where it says so.</summary>
    public string[] Allow { get; init; } = [];

    /// <summary>What is told of a wrong field; null: nothing.</summary>
    public string? Error(string field) => (string?)Body["errors"]?[field]?[0];

    public JsonNode Is(int status)
    {
        Assert.True(Status == status, $"{Status}: {Body.ToJsonString()}");
        return Body;
    }
}
