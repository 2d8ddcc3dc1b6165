using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>A strategy to be run: what it is called, itself with its parameters set, and its own limits beside the account's.</summary>
public sealed record StrategySetup(string Name, Strategy Strategy)
{
    public RiskLimits Limits { get; init; } = RiskLimits.None;
}

/// <summary>Why a strategy was stopped by the engine.</summary>
/// <param name="Callback">The callback that threw, e.g. <c>OnTrade</c>.</param>
public sealed record StrategyFailure(string Callback, Exception Error, long LocalNs);

/// <summary>
/// A strategy in the engine: its holdings, and the border behind which it may fail. An exception in a callback stops this strategy
/// alone; it could come from any code, so all of them are caught here and nowhere else.
/// </summary>
public sealed partial class StrategySlot
{
    private readonly Engine _engine;
    private readonly Strategy _strategy;
    private readonly Holding[] _holdings;
    private readonly QuoteExecutor?[] _quotes;
    private readonly Dictionary<string, double> _metrics = [];
    private bool _hasBegun;

    internal StrategySlot(Engine engine, int index, StrategySetup setup, IReadOnlyList<Instrument> instruments, SeededRandom random)
    {
        _engine = engine;
        _strategy = setup.Strategy;
        _holdings = [.. instruments.Select(i => new Holding(i, setup.Limits))];
        _quotes = new QuoteExecutor?[instruments.Count];
        Index = index;
        Name = setup.Name;
        Scope = new RiskScope(setup.Limits, this, _holdings, engine.States, engine.Desk.Orders);
        _strategy.Attach(new StrategyContext(engine, this, random));
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

    public IReadOnlyList<Parameter> Parameters => _strategy.Parameters;

    /// <summary>Figures that it set, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _metrics;

    public int LiveOrders { get; internal set; }

    public Ledger Ledger(int instrument) => _holdings[instrument].Ledger;

    public OrderCounts Counts(int instrument) => _holdings[instrument].Orders.Counts;

    /// <summary>It is people's seat.</summary>
    public bool IsOperator => _strategy is Operator;

    internal RiskScope Scope { get; }

    internal Holding Holding(int instrument) => _holdings[instrument];

    // What is recovered before the start it finds in its ledgers; answers are told after a stop too, but not to a strategy that failed.
    private bool IsTold => _hasBegun && Failure is null;

    /// <summary>What it places and amends isn't refused out of hand.</summary>
    internal bool MayTrade => IsRunning && !IsPaused && !_engine.IsKilled;

    internal void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks)
    {
        QuoteExecutor quotes = _quotes[instrument] ??= new QuoteExecutor(instrument, new QuoteEntry(_engine, this));
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
            _strategy.OnParametersChanged();
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

    internal void SetMetric(string name, double value) => _metrics[name] = value;

    // Wrong input that shows only at the start is the user's to hear of, not a failure.
    internal void Start()
    {
        IsRunning = true;
        _hasBegun = true;
        try
        {
            _strategy.OnStart();
        }
        catch (Exception e) when (e is not BadInputException)
        {
            Fail(nameof(Strategy.OnStart), e);
        }
    }

    internal void Stop()
    {
        if (!IsRunning)
            return;
        try
        {
            _strategy.OnStop();
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnStop), e);
        }

        IsRunning = false;
    }

    internal void OnBook(int instrument)
    {
        try
        {
            _strategy.OnBook(instrument);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnBook), e);
        }
    }

    internal void OnTrade(int instrument, in MarketEvent trade)
    {
        try
        {
            _strategy.OnTrade(instrument, trade);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnTrade), e);
        }
    }

    internal void OnLiquidation(int instrument, in MarketEvent liquidation)
    {
        try
        {
            _strategy.OnLiquidation(instrument, liquidation);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnLiquidation), e);
        }
    }

    internal void OnMark(int instrument, in Mark mark)
    {
        try
        {
            _strategy.OnMark(instrument, mark);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnMark), e);
        }
    }

    internal void OnFunding(int instrument, in Funding funding)
    {
        try
        {
            _strategy.OnFunding(instrument, funding);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnFunding), e);
        }
    }

    internal void OnCandle(int instrument, in Candle candle)
    {
        try
        {
            _strategy.OnCandle(instrument, candle);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnCandle), e);
        }
    }

    internal void OnSignal(in Signal signal)
    {
        try
        {
            _strategy.OnSignal(signal);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnSignal), e);
        }
    }

    internal void OnTimer(int id)
    {
        try
        {
            _strategy.OnTimer(id);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnTimer), e);
        }
    }

    // What stands of the quotes is right before the strategy hears of it. After a stop nothing is wanted any more.
    internal void OnOrder(in OrderUpdate order, bool isQuote)
    {
        if (isQuote && IsRunning)
            TellQuotes(null, order);
        TellOrder(AsItIsNow(order));
    }

    internal void OnFill(in Fill fill, in OrderUpdate order, bool isQuote)
    {
        if (isQuote && IsRunning)
            TellQuotes(fill, order);
        TellFill(fill);
        TellOrder(AsItIsNow(order));
    }

    internal void OnFillOfNoOrder(in Fill fill) => TellFill(fill);

    internal void OnFundingPayment(in FundingPayment payment)
    {
        if (!IsTold)
            return;
        try
        {
            _strategy.OnFundingPayment(payment);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnFundingPayment), e);
        }
    }

    private void TellQuotes(in Fill? fill, in OrderUpdate order)
    {
        try
        {
            QuoteExecutor quotes = _quotes[order.Instrument]!;
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
        if (!IsTold)
            return;
        try
        {
            _strategy.OnOrder(order);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnOrder), e);
        }
    }

    private void TellFill(in Fill fill)
    {
        if (!IsTold)
            return;
        try
        {
            _strategy.OnFill(fill);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnFill), e);
        }
    }

    private void Fail(string callback, Exception error)
    {
        IsRunning = false;
        Failure = new StrategyFailure(callback, error, _engine.NowNs);
        _engine.OnFailed(this);
    }
}
