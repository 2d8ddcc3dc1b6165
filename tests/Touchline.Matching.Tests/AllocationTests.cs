using Touchline.Core;

namespace Touchline.Matching.Tests;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(ExchangeModel.NoPartialFill, "risk-averse")]
    [InlineData(ExchangeModel.NoPartialFill, "log")]
    [InlineData(ExchangeModel.PartialFill, "risk-averse")]
    [InlineData(ExchangeModel.PartialFill, "power:n=2.5")]
    [InlineData(ExchangeModel.ReferencePartialFill, "risk-averse")]
    [InlineData(ExchangeModel.ReferencePartialFill, "power2:n=3")]
    public void A_venue_allocates_nothing_in_steady_state(ExchangeModel model, string queue)
    {
        Assert.True(QueueModel.TryParse(queue, out QueueModel? queueModel));
        RandomMarket market = RandomMarket.Next(new Random(21), 200_000, lotUnits: 2);
        var approval = new Approval(market.Instrument);
        ApprovedOrder[] orders = [.. market.Steps.Where(s => s.Kind == StepKind.Place).Select(s => approval.Of(s.Terms))];
        Step[] steps = [.. market.Steps];
        var venue = new SimulatedVenue(market.Instrument, 0, new FeeRates(0.0001m, 0.0002m), model, queueModel);
        Play(venue, steps.AsSpan(..100_000), orders);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long fills = Play(venue, steps.AsSpan(100_000..), orders);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        // A collection that another test's thread starts counts what was left of this thread's allocation context, 8 KiB a time. An
        // object a fill would be more.
        Assert.InRange(bytes, 0, 16 * 1024);
        Assert.True(fills > 10_000, $"{fills} fills are too few to mean anything");
    }

    // The oldest orders are cancelled, so that the number of those that rest has a bound.
    private static long Play(SimulatedVenue venue, ReadOnlySpan<Step> steps, ApprovedOrder[] orders)
    {
        const int Kept = 50;
        long fills = 0;
        foreach (ref readonly Step step in steps)
        {
            OrderId id = step.Order < orders.Length ? orders[step.Order].Id : new OrderId(long.MaxValue);
            switch (step.Kind)
            {
                case StepKind.Row:
                    venue.OnMarket(step.Row);
                    break;
                case StepKind.Place:
                    venue.OnPlace(orders[step.Order], 0);
                    if (step.Order >= Kept)
                        venue.OnCancel(orders[step.Order - Kept].Id, 0);
                    break;
                case StepKind.Cancel:
                    venue.OnCancel(id, 0);
                    break;
                case StepKind.Amend:
                    venue.OnAmend(id, step.Terms, 0);
                    break;
            }

            foreach (OrderReport report in venue.Reports)
                fills += report.Kind == ReportKind.Fill ? 1 : 0;
            venue.Reports.Clear();
        }

        return fills;
    }
}
