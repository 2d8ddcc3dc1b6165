using System.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>The JSON configuration file: one object, nested by the parts of the settings' paths; a path may also stand whole.</summary>
internal static class JsonLayer
{
    private static readonly JsonDocumentOptions Syntax = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="name">What the user calls the file.</param>
    /// <exception cref="BadInputException">It isn't JSON, or names a setting that isn't known.</exception>
    public static SettingLayer Read(string text, string name)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new BadInputException($"{name} is empty; right is a JSON object, at least {{}}");
        try
        {
            using var document = JsonDocument.Parse(text, Syntax);
            var layer = new SettingLayer();
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BadInputException($"{name} is {Describe(document.RootElement)}; right is a JSON object with settings");
            AddSection(layer, document.RootElement, "", name);
            return layer;
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{name}, line {e.LineNumber + 1}, column {Column(text, e)}: {Reason(e)}", e);
        }
        catch (InvalidOperationException e)
        {
            // The reader finds half a surrogate pair only when the text is asked for.
            throw new BadInputException($"{name}: a text in it has an escape that is no Unicode character", e);
        }
    }

    private static void AddSection(SettingLayer layer, JsonElement section, string prefix, string name)
    {
        foreach (JsonProperty member in section.EnumerateObject())
        {
            string path = prefix + member.Name;
            if (Settings.All.FirstOrDefault(s => s.Path == path) is { } setting)
                layer.Add(new Assignment(path, Values(setting, member.Value, name), name));
            else if (path.StartsWith(Settings.ParameterPrefix, StringComparison.Ordinal))
                layer.Add(new Assignment(path, [Scalar(path, member.Value, name, "a text, a number, true or false")], name));
            else if (path == Settings.Parameters || Settings.All.Any(s => Settings.IsWithin(s, path)))
                AddSection(layer, Section(path, member.Value, name), path + ".", name);
            else
                throw new BadInputException($"{name}: setting {path} is unknown{NearestName.Hint(path, KnownPaths(), Settings.WhereListed)}");
        }
    }

    private static JsonElement Section(string path, JsonElement value, string name) => value.ValueKind == JsonValueKind.Object
        ? value
        : throw new BadInputException($"{name}: {path} is {Describe(value)}; right is an object with settings");

    private static string[] Values(Setting setting, JsonElement value, string name)
    {
        if (setting.IsList && value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray().Select(v => Scalar(setting.Path, v, name, setting.Right))];
        if (setting.ListMember is { } list && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(list, out JsonElement items)
            && value.EnumerateObject().Count() == 1 && items.ValueKind == JsonValueKind.Object)
            return [$"{list}:{string.Join(',', items.EnumerateObject().Select(m => $"{m.Name}={Scalar($"{setting.Path}.{list}.{m.Name}", m.Value, name, "a text")}"))}"];
        if (setting.Members.Count > 0 && value.ValueKind == JsonValueKind.Object)
            return [string.Join(',', value.EnumerateObject().Select(m => Member(setting, m, name)))];
        return [Scalar(setting.Path, value, name, setting.Right)];
    }

    private static string Member(Setting setting, JsonProperty member, string name)
    {
        string path = $"{setting.Path}.{member.Name}";
        return setting.Members.Contains(member.Name)
            ? $"{member.Name}={Scalar(path, member.Value, name, "a number")}"
            : throw new BadInputException($"{name}: setting {path} is unknown{(NearestName.Of(member.Name, setting.Members) is { } nearest ? $"; nearest is {setting.Path}.{nearest}" : $"; known are {string.Join(", ", setting.Members)}")}");
    }

    private static string Scalar(string path, JsonElement value, string name, string right) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new BadInputException($"{name}: setting {path} is {Describe(value)}; right is {right}"),
    };

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText(),
    };

    // Sections too, so that a mistyped section is met by its own name.
    private static IEnumerable<string> KnownPaths() =>
        Settings.All.SelectMany(s => s.Path.IndexOf('.') is var dot && dot < 0 ? [s.Path] : new[] { s.Path[..dot], s.Path }).Append(Settings.Parameters);

    // The reader counts in UTF-8 bytes, people in characters.
    private static int Column(string text, JsonException e)
    {
        string line = text.Split('\n')[(int)(e.LineNumber ?? 0)];
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        return 1 + Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Min(bytes.Length, e.BytePositionInLine ?? 0));
    }

    // Without the reader's own words about the place.
    private static string Reason(JsonException e)
    {
        int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? e.Message : e.Message[..place];
    }
}
