using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>A strategy that begins or ends while the session runs, and how what it has is closed: docs/hot-reload.md.</content>
public sealed partial class StrategySlot
{
    /// <summary>So long closing the position may take.</summary>
    public const long MostClosingNs = 60_000_000_000;

    private const long ClosingStepNs = 500_000_000;

    private long _closingUntilNs;
    private bool _endsWithClosing;

    /// <summary>Takes a place in which nobody is called. Null, or why not: then nobody is called still.</summary>
    /// <param name="opens">It may open positions.</param>
    /// <param name="like">Limits to begin with where nobody has set any here; null: without.</param>
    internal string? Begin(Strategy next, string version, bool opens, RiskLimits? like = null)
    {
        if (IsOperator)
            return $"strategy {Name} is the seat of those who trade by hand";
        if (_endsWithClosing)
            return $"strategy {Name} is being closed; start it when that is done";
        if (_next is { } coming)
            return $"strategy {Name} is being replaced by version {coming.Version} already";
        (Seat before, StrategyFailure? failure, RiskLimits limits) = (_seat, Failure, Limits);
        bool hasNone = Limits with { OpensPositions = true } == RiskLimits.None;
        Scope.SetLimits((hasNone ? like ?? Limits : Limits) with { OpensPositions = opens });
        CarryParameters(next);
        _engine.Forget(before.Owner);
        (_seat, Failure, IsRunning, _hasBegun) = (NewSeat(next, version, OtherOwner), null, true, true);
        _seat.IsMuted = false;
        try
        {
            _seat.OnStart();
            return null;
        }
        catch (BadInputException e)
        {
            // What it did before it said so is undone as a failure's is.
            _engine.OnFailed(this, _seat.Owner);
            _engine.Forget(_seat.Owner);
            (_seat, Failure, IsRunning) = (before, failure, false);
            Scope.SetLimits(limits);
            return e.Message;
        }
    }

    // What was set before the strategy was stopped holds on, as far as the next takes it.
    private void CarryParameters(Strategy next)
    {
        foreach (Parameter before in Parameters)
        {
            if (next.Parameters.FirstOrDefault(p => p.Name == before.Name) is not { } parameter)
                continue;
            if (parameter.Takes(before.ValueText))
                parameter.Set(before.ValueText);
            else
                _engine.Note($"strategy {Name} begins with {parameter.Name}={parameter.ValueText}, as it doesn't take {before.ValueText} any more");
        }
    }

    /// <summary>It is called with nothing more and its orders are cancelled, but those that protect a position that stays.</summary>
    /// <param name="closes">Its position is closed at the market; else it stays.</param>
    internal string? Stop(bool closes)
    {
        if (IsOperator)
            return $"strategy {Name} is the seat of those who trade by hand and isn't stopped";
        IsPaused = false;
        if (!IsRunning && (!closes || _endsWithClosing))
            return $"strategy {Name} has stopped";
        EndReplacement("the strategy was stopped");
        if (IsRunning)
        {
            _seat.IsMuted = true;
            _seat.OnStop();
            IsRunning = false;
            _engine.Forget(_seat.Owner);
        }

        if (closes)
        {
            _endsWithClosing = true;
            CloseAll();
        }
        else
        {
            WithdrawQuotes();
            _engine.Desk.CancelAll(Index, Spared.Protection);
        }

        return null;
    }

    // What was wanted is wanted no more before orders are cancelled one by one, so that nothing is put in place of them.
    private void CloseAll()
    {
        _closingUntilNs = _engine.NowNs + MostClosingNs;
        WithdrawQuotes();
        _engine.Desk.Legs.EndAll(Index);
        _engine.Desk.Brackets.ReleaseAll(Index);
        _engine.Desk.CancelAll(Index);
        StepClosing();
    }

    private void StepClosing()
    {
        bool isClosed = LiveOrders == 0;
        for (int i = 0; i < _holdings.Length; i++)
            isClosed &= IsClosed(i);
        if (!isClosed && _engine.NowNs < _closingUntilNs)
            _engine.SetTimer(ReplaceTimer, _engine.NowNs + ClosingStepNs);
        else
            OnClosed(isClosed ? null : $"what it holds couldn't be closed within {Duration.Format(MostClosingNs)}");
    }

    /// <param name="why">Something is left; null: nothing.</param>
    private void OnClosed(string? why)
    {
        if (_endsWithClosing)
        {
            _endsWithClosing = false;
            if (why is not null)
                _engine.Note($"strategy {Name} was stopped, but {why}");
        }
        else if (why is null)
        {
            TakeOver();
        }
        else
        {
            CallOff($"of version {Version} {why}");
        }
    }

    // Less than a lot can't be closed and stays.
    private bool IsClosed(int instrument)
    {
        Instrument traded = _engine.Instruments[instrument];
        long held = _holdings[instrument].Ledger.Position.Units, units = Math.Abs(held) - Math.Abs(held) % traded.LotUnits;
        if (units > 0 && _holdings[instrument].WorkingBuy == 0 && _holdings[instrument].WorkingSell == 0)
            _engine.CloseAtMarket(this, instrument, held > 0 ? Side.Sell : Side.Buy, units);
        return units == 0;
    }
}
