using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Touchline.Commands;

namespace Touchline.Api;

/// <summary>Why a request isn't carried out, as RFC 9457 has it: a status, a sentence, and which field is wrong.</summary>
internal sealed class Problem(int status, string detail, IReadOnlyDictionary<string, string>? errors = null) : Exception(detail)
{
    public const string ContentType = "application/problem+json";

    public int Status => status;

    /// <summary>Field by field what would be right; null: no field is wrong.</summary>
    public IReadOnlyDictionary<string, string>? Errors => errors;

    /// <summary>In seconds; null: nobody can say when it makes sense to try again.</summary>
    public int? RetryAfter { get; init; }

    public static Problem Field(string name, string right) => new(StatusCodes.Status400BadRequest, $"{name}: {right}", new Dictionary<string, string> { [name] = right });

    public static Problem Fields(IReadOnlyDictionary<string, string> errors) =>
        new(StatusCodes.Status400BadRequest, string.Join("; ", errors.Select(e => $"{e.Key}: {e.Value}")), errors);

    public static Problem NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>It can't be done as things stand.</summary>
    public static Problem Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    public static Problem Unavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, detail) { RetryAfter = 1 };

    public async Task Write(HttpContext http)
    {
        var body = new JsonObject { ["type"] = "about:blank", ["title"] = Title(status), ["status"] = status, ["detail"] = Message };
        if (errors is not null)
            body["errors"] = new JsonObject(errors.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)new JsonArray(e.Value))));
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        if (RetryAfter is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        await http.Response.WriteAsync(body.ToJsonString(JsonText.Line)).ConfigureAwait(false);
    }

    private static string Title(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        423 => "Locked",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    };
}
