using Touchline.Configuration;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Control;

/// <summary>Writes back what was changed while the session runs, where the next session would go by it. For any thread.</summary>
internal sealed class RuntimeSettings
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly string _strategy;
    private readonly string? _fileParameter;
    private readonly RiskLimits _limits;
    private readonly Dictionary<string, string> _stronger = [];

    /// <param name="json">The configuration file that the user named; null: the usual one.</param>
    public RuntimeSettings(EffectiveSettings settings, ConfigurationPlace place, string? json)
    {
        (_path, Name) = place.RuntimeFile(json);
        _strategy = settings.Value(Settings.Strategy);
        _fileParameter = StrategyCatalog.BuiltIn.FirstOrDefault(s => s.Name == _strategy)?.FileParameter;
        _limits = TradingSettings.RiskOf(settings);
        foreach (EffectiveSetting setting in settings.Show())
        {
            if (setting.Source != EffectiveSetting.DefaultSource && setting.Source != Name && setting.Source != ConfigurationPlace.JsonNameOf(json))
                _stronger[setting.Path] = setting.Source;
        }
    }

    /// <summary>What the user calls the file.</summary>
    public string Name { get; }

    /// <summary>The account's limits. Null when they are written, else why nothing was.</summary>
    public string? SaveLimits(IReadOnlyList<(int Scope, string Limit, string Value)> changes)
    {
        if (changes.Any(c => c.Scope != EngineCommand.All))
            return "limits of one strategy have no setting that the next session would read; only those of the account can be kept";
        if (changes.Select(c => WhyStronger($"risk.{c.Limit}")).FirstOrDefault(w => w is not null) is { } why)
            return why;
        return Save(before => before with { Limits = With(before.Limits, changes.Select(c => (c.Limit, c.Value))) });
    }

    /// <summary>Parameters of a strategy. Null when they are written, else why nothing was.</summary>
    public string? SaveParameters(string strategy, IReadOnlyList<(string Name, string Value)> changes)
    {
        if (strategy != _strategy)
            return $"the settings choose strategy {_strategy}, and only its parameters can be kept";
        if (changes.Any(c => c.Name == _fileParameter))
            return $"parameter {_fileParameter} names a file, which only the configuration itself may do";
        if (changes.Select(c => WhyStronger(Settings.ParameterPrefix + c.Name)).FirstOrDefault(w => w is not null) is { } why)
            return why;
        // Those of another strategy have no effect any more.
        return Save(before => before with { Strategy = strategy, Parameters = With(before.Strategy == strategy ? before.Parameters : new Dictionary<string, string>(), changes) });
    }

    private string? WhyStronger(string path) => _stronger.TryGetValue(path, out string? source) ? $"{path} is given by {source}, which is stronger than {Name}: the next session wouldn't go by it" : null;

    private string? Save(Func<RuntimeFile, RuntimeFile> change)
    {
        lock (_lock)
        {
            try
            {
                RuntimeFile next = change(RuntimeFile.Read(_path, Name));
                if (Contradiction(next) is { } contradiction)
                    return $"the next session couldn't begin with it: {contradiction}; keep the other one too";
                next.Write(_path);
                return null;
            }
            catch (Exception e) when (e is BadInputException or IOException)
            {
                return e.Message;
            }
        }
    }

    // With what this session was started with: changes that weren't kept don't count.
    private string? Contradiction(RuntimeFile next)
    {
        RiskLimits limits = _limits;
        foreach ((string name, string value) in next.Limits)
        {
            if (!_stronger.ContainsKey($"risk.{name}") && RiskLimit.Find(name)?.TrySet(limits, value, out RiskLimits? changed) == true)
                limits = changed!;
        }

        return limits.Contradiction;
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> before, IEnumerable<(string Name, string Value)> changes)
    {
        var after = new Dictionary<string, string>(before);
        foreach ((string name, string value) in changes)
            after[name] = value;
        return after;
    }
}
