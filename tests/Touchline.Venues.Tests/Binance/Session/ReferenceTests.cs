using Touchline.Core;
using Xunit;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>What exchangeInfo and the counts in replies say, as far as risk needs it.</summary>
public sealed class ReferenceTests
{
    private const string Perpetual = "\"symbol\":\"BTCUSDT\",\"contractType\":\"PERPETUAL\",";

    private readonly Scene _scene = new();

    [Fact]
    public void Least_value_and_price_band_come_with_the_instrument()
    {
        string filters = """{"filterType":"MIN_NOTIONAL","notional":"100"},{"filterType":"PERCENT_PRICE","multiplierUp":"1.0500","multiplierDown":"0.9500","multiplierDecimal":"4"},""";
        _scene.OnCall("GET /fapi/v1/exchangeInfo", _ => Scene.ExchangeInfo.Replace("""[{"filterType":"PRICE_FILTER","minPrice":"556.80",""", $$"""[{{filters}}{"filterType":"PRICE_FILTER","minPrice":"556.80",""", StringComparison.Ordinal));
        _scene.Start();
        Instrument instrument = _scene.Instruments[0].Instrument;
        Assert.Equal((100m, 1.05m, 0.95m), (instrument.MinNotional, instrument.PriceBandUp, instrument.PriceBandDown));
    }

    [Fact]
    public void What_isnt_said_is_no_limit()
    {
        _scene.Start();
        Instrument instrument = _scene.Instruments[0].Instrument;
        Assert.Equal((0m, 0m, 0m), (instrument.MinNotional, instrument.PriceBandUp, instrument.PriceBandDown));
    }

    [Fact]
    public void A_halt_a_delisting_and_the_trading_after_it_are_told_once_each()
    {
        _scene.Start();
        Assert.Equal([(0, InstrumentStatus.Trading)], _scene.Statuses);
        foreach (string status in (string[])["TRADING_HALT", "SETTLING", "TRADING\",\"deliveryDate\":1764057600000,\"x\":\"", "TRADING\",\"deliveryDate\":4133404800000,\"x\":\""])
        {
            _scene.OnCall("GET /fapi/v1/exchangeInfo", _ => Scene.ExchangeInfo.Replace(Perpetual + "\"status\":\"TRADING", Perpetual + "\"status\":\"" + status, StringComparison.Ordinal));
            _scene.Run(3_601_000);
        }

        Assert.Equal(
            [(0, InstrumentStatus.Trading), (0, InstrumentStatus.Halted), (0, InstrumentStatus.Delisting), (0, InstrumentStatus.Trading)], _scene.Statuses);
    }

    [Fact]
    public void More_orders_than_were_sent_from_here_are_told_as_the_accounts()
    {
        _scene.Ready();
        _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW"), orders10S: 1, ordersMinute: 3));
        Assert.Empty(_scene.OrderCounts);
        _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW"), orders10S: 40, ordersMinute: 40));
        Assert.Equal([(10 * Scene.Second, 40)], _scene.OrderCounts);
        _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW"), orders10S: 41, ordersMinute: 140));
        Assert.Equal([(10 * Scene.Second, 40), (60 * Scene.Second, 140)], _scene.OrderCounts);
    }
}
