using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance.Session;

public sealed class StartTests
{
    [Fact]
    public void A_session_comes_up_with_its_feed_and_ready_to_trade()
    {
        Scene scene = new Scene().Start(FeedStreams.Usual);
        scene.Text(scene.Public, scene.DepthText(95, 105, 90));
        scene.Run(500);
        Assert.Equal(new VenueState(true, true, null, false), scene.Venue.State with { Connections = null });
        (int index, Instrument instrument) = Assert.Single(scene.Instruments);
        Assert.Equal((0, "BTCUSDT", 0.1m, 0.001m, 1L), (index, instrument.Symbol, instrument.Tick, instrument.Lot, instrument.TickUnits));
    }
}
