using System.Diagnostics;
using System.Globalization;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>
/// From the bytes of a depth message, 10 and 10 levels, to the bytes of a signed order: decoder, book, engine, strategy, risk, gateway, signature, in process and without sockets. The order's answer,
/// its cancel and the cancel's answer lie between one measurement and the next. Both must send the very same bytes before anything is timed.
/// </summary>
internal static class VenueBenchmark
{
    private const int Quantum = 4096;
    private const int Compared = 200;

    public static IReadOnlyList<BenchmarkEntry> All { get; } =
        [new("binance.order", "a depth message's bytes in until the signed order's bytes are out, answered by a strategy; the median", SetUp)];

    private static Benchmark SetUp()
    {
        var wire = new VenueWire();
        var plain = new VenuePlainTrader();
        var script = new VenueScript();
        var answers = new VenueAnswers();
        Compare(new VenueWire(), new VenuePlainTrader());
        LatencyHistogram ours = new(), theirs = new();
        return new Benchmark(n => Play(n, wire, ours), n => PlayPlainly(n, plain, script, answers, theirs), Quantum)
        {
            Latencies = (ours, theirs),
        };
    }

    private static double Play(int times, VenueWire wire, LatencyHistogram latency)
    {
        for (int i = 0; i < times; i++)
            latency.Record(wire.Lap());
        return wire.Sent.Length;
    }

    private static double PlayPlainly(int times, VenuePlainTrader plain, VenueScript script, VenueAnswers answers, LatencyHistogram latency)
    {
        const long VenueMs = 1_760_000_000_000;
        int length = 0;
        for (int i = 0; i < times; i++)
        {
            ReadOnlySpan<byte> depth = script.NextDepth(VenueMs);
            long from = Stopwatch.GetTimestamp();
            byte[] order = plain.Order(depth, VenueMs);
            latency.Record(VenueWire.Nanoseconds(Stopwatch.GetTimestamp() - from));
            byte[] cancel = plain.Cancel(answers.Answer(order, VenueMs), script.NextDepth(VenueMs), VenueMs);
            plain.TakeAnswer(answers.Answer(cancel, VenueMs));
            length = order.Length;
        }

        return length;
    }

    // The first message told the whole book; the plain one has only what came since, which is the same at the touch.
    private static void Compare(VenueWire wire, VenuePlainTrader plain)
    {
        var script = new VenueScript();
        script.NextDepth(wire.NowMs);
        for (int i = 0; i < Compared; i++)
        {
            wire.OrderTime();
            ReadOnlySpan<byte> ours = wire.Sent;
            if (i == 0)
                plain.CountFrom(Number(VenueAnswers.NumberBehind(ours, "\"id\":"u8)) - 1, Number(VenueAnswers.NumberBehind(ours, "bench-"u8)) - 1);
            byte[] theirs = plain.Order(script.NextDepth(wire.NowMs), Number(VenueAnswers.NumberBehind(ours, "\"timestamp\":"u8)));
            if (!ours.SequenceEqual(theirs))
                throw new InvalidOperationException($"the plain order is another one than ours: {System.Text.Encoding.ASCII.GetString(theirs)}, and ours {System.Text.Encoding.ASCII.GetString(ours)}");
            byte[] answer = new VenueAnswers().Answer(theirs, wire.NowMs).ToArray();
            wire.Settle();
            byte[] cancel = plain.Cancel(answer, script.NextDepth(wire.NowMs), Number(VenueAnswers.NumberBehind(wire.Sent, "\"timestamp\":"u8)));
            if (!wire.Sent.SequenceEqual(cancel))
                throw new InvalidOperationException("the plain cancel is another one than ours");
        }
    }

    private static long Number(ReadOnlySpan<byte> digits) => long.Parse(digits, CultureInfo.InvariantCulture);
}
