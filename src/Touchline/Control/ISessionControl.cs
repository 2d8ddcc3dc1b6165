using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Control;

/// <summary>What others may do to a session, from any thread.</summary>
internal interface ISessionControl
{
    /// <summary>The newest; null before the first.</summary>
    SessionPortrait? Portrait { get; }

    /// <summary>Gives the session a command. Null when it was carried out, else why it was refused.</summary>
    /// <param name="actor">Who gives it, for the audit log.</param>
    /// <exception cref="TimeoutException">The session doesn't take it: it hangs, or is ending. It is taken back, and won't be carried out.</exception>
    Task<string?> Tell(EngineCommand command, string actor, CancellationToken cancel);

    /// <summary>What no command of the engine's says: who logged in, who changed what.</summary>
    void Audit(AuditEntry entry);
}
