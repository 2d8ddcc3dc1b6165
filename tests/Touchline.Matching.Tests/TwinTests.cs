using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The venue against its naive twin, report for report and level for level, on thousands of made-up markets.</summary>
public sealed class TwinTests
{
    private static readonly FeeRates Fees = new(-0.0001m, 0.0003m);

    private readonly Approval _approval = new(Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One));

    [Theory]
    [InlineData(ExchangeModel.NoPartialFill, 1)]
    [InlineData(ExchangeModel.PartialFill, 2)]
    public void Every_report_equals_the_naive_venue_on_twenty_thousand_random_markets(ExchangeModel model, int seed)
    {
        var random = new Random(seed);
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < 20_000; i++)
        {
            RandomMarket market = RandomMarket.Next(random, random.Next(10, 50));
            Play(market, model, seen, () => $"seed {seed}, market {i}\n{market}");
        }

        // The markets are worth something only if everything happens in them.
        string[] kinds = ["Acknowledged", "Fill maker", "Fill taker", "Cancelled", "CancelRejected", "Expired", "Amended", "AmendRejected"];
        if (model == ExchangeModel.PartialFill)
            kinds = [.. kinds, "Fill of several", "Taker at several prices", "Amend that takes", "Amend that cancels", "Part of a taker that rests"];
        foreach (string kind in kinds)
            Assert.True(seen.GetValueOrDefault(kind) > 500, $"{kind} came {seen.GetValueOrDefault(kind)} times");
    }

    private void Play(RandomMarket market, ExchangeModel model, Dictionary<string, int> seen, Func<string> about)
    {
        var venue = new SimulatedVenue(market.Instrument, 2, Fees, model);
        var naive = new NaiveVenue(market.Instrument, 2, Fees, model);
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
            Count(seen, step.Kind, naive.Reports);
            venue.Reports.Clear();
            naive.Reports.Clear();
        }
    }

    private static void Count(Dictionary<string, int> seen, StepKind cause, List<OrderReport> reports)
    {
        if (reports.Count == 0)
            return;
        void Saw(string what) => seen[what] = seen.GetValueOrDefault(what) + 1;
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
