namespace Touchline.Core.Tests;

public class SpscRingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_capacity_that_is_no_power_of_two_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpscRing<long>(capacity, RingWaiting.Spin));

    [Fact]
    public void An_unknown_waiting_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpscRing<long>(8, (RingWaiting)3));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public void A_full_ring_refuses_and_an_empty_ring_gives_nothing(int capacity)
    {
        using var ring = new SpscRing<long>(capacity, RingWaiting.Spin);
        for (int round = 0; round < 3; round++)
        {
            Assert.False(ring.TryTake(out _));
            for (int i = 0; i < capacity; i++)
            {
                Assert.Equal(i, ring.Count);
                Assert.True(ring.TryPublish(i));
            }

            Assert.Equal(ring.Capacity, ring.Count);
            Assert.False(ring.TryPublish(-1));
            for (int i = 0; i < capacity; i++)
            {
                Assert.True(ring.TryTake(out long item));
                Assert.Equal(i, item);
            }
        }

        Assert.Equal(0, ring.Count);
    }

    [Fact]
    public void A_batch_goes_in_whole_or_not_at_all()
    {
        using var ring = new SpscRing<int>(4, RingWaiting.Spin);
        Assert.True(ring.TryPublish([1, 2, 3]));
        Assert.False(ring.TryPublish([4, 5]));
        Assert.Equal(3, ring.Count);
        Assert.False(ring.TryPublish([1, 2, 3, 4, 5]));
        Assert.True(ring.TryPublish([4]));
        var taken = new int[8];
        Assert.Equal(4, ring.Drain(taken));
        Assert.Equal([1, 2, 3, 4], taken[..4]);
    }

    [Fact]
    public void Singles_and_batches_of_any_size_come_out_as_a_queue_would_give_them()
    {
        var random = new Random(5);
        using var ring = new SpscRing<long>(16, RingWaiting.Spin);
        var twin = new Queue<long>();
        var buffer = new long[20];
        long next = 0;
        for (int step = 0; step < 300_000; step++)
        {
            int count = random.Next(0, 20);
            switch (random.Next(4))
            {
                case 0:
                    Assert.Equal(twin.Count < 16, ring.TryPublish(next));
                    if (twin.Count < 16)
                        twin.Enqueue(next++);
                    break;
                case 1:
                    for (int i = 0; i < count; i++)
                        buffer[i] = next + i;
                    bool fits = twin.Count + count <= 16;
                    Assert.Equal(fits, ring.TryPublish(buffer.AsSpan(0, count)));
                    for (int i = 0; fits && i < count; i++)
                        twin.Enqueue(next++);
                    break;
                case 2:
                    Assert.Equal(twin.Count > 0, ring.TryTake(out long item));
                    if (twin.Count > 0)
                        Assert.Equal(twin.Dequeue(), item);
                    break;
                default:
                    int taken = ring.Drain(buffer.AsSpan(0, count));
                    Assert.Equal(Math.Min(count, twin.Count), taken);
                    for (int i = 0; i < taken; i++)
                        Assert.Equal(twin.Dequeue(), buffer[i]);
                    break;
            }

            Assert.Equal(twin.Count, ring.Count);
        }
    }

    [Theory]
    [InlineData(RingWaiting.Spin)]
    [InlineData(RingWaiting.Yield)]
    [InlineData(RingWaiting.Block)]
    public void Publishing_and_taking_on_one_thread_allocate_nothing(RingWaiting waiting)
    {
        using var ring = new SpscRing<MarketEvent>(64, waiting);
        var row = new MarketEvent[48];
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                ring.TryPublish(row[0]);
                ring.TryPublish(row);
                ring.Take(out _, CancellationToken.None);
                ring.Drain(row);
            }
        }));
    }

    [Theory]
    [InlineData(RingWaiting.Spin)]
    [InlineData(RingWaiting.Yield)]
    [InlineData(RingWaiting.Block)]
    public void A_cancelled_wait_ends_and_the_ring_still_works(RingWaiting waiting)
    {
        using var ring = new SpscRing<long>(1, waiting);
        for (int i = 0; i < 20; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var waiter = new Thread(() => Assert.False(ring.Take(out _, cancellation.Token)));
            waiter.Start();
            cancellation.Cancel();
            waiter.Join();
            Assert.True(ring.Publish(i, CancellationToken.None));
            Assert.False(ring.Publish(i, cancellation.Token));
            Assert.True(ring.Take(out long item, cancellation.Token));
            Assert.Equal(i, item);
        }
    }
}
