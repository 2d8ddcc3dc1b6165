using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>
/// What was changed while a session ran and is to hold in the next one: the account's limits and the parameters of one strategy, in a JSON file beside the configuration file. The program writes it, whole or
/// not at all; who removes it has what the configuration says again.
/// </summary>
internal sealed record RuntimeFile
{
    private const string Ending = ".runtime.json";
    private const string ParametersOf = "parameters_of";
    private const string Risk = "risk";

    /// <summary>By the limit's name.</summary>
    public required IReadOnlyDictionary<string, string> Limits { get; init; }

    /// <summary>The strategy whose parameters they are; null: there are none.</summary>
    public required string? Strategy { get; init; }

    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public static RuntimeFile Empty { get; } = new() { Limits = new Dictionary<string, string>(), Strategy = null, Parameters = new Dictionary<string, string>() };

    /// <summary>Its path, or what the user calls it.</summary>
    /// <param name="json">Of the configuration file.</param>
    public static string NameBeside(string json) => Path.ChangeExtension(json, null) + Ending;

    /// <param name="name">What the user calls it.</param>
    /// <exception cref="BadInputException">It can't be read, or isn't what the program writes.</exception>
    public static RuntimeFile Read(string path, string name)
    {
        if (!File.Exists(path))
            return Empty;
        try
        {
            using var document = JsonDocument.Parse(ConfigurationFile.Read(path, name), new JsonDocumentOptions { AllowDuplicateProperties = false });
            JsonElement root = document.RootElement;
            var read = new RuntimeFile
            {
                Limits = Texts(root, Risk, name),
                Strategy = root.TryGetProperty(ParametersOf, out JsonElement strategy) ? strategy.GetString() : null,
                Parameters = Texts(root, Settings.Parameters, name),
            };
            if (root.EnumerateObject().Select(m => m.Name).FirstOrDefault(n => n is not (Risk or ParametersOf or Settings.Parameters)) is { } strange)
                throw new BadInputException($"{name}: {strange} is unknown; the program writes {Risk}, {ParametersOf} and {Settings.Parameters} there. Other settings belong into the configuration file");
            if (read.Parameters.Count > 0 && read.Strategy is null)
                throw new BadInputException($"{name}: {ParametersOf} is missing; right is the strategy whose parameters these are");
            return read;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadInputException($"{name} isn't what the program writes there: {e.Message.Split(" LineNumber:")[0]} Mend it, or remove it: then what the configuration says holds again", e);
        }
    }

    /// <exception cref="BadInputException">A limit is unknown.</exception>
    public SettingLayer ToLayer(string name)
    {
        var layer = new SettingLayer { ParametersOf = Strategy };
        foreach ((string limit, string value) in Limits)
        {
            string path = $"{Risk}.{limit}";
            if (!Settings.Limits.Any(s => s.Path == path))
                throw new BadInputException($"{name}: setting {path} is unknown{Settings.WhereListed}");
            layer.Add(new Assignment(path, [value], name));
        }

        foreach ((string parameter, string value) in Parameters)
            layer.Add(new Assignment(Settings.ParameterPrefix + parameter, [value], name));
        return layer;
    }

    /// <exception cref="BadInputException">It can't be written there.</exception>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Write(string path)
    {
        var json = new JsonObject { [Risk] = Object(Limits) };
        if (Strategy is not null)
        {
            json[ParametersOf] = Strategy;
            json[Settings.Parameters] = Object(Parameters);
        }

        using var file = new PartialFile(path);
        file.Write(Encoding.UTF8.GetBytes(json.ToJsonString(JsonText.Indented) + "\n"));
        file.Complete();
    }

    private static Dictionary<string, string> Texts(JsonElement root, string member, string name)
    {
        if (!root.TryGetProperty(member, out JsonElement section))
            return [];
        return section.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString() ?? throw new BadInputException($"{name}: {member}.{m.Name} is null; right is a text"));
    }

    private static JsonObject Object(IReadOnlyDictionary<string, string> texts) => new(texts.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));
}
