using Touchline.Control;
using Touchline.Core;
using Touchline.Tests.Configuration;
using Touchline.Trading;

namespace Touchline.Tests.Api;

/// <summary>What a portrait tells of a session.</summary>
public sealed class PortraitTests : IDisposable
{
    private const int Looks = 300;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_largest_fall_is_at_least_the_one_beside_it_and_never_becomes_less()
    {
        using var session = new RunningSession(_place);
        while (session.Link.NewestPortrait!.Instruments[0].Asks.Count == 0)
            Assert.Null(await session.Link.Tell(EngineCommand.Resume(0), "rob", CancellationToken.None));
        InstrumentPortrait traded = session.Link.NewestPortrait!.Instruments[0];
        Instrument instrument = traded.Instrument;
        // So much that every move of the mid is seen in the profit.
        Assert.Null((await session.Link.Place(EngineCommand.Place(0, Side.Buy, 1000 * instrument.Lot, instrument.PriceUnit.ToDecimal(traded.Asks[^1].Price)), "rob", CancellationToken.None)).Refusal);
        decimal deepest = 0;
        for (int i = 0; i < Looks; i++)
        {
            Assert.Null(await session.Link.Tell(EngineCommand.Resume(0), "rob", CancellationToken.None));
            SessionPortrait now = session.Link.NewestPortrait!;
            Assert.True(now.MaxDrawdown >= now.Marks.Peak - now.Equity, $"{now.MaxDrawdown} is told beside {now.Marks} and {now.Equity}");
            Assert.True(now.MaxDrawdown >= deepest, $"{now.MaxDrawdown} is told after {deepest}");
            deepest = now.MaxDrawdown;
        }

        Assert.True(deepest > 0);
    }
}
