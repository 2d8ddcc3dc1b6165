using System.Diagnostics;
using Touchline.Bench;
using Touchline.Core;

namespace Touchline.Tests.Bench;

/// <summary>From a depth message's bytes to a signed order's, through adapter, engine, strategy and risk.</summary>
public sealed class OrderPathTests
{
    private const int Laps = 2_000;
    private const long Slack = 8 * 1024;

    // Where the compiler doesn't optimise, a span over a table of constants is made by reflection, and reading a number of an answer takes one.
    private const int NumbersRead = 4;

    private static readonly long PerNumber =
        typeof(DecimalUnit).Assembly.GetCustomAttributes(false).OfType<DebuggableAttribute>().Any(a => a.IsJITOptimizerDisabled) ? 72 : 0;

    [Fact]
    public void From_a_depth_message_to_a_signed_order_and_back_costs_no_allocation()
    {
        var wire = new VenueWire();
        Play(wire, 6_000); // more than are kept once they have ended
        // A collection that another test's thread starts counts what was left of this thread's allocation context: the least of several stretches is ours.
        long least = long.MaxValue;
        for (int stretch = 0; stretch < 5; stretch++)
            least = Math.Min(least, Play(wire, Laps));
        Assert.Equal(6_000 + 5 * Laps, wire.Seat.Strategy.Ended);
        Assert.InRange(least - Laps * NumbersRead * PerNumber, 0, Slack);
    }

    [Fact]
    public void A_pass_sends_one_order_for_each_event_that_it_counts()
    {
        Benchmark benchmark = VenueBenchmark.All[0].SetUp();
        benchmark.Ours(50);
        benchmark.Twin(60);
        Assert.Equal((50, 60), (benchmark.Latencies!.Value.Ours.Count, benchmark.Latencies.Value.Twin.Count));
    }

    private static long Play(VenueWire wire, int laps)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < laps; i++)
            wire.Lap();
        return GC.GetAllocatedBytesForCurrentThread() - bytes;
    }
}
