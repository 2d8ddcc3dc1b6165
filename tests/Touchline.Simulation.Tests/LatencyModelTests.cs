using Touchline.Core;

namespace Touchline.Simulation.Tests;

public sealed class LatencyModelTests
{
    private static readonly Instrument Traded = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One);

    [Theory]
    [InlineData(0, 100)] // before the first measurement
    [InlineData(1_000, 100)]
    [InlineData(1_250, 150)]
    [InlineData(1_001, 100)] // 100.2, rounded down
    [InlineData(2_000, 300)]
    [InlineData(2_250, 225)] // falling
    [InlineData(2_999, 0)] // 0.3
    [InlineData(3_000, 0)]
    [InlineData(9_999, 0)] // after the last
    public void An_order_takes_what_lies_between_the_measurements_around_its_sending(long sentNs, long expectedNs)
    {
        ILatency latency = new RecordedLatency("f", [new(1_000, 1_100, 1_100), new(2_000, 2_300, 2_300), new(3_000, 3_000, 3_000)]).Of(Traded, 1);
        Assert.Equal(expectedNs, latency.EntryNs(sentNs));
    }

    [Fact]
    public void An_answer_takes_what_lies_between_the_measurements_around_its_time_at_the_venue_though_orders_overtook_each_other()
    {
        ILatency latency = new RecordedLatency("f", [new(1_000, 5_000, 5_010), new(2_000, 3_000, 3_110)]).Of(Traded, 1);
        Assert.Equal(110, latency.ResponseNs(0));
        Assert.Equal(110, latency.ResponseNs(3_000));
        Assert.Equal(60, latency.ResponseNs(4_000));
        Assert.Equal(10, latency.ResponseNs(5_000));
        Assert.Equal(10, latency.ResponseNs(6_000));
    }

    [Fact]
    public void Of_measurements_at_one_time_the_last_one_holds_from_then_on()
    {
        ILatency latency = new RecordedLatency("f", [new(1_000, 1_100, 1_100), new(1_000, 1_500, 1_500), new(2_000, 2_500, 2_500)]).Of(Traded, 1);
        Assert.Equal(100, latency.EntryNs(999));
        Assert.Equal(500, latency.EntryNs(1_000));
        Assert.Equal(500, latency.EntryNs(1_500));
    }

    [Fact]
    public void A_sample_is_drawn_for_each_order_and_each_answer_by_seed_and_instrument_alone()
    {
        LatencySample[] measured = [.. Enumerable.Range(0, 100).Select(i => new LatencySample(i, i + 1_000 + i, i + 1_000 + i + 5_000 + i))];
        var model = new SampledLatency("f", measured);
        ILatency one = model.Of(Traded, 7), same = model.Of(Traded, 7), other = model.Of(Traded with { Symbol = "Y" }, 7);
        long[] entries = [.. Enumerable.Range(0, 1_000).Select(_ => one.EntryNs(0))];
        long[] responses = [.. Enumerable.Range(0, 1_000).Select(_ => one.ResponseNs(0))];
        // Asked in another order of the two ways.
        long[] interleavedResponses = new long[1_000], interleavedEntries = new long[1_000];
        for (int i = 0; i < 1_000; i++)
            (interleavedResponses[i], interleavedEntries[i]) = (same.ResponseNs(0), same.EntryNs(0));
        Assert.Equal(entries, interleavedEntries);
        Assert.Equal(responses, interleavedResponses);
        Assert.NotEqual(entries, Enumerable.Range(0, 1_000).Select(_ => other.EntryNs(0)));
        Assert.All(entries, e => Assert.InRange(e, 1_000, 1_099));
        Assert.All(responses, r => Assert.InRange(r, 5_000, 5_099));
        Assert.True(entries.Distinct().Count() > 95 && responses.Distinct().Count() > 95);
        Assert.Equal((1_000, 1_099, 5_000, 5_099), (model.LeastEntryNs, model.MostEntryNs, model.LeastResponseNs, model.MostResponseNs));
    }

    [Fact]
    public void An_order_that_is_faster_than_the_one_before_it_doesnt_overtake_it()
    {
        // The first order takes 100 ns, the second, 10 ns later, would take 10.
        Scene scene = new Scene().Ask(0, 102, 5).Bid(0, 100, 5).Buy(1_000, 101).Buy(1_010, 101).Until(5_000);
        LatencySample[] measured = [new(1_000, 1_100, 1_100), new(1_010, 1_020, 1_020)];
        Market market = scene.Market with { Measured = measured };
        market = market with { Options = market.Options with { Latency = new RecordedLatency("f", measured) } };
        using var folder = new TemporaryFolder();
        market.Record(folder.File("m.tlr"));
        Outcome outcome = Outcome.OfProduct(folder.File("m.tlr"), market);
        Assert.Equal([(1L, 1_100L), (2L, 1_100L)], outcome.Answers.Select(a => (a.Order, a.ExchangeNs)));
        Assert.All(outcome.Answers, a => Assert.True(a.LocalNs >= a.ExchangeNs));
    }
}
