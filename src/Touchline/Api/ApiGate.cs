using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Touchline.Core;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>
/// What every request passes: headers that browsers heed, names under which the server may be called, then the token and the role that the endpoint demands. Whatever says nothing of who may use it
/// is for nobody.
/// </summary>
/// <param name="verify">Whose token it is; null: nobody's.</param>
/// <param name="say">Gets what went wrong inside, for the log.</param>
internal sealed class ApiGate(ApiOptions options, Func<string, Principal?> verify, Action<string> say) : IDisposable
{
    /// <summary>Of a WebSocket's handshake, where browsers can't send headers: <c>Sec-WebSocket-Protocol: touchline, TOKEN</c>.</summary>
    public const string SocketProtocol = "touchline";

    /// <summary>Requests that are worked on at once: the rest of the machine is for trading, and large answers take memory.</summary>
    public const int MostAtOnce = 16;

    private const string Bearer = "Bearer ";
    private const string Stream = "/ws";
    private const int MostStrangersBytes = 4096;

    // Of what goes wrong inside, so much is told a second.
    private const int MostToldASecond = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _second;
    private int _told;

    // Who waits for one of a lane waits for something slow.
    private static readonly TimeSpan PatienceInLane = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly Dictionary<Lane, SemaphoreSlim> _lanes = Lane.All.ToDictionary(l => l, l => new SemaphoreSlim(l.AtOnce));

    private readonly HashSet<string> _hosts = new([.. options.Hosts, "localhost", "127.0.0.1", "[::1]", HostOf(options.Address.Address)], StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _origins = new(options.Origins, StringComparer.OrdinalIgnoreCase);

    private bool IsEveryAddress => options.Address.Address.Equals(IPAddress.Any) || options.Address.Address.Equals(IPAddress.IPv6Any);

    /// <summary>Who asks; only behind <see cref="Admit"/>, at an endpoint that demands a role.</summary>
    public static Principal PrincipalOf(HttpContext http) => (Principal)http.Items[typeof(Principal)]!;

    public void Dispose()
    {
        _places.Dispose();
        foreach (SemaphoreSlim lane in _lanes.Values)
            lane.Dispose();
    }

    public async Task Guard(HttpContext http, RequestDelegate next)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        try
        {
            // Another name that leads here may be somebody else's page, which its owner's browser would trust.
            if ((!IsEveryAddress || options.Hosts.Count > 0) && !_hosts.Contains(http.Request.Host.Host))
                throw new Problem(StatusCodes.Status421MisdirectedRequest, "this server isn't called by that name; setting http.hosts lists more");
            if (!Allow(http))
                return;
            await next(http).ConfigureAwait(false);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await ProblemOf(e, http).Write(http).ConfigureAwait(false);
        }
    }

    public Task Admit(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not { } endpoint)
            throw Problem.NotFound("there is nothing at this path; GET /docs lists what there is");
        if (endpoint.Metadata.GetMetadata<Access>() is not { } access)
        {
            return endpoint is RouteEndpoint ? throw new Problem(StatusCodes.Status403Forbidden, "this is for nobody") : Explain(http, next);
        }

        if (access.Least is { } least)
        {
            Principal principal = TokenOf(http) is { } token && verify(token) is { } known
                ? known
                : throw new Problem(StatusCodes.Status401Unauthorized, "a token is needed: POST /auth/login gives one, and it goes in the header Authorization: Bearer TOKEN");
            if (principal.Role < least)
                throw new Problem(StatusCodes.Status403Forbidden, $"this takes the role {least.ToString().ToLowerInvariant()}; {principal.Name} is {principal.Role.ToString().ToLowerInvariant()}");
            http.Items[typeof(Principal)] = principal;
            // A stream goes on for as long as its client likes, and has bounds of its own.
            if (endpoint.Metadata.GetMetadata<MostBody>() is { } most)
                Limit(http, most.Bytes);
            return http.Request.Path == Stream ? next(http) : InTurn(http, next, endpoint.Metadata.GetMetadata<Lane>());
        }

        // Whoever comes without a token has little to say.
        Limit(http, MostStrangersBytes);
        return next(http);
    }

    private static void Limit(HttpContext http, long bytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            body.MaxRequestBodySize = bytes;
    }

    // What the framework itself answers, a wrong method, comes without words.
    private static async Task Explain(HttpContext http, RequestDelegate next)
    {
        await next(http).ConfigureAwait(false);
        if (http.Response.StatusCode >= StatusCodes.Status400BadRequest && !http.Response.HasStarted)
            throw new Problem(http.Response.StatusCode, $"this path doesn't take {Method(http)}; it takes {http.Response.Headers.Allow}");
    }

    // A method is any word that a client likes.
    private static string Method(HttpContext http) => http.Request.Method.Length <= 16 ? http.Request.Method : "that method";

    private async Task InTurn(HttpContext http, RequestDelegate next, Lane? lane)
    {
        SemaphoreSlim places = lane is null ? _places : _lanes[lane];
        if (!await places.WaitAsync(lane is null ? Patience : PatienceInLane, http.RequestAborted).ConfigureAwait(false))
            throw Problem.Unavailable(lane is null ? "too many requests at once" : $"too many requests wait for {lane.What}");
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>The token as it came; null: none.</summary>
    public static string? TokenOf(HttpContext http)
    {
        string? header = http.Request.Headers.Authorization;
        if (header?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true)
            return header[Bearer.Length..];
        if (http.Request.Path != Stream)
            return null;
        string[] protocols = [.. http.Request.Headers.SecWebSocketProtocol.SelectMany(p => p!.Split(',', StringSplitOptions.TrimEntries))];
        return protocols.Length == 2 && protocols[0] == SocketProtocol ? protocols[1] : null;
    }

    // False: the answer is given already.
    private bool Allow(HttpContext http)
    {
        string? origin = http.Request.Headers.Origin;
        if (string.IsNullOrEmpty(origin) || IsOwn(http, origin))
            return true;
        if (!_origins.Contains(origin))
            throw new Problem(StatusCodes.Status403Forbidden, "pages of that origin may not call this server; setting http.origins lists those that may");
        IHeaderDictionary headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.AccessControlExposeHeaders = "ETag, Retry-After, Location, Idempotent-Replay";
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0)
            return true;
        headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, If-Match, Idempotency-Key";
        headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return false;
    }

    // A proxy before it may speak TLS.
    private static bool IsOwn(HttpContext http, string origin) => Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https" && string.Equals(uri.GetLeftPart(UriPartial.Authority), $"{uri.Scheme}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase);

    private Problem ProblemOf(Exception e, HttpContext http)
    {
        switch (e)
        {
            case Problem problem:
                return problem;
            case BadInputException wrong:
                return new Problem(StatusCodes.Status400BadRequest, wrong.Message);
            case TimeoutException late:
                return Problem.Unavailable(late.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return JsonBody.TooLarge(http);
            case BadHttpRequestException bad:
                return new Problem(bad.StatusCode, "the request can't be read");
            case IOException:
                return new Problem(StatusCodes.Status400BadRequest, "the request can't be read");
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                return new Problem(StatusCodes.Status400BadRequest, "the client has gone");
            default:
                // What it was inside is for the log alone.
                Tell($"{http.Request.Method} {http.GetEndpoint()?.DisplayName ?? "a request"} has failed: {e.GetType().Name}: {e.Message}");
                return new Problem(StatusCodes.Status500InternalServerError, "something went wrong inside; the log has it");
        }
    }

    private void Tell(string text)
    {
        long second = Environment.TickCount64 / 1000;
        if (Interlocked.Exchange(ref _second, second) != second)
            Interlocked.Exchange(ref _told, 0);
        if (Interlocked.Increment(ref _told) <= MostToldASecond)
            say(text);
    }

    private static string HostOf(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
