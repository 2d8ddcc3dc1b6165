using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Plays made-up markets to the product and to its naive twin, which must say and show the same at every step.</summary>
internal sealed class Twins
{
    private static readonly FeeRates Fees = new(-0.0001m, 0.0003m);

    private readonly Approval _approval = new(Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One));

    /// <summary>How often each kind of thing came.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    public void Play(RandomMarket market, ExchangeModel model, QueueModel queue, Func<string> about)
    {
        var venue = new SimulatedVenue(market.Instrument, 2, Fees, model, queue);
        var naive = new NaiveVenue(market.Instrument, 2, Fees, model, queue);
        var ids = new List<OrderId>();
        long now = 0;
        foreach (Step step in market.Steps)
        {
            OrderId id = step.Order < ids.Count ? ids[step.Order] : new OrderId(long.MaxValue);
            switch (step.Kind)
            {
                case StepKind.Row:
                    now = step.Row.ExchangeNs;
                    venue.OnMarket(step.Row);
                    naive.Row(step.Row);
                    break;
                case StepKind.Place:
                    ApprovedOrder approved = _approval.Of(step.Terms);
                    ids.Add(approved.Id);
                    venue.OnPlace(approved, now);
                    naive.Place(approved.Id, step.Terms, now);
                    break;
                case StepKind.Cancel:
                    venue.OnCancel(id, now);
                    naive.Cancel(id, now);
                    break;
                case StepKind.Amend:
                    venue.OnAmend(id, step.Terms, now);
                    naive.Amend(id, step.Terms, now);
                    break;
            }

            Compare.Same(naive, venue, () => $"at {step}\n{about()}");
            Count(step.Kind, naive.Reports);
            venue.Reports.Clear();
            naive.Reports.Clear();
        }

        foreach ((string branch, int times) in naive.SeenInQueue)
            Saw(branch, times);
    }

    private void Saw(string what, int times = 1) => Seen[what] = Seen.GetValueOrDefault(what) + times;

    private void Count(StepKind cause, List<OrderReport> reports)
    {
        if (reports.Count == 0)
            return;
        int makes = 0, takes = 0;
        foreach (OrderReport report in reports)
        {
            bool isFill = report.Kind == ReportKind.Fill;
            makes += isFill && report.IsMaker ? 1 : 0;
            takes += isFill && !report.IsMaker ? 1 : 0;
            Saw(isFill ? report.IsMaker ? "Fill maker" : "Fill taker" : report.Kind.ToString());
        }

        if (makes > 1)
            Saw("Fill of several");
        if (takes > 1)
            Saw("Taker at several prices");
        if (cause == StepKind.Amend && takes > 0)
            Saw("Amend that takes");
        if (cause == StepKind.Amend && reports[0].Kind == ReportKind.Cancelled)
            Saw("Amend that cancels");
        if (cause == StepKind.Place && takes > 0 && reports[^1].Kind == ReportKind.Acknowledged)
            Saw("Part of a taker that rests");
    }
}
