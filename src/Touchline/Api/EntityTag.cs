using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Touchline.Api;

/// <summary>
/// Which version of a thing an update was made for: a read tells it in <c>ETag</c>, an update names it in <c>If-Match</c>, so that nobody overwrites what he hasn't seen.
/// </summary>
internal static class EntityTag
{
    // What stands there now, whatever it is.
    private const string AnyVersion = "*";

    /// <summary>Of a thing that is its text.</summary>
    public static string Of(string text) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}\"";

    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static void Tell(HttpContext http, string tag) => http.Response.Headers.ETag = tag;

    /// <exception cref="Problem">The request names no version, or another one.</exception>
    public static void Demand(HttpContext http, string tag)
    {
        StringValues given = http.Request.Headers.IfMatch;
        if (given.Count == 0)
            throw new Problem(StatusCodes.Status428PreconditionRequired, "an update needs the header If-Match with the ETag of what was read");
        if (!Tags(given).Any(g => g == tag || g == AnyVersion))
            throw new Problem(StatusCodes.Status412PreconditionFailed, "it was changed meanwhile: read it again");
    }

    /// <summary>The same where the request may name a version, but needn't.</summary>
    /// <exception cref="Problem">It names another one.</exception>
    public static void Check(HttpContext http, string tag)
    {
        if (http.Request.Headers.IfMatch.Count > 0)
            Demand(http, tag);
    }

    /// <summary>Whatever version stands there will do.</summary>
    public static bool IsAny(HttpContext http) => Tags(http.Request.Headers.IfMatch).Contains(AnyVersion);

    private static IEnumerable<string> Tags(StringValues given) => given.SelectMany(g => g!.Split(',', StringSplitOptions.TrimEntries));
}
