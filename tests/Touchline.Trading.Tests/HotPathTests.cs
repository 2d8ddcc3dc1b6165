using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>What must hold for every event: nothing is allocated, and the same inputs give the same intents.</summary>
public sealed class HotPathTests
{
    // The runtime's own, by its blocks of 8 KiB. The smallest object for each of the orders would be five times as much.
    private const long MostNoise = 24_000;

    [Fact]
    public void A_quoting_strategy_costs_no_allocation_in_steady_state()
    {
        var desk = new QuotingDesk(seed: 1);
        desk.Play(100_000);
        OrderCounts before = desk.Counts;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        desk.Play(200_000);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        // A collection that another test's thread starts counts what was left of this thread's allocation context, 8 KiB a time. An
        // object a fill would be more.
        Assert.InRange(bytes, 0, MostNoise);
        Assert.True(desk.Counts.Sent - before.Sent > 10_000 && desk.Counts.Filled - before.Filled > 1_000, $"{desk.Counts} is too little quoting to mean anything");
    }

    [Fact]
    public void Brackets_post_only_orders_and_legs_cost_no_allocation_in_steady_state()
    {
        var desk = new BracketDesk(seed: 1);
        desk.Play(30_000);
        OrderCounts before = desk.Counts;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        desk.Play(60_000);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Assert.InRange(bytes, 0, MostNoise);
        Assert.True(desk.Counts.Sent - before.Sent > 5_000 && desk.Counts.Filled - before.Filled > 2_000, $"{desk.Counts} is too little to mean anything");
    }

    [Fact]
    public void Every_limit_together_costs_no_allocation()
    {
        var limits = new RiskLimits
        {
            RefusesSelfTrade = true,
            BreakerFailures = 5,
            MaxLiveOrders = 100,
            MaxOrder = 5,
            MaxPosition = 50,
            MaxOpenPositions = 2,
            MaxInstrumentExposure = 1e9m,
            MaxExposure = 1e9m,
            MaxLeverage = 100,
            Capital = 1e9m,
            MaxDailyLoss = 1e9m,
            MaxDrawdown = 1e9m,
            PriceCollar = 0.5m,
            MinNotional = 1,
            MaxCorrelation = 0.9m,
            CorrelationWindowNs = 300_000,
            OrderRate = new OrderRate(1_000, 1_000_000),
            MaxBookAgeNs = 1_000_000_000,
        };
        var rules = new VenueRules("test")
        {
            Orders = [new OrderAllowance(1_000, 1_000_000)],
            Ratios = [new OrderRatio("a", OrderRatioKind.Unfilled, 1_000_000, 10, 1, 2), new OrderRatio("b", OrderRatioKind.QuickCancels, 1_000_000, 10, 3, 3) { QuickNs = 1_000 }],
        };
        var desk = new QuotingDesk(seed: 2, limits: limits, rules: rules);
        desk.Play(100_000);
        OrderCounts before = desk.Counts;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        desk.Play(200_000);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Assert.InRange(bytes, 0, MostNoise);
        Assert.True(desk.Counts.Sent - before.Sent > 5_000 && desk.Counts.Filled - before.Filled > 1_000, $"{desk.Counts} is too little quoting to mean anything");
    }

    [Fact]
    public void Two_runs_over_the_same_inputs_give_the_same_intents_to_the_last_byte()
    {
        byte[] first = Intents(2), second = Intents(2);
        Assert.True(first.Length > 100_000);
        Assert.True(first.AsSpan().SequenceEqual(second));
        Assert.False(first.AsSpan().SequenceEqual(Intents(3)));
    }

    private static byte[] Intents(int seed)
    {
        using var bytes = new MemoryStream();
        byte[] one = new byte[JournalRecord.IntentSize];
        void Take(Intent intent)
        {
            JournalRecord.Write(intent, one);
            bytes.Write(one);
        }

        new QuotingDesk(seed, Take).Play(50_000);
        new BracketDesk(seed, Take).Play(10_000);
        return bytes.ToArray();
    }
}
