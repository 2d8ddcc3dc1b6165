using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Touchline.Storage;

namespace Touchline.Api;

/// <summary>
/// A write with the header <c>Idempotency-Key</c> is carried out once: the same user's same request with the same key gets the first answer for an hour, another request with it is refused. What wasn't
/// carried out, because the session couldn't be reached, may be tried again with the key. Each user has so many keys; what only ends things (<see cref="Repeatable"/>) needs no room for its own.
/// </summary>
internal sealed class IdempotentWrites(TimeProvider time, int mostOfUser = IdempotentWrites.MostOfUser)
{
    /// <summary>Keys that are remembered of one user.</summary>
    public const int MostOfUser = 2048;

    public const string Header = "Idempotency-Key";

    private const int MostKeyLength = 128;
    private const int MostAnswerBytes = 1 << 16;

    private readonly IdempotencyCache _cache = new(mostOfOwner: mostOfUser);

    private long NowNs => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Behind the gate: whose request it is is known.</summary>
    public async Task Once(HttpContext http, RequestDelegate next)
    {
        string? key = http.Request.Headers[Header];
        bool isWrite = !HttpMethods.IsGet(http.Request.Method) && http.Items.ContainsKey(typeof(Users.Principal));
        // An answer with a token is nobody's to get again.
        if (key is null || !isWrite || http.Request.Path.StartsWithSegments("/auth", StringComparison.OrdinalIgnoreCase))
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        if (key.Length is 0 or > MostKeyLength || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
            throw Problem.Field(Header, $"right are 1 to {MostKeyLength} letters, digits and - _ . :");
        http.Request.EnableBuffering();
        byte[] body = SHA256.HashData(await Body(http).ConfigureAwait(false));
        Users.Principal user = ApiGate.PrincipalOf(http);
        // Somebody who has a name that another one had before has none of his answers.
        string whole = $"{user.Name}/{user.Epoch}/{key}", operation = $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}";
        string request = $"{Convert.ToHexStringLower(body)} {http.Request.Headers.IfMatch}";
        IdempotencyAnswer answer = _cache.Begin(whole, operation, request, NowNs, user.Name);
        switch (answer.Outcome)
        {
            case Idempotency.Begun:
                await CarryOut(http, next, whole).ConfigureAwait(false);
                break;
            case Idempotency.Done:
                await Repeat(http, answer.Result!).ConfigureAwait(false);
                break;
            case Idempotency.InProgress:
                throw Problem.Conflict("the first request with this key is still being carried out");
            case Idempotency.Full when http.GetEndpoint()?.Metadata.GetMetadata<Repeatable>() is not null:
                await next(http).ConfigureAwait(false);
                break;
            case Idempotency.Full:
                throw Problem.Unavailable($"too many keys are remembered, of a user {mostOfUser} within an hour at most; leave the key out, or come again");
            default:
                throw new Problem(StatusCodes.Status422UnprocessableEntity, "this key was used for another request");
        }
    }

    private static async Task<byte[]> Body(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        http.Request.Body.Position = 0;
        return body.ToArray();
    }

    private async Task CarryOut(HttpContext http, RequestDelegate next, string key)
    {
        Stream wire = http.Response.Body;
        using var kept = new MemoryStream();
        http.Response.Body = kept;
        bool isDone = false;
        try
        {
            await next(http).ConfigureAwait(false);
            isDone = http.Response.StatusCode < 500 && kept.Length <= MostAnswerBytes;
        }
        finally
        {
            http.Response.Body = wire;
            // A refusal changed nothing: the request may be mended and sent again.
            if (isDone)
                _cache.Complete(key, Text(http, kept));
            else
                _cache.Abandon(key);
        }

        kept.Position = 0;
        await kept.CopyToAsync(wire, http.RequestAborted).ConfigureAwait(false);
    }

    private static string Text(HttpContext http, MemoryStream kept) => new JsonObject
    {
        ["status"] = http.Response.StatusCode,
        ["type"] = http.Response.ContentType,
        ["etag"] = (string?)http.Response.Headers.ETag,
        ["location"] = (string?)http.Response.Headers.Location,
        ["body"] = Encoding.UTF8.GetString(kept.ToArray()),
    }.ToJsonString();

    private static async Task Repeat(HttpContext http, string result)
    {
        using JsonDocument kept = JsonDocument.Parse(result);
        JsonElement answer = kept.RootElement;
        http.Response.StatusCode = answer.GetProperty("status").GetInt32();
        http.Response.ContentType = answer.GetProperty("type").GetString();
        if (answer.GetProperty("etag").GetString() is { } tag)
            http.Response.Headers.ETag = tag;
        if (answer.GetProperty("location").GetString() is { } location)
            http.Response.Headers.Location = location;
        http.Response.Headers["Idempotent-Replay"] = "true";
        await http.Response.WriteAsync(answer.GetProperty("body").GetString()!, http.RequestAborted).ConfigureAwait(false);
    }
}
