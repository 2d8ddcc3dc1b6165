using System.Collections;
using Touchline.Core;

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

    /// <summary>What the user calls the JSON file.</summary>
    /// <param name="jsonFile">The one that the user named, if any.</param>
    public static string JsonNameOf(string? jsonFile) => jsonFile ?? JsonName;

    /// <summary>Where what was changed while a session ran is kept, and what the user calls it.</summary>
    /// <param name="jsonFile">The JSON file that the user named, if any.</param>
    public (string Path, string Name) RuntimeFile(string? jsonFile) =>
        (Configuration.RuntimeFile.NameBeside(Path.Combine(Folder, JsonNameOf(jsonFile))), Configuration.RuntimeFile.NameBeside(JsonNameOf(jsonFile)));

    /// <summary>Weakest first: JSON file, what was changed while a session ran, .env file, environment.</summary>
    /// <param name="jsonFile">The JSON file that the user named, if any.</param>
    /// <exception cref="BadInputException">A file can't be read or is wrong, or a name is unknown.</exception>
    public IEnumerable<SettingLayer> Layers(string? jsonFile)
    {
        string json = Path.Combine(Folder, jsonFile ?? JsonName);
        if (jsonFile is not null || File.Exists(json))
            yield return JsonLayer.Read(ConfigurationFile.Read(json, jsonFile ?? JsonName), jsonFile ?? JsonName);
        (string runtime, string runtimeName) = RuntimeFile(jsonFile);
        if (File.Exists(runtime))
            yield return Configuration.RuntimeFile.Read(runtime, runtimeName).ToLayer(runtimeName);
        if (DotEnv() is { } dotEnv)
            yield return EnvironmentLayer.Read(dotEnv);
        // By name, so that of several mistakes always the same is told.
        yield return EnvironmentLayer.Read(Environment
            .OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => new Variable(e.Key, e.Value, $"environment {e.Key}")));
    }

    /// <summary>
    /// A secret by its plain name, from the environment or else from <c>.env</c>; null where neither has it, or has it empty. It is no setting: no other place gives it, and nothing shows it.
    /// </summary>
    /// <exception cref="BadInputException"><c>.env</c> can't be read or is wrong, or has it twice.</exception>
    public Variable? Secret(string name)
    {
        if (Environment.TryGetValue(name, out string? value) && value.Length > 0)
            return new Variable(name, value, $"environment {name}");
        Variable[] given = [.. (DotEnv() ?? []).Where(v => v.Name == name)];
        if (given.Length > 1)
            throw new BadInputException($"{given[1].Place}: it is given twice: also by {given[0].Place}; give it once");
        return given is [{ Value.Length: > 0 } one] ? one : null;
    }

    // Null: there is no such file.
    private List<Variable>? DotEnv()
    {
        string path = Path.Combine(Folder, DotEnvName);
        return File.Exists(path) ? DotEnvFile.Read(ConfigurationFile.Read(path, DotEnvName), DotEnvName) : null;
    }
}
