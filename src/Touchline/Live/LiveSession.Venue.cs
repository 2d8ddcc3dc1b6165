using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>What the venue says beside market, reports and account is a command to the engine like a person's: in the journal, and counted by risk from then on.</summary>
internal sealed partial class LiveSession
{
    private readonly InstrumentStatus?[] _statuses;

    void IVenueListener.OnStatus(int index, InstrumentStatus status)
    {
        _statuses[index] = status;
        if (_hasBooks && !_isOver)
            TellStatus(index);
    }

    void IVenueListener.OnOrderCount(long windowNs, int used)
    {
        if (_hasBooks && !_isOver)
            TellEngine(EngineCommand.Budget(0, windowNs, used));
    }

    // An earlier session's word of it may be in the engine still.
    private void TellStatus(int index)
    {
        if (_statuses[index] is not { } status || status == Engine.Status(index))
            return;
        if (status != InstrumentStatus.Trading)
            _say($"{Instruments[index].Symbol}: {_chosen.Venue!.Name} {(status == InstrumentStatus.Delisting ? "is taking it off: only what reduces a position is sent" : "doesn't trade it now: nothing but cancels is sent")}");
        TellEngine(EngineCommand.StatusOf(index, status));
    }

    // The first of each kind: people have to know why nothing happens.
    private void TellRefusals()
    {
        while (_tap.TryTakeRefusal(out (int Instrument, RiskRefusal Refusal) refused))
        {
            if ((uint)refused.Instrument < (uint)Instruments.Count)
                _say($"{Instruments[refused.Instrument].Symbol}: risk refuses an order: {refused.Refusal}{RefusalAdvice.Of(refused.Refusal, Instruments[refused.Instrument], _chosen.Strategy)} (told once; the summary counts them)");
        }
    }

    private string? TellEngine(EngineCommand command)
    {
        long localNs = _times.Next(_line.NowNs);
        Look(localNs);
        _tap.BeforeInput();
        string? refusal = Engine.OnCommand(command, localNs);
        Keep(f => f.MarkCommand(localNs, command));
        KeepInJournal(j => j.OnCommand(Engine.Inputs, localNs, command));
        Storage?.OnCommand(Engine.Inputs, localNs, command);
        _control?.OnCommand(Engine.Inputs, localNs, command);
        if (refusal is not null)
        {
            Storage?.OnCommandRefused(localNs, command, refusal);
            _control?.OnCommandRefused(localNs, command, refusal);
        }

        Dispatch();
        return refusal;
    }
}
