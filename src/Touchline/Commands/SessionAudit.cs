using System.Text.Json.Nodes;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>What a session itself writes into the audit log.</summary>
internal static class SessionAudit
{
    /// <summary>A command that the engine didn't carry out.</summary>
    /// <param name="actor">Who gave it; null: nobody said.</param>
    public static AuditEntry Refused(string session, string? actor, long localNs, EngineCommand command, string refusal) => new()
    {
        AtNs = localNs,
        Actor = actor ?? "operator",
        Action = "session.command_refused",
        EntityType = "session",
        EntityId = session,
        NewValue = new JsonObject { ["command"] = command.ToString() }.ToJsonString(),
        Success = false,
        ErrorMessage = refusal,
    };

    /// <summary>Something about a recovery.</summary>
    public static AuditEntry Recovery(string session, long localNs) => new()
    {
        AtNs = localNs,
        Actor = "recovery",
        Action = "session.recover",
        EntityType = "session",
        EntityId = session,
    };
}
