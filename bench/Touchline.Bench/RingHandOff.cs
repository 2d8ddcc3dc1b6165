using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>
/// A market event to another thread and back, in time per round trip (two hand-offs), one at a time: the latency of a wake-up or a
/// spin and not the throughput. Channels wait by spinning on TryRead and by blocking on ReadAsync.
/// </summary>
[MemoryDiagnoser]
public class RingHandOff
{
    private const int Rounds = 100_000;
    private const int Capacity = 1024;

    [Benchmark(OperationsPerInvoke = Rounds)]
    public void RingSpin() => RoundTrips(RingWaiting.Spin);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public void RingYield() => RoundTrips(RingWaiting.Yield);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public void RingBlock() => RoundTrips(RingWaiting.Block);

    [Benchmark(Baseline = true, OperationsPerInvoke = Rounds)]
    public void ChannelSpin() => ChannelRoundTrips(SpinRead);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public void ChannelBlock() => ChannelRoundTrips(BlockRead);

    private static void RoundTrips(RingWaiting waiting)
    {
        using var there = new SpscRing<MarketEvent>(Capacity, waiting);
        using var back = new SpscRing<MarketEvent>(Capacity, waiting);
        var echo = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                there.Take(out MarketEvent item, CancellationToken.None);
                back.Publish(item, CancellationToken.None);
            }
        });
        echo.Start();
        var sent = new MarketEvent { Kind = EventKind.Trade };
        for (int i = 0; i < Rounds; i++)
        {
            there.Publish(sent, CancellationToken.None);
            back.Take(out sent, CancellationToken.None);
        }

        echo.Join();
    }

    private static void ChannelRoundTrips(Func<ChannelReader<MarketEvent>, MarketEvent> read)
    {
        var options = new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true };
        var there = Channel.CreateBounded<MarketEvent>(options);
        var back = Channel.CreateBounded<MarketEvent>(options);
        var echo = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
                back.Writer.TryWrite(read(there.Reader));
        });
        echo.Start();
        var sent = new MarketEvent { Kind = EventKind.Trade };
        for (int i = 0; i < Rounds; i++)
        {
            there.Writer.TryWrite(sent);
            sent = read(back.Reader);
        }

        echo.Join();
    }

    private static MarketEvent SpinRead(ChannelReader<MarketEvent> reader)
    {
        MarketEvent item;
        while (!reader.TryRead(out item))
            Thread.SpinWait(1);
        return item;
    }

    private static MarketEvent BlockRead(ChannelReader<MarketEvent> reader)
    {
        ValueTask<MarketEvent> read = reader.ReadAsync();
        return read.IsCompletedSuccessfully ? read.Result : read.AsTask().GetAwaiter().GetResult();
    }
}
