using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Configuration;

/// <summary>
/// All layers put together: the strongest value wins, parameters by name, lists as a whole. Values that a stronger layer hides are
/// checked like the others.
/// </summary>
internal sealed class EffectiveSettings
{
    private readonly Dictionary<string, Assignment> _given = [];
    private readonly List<string> _warnings = [];

    /// <param name="layers">Weakest first.</param>
    /// <exception cref="BadInputException">
    /// A value is wrong, or the strategy has no such parameter and it wasn't meant for another one.
    /// </exception>
    public EffectiveSettings(IEnumerable<SettingLayer> layers)
    {
        SettingLayer[] all = [.. layers];
        foreach (Assignment assignment in all.SelectMany(l => l.Assignments).Where(a => a.Parameter is null))
        {
            Settings.All.Single(s => s.Path == assignment.Path).Show(assignment);
            _given[assignment.Path] = assignment;
        }

        string name = Value(Settings.Strategy), store = Value(StrategySetting.Folder);
        foreach (Assignment named in all.SelectMany(l => l.Assignments).Where(a => a.Path == Settings.Strategy.Path && !StrategyCatalog.IsThere(a.Values[0], store)))
            throw Settings.Strategy.Wrong(named);
        Source = StrategyCatalog.SourceOf(name, store, StrategySetting.RulesFor(Value(StrategySetting.AllowAll)));
        Strategy = StrategyCatalog.Create(name, Source);
        int chosenIn = LayerOfChoice(all);
        for (int i = 0; i < all.Length; i++)
        {
            bool isOfAnother = all[i].ParametersOf is { } whose && whose != name;
            foreach (Assignment assignment in all[i].Assignments.Where(a => a.Parameter is not null))
            {
                if (isOfAnother)
                    _warnings.Add($"{assignment.Source}: parameter '{assignment.Parameter}' is left out: it was set for strategy {all[i].ParametersOf}");
                else
                    SetParameter(assignment, isForAnother: i < chosenIn);
            }
        }
    }

    /// <summary>The chosen strategy with its parameters set.</summary>
    public Strategy Strategy { get; }

    /// <summary>What a user's own strategy was compiled from; null for one of the program's.</summary>
    public StrategySource? Source { get; }

    /// <summary>What the layers say that is left out, and why.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Where a setting was given; null when nobody gave it.</summary>
    public string? SourceOf(Setting setting) => _given.GetValueOrDefault(setting.Path)?.Source;

    public T Value<T>(Setting<T> setting) => _given.TryGetValue(setting.Path, out Assignment? given) ? setting.Read(given) : setting.Default;

    /// <summary>Every setting with its value, the parameters behind the strategy.</summary>
    public IReadOnlyList<EffectiveSetting> Show() =>
    [
        Show(Settings.Strategy),
        .. Strategy.Parameters.Select(Show),
        .. Settings.All.Where(s => s != Settings.Strategy).Select(Show),
    ];

    private EffectiveSetting Show(Setting setting) => setting.Show(_given.GetValueOrDefault(setting.Path) ?? UsualLive(setting));

    // Some limits are others on a live session while nobody gives them.
    private Assignment? UsualLive(Setting setting)
    {
        int limit = Settings.Limits.ToList().FindIndex(s => s == setting);
        return limit >= 0 && Value(Settings.Live) ? new Assignment(setting.Path, [RiskLimit.All[limit].Get(new RiskLimits().ForVenue())], EffectiveSetting.DefaultSource) : null;
    }

    private EffectiveSetting Show(Parameter parameter)
    {
        string path = Settings.ParameterPrefix + parameter.Name;
        string source = _given.GetValueOrDefault(path)?.Source ?? EffectiveSetting.DefaultSource;
        return new EffectiveSetting(path, parameter.ValueText, EffectiveSetting.ToJson(parameter.ValueText, parameter.Type is "decimal" or "whole"), source);
    }

    // What weaker layers than this one say of parameters was written for another strategy. A layer that only repeats the choice doesn't
    // make it, else it would hide their mistakes.
    private static int LayerOfChoice(SettingLayer[] layers)
    {
        int layer = 0;
        string chosen = Settings.Strategy.Default;
        for (int i = 0; i < layers.Length; i++)
        {
            if (layers[i].Assignments.FirstOrDefault(a => a.Path == Settings.Strategy.Path) is not { } given || given.Values[0] == chosen)
                continue;
            layer = i;
            chosen = given.Values[0];
        }

        return layer;
    }

    private void SetParameter(Assignment given, bool isForAnother)
    {
        Parameter? parameter = Strategy.Parameters.FirstOrDefault(p => IsNamed(p, given));
        if (parameter is null && isForAnother)
        {
            _warnings.Add($"{given.Source}: parameter '{given.Parameter}' is left out: strategy {Value(Settings.Strategy)} has none of that name");
            return;
        }

        if (parameter is null)
            throw Unknown(given);
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
            : $"{given.Source}: parameter '{given.Parameter}' is unknown to strategy {name}{NearestName.Hint(given.Parameter!, known)}; known are {string.Join(", ", known)}");
    }
}
