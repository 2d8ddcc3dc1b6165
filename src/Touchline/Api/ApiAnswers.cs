using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Touchline.Api;

/// <summary>The answers that an endpoint gives, for the documentation: what its notes and method make of it, and what it says itself.</summary>
internal static class ApiAnswers
{
    /// <summary>The schema of problems among the components.</summary>
    public const string Problems = "Problem";

    /// <summary>By status, each with what it means.</summary>
    /// <param name="path">As it is mapped.</param>
    public static SortedDictionary<int, string> Of(string method, string path, IReadOnlyList<object> notes)
    {
        int[] own = [.. notes.OfType<Answers>().SelectMany(a => a.Statuses)];
        bool isWrite = method != "GET", takesToken = notes.OfType<Access>().LastOrDefault()?.Least is not null;
        var all = new SortedDictionary<int, string>();
        if (!own.Any(s => s < 300))
            Add(200);
        foreach (int status in own)
            Add(status);
        AddAll(400, 403, 421);
        if (takesToken)
            AddAll(401, 503);
        if (path.Contains('{', StringComparison.Ordinal))
            Add(404);
        if (isWrite && takesToken)
            AddAll(409, 422);
        if (notes.OfType<BodyExample>().Any())
            AddAll(408, 413, 415);
        if (notes.OfType<Versioned>().Any())
            AddAll(412, 428);
        return all;

        void AddAll(params ReadOnlySpan<int> statuses)
        {
            foreach (int status in statuses)
                Add(status);
        }

        void Add(int status) => all[status] = Meaning(status);
    }

    public static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "RFC 9457",
        Required = new HashSet<string> { "type", "title", "status", "detail" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A sentence with what would be right" },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "By the path of each wrong field or parameter what would be right",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        },
    };

    private static string Meaning(int status) => status switch
    {
        200 => "It is done, or this is what was asked for",
        201 => "It is there now; Location says where",
        202 => "It is asked for; a read tells what becomes of it",
        400 => "A field or parameter is wrong, missing or unknown",
        401 => "No token, or one that holds no longer",
        403 => "The role may not, or the page is of a foreign origin",
        404 => "There is no such thing",
        408 => "The body didn't come in time",
        409 => "It can't be done as things stand",
        412 => "If-Match names another version",
        413 => "The body is too large",
        415 => "The body isn't JSON",
        421 => "The server isn't called by that name",
        422 => "The engine or its risk refuses it, code takes too long to compile, or the Idempotency-Key was another request's",
        428 => "If-Match is missing",
        429 => "Too much was asked; Retry-After says when to try again",
        502 => "The simulated exchange can't be reached",
        503 => "The session is still opening or didn't take the request: nothing was done",
        504 => "The simulated exchange is late",
        _ => $"HTTP {status}",
    };
}
