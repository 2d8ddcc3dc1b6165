using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Touchline.Api;

/// <summary>The parameters of a request's address against those that its endpoint lists: all that are wrong or unknown are told at once, before anything is done.</summary>
internal static class QueryCheck
{
    private const int MostErrors = 16;
    private const int MostNameLength = 200;

    /// <summary>For every endpoint.</summary>
    public static ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Check(context.HttpContext);
        return next(context);
    }

    /// <summary>Null where the value is right, else what would be.</summary>
    public static Func<string, string?> OneOf(params string[] right)
    {
        string words = right.Length <= 2 ? string.Join(" or ", right) : $"one of {string.Join(", ", right)}";
        return text => right.Contains(text) ? null : $"right is {words}";
    }

    /// <inheritdoc cref="OneOf"/>
    public static Func<string, string?> Whole(int least, int most) => text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"right is a whole number from {least} to {most}");

    private static void Check(HttpContext http)
    {
        if (http.Request.Query.Count == 0)
            return;
        IReadOnlyList<QueryParameter> known = http.GetEndpoint()!.Metadata.GetOrderedMetadata<QueryParameter>();
        var errors = new Dictionary<string, string>();
        foreach ((string name, StringValues values) in http.Request.Query)
        {
            if (errors.Count < MostErrors && Wrong(known, name, values) is { } wrong)
                errors[new([.. name.Take(MostNameLength).Select(c => char.IsControl(c) ? '?' : c)])] = wrong;
        }

        if (errors.Count > 0)
            throw Problem.Fields(errors);
    }

    private static string? Wrong(IReadOnlyList<QueryParameter> known, string name, StringValues values)
    {
        if (known.FirstOrDefault(k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } one)
            return known.Count == 0 ? "is unknown; there are none here" : $"is unknown; known are {string.Join(", ", known.Select(k => k.Name))}";
        if (values.Count > 1)
            return "is given more than once";
        return values[0] is { Length: > 0 } text ? one.Wrong?.Invoke(text) : null;
    }
}
