using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Configuration;

/// <summary>
/// All layers put together: the strongest value wins, parameters by name, lists as a whole. Values that a stronger layer hides are
/// checked like the others.
/// </summary>
internal sealed class EffectiveSettings
{
    private readonly Dictionary<string, Assignment> _given = [];

    /// <param name="layers">Weakest first.</param>
    /// <exception cref="BadInputException">A value is wrong, or the strategy has no such parameter.</exception>
    public EffectiveSettings(IEnumerable<SettingLayer> layers)
    {
        Assignment[] assignments = [.. layers.SelectMany(l => l.Assignments)];
        foreach (Assignment assignment in assignments.Where(a => a.Parameter is null))
        {
            Settings.All.Single(s => s.Path == assignment.Path).Show(assignment);
            _given[assignment.Path] = assignment;
        }

        Strategy = StrategyCatalog.Create(Value(Settings.Strategy));
        foreach (Assignment assignment in assignments.Where(a => a.Parameter is not null))
            SetParameter(assignment);
    }

    /// <summary>The chosen strategy with its parameters set.</summary>
    public Strategy Strategy { get; }

    public T Value<T>(Setting<T> setting) => _given.TryGetValue(setting.Path, out Assignment? given) ? setting.Read(given) : setting.Default;

    /// <summary>Every setting with its value, the parameters behind the strategy.</summary>
    public IReadOnlyList<EffectiveSetting> Show() =>
    [
        Show(Settings.Strategy),
        .. Strategy.Parameters.Select(Show),
        .. Settings.All.Where(s => s != Settings.Strategy).Select(Show),
    ];

    private EffectiveSetting Show(Setting setting) => setting.Show(_given.GetValueOrDefault(setting.Path));

    private EffectiveSetting Show(Parameter parameter)
    {
        string path = Settings.ParameterPrefix + parameter.Name;
        string source = _given.GetValueOrDefault(path)?.Source ?? EffectiveSetting.DefaultSource;
        return new EffectiveSetting(path, parameter.ValueText, EffectiveSetting.ToJson(parameter.ValueText, parameter.Type is "decimal" or "whole"), source);
    }

    private void SetParameter(Assignment given)
    {
        Parameter parameter = Strategy.Parameters.FirstOrDefault(p => IsNamed(p, given)) ?? throw Unknown(given);
        try
        {
            parameter.Set(given.Values[0]);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{given.Source}: {e.Message}", e);
        }

        _given[Settings.ParameterPrefix + parameter.Name] = given;
    }

    private static bool IsNamed(Parameter parameter, Assignment given) => given.IsAnyCase
        ? parameter.Name.Replace('-', '_').Equals(given.Parameter, StringComparison.OrdinalIgnoreCase)
        : parameter.Name == given.Parameter;

    private BadInputException Unknown(Assignment given)
    {
        string name = Value(Settings.Strategy);
        string[] known = [.. Strategy.Parameters.Select(p => p.Name)];
        return new BadInputException(known.Length == 0
            ? $"{given.Source}: parameter '{given.Parameter}' is unknown: strategy {name} has none"
            : $"{given.Source}: parameter '{given.Parameter}' is unknown to strategy {name}; nearest is {NearestName.Of(given.Parameter!, known)}; known are {string.Join(", ", known)}");
    }
}
