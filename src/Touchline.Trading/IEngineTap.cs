using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// Sees what goes into an engine and what comes out, in order, on the engine's thread: a journal, a stop-watch. Called by the host that
/// drives the engine. Market events are told only as an input that is about to be taken: they are in the market's own recording.
/// </summary>
public interface IEngineTap
{
    /// <summary>Before every input.</summary>
    void BeforeInput();

    /// <summary>After the engine started.</summary>
    /// <param name="input">The number of the input; likewise below.</param>
    void OnStart(long input, long localNs);

    /// <summary>After the engine took in a report, before what follows from it is sent.</summary>
    void OnReport(long input, in OrderReport report);

    /// <summary>After a clock input.</summary>
    void OnClock(long input, long localNs);

    /// <summary>After the engine took in a command, also one that it refused; before what follows from it is sent.</summary>
    void OnCommand(long input, long localNs, EngineCommand command)
    {
    }

    /// <summary>After the engine took in what a strategy elsewhere asks for, also where it refused it; before what follows from it is sent.</summary>
    void OnRequest(long input, long localNs, in OrderRequest request)
    {
    }

    /// <summary>After the engine was told to stop.</summary>
    void OnStop(long input, long localNs);

    /// <summary>What the input led to, before it is sent.</summary>
    void OnIntents(ReadOnlySpan<Intent> intents);

    /// <summary>While an input is taken in: a strategy emits a signal. Only for taps that <see cref="Engine.Watch"/> was given.</summary>
    void OnSignal(int strategy, in Signal signal)
    {
    }

    /// <summary>While an input is taken in: risk refuses an order or an amend. Only for taps that <see cref="Engine.Watch"/> was given.</summary>
    /// <param name="instrument">May be none that there is.</param>
    void OnRefused(int strategy, int instrument, RiskRefusal refusal)
    {
    }
}
