using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What risk shows of itself, and what those who look after orders and ledgers tell it.</summary>
public sealed partial class Engine
{
    /// <summary>The account's limits as they stand; a strategy's own are <see cref="StrategySlot.Limits"/>.</summary>
    public RiskLimits Limits => Desk.Account.Limits;

    /// <summary>Everything is cancelled and nothing new passes but what closes positions, until it is armed again.</summary>
    public bool IsKilled => _kill.IsActive;

    /// <summary>Where a kill stands. Whether the venue agrees is for the host to ask there.</summary>
    public KillStatus KillStatus => _kill.Status;

    /// <summary>What venues take of the account, and how much of it is used. For people to look at; allocates.</summary>
    public IReadOnlyList<BudgetStatus> Budgets => [.. Enumerable.Range(0, Desk.Venues.Count).SelectMany(v => Desk.Venues.Budget(v).Status(Desk.Venues.Names[v], NowNs))];

    /// <summary>The breakers of the venues, in the order of the instruments' venues. Allocates.</summary>
    public IReadOnlyList<BreakerStatus> Breakers => [.. Desk.Venues.Names.Select((name, v) =>
    {
        CircuitBreaker breaker = Desk.Venues.Breaker(v);
        return new BreakerStatus(name, breaker.State(NowNs, Limits.BreakerCoolDownNs), breaker.Failures, breaker.SinceNs);
    })];

    /// <summary>Why an instrument is frozen; none when it isn't.</summary>
    public FreezeReason Frozen(int instrument) => _states[instrument].Frozen;

    /// <summary>What the venue was last said to do with an instrument.</summary>
    public InstrumentStatus Status(int instrument) => _states[instrument].Status;

    /// <summary>The shares of an instrument's orders that its venue punishes. Allocates.</summary>
    public IReadOnlyList<RatioStatus> Ratios(int instrument) =>
        [.. Desk.Venues.RatiosOf(instrument).Select(r => new RatioStatus(r.Ratio.Name, r.Orders, r.Value, r.Ratio.Warn, r.Ratio.Limit))];

    /// <summary>How alike two instruments move, -1 to 1; null while too little is known, or no limit asks.</summary>
    public double? Correlation(int one, int other) => _watch.Correlation(one, other);

    /// <summary>Where profit and loss stood when the day began and at its best.</summary>
    /// <param name="strategy">-1: the account's.</param>
    public EquityMarks Marks(int strategy = -1) => ScopeOf(strategy).Equity.Marks;

    /// <summary>
    /// Nothing passes in an instrument but cancels, until it is thawed: what is known of it can't be relied on. What works there is cancelled, but for orders that may only reduce. For those
    /// within the engine; others give <see cref="EngineCommand.Freeze"/>.
    /// </summary>
    public void Freeze(int instrument, FreezeReason reason)
    {
        InstrumentState state = _states[instrument];
        if ((state.Frozen | reason) == state.Frozen)
            return;
        state.Frozen |= reason;
        foreach (StrategySlot strategy in _strategies)
            strategy.WithdrawQuotes(instrument);
        Desk.CancelOpening(instrument);
        Note($"{state.Instrument.Symbol} is frozen: {EngineCommand.Told(state.Frozen)}; only cancels pass until 'thaw {instrument}'");
    }

    /// <summary>Ends a freeze for some of its reasons.</summary>
    public void Thaw(int instrument, FreezeReason reason) => _states[instrument].Frozen &= ~reason;

    internal InstrumentState[] States => _states;

    internal void Note(string text) => _note?.Invoke(text);

    internal void RestoreInstrument(int instrument, FreezeReason frozen, InstrumentStatus status) => (_states[instrument].Frozen, _states[instrument].Status) = (frozen, status);

    /// <summary>The session before was killed, and nobody has armed it since.</summary>
    internal void RestoreKill(bool flattens) => _kill.Restore(flattens);

    private RiskScope ScopeOf(int strategy) => strategy < 0 ? Desk.Account : _strategies[strategy].Scope;

    private void WatchScopes() => _watch.SetScopes([Desk.Account, .. _strategies.Select(s => s.Scope)]);
}
