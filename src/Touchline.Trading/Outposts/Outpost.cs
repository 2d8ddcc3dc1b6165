using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Where an outpost stands.</summary>
public enum OutpostState
{
    Running,

    /// <summary>It couldn't begin, or a callback threw.</summary>
    Failed,

    /// <summary>It was told to end, and has.</summary>
    Ended,

    /// <summary>Its process is gone, or was killed.</summary>
    Died,
}

/// <summary>
/// A strategy on a thread of its own, behind an engine of its own that has the same books, candles, timers, quotes and brackets as the one it trades in, and no limits: what it asks for passes the risk there. What that engine is told its own is told by a
/// <see cref="OutpostFeed"/>. docs/hot-reload.md.
/// </summary>
public sealed class Outpost : IOutpost
{
    private readonly CancellationTokenSource _end = new();
    private readonly IOutpostLine _line;
    private readonly OutpostFeed? _feed;
    private readonly Func<Strategy> _make;
    private Engine? _engine;
    private StrategySlot? _slot;
    private int _state;
    private int _reasons;
    private bool _isStopping;
    private bool _hasBegun;
    private long _progress;
    private long _timerNs = long.MaxValue;

    /// <param name="make">Makes the strategy, with its parameters set; on its own thread.</param>
    public Outpost(OutpostFeed feed, Func<Strategy> make)
        : this((IOutpostLine)feed, make) => _feed = feed;

    internal Outpost(IOutpostLine line, Func<Strategy> make) => (_line, _make) = (line, make);

    public OutpostFeed Feed => _feed ?? throw new InvalidOperationException("its feed is in another process");

    public OutpostState State => (OutpostState)Volatile.Read(ref _state);

    public string Why { get; private set; } = "";

    /// <summary>What it failed by; null: it hasn't.</summary>
    internal Exception? Error { get; private set; }

    public bool IsStarting => false;

    /// <inheritdoc/>
    /// <remarks>For the feed's thread.</remarks>
    public bool IsBusy => State == OutpostState.Running && (!HasBegun || Progress != Feed.Told);

    /// <summary>Its engine has started.</summary>
    internal bool HasBegun => Volatile.Read(ref _hasBegun);

    public long Progress => Volatile.Read(ref _progress);

    public long LagNs => HasBegun ? Feed.LagNs(Progress) : 0;

    public long TimerNs => Volatile.Read(ref _timerNs);

    public OutpostLog Log { get; } = new();

    /// <summary>Takes in what it is told until it is told to end, or fails.</summary>
    public void Run()
    {
        OutpostState end = OutpostState.Failed;
        try
        {
            Begin();
            while (_slot!.Failure is null && !Volatile.Read(ref _isStopping) && _line.Take(out OutpostItem item, _end.Token))
                TakeIn(item);
            if (_slot.Failure is null)
                Stop();
            if (_slot.Failure is { } failure)
                (Error, Why) = (failure.Error, $"it threw in {failure.Callback}: {failure.Error.GetType().Name}: {failure.Error.Message}");
            else
                end = OutpostState.Ended;
        }
        catch (Exception e)
        {
            // The border of its thread: whatever it is, it ends this strategy and not the process.
            Error = e;
            Why = e is BadInputException ? $"it can't begin: {e.Message}" : $"it ended by {e.GetType().Name}: {e.Message}";
        }

        Volatile.Write(ref _state, (int)end);
    }

    public void End()
    {
        Volatile.Write(ref _isStopping, true);
        _end.Cancel();
    }

    /// <summary>.NET has no means to end a thread.</summary>
    public bool Kill(string why) => false;

    /// <summary>Once its thread has ended and the feed's engine tells it nothing more.</summary>
    public void Dispose()
    {
        _end.Dispose();
        _feed?.Dispose();
    }

    internal void TakeOver()
    {
        _slot!.IsMuted = false;
        _slot.OnTakeOver();
    }

    internal void OnSignal(in Signal signal) => _slot!.OnSignal(signal);

    internal void Set(string name, string value)
    {
        if (_engine!.OnCommand(EngineCommand.Set(0, name, value), _engine.NowNs) is { } refusal)
            Log.AddNote($"goes on with the {name} that it had: {refusal}");
    }

    internal void Pause(bool pauses) => _engine!.OnCommand(pauses ? EngineCommand.Pause(0) : EngineCommand.Resume(0), _engine.NowNs);

    internal void Hold(int instrument, LedgerState account, LedgerState own) => _engine!.Restore(instrument, account, own);

    internal void OnFill(in Fill fill) => _slot!.OnFillOfNoOrder(fill);

    internal void OnFundingPayment(in FundingPayment payment) => _slot!.OnFundingPayment(payment);

    internal void OnBook(MarketEvent[] rows, long localNs)
    {
        foreach (ref readonly MarketEvent row in rows.AsSpan())
            _engine!.OnMarket(row, localNs);
    }

    private void Begin()
    {
        OutpostTerms terms = _line.Terms;
        _engine = new Engine(terms.Instruments, [new StrategySetup(terms.Name, _make())], RiskLimits.None with { MaxLiveOrders = terms.MostOrders }, log: (_, line) => Log.AddLine(line), note: Log.AddNote, feeAssets: terms.FeeAssets);
        _slot = _engine.Strategies[0];
        _slot.OnMetric = Log.Set;
        _slot.IsMuted = terms.LooksOn;
        for (int i = 0; i < terms.Holdings.Count; i++)
            _engine.Restore(i, terms.Holdings[i].Account, terms.Holdings[i].Own);
        // The books are there before it begins, as where it takes a place in a session that trades.
        for (int i = 0; i < terms.Instruments.Count && _line.Take(out OutpostItem book, _end.Token); i++)
        {
            book.Other!.Reach(this);
            OnTaken();
        }

        _engine.Start(terms.NowNs);
        Ask();
        Volatile.Write(ref _timerNs, _engine.NextTimerNs);
        Volatile.Write(ref _hasBegun, true);
    }

    // It may place nothing more, as where a strategy is stopped in the engine.
    private void Stop()
    {
        _slot!.IsMuted = true;
        _engine!.Stop(_engine.NowNs);
    }

    private void TakeIn(in OutpostItem item)
    {
        switch (item.Kind)
        {
            case OutpostItemKind.Market:
                _engine!.OnMarket(item.Event, item.LocalNs);
                break;
            case OutpostItemKind.Report:
                _engine!.OnReport(_line.TakeReport());
                break;
            case OutpostItemKind.Clock:
                _engine!.OnClock(item.LocalNs);
                break;
            default:
                item.Other!.Reach(this);
                break;
        }

        Ask();
        OnTaken();
    }

    private void Ask()
    {
        while (_reasons < _slot!.Reasons.Count)
            _line.Name(_slot.Reasons[_reasons++]);
        foreach (ref readonly Intent intent in _engine!.Intents)
        {
            if (!_line.Ask(intent, _end.Token))
                break;
        }

        _engine.ClearIntents();
    }

    private void OnTaken()
    {
        Volatile.Write(ref _timerNs, _engine!.NextTimerNs);
        Volatile.Write(ref _progress, _progress + 1);
    }
}
