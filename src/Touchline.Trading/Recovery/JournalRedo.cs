namespace Touchline.Trading;

/// <summary>
/// Gives an engine a journal's records again in the order in which they came about: an input's record stands before all its intents, but those of timers that fired
/// before the input were decided before it. How brackets and legs stand behind an input is said before its intents, and holds once these are taken in.
/// </summary>
internal sealed class JournalRedo(Engine engine)
{
    private readonly List<JournalRecord> _changes = [];
    private JournalRecord? _input;

    public void Take(in JournalRecord record)
    {
        if (record.Kind == JournalRecordKind.ReasonName)
            return; // for people
        if (_input?.Input < record.Input || (_changes.Count > 0 && _changes[0].Input < record.Input))
            End();
        switch (record.Kind)
        {
            case JournalRecordKind.Bracket or JournalRecordKind.Legs:
                _changes.Add(record);
                break;
            case JournalRecordKind.Intent or JournalRecordKind.Origin:
                if (_input is not { } waiting || record.TimeNs >= waiting.TimeNs)
                    EndInput();
                engine.Redo(record);
                break;
            default:
                End();
                _input = record;
                break;
        }
    }

    /// <summary>Nothing more is to come.</summary>
    public void End()
    {
        EndInput();
        foreach (JournalRecord change in _changes)
            engine.Redo(change);
        _changes.Clear();
    }

    private void EndInput()
    {
        if (_input is { } input)
            engine.Redo(input);
        _input = null;
    }
}
