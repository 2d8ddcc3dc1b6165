using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>The values that strategies' parameters had, for who tells what they were changed from. On the engine's thread.</summary>
internal sealed class ParameterNotes
{
    private readonly Engine _engine;
    private readonly Dictionary<string, string>[] _values = [.. Enumerable.Range(0, Engine.MostStrategies).Select(_ => new Dictionary<string, string>())];
    private readonly string?[] _versions = new string?[Engine.MostStrategies];

    public ParameterNotes(Engine engine)
    {
        _engine = engine;
        Note();
    }

    /// <summary>Takes down the parameters of versions that came since. Allocates where one has.</summary>
    public void Note()
    {
        for (int i = 0; i < _engine.Strategies.Count; i++)
        {
            StrategySlot strategy = _engine.Strategies[i];
            if (_versions[i] == strategy.Version)
                continue;
            _versions[i] = strategy.Version;
            _values[i].Clear();
            foreach (Parameter parameter in strategy.Parameters)
                _values[i][parameter.Name] = parameter.ValueText;
        }
    }

    /// <summary>A parameter was set: what it was and what it is; null where nobody knows.</summary>
    public (string? Before, string? After) Change(StrategySlot strategy, string name)
    {
        Dictionary<string, string> values = _values[strategy.Index];
        string? before = _versions[strategy.Index] == strategy.Version ? values.GetValueOrDefault(name) : null;
        string? after = strategy.Parameters.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal))?.ValueText;
        if (after is not null)
            values[name] = after;
        return (before, after);
    }
}
