using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Reads a fault from JSON. What is wrong is told with the field's name and with what would be right.</summary>
internal static class FaultReader
{
    private const long MostMs = 24 * 3600 * 1000;

    private static readonly string[] Common = ["kind", "scope"];
    private static readonly string[] Chance = ["probability", "count"];
    private static readonly int[] Statuses = [403, 408, 418, 429, 500, 502, 503, 504];

    /// <summary>As <see cref="Read(JsonElement, int, string?)"/>; text that is none (a lone surrogate, bytes that aren't UTF-8) is told too.</summary>
    public static (ExchangeFault? Fault, string? Wrong) TryRead(JsonElement json, int id, string? beside = null)
    {
        try
        {
            return Read(json, id, beside);
        }
        catch (InvalidOperationException)
        {
            return (null, "a name or a text in it isn't well-formed Unicode");
        }
    }

    /// <param name="beside">A field that is allowed beside the fault's own.</param>
    public static (ExchangeFault? Fault, string? Wrong) Read(JsonElement json, int id, string? beside = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return (null, "the body must be a JSON object such as {\"kind\":\"drop\",\"scope\":\"market\"}");
        string kinds = string.Join(", ", FaultKinds.All.Select(k => k.Name));
        if (!json.TryGetProperty("kind", out JsonElement kind) || kind.ValueKind != JsonValueKind.String)
            return (null, $"field 'kind' is missing or no text; right is one of {kinds}");
        if (FaultKinds.Find(kind.GetString()!) is not { } terms)
            return (null, $"field 'kind': '{kind.GetString()}' is unknown; right is one of {kinds}");
        string[] taken = [.. Common, .. terms.IsState ? [] : Chance, .. terms.Needs, .. terms.Takes];
        foreach (JsonProperty field in json.EnumerateObject())
        {
            if (field.Name != beside && !taken.Contains(field.Name))
                return (null, $"field '{field.Name}' doesn't go with kind '{terms.Name}', which takes {string.Join(", ", taken)}");
        }

        string? missing = terms.Needs.FirstOrDefault(n => !json.TryGetProperty(n, out _));
        return missing is null ? Read(json, id, terms) : (null, $"field '{missing}' is missing; kind '{terms.Name}' needs it");
    }

    private static (ExchangeFault? Fault, string? Wrong) Read(JsonElement json, int id, FaultTerms terms)
    {
        string scope = "all";
        if (json.TryGetProperty("scope", out JsonElement given))
            scope = given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText();
        if (!FaultKinds.ScopesOf(terms).Contains(scope))
            return (null, $"field 'scope': '{scope}' doesn't go with kind '{terms.Name}', which takes {string.Join(", ", FaultKinds.ScopesOf(terms))}");
        string? wrong = null;
        double probability = Number(json, "probability", 0, 1, "a number from 0 to 1", ref wrong) ?? 1;
        long? count = Whole(json, "count", 1, long.MaxValue, "a whole number from 1", ref wrong);
        long least = terms.Kind == FaultKind.Skew ? -MostMs : 1;
        long? ms = Whole(json, "ms", least, MostMs, $"a whole number of milliseconds from {least} to {MostMs}", ref wrong);
        long? status = Whole(json, "status", 0, 599, $"one of {string.Join(", ", Statuses)}", ref wrong);
        if (status is { } other && !Statuses.Contains((int)other))
            wrong ??= $"field 'status': {other} is wrong; right is one of {string.Join(", ", Statuses)}";
        long? code = Whole(json, "code", int.MinValue, -1, FaultRefusals.CodesText, ref wrong);
        if (code is { } unknown && !FaultRefusals.Has((int)unknown))
            wrong ??= $"field 'code': {unknown} is unknown; right is {FaultRefusals.CodesText}";
        long? steps = Whole(json, "steps", 1, long.MaxValue, "a whole number from 1", ref wrong);
        bool? accepted = Boolean(json, "accepted", ref wrong);
        if (wrong is not null)
            return (null, wrong);
        return (new ExchangeFault
        {
            Id = id,
            Kind = terms.Kind,
            Scope = scope,
            Scopes = FaultKinds.Scopes.First(s => s.Name == scope).Scopes & terms.Scopes,
            Probability = probability,
            Left = count,
            Ms = ms,
            Status = (int?)status,
            Accepted = accepted,
            Code = (int?)code,
            Steps = steps,
        }, null);
    }

    private static double? Number(JsonElement json, string name, double least, double most, string right, ref string? wrong)
    {
        if (!json.TryGetProperty(name, out JsonElement field))
            return null;
        if (field.ValueKind == JsonValueKind.Number && field.GetDouble() is var value && value >= least && value <= most)
            return value;
        wrong ??= $"field '{name}': {field.GetRawText()} is wrong; right is {right}";
        return null;
    }

    private static long? Whole(JsonElement json, string name, long least, long most, string right, ref string? wrong)
    {
        if (!json.TryGetProperty(name, out JsonElement field))
            return null;
        if (field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out long value) && value >= least && value <= most)
            return value;
        wrong ??= $"field '{name}': {field.GetRawText()} is wrong; right is {right}";
        return null;
    }

    private static bool? Boolean(JsonElement json, string name, ref string? wrong)
    {
        if (!json.TryGetProperty(name, out JsonElement field))
            return null;
        if (field.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return field.GetBoolean();
        wrong ??= $"field '{name}': {field.GetRawText()} is wrong; right is true or false";
        return null;
    }
}
