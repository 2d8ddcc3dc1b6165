using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>Where the code of a strategy runs that isn't in the engine.</summary>
internal sealed class OutpostPlace
{
    private readonly Func<OutpostFeed, string[], IOutpost> _begin;

    /// <summary>In a thread.</summary>
    /// <param name="make">Makes it, there.</param>
    public OutpostPlace(Func<Strategy> make) => _begin = (feed, values) => new Outpost(feed, () => OutpostStrategy.With(values, make()));

    /// <summary>In a child process.</summary>
    public OutpostPlace(OutpostCode code)
    {
        _begin = (feed, values) => new OutpostRelay(feed, code with { Values = values }, OutpostChild.Start);
        IsProcess = true;
    }

    /// <summary>It can die, and be started again.</summary>
    public bool IsProcess { get; }

    /// <param name="values">Of its parameters.</param>
    public IOutpost Begin(OutpostFeed feed, string[] values) => _begin(feed, values);
}
