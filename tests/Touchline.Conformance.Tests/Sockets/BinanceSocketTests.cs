using Xunit.Abstractions;

namespace Touchline.Conformance.Tests;

/// <summary>Binance's adapter and the simulated Binance on real sockets, in real time. docs/conformance.md. Alone: tests that use all cores would be its trouble too.</summary>
[Collection(nameof(RealTime))]
public sealed class BinanceSocketTests(ITestOutputHelper output)
{
    private const long Second = VenueStage.Second;
    private const long ShortStormNs = 10 * Second;
    private const long ShortCalmNs = 4 * Second;
    private const long LongStormNs = 10 * 60 * Second;
    private const long LongCalmNs = 30 * Second;

    [Fact]
    public Task Seconds_of_trouble_on_real_sockets_end_in_agreement() => Play(ShortStormNs, ShortCalmNs, meetsAllTroubles: false);

    [LongFact("binance")]
    [Trait("Category", "Long-binance")]
    public Task Ten_minutes_of_trouble_on_real_sockets_end_in_agreement() => Play(LongStormNs, LongCalmNs, meetsAllTroubles: true);

    private async Task Play(long stormNs, long calmNs, bool meetsAllTroubles)
    {
        await using var session = new SocketSession(Say);
        await session.StartAsync();
        session.Play(stormNs, calmNs, meetsAllTroubles);
    }

    private void Say(string text)
    {
        output.WriteLine(text);
        if (LongFactAttribute.ProgressFile is not null)
            Console.WriteLine(text);
    }
}

/// <summary>Runs when nothing else does.</summary>
[CollectionDefinition(nameof(RealTime), DisableParallelization = true)]
public sealed class RealTime;
