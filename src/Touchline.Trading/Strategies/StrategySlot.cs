using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>A strategy to be run: what it is called, itself with its parameters set, and its own limits beside the account's.</summary>
public sealed record StrategySetup(string Name, Strategy Strategy)
{
    /// <summary>Which of the strategy's versions it is; empty where it has none.</summary>
    public string Version { get; init; } = "";

    public RiskLimits Limits { get; init; } = RiskLimits.None;
}

/// <summary>Why a strategy was stopped by the engine.</summary>
/// <param name="Callback">The callback that threw, e.g. <c>OnTrade</c>.</param>
public sealed record StrategyFailure(string Callback, Exception Error, long LocalNs)
{
    // Where it was is in the error's text, as far as anybody knows.
    internal const string Elsewhere = "run";

    /// <summary>Its code runs in a thread or a process of its own.</summary>
    public bool IsElsewhere => Callback == Elsewhere;

    /// <summary>For people.</summary>
    public string Text => IsElsewhere ? Error.Message : $"{Callback}: {Error.Message}";
}

/// <summary>
/// A strategy in the engine: its holdings, orders and quotes, and the seat of the version that is called. An exception in a callback stops this strategy alone.
/// </summary>
public sealed partial class StrategySlot
{
    /// <summary>Names that its figures may have, of all its versions: every picture of the session copies them. Others come to nothing.</summary>
    public const int MostMetrics = 1024;

    private readonly Engine _engine;
    private readonly Holding[] _holdings;
    private readonly QuoteExecutor?[] _quotes;
    private readonly Dictionary<string, double> _metrics = [];
    private readonly ulong _seed;
    private Seat _seat;
    private bool _hasBegun;

    internal StrategySlot(Engine engine, int index, StrategySetup setup, IReadOnlyList<Instrument> instruments, ulong seed)
    {
        (_engine, _seed) = (engine, seed);
        _holdings = [.. instruments.Select(i => new Holding(i, setup.Limits))];
        _quotes = new QuoteExecutor?[instruments.Count];
        Index = index;
        Name = setup.Name;
        Scope = new RiskScope(setup.Limits, this, _holdings, engine.States, engine.Desk.Orders);
        _seat = NewSeat(setup.Strategy, setup.Version, owner: index);
        _seat.IsMuted = false;
    }

    public int Index { get; }

    public string Name { get; }

    /// <summary>Its own, beside the account's, as they stand.</summary>
    public RiskLimits Limits => Scope.Limits;

    /// <summary>It is called with events and may place orders.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>It was told to pause: it sees the market and what becomes of its orders, and places none.</summary>
    public bool IsPaused { get; internal set; }

    /// <summary>Set once a callback threw.</summary>
    public StrategyFailure? Failure { get; private set; }

    /// <summary>What sits there.</summary>
    public Strategy Strategy => _seat.Strategy;

    public IReadOnlyList<Parameter> Parameters => (IsReturning ? _fallback! : _seat.Strategy).Parameters;

    /// <summary>Which of the strategy's versions is called; empty where it has none.</summary>
    public string Version => _seat.Version;

    /// <summary>Figures that it set, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _metrics;

    public int LiveOrders { get; internal set; }

    public Ledger Ledger(int instrument) => _holdings[instrument].Ledger;

    public OrderCounts Counts(int instrument) => _holdings[instrument].Orders.Counts;

    /// <summary>It is people's seat.</summary>
    public bool IsOperator => _seat.Strategy is Operator;

    internal RiskScope Scope { get; }

    internal Holding Holding(int instrument) => _holdings[instrument];

    // What is recovered before the start it finds in its ledgers; answers are told after a stop too, but not to a strategy that failed.
    private bool IsTold => _hasBegun && Failure is null;

    /// <summary>What it places and amends isn't refused out of hand.</summary>
    internal bool MayTrade => IsRunning && !IsPaused && !IsLeaving && !_engine.IsKilled;

    internal void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks)
    {
        QuoteExecutor quotes = _quotes[instrument] ??= new QuoteExecutor(instrument, new QuoteEntry(_engine, this));
        _inherited?.Remove(instrument);
        if (MayTrade)
            quotes.Want(bids, asks);
        else
            quotes.Want([], []);
    }

    internal void WithdrawQuotes()
    {
        foreach (QuoteExecutor? quotes in _quotes)
            quotes?.Want([], []);
    }

    internal void WithdrawQuotes(int instrument) => _quotes[instrument]?.Want([], []);

    // A value that the strategy can't take is taken back: it goes on with the one before.
    internal string? SetParameter(string name, string text)
    {
        Parameter? parameter = Parameters.FirstOrDefault(p => p.Name == name);
        if (parameter is null)
            return $"parameter '{name}' is unknown; known are {string.Join(", ", Parameters.Select(p => p.Name))}";
        string before = parameter.ValueText;
        try
        {
            parameter.Set(text);
            // One that is to come back takes them at its start.
            if (!IsReturning)
                _seat.Strategy.OnParametersChanged();
            return null;
        }
        catch (BadInputException e)
        {
            parameter.Set(before);
            return e.Message;
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnParametersChanged), e);
            return $"strategy {Name} has stopped";
        }
    }

    /// <summary>Hears of figures as they are set; null: nobody does.</summary>
    internal Action<string, double>? OnMetric { get; set; }

    /// <summary>The version that is called looks on: what it does comes to nothing.</summary>
    internal bool IsMuted
    {
        get => _seat.IsMuted;
        set => _seat.IsMuted = value;
    }

    internal void OnTakeOver() => _seat.OnTakeOver();

    internal void SetMetric(string name, double value)
    {
        if (_metrics.Count >= MostMetrics && !_metrics.ContainsKey(name))
            return;
        _metrics[name] = value;
        OnMetric?.Invoke(name, value);
    }

    // Wrong input that shows only at the start is the user's to hear of, not a failure.
    internal void Start()
    {
        _hasBegun = true;
        if (_seat.Strategy is Vacant)
            return;
        IsRunning = true;
        try
        {
            _seat.OnStart();
        }
        catch (BadInputException e) when (Index > 0)
        {
            // The session was given its own strategy by hand; the others start with it because the store says so.
            throw new BadInputException($"strategy {Name} can't start with the session: {e.Message}", e);
        }
    }

    internal void Stop()
    {
        EndReplacement("the session ended");
        if (!IsRunning)
            return;
        _seat.OnStop();
        IsRunning = false;
    }

    internal void OnBook(int instrument)
    {
        if (IsRunning)
            _seat.OnBook(instrument);
        _next?.OnBook(instrument);
    }

    internal void OnTrade(int instrument, in MarketEvent trade)
    {
        if (IsRunning)
            _seat.OnTrade(instrument, trade);
        _next?.OnTrade(instrument, trade);
    }

    internal void OnLiquidation(int instrument, in MarketEvent liquidation)
    {
        if (IsRunning)
            _seat.OnLiquidation(instrument, liquidation);
        _next?.OnLiquidation(instrument, liquidation);
    }

    internal void OnMark(int instrument, in Mark mark)
    {
        if (IsRunning)
            _seat.OnMark(instrument, mark);
        _next?.OnMark(instrument, mark);
    }

    internal void OnFunding(int instrument, in Funding funding)
    {
        if (IsRunning)
            _seat.OnFunding(instrument, funding);
        _next?.OnFunding(instrument, funding);
    }

    /// <param name="owner">Who asked for the candles.</param>
    internal void OnCandle(int owner, int instrument, in Candle candle) => SeatOf(owner)?.OnCandle(instrument, candle);

    internal void OnSignal(in Signal signal)
    {
        if (IsRunning)
            _seat.OnSignal(signal);
        _next?.OnSignal(signal);
    }

    /// <param name="owner">Who set the timer.</param>
    internal void OnTimer(int owner, int id) => SeatOf(owner)?.OnTimer(id);

    /// <summary>Who is called in that name; null: nobody any more.</summary>
    internal Seat? SeatOf(int owner) => IsRunning && owner == _seat.Owner ? _seat : _next is { } next && owner == next.Owner ? next : null;

    // What stands of the quotes is right before the strategy hears of it; also after its end, for whoever begins here next. After the session's nobody does.
    internal void OnOrder(in OrderUpdate order, bool isQuote)
    {
        if (isQuote && _engine.IsTrading)
            TellQuotes(null, order);
        TellOrder(AsItIsNow(order));
        if (order.State.IsTerminal())
            OnOrderOver();
    }

    internal void OnFill(in Fill fill, in OrderUpdate order, bool isQuote)
    {
        if (isQuote && _engine.IsTrading)
            TellQuotes(fill, order);
        OnFillOfNoOrder(fill);
        TellOrder(AsItIsNow(order));
        if (order.State.IsTerminal())
            OnOrderOver();
    }

    internal void OnFillOfNoOrder(in Fill fill)
    {
        if (IsTold)
            _seat.OnFill(fill);
    }

    internal void OnFundingPayment(in FundingPayment payment)
    {
        if (IsTold)
            _seat.OnFundingPayment(payment);
    }

    /// <summary>A seat's callback threw.</summary>
    internal void Fail(Seat seat, string callback, Exception error)
    {
        if (seat == _seat)
            Fail(callback, error);
        else if (seat == _next)
            OnNextFailed(callback, error);
    }

    private void TellQuotes(in Fill? fill, in OrderUpdate order)
    {
        // Of an earlier session's there is none.
        if (_quotes[order.Instrument] is not { } quotes)
            return;
        try
        {
            if (fill is { } filled)
                quotes.OnFill(filled);
            quotes.OnOrder(order);
        }
        catch (Exception e)
        {
            Fail(nameof(IStrategyContext.Quote), e);
        }
    }

    // What was done on the way here may have put something in flight.
    private OrderUpdate AsItIsNow(in OrderUpdate order) => _engine.Desk.TryOrder(Index, order.Id, out OrderUpdate now) ? now : order;

    private void TellOrder(in OrderUpdate order)
    {
        if (IsTold)
            _seat.OnOrder(order);
    }

    private void Fail(string callback, Exception error)
    {
        if (TryBringBack(callback, error))
            return;
        IsRunning = false;
        Failure = new StrategyFailure(callback, error, _engine.NowNs);
        // Nothing is wanted any more, so that nothing is put in place of what is cancelled.
        WithdrawQuotes();
        _engine.OnFailed(this, _seat.Owner);
        OnGone();
    }
}
