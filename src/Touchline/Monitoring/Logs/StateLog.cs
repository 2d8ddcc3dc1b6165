using Touchline.Control;
using Touchline.Trading;

namespace Touchline.Monitoring;

/// <summary>A line whenever a connection, a strategy, an instrument, a breaker or the kill switch is in another state than before; the first time in whichever it is.</summary>
internal sealed class StateLog(LogFiles files, TimeProvider clock)
{
    // One for each thing that a session has: they are as many as at its start.
    private readonly Dictionary<(string Kind, string Name), string> _states = [];

    public void Take(SessionPortrait portrait)
    {
        foreach (ConnectionPortrait connection in portrait.Connections)
            Tell(portrait, "connection", connection.Name, connection.IsUp ? "up" : "down", !connection.IsUp ? LogLevel.Warning : LogLevel.Info, connection.Trouble);
        foreach (StrategyPortrait strategy in portrait.Strategies)
            Tell(portrait, "strategy", strategy.Name, strategy.State, strategy.State == "failed" ? LogLevel.Error : LogLevel.Info, strategy.Failure);
        foreach (InstrumentPortrait instrument in portrait.Instruments)
        {
            bool isFrozen = instrument.Frozen != FreezeReason.None;
            Tell(portrait, "instrument", instrument.Instrument.ToString(), isFrozen ? "frozen" : "free", isFrozen ? LogLevel.Warning : LogLevel.Info, isFrozen ? instrument.Frozen.ToString() : null);
        }

        foreach (BreakerStatus breaker in portrait.Breakers)
            Tell(portrait, "breaker", breaker.Venue, breaker.State.ToString().ToLowerInvariant(), breaker.State == BreakerState.Closed ? LogLevel.Info : LogLevel.Warning, null);
        KillState kill = portrait.Kill.State;
        Tell(portrait, "kill", "", kill.ToString().ToLowerInvariant(), kill == KillState.GaveUp ? LogLevel.Error : kill == KillState.Armed ? LogLevel.Info : LogLevel.Warning, portrait.Kill.Reason);
    }

    private void Tell(SessionPortrait portrait, string kind, string name, string state, LogLevel level, string? text)
    {
        if (_states.GetValueOrDefault((kind, name)) == state)
            return;
        _states[(kind, name)] = state;
        files.Write(new LogLine(clock.GetUtcNow(), level, $"{kind}.{state}").At(portrait.AtNs).Add("session", portrait.Session).Add(kind, name).Add("text", text));
    }
}
