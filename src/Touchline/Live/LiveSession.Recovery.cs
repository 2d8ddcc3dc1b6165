using System.Globalization;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>How a session takes up what earlier ones left, before any strategy runs: docs/recovery.md.</summary>
internal sealed partial class LiveSession
{
    // The clock's being further behind than this is told of.
    private const long ToldAheadNs = 1_000_000_000;

    private readonly RecoveryReport? _recovery;
    private int _toldActions;

    /// <summary>What was found and done before the strategies start; null: there was nothing to take up.</summary>
    public RecoveryReport? Recovery => _recovery;

    public long FillsBefore { get; private set; }

    /// <summary>Ends a session that was begun for what earlier ones left alone.</summary>
    public void EndWithoutTrading()
    {
        WindUp();
        WriteRecovery(EndTrouble);
    }

    // A recovery that leaves something behind is none.
    private string? EndTrouble => Trouble ?? (!IsClean ? "orders are left open at the venue, or it couldn't be asked whether any are" : _differences.FirstOrDefault());

    // From now on the engine hears what the venue says.
    private void TakeUp()
    {
        RecoveredJournal journal = _before!.Journal;
        Engine engine = NewEngine();
        engine.Restore(journal.Checkpoint);
        GoOnFrom(engine.NowNs);
        _files = new LiveFiles(_chosen, engine.Instruments, engine.FeeAssets, _prefix, _before);
        _files.Journal!.Begin(engine, journal.ToldNs);
        _recovery!.OnTakenUp(engine);
        Storage?.Begin(engine, _files.SessionText, _files.Session, journal.Checkpoint, _chosen.Run.Journal);
        _control?.Begin(engine, _files.SessionText, _files.Session, journal.Checkpoint);
        (_engine, _figures) = (engine, new EngineFigures(engine, deposit: null));
        FillsBefore = _figures.Whole.Fills;
        _say($"taking up session {journal.LastSession} of the journal: {journal.Orders.Count(o => o.IsLive)} orders, and by the journal a position of {_recovery.JournalPositions}");
        TakeWaiting();
    }

    // The venue has said what became of every order. What still works nobody knows the meaning of, but for what the engine itself looks after.
    private void FinishRecovery()
    {
        _recovery!.OnReconciled(_times.Of(_line.NowNs));
        LedgerWatch watched = _watchedLedger = WatchLedger(Engine);
        CancelLeft();
        long lastNs = _line.NowNs + LedgerWatch.LastingNs;
        while (watched.Differences().Any() && _line.NowNs < lastNs)
            Poll(Math.Min(_line.NowNs + LookNs, lastNs));
        string[] left = [.. Engine.SnapshotOrders().Where(o => !IsKept(o)).Select(o => $"an order is left of which nobody knows whether it works: {Text(o)}"), .. watched.Differences()];
        if (left.Length > 0)
            throw new IOException($"what earlier sessions left couldn't be brought to an end, and nothing is traded: {string.Join("; ", left)}. Look at the orders and positions at {_chosen.Venue!.Name}, then start again");
        foreach (OrderUpdate kept in Engine.SnapshotOrders())
            _recovery.OnKept(kept);
        // What the venue holds of each fill, the ledgers have by now.
        watched.BeginWallets();
        ThawAgreed();
        WriteRecovery(null);
        foreach (string action in _recovery.Actions)
            _say($"recovery: {action}");
        TellRecovery(null);
        if (Engine.IsKilled)
            _say("the journal's last session was killed: nothing is placed until 'arm'");
    }

    // Its time never goes back. A machine whose clock was ahead before is taken to have been right, within bounds.
    private void GoOnFrom(long engineNs)
    {
        if (!_times.TryGoOn(engineNs, _line.NowNs))
            throw new BadInputException($"setting run.journal: its last session went on until {Utc(engineNs)}, and this machine's clock says {Utc(_line.NowNs)}: set the clock right, then start again");
        if (_times.AheadNs >= ToldAheadNs)
            _say($"the journal's last session went on until {Utc(engineNs)}, and this machine's clock says {Utc(_line.NowNs)}: the session's own time is {Duration.Format(_times.AheadNs)} ahead of it; look whether the clock is right");
    }

    // Frozen by a session before, for what is over: all differences have been looked at, and no order is left of which nobody knows. Nobody else would see its end.
    private void ThawAgreed()
    {
        for (int i = 0; i < Instruments.Count; i++)
        {
            foreach (FreezeReason reason in (FreezeReason[])[FreezeReason.Ledger, FreezeReason.Unresolved])
            {
                if ((Engine.Frozen(i) & reason) == 0)
                    continue;
                GiveCommand(EngineCommand.Thaw(i, reason));
                _recovery!.OnThawed(Instruments[i], reason);
            }
        }
    }

    // It protects a position at the venue, or belongs to two legs: the engine knows what for, and goes on with it.
    private bool IsKept(in OrderUpdate order) => !order.IsUnknown && order.InFlight == OrderInFlight.None && Engine.IsProtective(order.Id);

    private void CancelLeft()
    {
        long lastNs = _line.NowNs + MostClosingNs, againNs = _line.NowNs;
        while (Engine.SnapshotOrders().Any(o => !IsKept(o)) && _line.NowNs < lastNs)
        {
            if (_state.IsHopeless)
                throw new IOException($"{_chosen.Venue!.Name}: {_state.Trouble}");
            if (_line.NowNs >= againNs)
            {
                GiveCommand(EngineCommand.CancelAll);
                againNs = _line.NowNs + AgainNs;
            }

            Poll(Math.Min(lastNs, againNs));
        }
    }

    void IVenueListener.OnLostOrder(int index, OrderId id, string clientId)
    {
        if (!_isStarted)
            _recovery?.OnLost(id, clientId, _chosen.Venue!.Symbols[index]);
    }

    private static string Utc(long ns) => DateTime.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private void GiveCommand(EngineCommand command)
    {
        long localNs = _times.Next(_line.NowNs);
        _tap.BeforeInput();
        Engine.OnCommand(command, localNs);
        KeepInJournal(j => j.OnCommand(Engine.Inputs, localNs, command));
        Storage?.OnCommand(Engine.Inputs, localNs, command);
        _control?.OnCommand(Engine.Inputs, localNs, command);
        Dispatch();
    }

    // For the audit log.
    private void TellRecovery(string? trouble)
    {
        if (_recovery is null)
            return;
        if (_engine is null)
        {
            // Nothing was done.
            if (trouble is not null)
                Storage?.OnRecoveryFailedEarly(_times.Of(_line.NowNs), $"{_before!.Journal.Name}-{NextSession}", trouble);
            return;
        }

        for (; _toldActions < _recovery.Actions.Count; _toldActions++)
        {
            Storage?.OnRecovered(Engine.NowNs, _recovery.Actions[_toldActions]);
            _control?.OnRecovered(Engine.NowNs, _recovery.Actions[_toldActions]);
        }

        if (trouble is not null)
            Storage?.OnRecoveryFailed(Engine.NowNs, trouble);
    }

    private int NextSession => _before!.Journal.LastSession + 1;

    private void WriteRecovery(string? trouble)
    {
        if (_recovery is null)
            return;
        _recovery.Trouble = trouble;
        try
        {
            File.WriteAllText(Path.Combine(_chosen.Run.Journal!, $"recovery-{_files?.Session ?? NextSession}.json"), _recovery.ToJson().ToJsonString(JsonText.Indented));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _say($"the recovery's report couldn't be written: {e.Message}");
        }
    }
}
