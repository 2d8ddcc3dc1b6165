using Touchline.Core;

namespace Touchline.Trading;

/// <summary>How an engine is kept, and takes up again what another had: docs/recovery.md.</summary>
public sealed partial class Engine
{
    /// <summary>
    /// Takes up what another engine had, before the first input. Instruments are found by venue and symbol, strategies by name; units may be others, as long as nothing
    /// has to be rounded. Limits stay this engine's own. Strategies are told nothing: they find their positions when they start.
    /// </summary>
    /// <exception cref="BadInputException">A position or live order has no place here: the message names what is missing.</exception>
    public void Restore(EngineCheckpoint checkpoint)
    {
        if (Inputs != 0)
            throw new InvalidOperationException("an engine is restored before its first input");
        var fit = new CheckpointFit(checkpoint, this);
        if (checkpoint.Live.Count > Desk.Capacity)
            throw new BadInputException($"the journal has {checkpoint.Live.Count} live orders, and max_live_orders is {Desk.Capacity}; allow as many");
        for (int i = 0; i < checkpoint.Instruments.Count; i++)
        {
            if (fit.Instrument(i) >= 0)
                RestoreInstrument(checkpoint, i, fit);
        }

        for (int i = 0; i < checkpoint.Strategies.Count; i++)
        {
            if (fit.Strategy(i) < 0)
                continue;
            _strategies[fit.Strategy(i)].IsPaused = checkpoint.Strategies[i].IsPaused;
            _strategies[fit.Strategy(i)].Scope.Equity.Marks = fit.Marks(checkpoint.Strategies[i].Marks, checkpoint.Strategies[i].Ledgers);
        }

        Desk.Account.Equity.Marks = fit.Marks(checkpoint.Marks, [.. checkpoint.Instruments.Select(i => i.Account)]);
        Desk.Restore(checkpoint, fit);
        Inputs = checkpoint.Inputs;
        NowNs = checkpoint.NowNs;
        if (checkpoint.IsKilled)
            RestoreKill(checkpoint.Flattens);
    }

    /// <summary>
    /// Takes in a record of a journal again, without asking strategies or risk: an intent is one that was decided, a report is booked, a command stands. Parameters that were set aren't:
    /// strategies begin with those that they are given. Only before <see cref="Start"/>.
    /// </summary>
    /// <exception cref="BadInputException">The record can't follow the ones before.</exception>
    public void Redo(in JournalRecord record)
    {
        Inputs = Math.Max(Inputs, record.Input);
        NowNs = Math.Max(NowNs, record.TimeNs);
        Desk.BeginRedo();
        TakeIn(record);
        Desk.EndRedo();
    }

    private void TakeIn(in JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalRecordKind.Start:
                _isTrading = true;
                break;
            case JournalRecordKind.Stop:
                _isTrading = false;
                break;
            case JournalRecordKind.Intent:
                Desk.Redo(record.Intent);
                break;
            case JournalRecordKind.Report:
                Desk.OnReport(record.Report);
                break;
            case JournalRecordKind.Origin:
                (OrderId id, OrderOrigin origin) = record.Origin();
                Desk.Redo(id, origin);
                break;
            case JournalRecordKind.Bracket:
                Desk.Brackets.Redo(Known(record.Bracket()));
                break;
            case JournalRecordKind.Legs:
                Desk.Legs.Redo(Known(record.Legs()));
                break;
            case JournalRecordKind.Marks:
                Redo(record.Marks);
                break;
            case JournalRecordKind.Command:
                Redo(record.Command!);
                break;
        }
    }

    /// <summary>The process died: nobody knows what became of any request that is open. Strategies aren't told.</summary>
    public void MarkAllUnknown() => Desk.MarkAllUnknown();

    /// <summary>Nothing is running any more: the next session's orders are set off from numbers that may have been given and forgotten.</summary>
    internal void EndForNext(long orderNumbers)
    {
        _isTrading = false;
        Desk.Reattach();
        Desk.ClearIntents();
        Desk.LastOrder += orderNumbers;
    }

    internal void ForgetMarks(int scope) => ScopeOf(scope).Equity.Marks = new EquityMarks(long.MinValue, 0, 0);

    internal EngineCheckpoint Checkpoint() => new()
    {
        Inputs = Inputs,
        NowNs = NowNs,
        LastOrder = Desk.LastOrder,
        IsKilled = IsKilled,
        Flattens = _kill.Flattens,
        IsTrading = _isTrading,
        Capacity = Desk.Capacity,
        Account = Limits,
        FeeAssets = FeeAssets,
        Marks = Marks(),
        Instruments = [.. _states.Select(s => new InstrumentCheckpoint(s.Instrument, s.Account.Ledger.State, s.Unassigned.State, s.LastFundingNs, s.ToldTrades.Numbers)
        {
            OwnTrades = s.OwnTrades.Numbers,
            Frozen = s.Frozen,
            Status = s.Status,
        })],
        Strategies = [.. _strategies.Select(s => new StrategyCheckpoint(s.Name, s.Limits, Marks(s.Index), s.IsPaused, [.. _states.Select((_, i) => s.Ledger(i).State)])
        {
            Positions = [.. _states.Select((_, i) => Desk.Positions.Keep(s.Index, i))],
        })],
        Live = Desk.CopyLive(),
        Ended = Desk.CopyEnded(),
        History = Desk.KeepHistory(),
        Brackets = Desk.Brackets.Keep(),
        Legs = Desk.Legs.Keep(),
    };

    // A journal is redone from a moment within a session.
    internal void RestoreWithin(EngineCheckpoint checkpoint)
    {
        Restore(checkpoint);
        _isTrading = checkpoint.IsTrading;
    }

    private void RestoreInstrument(EngineCheckpoint checkpoint, int index, CheckpointFit fit)
    {
        InstrumentCheckpoint part = checkpoint.Instruments[index];
        int place = fit.Instrument(index);
        InstrumentState state = _states[place];
        state.LastFundingNs = part.LastFundingNs;
        state.ToldTrades.Add(part.Trades);
        state.OwnTrades.Add(part.OwnTrades);
        RestoreInstrument(place, part.Frozen, part.Status);
        state.Account.Ledger.Restore(fit.Ledger(index, part.Account));
        state.Unassigned.Restore(fit.Ledger(index, part.Unassigned));
        for (int i = 0; i < checkpoint.Strategies.Count; i++)
        {
            if (fit.Strategy(i) >= 0)
                _strategies[fit.Strategy(i)].Ledger(place).Restore(fit.Ledger(index, checkpoint.Strategies[i].Ledgers[index]));
        }
    }

    private BracketSlot Known(in BracketSlot bracket) =>
        (uint)bracket.Instrument < (uint)_states.Length && (uint)bracket.Strategy < (uint)_strategies.Length
            ? bracket
            : throw new BadInputException($"the journal has a bracket of order {bracket.Entry} in instrument {bracket.Instrument}, of strategy {bracket.Strategy}, which can't be");

    private LegsSlot Known(in LegsSlot legs)
    {
        bool areThere = (uint)legs.FirstTerms.Instrument < (uint)_states.Length && (uint)legs.HedgeTerms.Instrument < (uint)_states.Length;
        return areThere && (uint)legs.Strategy < (uint)_strategies.Length
            ? legs
            : throw new BadInputException($"the journal has legs of order {legs.First}, of strategy {legs.Strategy}, which can't be");
    }

    private void Redo(IReadOnlyList<EquityMarks> marks)
    {
        for (int i = 0; i < Math.Min(marks.Count, _strategies.Length + 1); i++)
            ScopeOf(i - 1).Equity.Marks = marks[i];
    }

    // What was refused then is refused now; orders that a command cancelled have intents of their own.
    private void Redo(EngineCommand command)
    {
        if (command.Kind is CommandKind.Freeze or CommandKind.Thaw or CommandKind.Status)
            OnInstrument(command);
        if (!_isTrading)
            return;
        if (command.Kind == CommandKind.Kill)
        {
            RestoreKill(command.Flattens || _kill is { IsActive: true, Flattens: true });
            Desk.Legs.EndAll();
        }
        else if (command.Kind == CommandKind.Arm)
            _kill.Arm();
        else if (command.Kind == CommandKind.Start)
            _ = PlaceOf(command.Value);
        else if (command.Kind == CommandKind.Stop && (uint)command.Strategy < (uint)_strategies.Length && !_strategies[command.Strategy].IsOperator)
            _strategies[command.Strategy].IsPaused = false;
        else if (command.Kind is CommandKind.Pause or CommandKind.Resume && (uint)command.Strategy < (uint)_strategies.Length)
            _strategies[command.Strategy].IsPaused = command.Kind == CommandKind.Pause;
    }
}
