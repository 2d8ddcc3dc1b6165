using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>What must hold for every event: nothing is allocated, and the same inputs give the same intents.</summary>
public sealed class HotPathTests
{
    [Fact]
    public void A_quoting_strategy_costs_no_allocation_in_steady_state()
    {
        var desk = new QuotingDesk(seed: 1);
        desk.Play(100_000);
        OrderCounts before = desk.Counts;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        desk.Play(200_000);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        // A collection that another test's thread starts counts what was left of this thread's allocation context, 8 KiB at most. An
        // object a fill would be more.
        Assert.InRange(bytes, 0, 8 * 1024);
        Assert.True(desk.Counts.Sent - before.Sent > 10_000 && desk.Counts.Filled - before.Filled > 1_000, $"{desk.Counts} is too little quoting to mean anything");
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
        using var writer = new BinaryWriter(bytes);
        new QuotingDesk(seed, intent =>
        {
            NewOrder order = intent.Order.Order;
            writer.Write((byte)intent.Kind);
            writer.Write(intent.Input);
            writer.Write(intent.LocalNs);
            writer.Write(intent.Id.Number);
            writer.Write(intent.Instrument);
            writer.Write(intent.Order.Id.Number);
            writer.Write((sbyte)order.Side);
            writer.Write((byte)order.Type);
            writer.Write((byte)order.TimeInForce);
            writer.Write(order.Price.Units);
            writer.Write(order.Quantity.Units);
        }).Play(50_000);
        return bytes.ToArray();
    }
}
