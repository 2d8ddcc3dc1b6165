namespace Touchline.Exchanges.Binance.Tests;

public class ConnectionRuleTests
{
    private static readonly BinanceExchangeOptions Quiet = new() { Symbols = ["BTCUSDT"], StartNs = ExchangeScene.StartNs, Pace = 0.001 };

    [Fact]
    public void A_ping_comes_every_three_minutes_and_who_answers_stays()
    {
        using var scene = new ExchangeScene(Quiet);
        int connection = scene.Open("/public/ws/btcusdt@depth");
        for (int i = 1; i <= 20; i++)
        {
            scene.Run(60 * ExchangeScene.Second);
            Assert.Equal(i / 3, scene.Pinged.Count);
            scene.Exchange.OnControlFrame(connection, isPong: true, scene.NowNs);
        }

        Assert.Empty(scene.ClosedByExchange);
    }

    [Fact]
    public void Who_sends_no_pong_for_ten_minutes_is_disconnected()
    {
        using var scene = new ExchangeScene(Quiet);
        int connection = scene.Open("/public/ws/btcusdt@depth");
        scene.Run(9 * 60 * ExchangeScene.Second);
        Assert.Empty(scene.ClosedByExchange);
        scene.Run(61 * ExchangeScene.Second);
        Assert.Equal([(connection, 1001)], scene.ClosedByExchange);
        int sent = scene.Sent.Count;
        scene.Run(60 * ExchangeScene.Second);
        Assert.Equal(sent, scene.Sent.Count);
    }

    [Theory]
    [InlineData("/public/ws/btcusdt@depth")]
    [InlineData("/private/ws/anything")]
    [InlineData("/ws-fapi/v1")]
    public void A_connection_ends_when_its_time_is_up(string target)
    {
        using var scene = new ExchangeScene(Quiet with { ConnectionLifeNs = 30 * ExchangeScene.Second });
        int connection = scene.Open(target);
        scene.Run(29 * ExchangeScene.Second);
        Assert.Empty(scene.ClosedByExchange);
        scene.Run(2 * ExchangeScene.Second);
        Assert.Equal([(connection, 1001)], scene.ClosedByExchange);
    }

    [Fact]
    public void More_than_ten_messages_in_a_second_end_the_connection()
    {
        using var scene = new ExchangeScene(Quiet);
        int connection = scene.Open("/market/ws");
        for (int second = 0; second < 3; second++)
        {
            for (int i = 0; i < 10; i++)
                scene.Tell(connection, """{"method":"LIST_SUBSCRIPTIONS","id":1}""");
            scene.Run(ExchangeScene.Second);
        }

        Assert.Equal(30, scene.Of(connection).Count);
        Assert.Empty(scene.ClosedByExchange);
        for (int i = 0; i < 9; i++)
            scene.Tell(connection, """{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        scene.Exchange.OnControlFrame(connection, isPong: false, scene.NowNs);
        Assert.Empty(scene.ClosedByExchange);
        scene.Exchange.OnControlFrame(connection, isPong: true, scene.NowNs);
        Assert.Equal([(connection, 1008)], scene.ClosedByExchange);
    }

    [Fact]
    public void The_answer_to_an_order_goes_out_before_what_the_order_brought_about()
    {
        using var scene = new ExchangeScene();
        scene.Run(ExchangeScene.Second);
        int user = scene.OpenUserStream();
        scene.Order.Clear();
        long number = scene.AskToPlace("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        Assert.Equal($"reply {number}", scene.Order[0]);
        Assert.Contains($"send {user}", scene.Order);
        Assert.NotEmpty(scene.Of(user, "ORDER_TRADE_UPDATE"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_one_others()
    {
        string[] first = Play(5), again = Play(5), other = Play(6);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.True(first.Length > 1000);
    }

    private static string[] Play(ulong seed)
    {
        const string script = """
            {"at":2,"kind":"lose","scope":"market","probability":0.05}
            {"at":4,"kind":"delay","scope":"all","ms":30,"probability":0.1}
            {"at":6,"kind":"reorder","scope":"user","probability":0.5}
            """;
        using var scene = new ExchangeScene(new BinanceExchangeOptions { Symbols = ["BTCUSDT", "ETHUSDT"], StartNs = ExchangeScene.StartNs, Seed = seed, FaultScript = script });
        scene.Open("/stream?streams=btcusdt@depth@100ms/ethusdt@bookTicker/btcusdt@aggTrade/!ticker@arr/btcusdt@kline_1m/!markPrice@arr@1s");
        scene.OpenUserStream();
        for (int i = 0; i < 60; i++)
        {
            scene.Run(500 * ExchangeScene.Ms);
            scene.AskToPlace($"symbol=BTCUSDT&side={(i % 2 == 0 ? "BUY" : "SELL")}&type=MARKET&quantity=0.0{1 + i % 5}");
        }

        return [.. scene.Sent.Select(s => $"{s.Connection} {s.AtNs} {s.Text}")];
    }
}
