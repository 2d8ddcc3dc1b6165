using System.Text.Json;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>
/// An object within a journal's session text. What is asked for is there and right, or a <see cref="BadInputException"/> names it.
/// </summary>
/// <param name="about">The journal, for messages.</param>
/// <param name="path">Where the object stands, with a dot behind it; empty for the whole text.</param>
internal readonly struct JournalFields(JsonElement json, string about, string path = "")
{
    /// <summary>The member is there and not null.</summary>
    public bool Has(string name) => Find(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public string Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } found ? found.GetString()! : throw Wrong(name, "right is a text");

    public long Whole(string name, long least, long most = long.MaxValue) =>
        Number(name).TryGetInt64(out long value) && value >= least && value <= most ? value : throw Wrong(name, $"right is a whole number from {least} to {most}");

    public ulong Seed(string name) => Number(name).TryGetUInt64(out ulong value) ? value : throw Wrong(name, "right is a whole number from 0 on");

    public decimal Positive(string name) =>
        Number(name).TryGetDecimal(out decimal value) && value > 0 ? value : throw Wrong(name, "right is a number above 0");

    public DecimalUnit Step(string name) => DecimalUnit.Parse(Text(name), $"{about}: {path}{name}");

    public JournalFields Object(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } found ? new JournalFields(found, about, $"{path}{name}.") : throw Wrong(name, "right is an object");

    /// <summary>At least one.</summary>
    public bool Switch(string name) => Find(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } found ? found.GetBoolean() : throw Wrong(name, "right is true or false");

    /// <summary>None where there are none.</summary>
    public IReadOnlyList<JournalFields> ObjectsIfAny(string name) => Find(name) is { ValueKind: JsonValueKind.Array } found && found.GetArrayLength() == 0 || !Has(name) ? [] : Objects(name);

    public IReadOnlyList<JournalFields> Objects(string name)
    {
        JsonElement found = Find(name);
        if (found.ValueKind != JsonValueKind.Array || found.GetArrayLength() == 0)
            throw Wrong(name, "right is a list of objects");
        var objects = new List<JournalFields>();
        foreach (JsonElement item in found.EnumerateArray())
            objects.Add(new JournalFields(item, about, $"{path}{name}[{objects.Count}]."));
        return objects;
    }

    /// <summary>All members, which are texts.</summary>
    public IReadOnlyList<(string Name, string Text)> Texts()
    {
        var texts = new List<(string, string)>();
        foreach (JsonProperty member in json.EnumerateObject())
            texts.Add((member.Name, Text(member.Name)));
        return texts;
    }

    /// <summary>A list of texts; empty where it isn't there.</summary>
    public IReadOnlyList<string> Names(string name)
    {
        if (!Has(name))
            return [];
        JsonElement found = Find(name);
        return found.ValueKind == JsonValueKind.Array && found.EnumerateArray().All(n => n.ValueKind == JsonValueKind.String) && found.GetArrayLength() <= byte.MaxValue
            ? [.. found.EnumerateArray().Select(n => n.GetString()!)]
            : throw Wrong(name, $"right is a list of at most {byte.MaxValue} texts");
    }

    public BadInputException Wrong(string name, string what) => new($"{about}: {path}{name} in the session's description is wrong: {what}");

    private JsonElement Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } found ? found : throw Wrong(name, "right is a number");

    private JsonElement Find(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement found) ? found : default;
}
