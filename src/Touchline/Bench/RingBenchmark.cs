using System.Threading.Channels;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>
/// One-way hand-off from thread to thread: a value goes there and back through two queues, half a round trip is one operation. Both
/// sides spin. The twin is the framework's bounded channel, spun on in the same way.
/// </summary>
internal static class RingBenchmark
{
    private const int Capacity = 1024;
    private const int Quantum = 1024;
    private const long End = -1;

    public static IReadOnlyList<BenchmarkEntry> All { get; } = [new("ring.handoff", "one-way hand-off between two spinning threads", SetUp)];

    // The echo threads live for one pass only, so that the one that isn't measured doesn't take a core.
    private static Benchmark SetUp() => new(Ring, Framework, Quantum);

    private static double Ring(int n)
    {
        using var there = new SpscRing<long>(Capacity, RingWaiting.Spin);
        using var back = new SpscRing<long>(Capacity, RingWaiting.Spin);
        Thread echo = Start(() =>
        {
            while (there.Take(out long value, CancellationToken.None) && value != End)
                back.Publish(value, CancellationToken.None);
        });
        long sum = 0;
        for (long i = 0; i < n / 2; i++)
        {
            there.Publish(i, CancellationToken.None);
            back.Take(out long value, CancellationToken.None);
            sum += value;
        }

        there.Publish(End, CancellationToken.None);
        echo.Join();
        return sum;
    }

    private static double Framework(int n)
    {
        var options = new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true };
        Channel<long> there = Channel.CreateBounded<long>(options), back = Channel.CreateBounded<long>(options);
        Thread echo = Start(() =>
        {
            while (Take(there) is var value && value != End)
                back.Writer.TryWrite(value);
        });
        long sum = 0;
        for (long i = 0; i < n / 2; i++)
        {
            there.Writer.TryWrite(i);
            sum += Take(back);
        }

        there.Writer.TryWrite(End);
        echo.Join();
        return sum;
    }

    private static long Take(Channel<long> channel)
    {
        long value;
        while (!channel.Reader.TryRead(out value))
            Thread.SpinWait(1);
        return value;
    }

    private static Thread Start(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true };
        thread.Start();
        return thread;
    }
}
