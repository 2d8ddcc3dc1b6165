using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>The versions that a session may need at once, compiled: those that run, and the one that comes. For the session's thread.</summary>
internal sealed class SessionVersions : IStrategyVersions, IDisposable
{
    private readonly Dictionary<(string Strategy, string Version), CompiledStrategy> _compiled = [];

    /// <summary>How many are held.</summary>
    public int Count => _compiled.Count;

    public bool Has(string strategy, string version) => VersionName.IsBuiltIn(version) || _compiled.ContainsKey((strategy, version));

    /// <summary>It is released by <see cref="Trim"/>, as soon as nobody needs it.</summary>
    public void Add(string strategy, string version, CompiledStrategy compiled)
    {
        if (!_compiled.TryAdd((strategy, version), compiled))
            compiled.Dispose();
    }

    public Strategy Create(string strategy, string version)
    {
        if (VersionName.IsBuiltIn(version))
            return StrategyCatalog.BuiltIn.FirstOrDefault(s => s.Name == strategy)?.Make() ?? throw new BadInputException($"there is no strategy {strategy}");
        return _compiled.TryGetValue((strategy, version), out CompiledStrategy? compiled)
            ? compiled.Create()
            : throw new BadInputException($"version {version} of strategy {strategy} isn't compiled; 'touchline strategy start' and 'reload' do that first");
    }

    /// <summary>Lets go of those that no strategy of the session needs any more; their code is gone with the last instance.</summary>
    public void Trim(Engine engine)
    {
        foreach ((string Strategy, string Version) key in _compiled.Keys.Where(k => !IsNeeded(engine, k.Strategy, k.Version)).ToArray())
        {
            _compiled.Remove(key, out CompiledStrategy? compiled);
            compiled!.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (CompiledStrategy compiled in _compiled.Values)
            compiled.Dispose();
        _compiled.Clear();
    }

    // While one is being replaced its next version is held by its instance, and the one that was there may have to be followed.
    private static bool IsNeeded(Engine engine, string strategy, string version) =>
        engine.Strategies.FirstOrDefault(s => s.Name == strategy) is { } slot && (slot.Version == version || slot.Replacement is { IsOpen: true } open && open.Version == version);
}
