using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>An order of the strategy as the engine knows it.</summary>
public readonly record struct OrderUpdate(OrderId Id, int Instrument, Side Side, Price Price, Quantity Remaining, OrderState State);

/// <summary>A fill of one of the strategy's orders.</summary>
public readonly record struct Fill(OrderId Id, int Instrument, Side Side, Price Price, Quantity Quantity, bool IsMaker, long ExchangeNs);

/// <summary>
/// A trading strategy. One class runs unchanged in a backtest, on paper and live: it sees events and its context, never a thread, a
/// clock, a socket or a file. Callbacks come one at a time; what they ask for leaves in that order.
/// </summary>
public abstract class Strategy
{
    private IStrategyContext? _context;

    /// <summary>Parameters by which the user tunes it.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>The engine's side. Set before <see cref="OnStart"/>.</summary>
    protected IStrategyContext Context => _context ?? throw new InvalidOperationException("a strategy has no context before it is started");

    /// <summary>Gives the strategy its engine; for hosts.</summary>
    public void Attach(IStrategyContext context) => _context = context;

    /// <summary>Before the first event.</summary>
    public virtual void OnStart()
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

    /// <summary>A timer set with <see cref="IStrategyContext.SetTimer"/> is due.</summary>
    public virtual void OnTimer(int id)
    {
    }

    /// <summary>One of the strategy's orders changed its state.</summary>
    public virtual void OnOrder(in OrderUpdate order)
    {
    }

    /// <summary>One of the strategy's orders traded; before the state change that follows from it.</summary>
    public virtual void OnFill(in Fill fill)
    {
    }

    /// <summary>
    /// The session is told to end; market callbacks and timers stop here, and the engine cancels what still works. Answers to those
    /// cancels may still come as <see cref="OnOrder"/> and <see cref="OnFill"/>. A recording that reaches its last row just ends.
    /// </summary>
    public virtual void OnStop()
    {
    }
}
