using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Tests.Configuration;

public sealed class VenueSettingsTests : IDisposable
{
    private static readonly string[] Loopback =
        ["--venue", "binance", "--symbols", "BTCUSDT", "--rest-url", "http://127.0.0.1:9443/", "--ws-url", "ws://localhost:9443", "--ws-api-url", "ws://[::1]:9443/ws-fapi/v1"];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Symbols_may_stand_in_one_text_or_be_given_several_times()
    {
        Assert.Equal(["BTCUSDT", "ETHUSDT"], Venue("--venue", "binance", "--symbols", "BTCUSDT,ETHUSDT")!.Symbols);
        Assert.Equal(["BTCUSDT", "ETHUSDT"], Venue("--venue", "binance", "--symbols", "BTCUSDT", "--symbols", "ETHUSDT")!.Symbols);
        _place.Json("""{"venue": {"name": "binance", "symbols": ["测试USDT"]}}""");
        Assert.Equal(["测试USDT"], Venue()!.Symbols);
        _place.Json("{}").With("TOUCHLINE_VENUE__NAME", "binance").With("TOUCHLINE_VENUE__SYMBOLS", "BTCUSDT, ETHUSDT");
        Assert.Equal(["BTCUSDT", "ETHUSDT"], Venue()!.Symbols);
    }

    [Theory]
    [InlineData("--venue", "bybit", "setting venue.name is 'bybit'; right is binance")]
    [InlineData("--symbols", "btcusdt", "setting venue.symbols is 'btcusdt'; right is up to 500 different symbols")]
    [InlineData("--symbols", "BTC/USDT", "setting venue.symbols is 'BTC/USDT'")]
    [InlineData("--symbols", "BTCUSDT,BTCUSDT", "setting venue.symbols is 'BTCUSDT,BTCUSDT'")]
    [InlineData("--rest-url", "127.0.0.1:9443", "setting venue.rest_url is '127.0.0.1:9443'; right is an address of scheme http or https without a path")]
    [InlineData("--rest-url", "http://127.0.0.1/fapi", "without a path, e.g. http://127.0.0.1:9443")]
    [InlineData("--ws-url", "http://127.0.0.1:9443", "setting venue.ws_url is 'http://127.0.0.1:9443'; right is an address of scheme ws or wss")]
    [InlineData("--ws-api-url", "ws://me:secret@127.0.0.1:9443/ws-fapi/v1", "right is an address of scheme ws or wss, e.g. ws://127.0.0.1:9443/ws-fapi/v1")]
    public void A_wrong_value_is_told_with_what_is_right(string option, string value, string message) =>
        Assert.Contains(message, _place.Refused(option, value));

    [Fact]
    public void The_doctor_that_looks_closer_is_sent_to_the_same_addresses_with_the_same_key()
    {
        Assert.Equal("touchline doctor --venue binance --symbols BTCUSDT", Venue("--venue", "binance", "--symbols", "BTCUSDT")!.Doctor);
        Assert.Equal("touchline doctor --venue binance --symbols BTCUSDT,ETHUSDT --key k --testnet", Venue("--venue", "binance", "--testnet", "--symbols", "BTCUSDT,ETHUSDT", "--key", "k")!.Doctor);
        Assert.Equal(
            "touchline doctor --venue binance --rest-url http://127.0.0.1:9443 --ws-url ws://localhost:9443 --ws-api-url ws://[::1]:9443/ws-fapi/v1 --symbols BTCUSDT",
            Venue(Loopback)!.Doctor);
    }

    [Fact]
    public void Addresses_are_the_real_ones_the_testnets_or_those_given()
    {
        Assert.Equal("https://fapi.binance.com", Venue("--venue", "binance", "--symbols", "BTCUSDT")!.Addresses.RestUrl);
        Assert.Equal("https://demo-fapi.binance.com", Venue("--venue", "binance", "--symbols", "BTCUSDT", "--testnet")!.Addresses.RestUrl);
        VenueSettings given = Venue(Loopback)!;
        Assert.Equal("http://127.0.0.1:9443", given.Addresses.RestUrl);
        Assert.Equal("ws://localhost:9443", given.Addresses.StreamUrl);
        Assert.Equal("ws://[::1]:9443/ws-fapi/v1", given.Addresses.WebSocketApiUrl);
    }

    [Fact]
    public void Addresses_are_given_all_or_none_and_not_with_the_testnet()
    {
        string half = Refused("--venue", "binance", "--symbols", "BTCUSDT", "--rest-url", "http://127.0.0.1:9443");
        Assert.Contains("setting venue.rest_url is http://127.0.0.1:9443, but venue.ws_url isn't given", half);
        Assert.Contains("setting venue.rest_url is http://127.0.0.1:9443, but venue.testnet is on", Refused([.. Loopback, "--testnet"]));
    }

    [Theory]
    [InlineData("http://fapi.binance.com", "wss://fstream.binance.com", "setting venue.rest_url is http://fapi.binance.com: without TLS", "right is https://fapi.binance.com")]
    [InlineData("https://fapi.binance.com", "ws://10.0.0.1:9443", "setting venue.ws_url is ws://10.0.0.1:9443: without TLS", "right is wss://10.0.0.1:9443")]
    [InlineData("http://127.0.0.1.example.com", "ws://127.0.0.1:9443", "setting venue.rest_url is http://127.0.0.1.example.com: without TLS", "or an address of this machine")]
    public void Only_this_machine_is_spoken_to_without_tls(string rest, string streams, string what, string right)
    {
        string message = Refused("--venue", "binance", "--symbols", "BTCUSDT", "--rest-url", rest, "--ws-url", streams, "--ws-api-url", "wss://example.com/ws-fapi/v1");
        Assert.Contains(what, message);
        Assert.Contains(right, message);
    }

    [Theory]
    [InlineData("command line --symbols: setting venue.symbols has no effect, as venue.name isn't given", "--symbols", "BTCUSDT")]
    [InlineData("command line --live: setting run.live has no effect, as venue.name isn't given", "--live")]
    [InlineData("setting venue.symbols is missing; right is up to 500", "--venue", "binance")]
    [InlineData("command line --on-balance-difference: setting run.on_balance_difference has no effect, as run.live is off", "--on-balance-difference", "kill")]
    [InlineData("command line --wait: setting run.wait has no effect, as venue.name isn't given", "--wait", "spin")]
    [InlineData("command line --data: setting data has no effect, as venue.name is binance", "--venue", "binance", "--symbols", "BTCUSDT", "--data", "x.tlr")]
    [InlineData("command line --speed: setting run.speed has no effect, as venue.name is binance", "--venue", "binance", "--symbols", "BTCUSDT", "--speed", "2x")]
    [InlineData("command line --impact: setting run.impact has no effect, as venue.name is binance", "--venue", "binance", "--symbols", "BTCUSDT", "--impact")]
    [InlineData("command line --latency: setting models.latency has no effect, as run.live is on: the venue itself decides", "--venue", "binance", "--symbols", "BTCUSDT", "--testnet", "--live", "--key", "k", "--latency", "constant:1ms,1ms")]
    public void What_would_have_no_effect_is_refused_with_both_names(string message, params string[] arguments) => Assert.Contains(message, Refused(arguments));

    [Fact]
    public void A_backtest_doesnt_look_at_the_venue_of_a_shared_file()
    {
        _place.Json("""{"venue": {"name": "binance", "symbols": ["BTCUSDT"]}}""");
        Assert.Null(TradingSettings.Of(_place.Read("--data", "x.tlr")).Venue);
    }

    [Fact]
    public void Live_orders_need_a_key()
    {
        Assert.True(Session([.. Loopback, "--live", "--key", "main"]).Run.Live);
        Assert.Contains("setting run.live is on, but setting venue.key is missing", Refused([.. Loopback, "--live"]));
    }

    [Fact]
    public void Orders_that_cost_real_money_need_a_journal_and_a_word_about_size_and_loss()
    {
        string[] real = ["--venue", "binance", "--symbols", "BTCUSDT", "--live", "--key", "main"];
        Assert.Contains("orders at ws-fapi.binance.com cost real money: setting run.journal is missing", Refused(real));
        Assert.Contains("nothing says how large a position may become; right is one of risk.max_position, risk.max_instrument_exposure, risk.max_exposure (--risk max_position=NUMBER, or none)",
            Refused([.. real, "--journal", "J"]));
        Assert.Contains("nothing says how much may be lost; right is one of risk.max_daily_loss, risk.max_drawdown (--risk max_daily_loss=NUMBER, or none)",
            Refused([.. real, "--journal", "J", "--risk", "max_exposure=1000"]));
        TradingSettings chosen = Session([.. real, "--journal", "J", "--risk", "max_position=0.5", "--risk", "max_drawdown=none"]);
        Assert.True(chosen.Venue!.IsRealMoney);
        Assert.Equal("real money: orders go to ws-fapi.binance.com with key main; limits: max_position 0.5, max_live_orders 16384, self_trade off, breaker_failures 5", RealMoney.Describe(chosen));
    }

    [Fact]
    public void One_real_address_is_enough_to_cost_real_money_and_a_name_that_looks_like_this_machine_isnt()
    {
        Assert.False(Session([.. Loopback, "--live", "--key", "main"]).Venue!.IsRealMoney);
        Assert.False(Session("--venue", "binance", "--symbols", "BTCUSDT", "--testnet", "--live", "--key", "main").Venue!.IsRealMoney);
        Assert.True(Venue([.. Loopback[..^1], "wss://ws-fapi.binance.com/ws-fapi/v1"])!.IsRealMoney);
        Assert.True(Venue([.. Loopback[..4], "--rest-url", "https://127.0.0.1.example.com", .. Loopback[6..]])!.IsRealMoney);
    }

    [Fact]
    public void A_session_is_called_live_only_where_orders_cost_real_money()
    {
        Assert.Equal("simulated", Venue(Loopback)!.Kind);
        Assert.Equal("testnet", Venue("--venue", "binance", "--symbols", "BTCUSDT", "--testnet")!.Kind);
        Assert.Equal("live", Venue("--venue", "binance", "--symbols", "BTCUSDT")!.Kind);
        Assert.Equal("live", Venue([.. Loopback[..^1], "wss://ws-fapi.binance.com/ws-fapi/v1"])!.Kind);
        // The testnet's, named one by one.
        Assert.Equal("testnet", Venue([.. Loopback[..4], "--rest-url", "https://testnet.binancefuture.com", .. Loopback[6..]])!.Kind);
    }

    private TradingSettings Session(params string[] arguments) => TradingSettings.OfSession(_place.Read(arguments));

    private VenueSettings? Venue(params string[] arguments) => Session(arguments).Venue;

    private string Refused(params string[] arguments) => Assert.Throws<BadInputException>(() => Session(arguments)).Message;
}
