namespace Touchline.Trading;

/// <summary>
/// Gives an engine a journal's records again in the order in which they came about: an input's record stands before all its intents, but those of timers that fired
/// before the input were decided before it.
/// </summary>
internal sealed class JournalRedo(Engine engine)
{
    private JournalRecord? _input;

    public void Take(in JournalRecord record)
    {
        bool isIntent = record.Kind == JournalRecordKind.Intent;
        if (isIntent && _input is { } waiting && record.Input == waiting.Input && record.TimeNs < waiting.TimeNs)
        {
            engine.Redo(record);
            return;
        }

        End();
        if (isIntent)
            engine.Redo(record);
        else
            _input = record;
    }

    /// <summary>Nothing more is to come.</summary>
    public void End()
    {
        if (_input is { } input)
            engine.Redo(input);
        _input = null;
    }
}
