using Touchline.Sdk;

namespace Touchline.Trading;

public sealed partial class Engine
{
    private IEngineTap[] _watchers = [];

    /// <summary>
    /// Tells a tap, after those that were given before, what strategies say and what risk refuses, while it happens. What goes in and out it is told by the host, as any other tap; it may not call the engine back.
    /// </summary>
    public void Watch(IEngineTap tap) => _watchers = [.. _watchers, tap];

    internal void OnRefused(int strategy, int instrument, RiskRefusal refusal)
    {
        foreach (IEngineTap watcher in _watchers)
            watcher.OnRefused(strategy, instrument, refusal);
    }
}
