using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Touchline.EndToEnd.Tests.Stream;

/// <summary>As much of JSON Schema as the program's own schemas need; a word that it doesn't know is a failure.</summary>
internal sealed class JsonSchema(JsonObject root)
{
    private static readonly string[] Notes = ["$schema", "$defs", "title", "description"];

    /// <summary>Null: it is right. Else where it is wrong.</summary>
    /// <param name="definition">One of <c>$defs</c>.</param>
    public string? FaultOf(JsonNode? value, string definition) => Fault(value, root["$defs"]![definition]!.AsObject(), "");

    private string? Fault(JsonNode? value, JsonObject schema, string path) => schema.Select(rule => Fault(value, schema, rule.Key, rule.Value!, path)).FirstOrDefault(f => f is not null);

    private string? Fault(JsonNode? value, JsonObject schema, string word, JsonNode rule, string path)
    {
        bool isRight;
        switch (word)
        {
            case "$ref":
                return FaultOfReference(value, (string)rule!, path);
            case "anyOf":
                string?[] faults = [.. rule.AsArray().Select(r => Fault(value, r!.AsObject(), path))];
                return faults.Contains(null) ? null : $"{path} is none of: {string.Join(" | ", faults)}";
            case "properties":
                return value is JsonObject known ? rule.AsObject().Where(p => known.ContainsKey(p.Key)).Select(p => Fault(known[p.Key], p.Value!.AsObject(), $"{path}/{p.Key}")).FirstOrDefault(f => f is not null) : null;
            case "additionalProperties":
                return value is JsonObject all ? all.Where(p => schema["properties"]?.AsObject().ContainsKey(p.Key) != true).Select(p => FaultOfMore(p.Value, rule, $"{path}/{p.Key}")).FirstOrDefault(f => f is not null) : null;
            case "items":
                return value is JsonArray items ? items.Select((n, i) => Fault(n, rule.AsObject(), $"{path}/{i}")).FirstOrDefault(f => f is not null) : null;
            case "type":
                isRight = (rule is JsonArray types ? types.Select(t => (string)t!) : [(string)rule!]).Any(t => Is(value, t));
                break;
            case "const":
                isRight = JsonNode.DeepEquals(value, rule);
                break;
            case "enum":
                isRight = rule.AsArray().Any(r => JsonNode.DeepEquals(value, r));
                break;
            case "required":
                isRight = value is not JsonObject given || rule.AsArray().All(r => given.ContainsKey((string)r!));
                break;
            case "minItems":
                isRight = value is not JsonArray many || many.Count >= (int)rule;
                break;
            case "maxItems":
                isRight = value is not JsonArray few || few.Count <= (int)rule;
                break;
            case "minimum":
                isRight = value?.GetValueKind() != JsonValueKind.Number || (decimal)value >= (decimal)rule;
                break;
            case "maximum":
                isRight = value?.GetValueKind() != JsonValueKind.Number || (decimal)value <= (decimal)rule;
                break;
            case "pattern":
                isRight = value?.GetValueKind() != JsonValueKind.String || Regex.IsMatch((string)value!, (string)rule!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
                break;
            default:
                return Notes.Contains(word) ? null : $"{path}: this check doesn't know '{word}'";
        }

        return isRight ? null : string.Create(CultureInfo.InvariantCulture, $"{path}: {word} is {rule.ToJsonString()}, found {value?.ToJsonString() ?? "null"}");
    }

    private string? FaultOfReference(JsonNode? value, string reference, string path)
    {
        const string Definitions = "#/$defs/";
        return reference.StartsWith(Definitions, StringComparison.Ordinal) && root["$defs"]![reference[Definitions.Length..]] is JsonObject schema ? Fault(value, schema, path) : $"{path}: {reference} leads nowhere";
    }

    private string? FaultOfMore(JsonNode? value, JsonNode rule, string path) => rule is JsonObject schema ? Fault(value, schema, path) : (bool)rule ? null : $"{path} is unknown";

    private static bool Is(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => (decimal)value! == decimal.Floor((decimal)value!),
        _ => false,
    };
}
