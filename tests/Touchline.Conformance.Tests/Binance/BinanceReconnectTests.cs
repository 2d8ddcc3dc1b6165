using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>What a private stream misses while it is away is no fault of the one that comes after it.</summary>
public sealed class BinanceReconnectTests
{
    private const ulong Seeds = 12;
    private const long Second = VenueStage.Second;

    [Fact]
    public void Orders_that_ended_while_the_private_stream_was_down_do_not_end_its_successor()
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            using var stage = new BinanceStage(new StageTerms { Seed = seed });
            stage.StartAndWait();
            decimal price = stage.Best(Side.Buy) - 2 * stage.Engine.Instruments[0].Tick;
            for (int i = 0; i < 5; i++)
                stage.Place(Side.Buy, price, 0.01m);
            stage.AwaitQuiet();
            Assert.Single(stage.Lines(VenueLine.Private)).Drop(0, 0);
            stage.Await(() => !stage.IsReady, Second, "the private stream to be missed");
            stage.TradeByAnother(stage.Symbols[0], Side.Sell, price, 100);
            stage.Await(() => stage.IsReady, 20 * Second, "the session to be ready again");
            stage.Clock.Run(10 * Second);
            Agreement.Check(stage);
            Assert.DoesNotContain(stage.Orders(), o => o.IsLive);
            Assert.True(stage.Session.Notes.Count(n => n.Text.StartsWith("Binance private stream lost", StringComparison.Ordinal)) == 1, $"seed {seed}\n{stage.Story()}");
        }
    }
}
