using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Strategies;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// Lets the just-in-time compiler see the engine at work before a session begins: a market maker on a market of its own. The session's
/// own strategy isn't touched.
/// </summary>
internal static class WarmUp
{
    private const long LengthNs = 15_000_000_000;
    private const long StartNs = 1_000_000_000;

    public static void Run()
    {
        var maker = new MarketMaking();
        Parameter.SetAll(maker.Parameters, ["refresh=50ms", "size=0.01"]);
        var market = new SyntheticStream(new SyntheticStreamOptions(), seed: 0, StartNs);
        var session = new Backtest(
            [market], [new StrategySetup("warm-up", maker)], new RiskLimits(), new SimulationOptions(), taps: new SessionTap());
        session.PlayUntil(StartNs + LengthNs);
        session.Stop();
        session.PlayUntil(session.Stopped!.Value.EndNs);
    }
}
