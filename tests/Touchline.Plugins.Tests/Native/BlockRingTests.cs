using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Plugins.Tests.Native;

/// <summary>The ring of a shared block against a plain queue, and between two threads.</summary>
public sealed unsafe class BlockRingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void It_does_what_a_bounded_queue_does(int capacity)
    {
        using var block = new Block(capacity);
        (BlockProducer<Item> producer, BlockConsumer<Item> consumer) = block.Ends();
        var twin = new Queue<Item>();
        var random = new SeededRandom((ulong)capacity);
        for (long i = 0; i < 100_000; i++)
        {
            // Leaning one way for a while, then the other, so that full and empty are seen.
            if (random.Below(10) < (i / 1000 % 2 == 0 ? 6 : 4))
            {
                Item* into = producer.Claim();
                Assert.Equal(twin.Count < capacity, into != null);
                if (into == null)
                    continue;
                *into = new Item(i, ~i);
                producer.Publish();
                twin.Enqueue(new Item(i, ~i));
            }
            else
            {
                Assert.Equal(twin.TryDequeue(out Item expected), consumer.TryTake(out Item item));
                Assert.Equal(expected, item);
            }

            Assert.Equal(twin.Count, producer.Count);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_threads_lose_and_mix_up_nothing(bool sleeps)
    {
        const long Count = 200_000, Mix = 0x1E3779B97F4A7C15;
        using var block = new Block(256);
        (BlockProducer<Item> producer, BlockConsumer<Item> consumer) = block.Ends();
        var writer = new Thread(() =>
        {
            for (long i = 1; i <= Count;)
            {
                Item* into = producer.Claim();
                if (into == null)
                {
                    Thread.Yield();
                    continue;
                }

                *into = new Item(i, i * Mix);
                producer.Publish();
                i++;
            }
        });
        writer.Start();
        int never = 0;
        for (long i = 1; i <= Count;)
        {
            if (!consumer.TryTake(out Item item))
            {
                if (sleeps)
                    consumer.Sleep(10_000, &never);
                continue;
            }

            Assert.Equal(new Item(i, i * Mix), item);
            i++;
        }

        writer.Join();
        Assert.False(consumer.TryTake(out _));
        Assert.Equal(0, producer.Count);
    }

    [Fact]
    public void A_sleeper_does_not_sleep_once_it_is_closed()
    {
        using var block = new Block(4);
        int closed = 1;
        block.Ends().Consumer.Sleep(int.MaxValue, &closed);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(long.MaxValue)]
    public void A_producer_that_writes_nonsense_is_found_out(long published)
    {
        using var block = new Block(4);
        (_, BlockConsumer<Item> consumer) = block.Ends();
        *(long*)(block.At + BlockRing.PublishedAt) = published;
        Assert.False(consumer.TryTake(out _));
        Assert.True(consumer.IsBroken);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void A_consumer_that_writes_nonsense_is_found_out(long taken)
    {
        using var block = new Block(4);
        (BlockProducer<Item> producer, _) = block.Ends();
        for (int i = 0; i < 4; i++)
        {
            Assert.True(producer.Claim() != null);
            producer.Publish();
        }

        *(long*)(block.At + BlockRing.TakenAt) = taken;
        Assert.True(producer.Claim() == null);
        Assert.True(producer.IsBroken);
    }

    private readonly record struct Item(long A, long B);

    private sealed class Block(int capacity) : IDisposable
    {
        public byte* At { get; } = (byte*)NativeMemory.AllocZeroed((nuint)BlockRing.Bytes<Item>(capacity));

        public (BlockProducer<Item> Producer, BlockConsumer<Item> Consumer) Ends() => (new BlockProducer<Item>(At, capacity), new BlockConsumer<Item>(At, capacity));

        public void Dispose() => NativeMemory.Free(At);
    }
}
