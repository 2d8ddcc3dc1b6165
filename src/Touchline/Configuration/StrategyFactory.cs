using System.Reflection;
using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;

namespace Touchline.Configuration;

/// <summary>
/// Makes any number of instances of one strategy with the same parameters, for runs side by side; a user's own is compiled once. For any
/// thread.
/// </summary>
internal sealed class StrategyFactory : IDisposable
{
    private readonly Func<Strategy> _make;
    private readonly CompiledStrategy? _compiled;
    private readonly string[] _values;

    /// <exception cref="BadInputException">The strategy keeps something that its instances would share.</exception>
    public StrategyFactory(TradingSettings chosen)
    {
        _compiled = chosen.Source?.Compile();
        _make = _compiled is not null ? _compiled.Create : StrategyCatalog.BuiltIn.Single(s => s.Name == chosen.Name).Make;
        _values = [.. chosen.Strategy.Parameters.Select(p => p.ValueText)];
        if (_compiled is null || SharedField(chosen.Strategy.GetType().Assembly) is not { } shared)
            return;
        _compiled.Dispose();
        throw new BadInputException($"{chosen.Name} keeps {shared} in a static field, which runs side by side would share; make it a field of the strategy");
    }

    /// <exception cref="BadInputException">The strategy's constructor throws.</exception>
    public Strategy Make()
    {
        Strategy strategy = _make();
        for (int i = 0; i < _values.Length; i++)
        {
            // A text that was never given is empty, which isn't always a value.
            if (strategy.Parameters[i].ValueText != _values[i])
                strategy.Parameters[i].Set(_values[i]);
        }

        return strategy;
    }

    public void Dispose() => _compiled?.Dispose();

    private static string? SharedField(Assembly assembly) => assembly
        .GetTypes()
        .Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(f => f is { IsInitOnly: false, IsLiteral: false })
        .Select(f => $"{f.DeclaringType!.Name}.{f.Name}")
        .FirstOrDefault();
}
