using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Another version in its place while it trades: docs/hot-reload.md.</content>
public sealed partial class StrategySlot
{
    /// <summary>So long a version looks on before it takes over, and is on trial after that.</summary>
    public const long WarmUpNs = 5_000_000_000, TrialNs = 5_000_000_000;

    /// <summary>So long one is on trial whose code runs elsewhere: that its process doesn't begin, or that it never returns, shows late.</summary>
    public const long ElsewhereTrialNs = 30_000_000_000;

    // Looks on, or waits for the other's position to be closed.
    private Seat? _next;

    // The version before, anew, for as long as the one that is there is on trial.
    private Strategy? _fallback;

    // Instruments whose quotes are those of the version before.
    private HashSet<int>? _inherited;
    private int _seats;

    /// <summary>The newest; null: there was none.</summary>
    public Replacement? Replacement { get; private set; }

    // It is making room for another version: it places nothing more.
    private bool IsLeaving => Replacement?.Stage == ReplacementStage.Closing || IsReturning;

    /// <summary>Somebody here is called with the market.</summary>
    internal bool IsCalled => IsRunning || _next is not null;

    private TimerId ReplaceTimer => new(TimerId.Replacements, Index);

    /// <summary>Begins to put another version in its place. Null when that was begun, else why not: then nothing has changed.</summary>
    /// <param name="next">With its parameters at their defaults; those that have one of that name here get its value.</param>
    /// <param name="fallback">The version that is there now, another instance.</param>
    internal string? Replace(Strategy next, Strategy fallback, string version, bool closes)
    {
        if (IsOperator)
            return $"strategy {Name} is the seat of those who trade by hand and has no versions";
        if (Replacement is { IsOpen: true } open)
            return $"strategy {Name} is being replaced by version {open.Version} already";
        if (IsReturning)
            return $"strategy {Name} waits for the orders of version {Replacement!.Version} to end, after which version {Version} trades again";
        if (WhyNotSet(next) is { } wrong)
            return wrong;
        _ = WhyNotSet(fallback);
        // What the one before that left goes by the same timer, and nobody else looks after it.
        if (_inherited is not null)
            EndTrial();
        return WarmUp(next, fallback, version, closes);
    }

    /// <summary>The instance is the one that trades here now.</summary>
    public bool Seats(Strategy strategy) => IsRunning && _seat.Strategy == strategy;

    /// <summary>The instance trades here, or may still come to.</summary>
    public bool Holds(Strategy strategy) => Seats(strategy) || _next?.Strategy == strategy || _fallback == strategy;

    /// <summary>The instance looks on beside the one that trades here.</summary>
    public bool IsNext(Strategy strategy) => _next?.Strategy == strategy;

    // As a callback that throws: the next is called off, one on trial is followed by the version before.
    internal string? FailElsewhere(bool isNext, string why)
    {
        if (isNext)
        {
            if (_next is null)
                return $"strategy {Name} has no version that looks on";
            CallOff(why.Length == 0 ? $"version {_next.Version} has ended" : $"version {_next.Version}: {why}");
            return null;
        }

        if (!IsRunning)
            return $"strategy {Name} has stopped";
        Fail(StrategyFailure.Elsewhere, new InvalidOperationException(why.Length == 0 ? "its code, which runs elsewhere, has ended" : why));
        return null;
    }

    internal void OnReplaceTimer()
    {
        if (_endsWithClosing)
        {
            StepClosing();
            return;
        }

        switch (Replacement!.Stage)
        {
            case ReplacementStage.WarmingUp when Replacement.Closes:
                BeginClosing();
                break;
            case ReplacementStage.WarmingUp when KnowsOfEachOther(_seat.Strategy, _next!.Strategy):
                TakeOver();
                break;
            case ReplacementStage.WarmingUp:
                BeginLeaving();
                break;
            case ReplacementStage.Closing when Replacement.Closes:
                StepClosing();
                break;
            case ReplacementStage.Closing:
                StepLeaving();
                break;
            case ReplacementStage.BroughtBack when IsReturning:
                StepLeaving();
                break;
            default:
                EndTrial();
                break;
        }
    }

    private Seat NewSeat(Strategy strategy, string version, int owner)
    {
        // The first has the sequence that the strategy has always had, the others go on elsewhere.
        var context = new StrategyContext(_engine, this, new SeededRandom(_seed + (ulong)_seats++ * 0x9E37_79B9_7F4A_7C15), owner);
        strategy.Attach(context);
        return new Seat(this, strategy, version, context);
    }

    // Each version has timers and candles of its own, of one of two owners.
    private int OtherOwner => _seat.Owner == Index ? Index + Engine.SecondSeat : Index;

    // What the strategy's parameters are now, they are there too. Null, or why the next can't have them.
    private string? WhyNotSet(Strategy next)
    {
        foreach (Parameter now in Parameters)
        {
            try
            {
                next.Parameters.FirstOrDefault(p => p.Name == now.Name)?.Set(now.ValueText);
            }
            catch (BadInputException e)
            {
                return $"it can't go on with {now.Name}={now.ValueText}, as the strategy has it now: {e.Message}";
            }
        }

        return null;
    }

    private string? WarmUp(Strategy next, Strategy fallback, string version, bool closes)
    {
        (_next, _fallback) = (NewSeat(next, version, OtherOwner), fallback);
        Replacement = new Replacement(version, Version, closes, ReplacementStage.WarmingUp, _engine.NowNs, null);
        _engine.SetTimer(ReplaceTimer, _engine.NowNs + WarmUpNs);
        try
        {
            _next.OnStart();
        }
        catch (BadInputException e)
        {
            CallOff(e.Message);
        }

        return Replacement.Reason;
    }

    private void BeginClosing()
    {
        At(ReplacementStage.Closing);
        CloseAll();
    }

    private void TakeOver()
    {
        Seat before = _seat;
        _engine.Forget(before.Owner);
        before.IsMuted = true;
        (_seat, _next) = (_next!, null);
        if (Failure is null)
            before.OnStop();
        (IsRunning, Failure) = (true, null);
        _seat.IsMuted = false;
        BeginTrial(ReplacementStage.OnTrial, _seat.Strategy is IStandIn ? ElsewhereTrialNs : TrialNs);
        _seat.OnTakeOver();
    }

    private void BeginTrial(ReplacementStage stage, long ns)
    {
        At(stage);
        _inherited = [.. Enumerable.Range(0, _quotes.Length).Where(i => _quotes[i] is not null)];
        _engine.SetTimer(ReplaceTimer, _engine.NowNs + ns);
    }

    private void EndTrial()
    {
        foreach (int instrument in _inherited ?? [])
            WithdrawQuotes(instrument);
        (_inherited, _fallback) = (null, null);
        if (Replacement!.Stage == ReplacementStage.OnTrial)
            At(ReplacementStage.Done);
    }

    // On trial: the version before sits there again. False: what threw is no version on trial.
    private bool TryBringBack(string callback, Exception error)
    {
        if (Replacement is not { Stage: ReplacementStage.OnTrial } replacement || _fallback is not { } fallback)
            return false;
        At(ReplacementStage.BroughtBack);
        Replacement = Replacement with { Reason = Thrown(replacement.Version, callback, error) };
        if (KnowsOfEachOther(_seat.Strategy, fallback))
            BringBack();
        else
            BeginReturning();
        return true;
    }

    // Who sat there hears and does nothing more.
    private void Sit(Strategy strategy, string version)
    {
        _engine.Forget(_seat.Owner);
        _seat.IsMuted = true;
        _seat = NewSeat(strategy, version, OtherOwner);
        _seat.IsMuted = false;
    }

    private void BringBack()
    {
        Sit(_fallback!, Replacement!.Before);
        _fallback = null;
        BeginTrial(ReplacementStage.BroughtBack, TrialNs);
        Told(Replacement.Reason!);
        try
        {
            _seat.OnStart();
        }
        catch (BadInputException e)
        {
            Fail(nameof(Strategy.OnStart), e);
        }
    }

    private void OnNextFailed(string callback, Exception error) => CallOff(Thrown(_next!.Version, callback, error));

    // The version that was there has failed: the next waits for nothing more.
    private void OnGone()
    {
        if (Replacement is { Stage: ReplacementStage.WarmingUp })
            OnReplaceTimer();
    }

    private void EndReplacement(string why)
    {
        if (Replacement is { Stage: ReplacementStage.WarmingUp or ReplacementStage.Closing })
        {
            CallOff(why);
        }
        else if (_inherited is not null)
        {
            _engine.CancelTimer(ReplaceTimer);
            EndTrial();
        }
    }

    private void CallOff(string why)
    {
        _engine.Forget(_next!.Owner);
        _engine.CancelTimer(ReplaceTimer);
        (_next, _fallback) = (null, null);
        At(ReplacementStage.CalledOff);
        Told(why);
    }

    private void At(ReplacementStage stage) => Replacement = Replacement! with { Stage = stage, SinceNs = _engine.NowNs };

    private void Told(string why)
    {
        Replacement = Replacement! with { Reason = why };
        _engine.Note(Replacement.Stage == ReplacementStage.BroughtBack
            ? $"strategy {Name}: version {Replacement.Before} trades again, for {why}"
            : $"strategy {Name}: version {Replacement.Version} doesn't come: {why}");
    }

    private static string Thrown(string version, string callback, Exception error) =>
        callback == StrategyFailure.Elsewhere ? $"version {version}: {error.Message}" : $"version {version} threw in {callback}: {error.GetType().Name}: {error.Message}";
}
