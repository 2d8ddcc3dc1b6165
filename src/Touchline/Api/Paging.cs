using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Touchline.Api;

/// <summary>Which part of a list is asked for.</summary>
internal readonly record struct Paging(int Offset, int Limit)
{
    public const int Usual = 100;
    public const int Most = 1000;

    /// <exception cref="Problem">offset or limit is wrong.</exception>
    public static Paging Of(HttpContext http) => new(Whole(http, "offset", 0, 0, int.MaxValue), Whole(http, "limit", Usual, 1, Most));

    /// <exception cref="Problem">The parameter is no number, or out of range.</exception>
    public static int Whole(HttpContext http, string name, int otherwise, int least, int most)
    {
        string? text = http.Request.Query[name];
        if (string.IsNullOrEmpty(text))
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Problem.Field(name, string.Create(CultureInfo.InvariantCulture, $"right is a whole number from {least} to {most}"));
    }

    public JsonObject Answer(IEnumerable<JsonNode> items, int total) => new()
    {
        ["items"] = new JsonArray([.. items]),
        ["offset"] = Offset,
        ["limit"] = Limit,
        ["total"] = total,
    };
}
