using System.Collections;

namespace Touchline.Configuration;

/// <summary>Where the layers below the command line are looked for.</summary>
/// <param name="Folder">The current directory.</param>
internal sealed record ConfigurationPlace(string Folder, IReadOnlyDictionary<string, string> Environment)
{
    private const string JsonName = "touchline.json";
    private const string DotEnvName = ".env";

    public static ConfigurationPlace Current() => new(
        Directory.GetCurrentDirectory(),
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? ""));

    /// <summary>Weakest first: JSON file, .env file, environment.</summary>
    /// <param name="jsonFile">The JSON file that the user named, if any.</param>
    /// <exception cref="Core.BadInputException">A file can't be read or is wrong, or a name is unknown.</exception>
    public IEnumerable<SettingLayer> Layers(string? jsonFile)
    {
        string json = Path.Combine(Folder, jsonFile ?? JsonName);
        if (jsonFile is not null || File.Exists(json))
            yield return JsonLayer.Read(ConfigurationFile.Read(json, jsonFile ?? JsonName), jsonFile ?? JsonName);
        string dotEnv = Path.Combine(Folder, DotEnvName);
        if (File.Exists(dotEnv))
            yield return EnvironmentLayer.Read(DotEnvFile.Read(ConfigurationFile.Read(dotEnv, DotEnvName), DotEnvName));
        // By name, so that of several mistakes always the same is told.
        yield return EnvironmentLayer.Read(Environment
            .OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => new Variable(e.Key, e.Value, $"environment {e.Key}")));
    }
}
