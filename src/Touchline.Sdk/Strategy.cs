using System.Reflection;
using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>
/// A trading strategy. One class runs unchanged in a backtest, on paper and live: it sees events and its context, never a thread, a
/// clock, a socket or a file. Callbacks come one at a time; what they ask for leaves in that order. An exception in a callback stops
/// this strategy and cancels its orders.
/// </summary>
public abstract class Strategy
{
    private IStrategyContext? _context;
    private Parameter[]? _parameters;

    /// <summary>Parameters by which the user tunes it: its fields of type <see cref="Parameter"/>, in the order in which they are declared.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => _parameters ??= DeclaredParameters();

    /// <summary>The engine's side. Set before <see cref="OnStart"/>.</summary>
    protected IStrategyContext Context => _context ?? throw new InvalidOperationException("a strategy has no context before it is started");

    /// <summary>Gives the strategy its engine; for hosts.</summary>
    public void Attach(IStrategyContext context) => _context = context;

    /// <summary>Before the first event. A <see cref="BadInputException"/> here says that a parameter doesn't fit the instruments.</summary>
    public virtual void OnStart()
    {
    }

    /// <summary>
    /// The user gave a parameter another value while the strategy runs. Overriding this says that it takes changes: whatever it made of
    /// the old values is to be made anew. A <see cref="BadInputException"/> says that the value doesn't fit: the parameter gets its old
    /// value back, and nothing else may have changed. A strategy that doesn't override it takes its parameters at its start only.
    /// </summary>
    public virtual void OnParametersChanged() =>
        throw new BadInputException("this strategy takes its parameters at its start only; one that can change them overrides OnParametersChanged");

    /// <summary>
    /// It has taken the place of another version, beside which it looked on since <see cref="OnStart"/>: from now on what it places goes out. Orders, quotes and positions of the version before are its own.
    /// </summary>
    public virtual void OnTakeOver()
    {
    }

    /// <summary>At the end of a batch that changed an instrument's book.</summary>
    public virtual void OnBook(int instrument)
    {
    }

    /// <summary>A trade in the market; after the batch's changes to the book.</summary>
    public virtual void OnTrade(int instrument, in MarketEvent trade)
    {
    }

    /// <summary>A candle closed that was asked for with <see cref="IStrategyContext.Candles"/>.</summary>
    public virtual void OnCandle(int instrument, in Candle candle)
    {
    }

    /// <summary>A position was liquidated in the market; side and quantity are the forced order's.</summary>
    public virtual void OnLiquidation(int instrument, in MarketEvent liquidation)
    {
    }

    /// <summary>A new mark price.</summary>
    public virtual void OnMark(int instrument, in Mark mark)
    {
    }

    /// <summary>A new funding rate.</summary>
    public virtual void OnFunding(int instrument, in Funding funding)
    {
    }

    /// <summary>A signal of another strategy or detector.</summary>
    public virtual void OnSignal(in Signal signal)
    {
    }

    /// <summary>A timer set with <see cref="IStrategyContext.SetTimer"/> is due.</summary>
    public virtual void OnTimer(int id)
    {
    }

    /// <summary>One of the strategy's orders changed: its state, its terms, or what is in flight for it.</summary>
    public virtual void OnOrder(in OrderUpdate order)
    {
    }

    /// <summary>The strategy's position earned or paid funding.</summary>
    public virtual void OnFundingPayment(in FundingPayment payment)
    {
    }

    /// <summary>
    /// One of the strategy's orders traded; before the state change that follows from it. Also the strategy's part of a liquidation, which no
    /// order did (<see cref="Fill.IsLiquidation"/>), and of what others closed in the account (<see cref="Fill.IsExternal"/>).
    /// </summary>
    public virtual void OnFill(in Fill fill)
    {
    }

    /// <summary>One of the strategy's brackets changed: it protects, exits or has ended. After the orders' own news.</summary>
    public virtual void OnBracket(in BracketUpdate bracket)
    {
    }

    /// <summary>Two of the strategy's legs are late or have ended; <see cref="LegsUpdate.Unhedged"/> says what is left.</summary>
    public virtual void OnLegs(in LegsUpdate legs)
    {
    }

    /// <summary>
    /// The session is told to end; market callbacks and timers stop here, and the engine cancels what still works. Answers to those
    /// cancels may still come as <see cref="OnOrder"/> and <see cref="OnFill"/>. A recording that reaches its last row just ends.
    /// </summary>
    public virtual void OnStop()
    {
    }

    // Base classes first; within a class the order of declaration, which is that of the metadata.
    private Parameter[] DeclaredParameters()
    {
        var chain = new Stack<Type>();
        for (Type type = GetType(); type != typeof(Strategy); type = type.BaseType!)
            chain.Push(type);
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return [.. chain
            .SelectMany(t => t.GetFields(Declared).Where(f => typeof(Parameter).IsAssignableFrom(f.FieldType)).OrderBy(f => f.MetadataToken))
            .Select(f => (Parameter?)f.GetValue(this))
            .OfType<Parameter>()];
    }
}
