using Touchline.Core;
using Xunit;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>Orders and fills of which the venue says first one thing, then another.</summary>
public sealed class ChangedMindTests
{
    private const string OrderPath = "GET /fapi/v1/order", TradesPath = "GET /fapi/v1/userTrades";
    private const long Since = Scene.StartMs * Scene.Ms - 60 * Scene.Second;
    private readonly Scene _scene = new();

    private static AdoptedOrder Order() => new()
    {
        Id = new OrderId(1),
        Symbol = "BTCUSDT",
        Side = Side.Buy,
        TimeInForce = TimeInForce.PostOnly,
        Price = 59_999.5m,
        Quantity = 0.010m,
        IsAcknowledged = true,
    };

    [Fact]
    public void A_fill_of_an_order_that_isnt_found_yet_is_told_once_as_the_orders()
    {
        _scene.OnCall(OrderPath, 400, """{"code":-2013,"msg":"Order does not exist."}""");
        _scene.OnCall(TradesPath, _ => $"[{Venue.TradeRow(31, "0.010")}]");
        _scene.Venue.Adopt([Order() with { IsAcknowledged = false, Open = OpenRequests.New }], [], Since, beganNs: 0);
        _scene.Start();
        _scene.Run(1_000);
        _scene.OnCall(OrderPath, _ => Venue.Order("FILLED", executed: "0.010"));
        _scene.Run(10_000);
        Assert.Single(_scene.Reports, r => r.TradeId == 31);
    }

    [Fact]
    public void One_that_was_there_ends_as_expired_even_if_the_venue_calls_it_rejected()
    {
        _scene.OnCall(OrderPath, _ => Venue.Order("REJECTED"));
        _scene.Venue.Adopt([Order()], [], Since, beganNs: 0);
        _scene.Start();
        _scene.Run(3_000);
        Assert.Equal("Expired", _scene.Kinds);
    }
}
