using Touchline.Control;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>A session's way in for others: for commands of other processes, open from its first step on, for one that can't begin leaves nothing behind; and for the control plane. A supervisor is told at that step that the session trades.</summary>
/// <param name="control">Null: the session has none.</param>
/// <param name="desk">Null: no strategies begin in the session or are replaced.</param>
internal sealed class CommandDoor(IWatchedSession session, SessionLink? control = null, StrategyDesk? desk = null) : IDisposable
{
    private readonly DateTime _since = DateTime.UtcNow;

    // Once for all steps, of which there may be thousands a second.
    private readonly Func<EngineCommand, string?> _command = session.Command;
    private readonly Func<string> _status = () => SessionStatus.ToJson(session).ToJsonString(JsonText.Line);
    private CommandBox? _box;
    private bool _isOpen;

    public void OnStep()
    {
        if (!_isOpen)
        {
            session.Engine.Versions = desk?.Versions;
            (_isOpen, _box) = (true, CommandBox.Open(session.Chosen.Run.Journal, _since, desk));
            SystemdNotice.Ready();
        }

        control?.OnStep(session);
        desk?.OnStep(session, control);
        _box?.Give(_command, _status);
    }

    public void Dispose()
    {
        desk?.End();
        _box?.Dispose();
    }
}
