namespace Touchline.Core.Tests;

[Collection(ThreadTests.Name)]
public class SpscRingThreadTests
{
    [Theory]
    [InlineData(RingWaiting.Spin, 1024, 5_000_000)]
    [InlineData(RingWaiting.Yield, 1024, 5_000_000)]
    [InlineData(RingWaiting.Block, 1024, 3_000_000)]
    [InlineData(RingWaiting.Block, 1, 200_000)]
    [InlineData(RingWaiting.Block, 2, 300_000)]
    public void Every_item_arrives_once_and_in_order(RingWaiting waiting, int capacity, int items)
    {
        using var patience = new CancellationTokenSource(Patience.Most);
        using var ring = new SpscRing<Wide>(capacity, waiting);
        var producer = new Thread(() =>
        {
            for (long i = 0; i < items; i++)
                ring.Publish(new Wide(i), patience.Token);
        });
        producer.Start();
        long wrong = 0;
        for (long i = 0; i < items && wrong == 0; i++)
        {
            if (!ring.Take(out Wide item, patience.Token) || !item.Is(i))
                wrong = i + 1;
        }

        Assert.Equal(0, wrong);
        producer.Join();
        Assert.Equal(0, ring.Count);
    }

    [Theory]
    [InlineData(RingWaiting.Spin)]
    [InlineData(RingWaiting.Block)]
    public void Batches_arrive_whole_and_in_order(RingWaiting waiting)
    {
        const long Batches = 300_000;
        const int Size = 7;
        using var patience = new CancellationTokenSource(Patience.Most);
        using var ring = new SpscRing<long>(64, waiting);
        var producer = new Thread(() =>
        {
            var batch = new long[Size];
            for (long n = 0; n < Batches; n++)
            {
                for (int i = 0; i < Size; i++)
                    batch[i] = n * Size + i;
                while (!ring.TryPublish(batch) && !patience.IsCancellationRequested)
                    Thread.Yield();
            }
        });
        producer.Start();
        var taken = new long[64];
        long next = 0;
        while (next < Batches * Size)
        {
            Assert.True(ring.Take(out taken[0], patience.Token));
            int count = 1 + ring.Drain(taken.AsSpan(1));
            for (int i = 0; i < count; i++)
                Assert.Equal(next++, taken[i]);
        }

        producer.Join();
        Assert.Equal(0, ring.Count);
    }

    /// <summary>Both threads sleep before every item, which is where a wake-up could get lost.</summary>
    [Fact]
    public void Two_blocking_threads_that_answer_each_other_never_stall()
    {
        const int Rounds = 100_000;
        using var patience = new CancellationTokenSource(Patience.Most);
        using var there = new SpscRing<long>(1, RingWaiting.Block);
        using var back = new SpscRing<long>(1, RingWaiting.Block);
        var echo = new Thread(() =>
        {
            for (int i = 0; i < Rounds && there.Take(out long item, patience.Token); i++)
                back.Publish(item, patience.Token);
        });
        echo.Start();
        for (long i = 0; i < Rounds; i++)
        {
            there.Publish(i, patience.Token);
            Assert.True(back.Take(out long item, patience.Token), $"round {i} got no answer");
            Assert.Equal(i, item);
        }

        echo.Join();
    }

    [Fact]
    public void A_cancellation_that_meets_a_wake_up_loses_neither_item_nor_wake_up()
    {
        const int Rounds = 5_000;
        using var patience = new CancellationTokenSource(Patience.Most);
        using var ring = new SpscRing<long>(1, RingWaiting.Block);
        using var start = new SpscRing<long>(1, RingWaiting.Block);
        var current = new CancellationTokenSource();
        var canceller = new Thread(() =>
        {
            while (start.Take(out long round, patience.Token) && round >= 0)
                Volatile.Read(ref current).Cancel();
        });
        var producer = new Thread(() =>
        {
            for (long i = 0; i < Rounds; i++)
                ring.Publish(i, patience.Token);
        });
        canceller.Start();
        producer.Start();
        for (long expected = 0; expected < Rounds; expected++)
        {
            using var cancellation = new CancellationTokenSource();
            Volatile.Write(ref current, cancellation);
            start.Publish(expected, patience.Token);
            if (!ring.Take(out long item, cancellation.Token))
                Assert.True(ring.Take(out item, patience.Token));
            Assert.Equal(expected, item);
            SpinWait.SpinUntil(() => cancellation.IsCancellationRequested);
        }

        start.Publish(-1, patience.Token);
        canceller.Join();
        producer.Join();
    }

    [Theory]
    [InlineData(RingWaiting.Spin)]
    [InlineData(RingWaiting.Yield)]
    [InlineData(RingWaiting.Block)]
    public void Waiting_for_another_thread_allocates_nothing(RingWaiting waiting)
    {
        const int Items = 20_000;
        using var patience = new CancellationTokenSource(Patience.Most);
        using var there = new SpscRing<long>(1, waiting);
        using var back = new SpscRing<long>(1, waiting);
        var echo = new Thread(() =>
        {
            for (int i = 0; i < 2 * Items && there.Take(out long item, patience.Token); i++)
                back.Publish(item, patience.Token);
        });
        echo.Start();
        long allocated = Allocation.Of(() =>
        {
            for (long i = 0; i < Items; i++)
            {
                there.Publish(i, patience.Token);
                back.Take(out _, patience.Token);
            }
        });
        echo.Join();
        Assert.Equal(0, allocated);
    }

    /// <summary>Wide enough to be seen half written.</summary>
    private readonly struct Wide(long value)
    {
        private readonly long _a = value;
        private readonly long _b = ~value;
        private readonly long _c = value * 31;
        private readonly long _d = value;

        public bool Is(long expected) => _a == expected && _b == ~expected && _c == expected * 31 && _d == expected;
    }
}
