using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>A variable of the environment or of a <c>.env</c> file.</summary>
/// <param name="Place">Where it stands, for the user.</param>
internal sealed record Variable(string Name, string Value, string Place);

/// <summary>Settings among variables: by path with the program's prefix, a few also by a plain name. Other programs' names are left alone.</summary>
internal static class EnvironmentLayer
{
    /// <summary>Names with the program's prefix that aren't settings.</summary>
    private static readonly string[] NotSettings = ["TOUCHLINE_TEST_DATA", Keys.KeyStore.PathVariable, Keys.KeyPrompt.PassPhraseVariable, Jobs.JobChild.Variable];

    private static readonly string ParameterPrefix = $"{Setting.EnvironmentPrefix}{Settings.Parameters.ToUpperInvariant()}__";

    /// <exception cref="BadInputException">A name has the program's prefix but is unknown, or a setting is given by two names.</exception>
    public static SettingLayer Read(IEnumerable<Variable> variables)
    {
        var layer = new SettingLayer();
        foreach (Variable variable in variables)
        {
            if (Settings.All.FirstOrDefault(s => s.EnvironmentName == variable.Name || s.PlainName == variable.Name) is { } setting)
                layer.Add(new Assignment(setting.Path, setting.IsList ? Items(variable.Value) : [variable.Value], variable.Place));
            else if (IsParameter(variable.Name))
                layer.Add(new Assignment(Settings.ParameterPrefix + variable.Name[ParameterPrefix.Length..].ToLowerInvariant(), [variable.Value], variable.Place, IsAnyCase: true));
            else if (variable.Name.StartsWith(Setting.EnvironmentPrefix, StringComparison.Ordinal) && !NotSettings.Contains(variable.Name))
                throw new BadInputException($"{variable.Place}: no setting has the name {variable.Name}{Nearest(variable.Name)}");
        }

        return layer;
    }

    private static bool IsParameter(string name) => name.Length > ParameterPrefix.Length && name.StartsWith(ParameterPrefix, StringComparison.Ordinal);

    private static string[] Items(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private static string Nearest(string name) => NearestName.Hint(name, Settings.All.Select(s => s.EnvironmentName).Append(ParameterPrefix + "NAME"), Settings.WhereListed);
}
