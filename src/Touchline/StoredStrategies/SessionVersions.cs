using Touchline.Configuration;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>The versions that a session may need at once, compiled: those that run, and the one that comes. For the session's thread.</summary>
internal sealed class SessionVersions : IStrategyVersions, IDisposable
{
    private readonly Dictionary<(string Strategy, string Version), ReadyVersion> _ready = [];

    /// <summary>How many are held.</summary>
    public int Count => _ready.Count;

    public bool Has(string strategy, string version) => VersionName.IsBuiltIn(version) || _ready.ContainsKey((strategy, version));

    /// <summary>It is released by <see cref="Trim"/>, as soon as nobody needs it.</summary>
    public void Add(string strategy, ReadyVersion ready)
    {
        if (!_ready.TryAdd((strategy, ready.Name), ready))
            ready.Dispose();
    }

    public Strategy Create(string strategy, string version)
    {
        if (VersionName.IsBuiltIn(version))
            return StrategyCatalog.BuiltIn.FirstOrDefault(s => s.Name == strategy)?.Make() ?? throw new BadInputException($"there is no strategy {strategy}");
        return _ready.TryGetValue((strategy, version), out ReadyVersion? ready)
            ? ready.Create()
            : throw new BadInputException($"version {version} of strategy {strategy} isn't compiled; 'touchline strategy start' and 'reload' do that first");
    }

    /// <summary>Lets go of those that no strategy of the session needs any more; their code is gone with the last instance.</summary>
    public void Trim(Engine engine)
    {
        foreach ((string Strategy, string Version) key in _ready.Keys.Where(k => !IsNeeded(engine, k.Strategy, k.Version)).ToArray())
        {
            _ready.Remove(key, out ReadyVersion? ready);
            ready!.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (ReadyVersion ready in _ready.Values)
            ready.Dispose();
        _ready.Clear();
    }

    // While one is being replaced the version before may come back, and be replaced again.
    private static bool IsNeeded(Engine engine, string strategy, string version) =>
        engine.Strategies.FirstOrDefault(s => s.Name == strategy) is { } slot && (slot.Version == version || slot.Replacement is { IsOpen: true } open && (open.Version == version || open.Before == version));
}
