using Touchline.Sdk;

namespace Touchline.Trading;

public sealed partial class Engine
{
    private IEngineTap? _watcher;

    /// <summary>
    /// Tells one tap what strategies say and what risk refuses, while it happens. What goes in and out it is told by the host, as any other tap; it may not call the engine back.
    /// </summary>
    public void Watch(IEngineTap tap) => _watcher = tap;

    internal void OnRefused(int strategy, int instrument, RiskRefusal refusal) => _watcher?.OnRefused(strategy, instrument, refusal);
}
