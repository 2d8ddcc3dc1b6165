using System.Globalization;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What the engine keeps for each venue: the budget of requests, the breaker, and for each instrument the ratios that the venue looks at. Venues are counted from 0 in the order of the instruments.</summary>
internal sealed class VenueDesk
{
    private readonly string[] _names;
    private readonly int[] _venueOf;
    private readonly OrderBudget[] _budgets;
    private readonly CircuitBreaker[] _breakers;
    private readonly RatioWindow[][] _ratios;
    private readonly InstrumentState[] _instruments;
    private readonly Action<string> _note;

    /// <param name="rules">By the venues' names; a venue without any has no budget and no ratios.</param>
    public VenueDesk(InstrumentState[] instruments, IReadOnlyList<VenueRules> rules, Action<string> note)
    {
        _instruments = instruments;
        _note = note;
        _names = [.. instruments.Select(i => i.Instrument.Venue).Distinct()];
        _venueOf = [.. instruments.Select(i => Array.IndexOf(_names, i.Instrument.Venue))];
        VenueRules[] found = [.. _names.Select(n => rules.FirstOrDefault(r => r.Venue == n) ?? new VenueRules(n))];
        _budgets = [.. found.Select(r => new OrderBudget(r.Orders))];
        _breakers = [.. found.Select(_ => new CircuitBreaker())];
        _ratios = [.. _venueOf.Select(v => found[v].Ratios.Select(r => new RatioWindow(r)).ToArray())];
    }

    public int Count => _names.Length;

    public IReadOnlyList<string> Names => _names;

    public OrderBudget BudgetOf(int instrument) => _budgets[_venueOf[instrument]];

    public CircuitBreaker BreakerOf(int instrument) => _breakers[_venueOf[instrument]];

    public RatioWindow[] RatiosOf(int instrument) => _ratios[instrument];

    public OrderBudget Budget(int venue) => _budgets[venue];

    public CircuitBreaker Breaker(int venue) => _breakers[venue];

    /// <summary>A new order or an amend leaves.</summary>
    public void OnSent(in NewOrder order, bool isAmend, long nowNs)
    {
        BudgetOf(order.Instrument).Add(nowNs, isCancel: false);
        BreakerOf(order.Instrument).OnSent(nowNs);
        if (isAmend)
            return;
        foreach (RatioWindow ratio in _ratios[order.Instrument])
        {
            if (ratio.OnSent(order, _instruments[order.Instrument], nowNs))
                TellNear(ratio, order.Instrument);
        }
    }

    public void OnCancel(in WorkingOrder order, long nowNs)
    {
        BudgetOf(order.Terms.Instrument).Add(nowNs, isCancel: true);
        foreach (RatioWindow ratio in _ratios[order.Terms.Instrument])
            ratio.OnCancel(order, nowNs);
    }

    public void OnFilled(int instrument, long units, long nowNs)
    {
        foreach (RatioWindow ratio in _ratios[instrument])
            ratio.OnFilled(units, nowNs);
    }

    public void OnExpired(in WorkingOrder order, long nowNs)
    {
        foreach (RatioWindow ratio in _ratios[order.Terms.Instrument])
            ratio.OnExpired(order, nowNs);
    }

    /// <summary>A venue's answer to a request of ours, or that there is none.</summary>
    public void OnAnswer(in OrderReport report, int instrument, RiskLimits account, long nowNs)
    {
        if (report.Kind == ReportKind.Unresolved || report.NeverLeft)
            return; // no answer of the venue
        CircuitBreaker breaker = BreakerOf(instrument);
        bool isFailure = report.Kind == ReportKind.Unknown
            || (report.IsVenueFault && report.Kind is ReportKind.Rejected or ReportKind.AmendRejected or ReportKind.CancelRejected);
        if (!isFailure)
            breaker.OnSuccess(nowNs);
        else if (breaker.OnFailure(nowNs, account.BreakerFailures))
            TellOpened(_venueOf[instrument], account.BreakerCoolDownNs);
    }

    private void TellNear(RatioWindow ratio, int instrument) => _note(string.Create(
        CultureInfo.InvariantCulture,
        $"{_instruments[instrument].Instrument.Symbol}: {ratio.Ratio.Name} is {ratio.Value:0.0000} over {ratio.Orders} orders; at {ratio.Ratio.Limit} nothing new is placed there, before the venue forbids it"));

    private void TellOpened(int venue, long coolDownNs) =>
        _note($"{_names[venue]} failed {_breakers[venue].Failures} times in a row: nothing new is sent there for {Duration.Format(coolDownNs)}; cancels are");
}
