using System.Text;
using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class UserStreamTests
{
    private const string Order =
        "s c S o f q p ap sp x X i l z L T t b a m R wt ot ps cp pP si ss rp V pm gtd er";

    private readonly ApiScene _scene = new();
    private readonly string _key;

    public UserStreamTests() => _key = _scene.Raw("POST", "/fapi/v1/listenKey").Json.At("listenKey");

    [Fact]
    public void A_resting_order_is_told_with_all_its_fields()
    {
        int mine = _scene.Connect("/private/ws/" + _key);
        string price = _scene.LowPrice;
        string id = _scene.Limit("BUY", "0.010", price, "&newClientOrderId=eng-1-42&selfTradePreventionMode=EXPIRE_TAKER").Json.At("orderId");
        JsonElement told = Assert.Single(_scene.Events(mine)).HasMembers("e E T o");
        JsonElement order = told.GetProperty("o").HasMembers(Order);
        Assert.Equal(("ORDER_TRADE_UPDATE", "NEW", "NEW", id), (told.At("e"), order.At("x"), order.At("X"), order.At("i")));
        Assert.Equal(("BTCUSDT", "eng-1-42", "BUY", "LIMIT", "GTC", "0.01"), (order.At("s"), order.At("c"), order.At("S"), order.At("o"), order.At("f"), order.At("q")));
        Assert.Equal((price, "0", "0", "0", "0"), (order.At("p"), order.At("ap"), order.At("l"), order.At("z"), order.At("L")));
        Assert.Equal(("0", "LIMIT", "BOTH", "EXPIRE_TAKER", "NONE", "0"), (order.At("t"), order.At("ot"), order.At("ps"), order.At("V"), order.At("pm"), order.At("er")));
        Assert.Equal(ApiScene.Text(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture) * 0.01m), order.At("b"));
        Assert.Equal(ApiScene.StartMs, told.GetProperty("E").GetInt64());
    }

    [Fact]
    public void A_fill_is_told_lite_first_and_then_in_full_and_the_account_with_it()
    {
        int mine = _scene.Connect("/private/ws/" + _key);
        Market("BUY", "0.010");
        List<JsonElement> told = _scene.Events(mine);
        Assert.Equal(["ORDER_TRADE_UPDATE", "TRADE_LITE", "ORDER_TRADE_UPDATE"], told.Select(one => one.At("e")).Where(kind => kind != "ACCOUNT_UPDATE").Take(3));
        JsonElement lite = told.First(one => one.At("e") == "TRADE_LITE").HasMembers("e E T s q p m c S L l t i");
        JsonElement full = told.First(one => one.At("e") == "ORDER_TRADE_UPDATE" && one.GetProperty("o").At("x") == "TRADE").GetProperty("o").HasMembers(Order + " N n");
        Assert.Equal((lite.At("t"), lite.At("i"), lite.At("L"), lite.At("c")), (full.At("t"), full.At("i"), full.At("L"), full.At("c")));
        Assert.Equal(("FILLED", "0.01", "0.01", "USDT", "False"), (full.At("X"), full.At("l"), full.At("z"), full.At("N"), full.At("m")));
        JsonElement account = told.Last(one => one.At("e") == "ACCOUNT_UPDATE").HasMembers("e E T a").GetProperty("a").HasMembers("m B P");
        Assert.Equal("ORDER", account.At("m"));
        JsonElement balance = Assert.Single(account.GetProperty("B").EnumerateArray()).HasMembers("a wb cw bc");
        Assert.Equal(("USDT", "0"), (balance.At("a"), balance.At("bc")));
        Assert.Equal(_scene.Account.Wallet, Number(balance, "wb"));
        JsonElement position = Assert.Single(account.GetProperty("P").EnumerateArray()).HasMembers("s pa ep bep cr up mt iw ps");
        Assert.Equal(("BTCUSDT", "0.01", "cross", "0", "BOTH"), (position.At("s"), position.At("pa"), position.At("mt"), position.At("iw"), position.At("ps")));
    }

    [Fact]
    public void Events_of_a_kind_come_in_the_order_of_their_time()
    {
        int mine = _scene.Connect("/private/ws/" + _key);
        for (int i = 0; i < 20; i++)
        {
            Market(i % 2 == 0 ? "BUY" : "SELL", "0.010");
            _scene.Limit("BUY", "0.010", _scene.LowPrice);
            _scene.Pass(100);
        }

        foreach (IGrouping<string, JsonElement> kind in _scene.Events(mine).GroupBy(one => one.At("e")))
            Assert.Equal(kind.Select(one => one.GetProperty("E").GetInt64()).Order(), kind.Select(one => one.GetProperty("E").GetInt64()));
    }

    [Fact]
    public void An_amendment_and_a_cancel_are_told()
    {
        int mine = _scene.Connect("/private/ws/" + _key);
        decimal price = Math.Floor(_scene.Bid * 0.98m);
        string id = _scene.Limit("BUY", "0.010", ApiScene.Text(price)).Json.At("orderId");
        _scene.Signed("PUT", "/fapi/v1/order", $"symbol=BTCUSDT&side=BUY&orderId={id}&quantity=0.020&price={price - 1}&modifyId=5");
        _scene.Signed("DELETE", "/fapi/v1/order", $"symbol=BTCUSDT&orderId={id}");
        List<JsonElement> told = [.. _scene.Events(mine).Select(one => one.GetProperty("o"))];
        Assert.Equal(["NEW NEW", "AMENDMENT NEW", "CANCELED CANCELED"], told.Select(one => $"{one.At("x")} {one.At("X")}"));
        told[1].HasMembers(Order + " M");
        Assert.Equal(("5", "0.02", ApiScene.Text(price - 1)), (told[1].At("M"), told[1].At("q"), told[1].At("p")));
    }

    [Fact]
    public void Leverage_is_told()
    {
        int mine = _scene.Connect("/private/ws/" + _key);
        _scene.Streams.OnConfiguration(_scene.Account, "BTCUSDT", _scene.NowNs);
        _scene.Streams.OnConfiguration(_scene.Account, null, _scene.NowNs);
        List<JsonElement> told = _scene.Events(mine);
        JsonElement leverage = told[0].HasMembers("e E T ac").GetProperty("ac").HasMembers("s l");
        Assert.Equal(("ACCOUNT_CONFIG_UPDATE", "BTCUSDT", 20), (told[0].At("e"), leverage.At("s"), leverage.GetProperty("l").GetInt32()));
        Assert.Equal(JsonValueKind.False, told[1].HasMembers("e E T ai").GetProperty("ai").HasMembers("j").GetProperty("j").ValueKind);
    }

    [Fact]
    public void A_margin_call_names_the_positions()
    {
        Market("BUY", "0.010");
        int mine = _scene.Connect("/private/ws/" + _key);
        _scene.Streams.OnMarginCall(_scene.Account, _scene.Trading.PositionsOf(_scene.Account, _scene.BtcMarket.Symbol), _scene.NowNs);
        JsonElement call = Assert.Single(_scene.Events(mine)).HasMembers("e E cw p");
        JsonElement position = call.GetProperty("p")[0].HasMembers("s ps pa mt iw mp up mm");
        Assert.Equal(("BTCUSDT", "BOTH", "0.01", "CROSSED"), (position.At("s"), position.At("ps"), position.At("pa"), position.At("mt")));
        Assert.Equal(_scene.Account.Wallet, Number(call, "cw"));
    }

    [Fact]
    public void Funding_names_its_symbol_and_no_position()
    {
        int mine = _scene.Connect("/private/ws/" + _key);
        _scene.Streams.OnAccount(_scene.Account, "FUNDING_FEE", -1.5m, true, [], "BTCUSDT", _scene.NowNs);
        JsonElement account = Assert.Single(_scene.Events(mine)).GetProperty("a").HasMembers("m B P S");
        Assert.Equal(("FUNDING_FEE", "BTCUSDT", "-1.5"), (account.At("m"), account.At("S"), account.GetProperty("B")[0].At("bc")));
        Assert.Empty(account.GetProperty("P").EnumerateArray());
    }

    [Fact]
    public void Only_the_keys_account_is_told_and_an_unknown_key_stays_silent()
    {
        int mine = _scene.Connect("/private/ws/" + _key);
        int nobody = _scene.Connect("/private/ws/" + new string('x', 64));
        int again = _scene.Connect("/private/ws/" + _key);
        _scene.SignedByOther("POST", "/fapi/v1/order", $"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price={_scene.LowPrice}");
        Assert.Empty(_scene.Sent);
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        Assert.Single(_scene.Events(mine));
        Assert.Single(_scene.Events(again));
        Assert.Empty(_scene.Events(nobody));
        _scene.Streams.OnClosed(mine);
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        Assert.Single(_scene.Events(mine));
        Assert.Equal(2, _scene.Events(again).Count);
    }

    [Theory]
    [InlineData("/private/ws/KEY", "TRADE_LITE ORDER_TRADE_UPDATE ACCOUNT_UPDATE")]
    [InlineData("/private/ws?listenKey=KEY", "TRADE_LITE ORDER_TRADE_UPDATE ACCOUNT_UPDATE")]
    [InlineData("/private/ws?listenKey=KEY&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE", "ORDER_TRADE_UPDATE ACCOUNT_UPDATE")]
    [InlineData("/private/ws?listenKey=KEY&events=ORDER_TRADE_UPDATE%2FTRADE_LITE", "ORDER_TRADE_UPDATE TRADE_LITE")]
    [InlineData("/private/ws?events=ACCOUNT_UPDATE&listenKey=KEY", "ACCOUNT_UPDATE")]
    [InlineData("/private/ws?listenKey=KEY&events=ORDER_TRADE_UPDATES", "")]
    [InlineData("/private/ws?listenKey=other&events=TRADE_LITE&listenKey=KEY&events=ACCOUNT_UPDATE", "ACCOUNT_UPDATE")]
    [InlineData("/ws?listenKey=KEY", "TRADE_LITE ORDER_TRADE_UPDATE ACCOUNT_UPDATE")]
    [InlineData("/private/ws", "")]
    public void The_address_says_which_events_are_wanted(string target, string kinds)
    {
        int mine = _scene.Connect(target.Replace("KEY", _key, StringComparison.Ordinal));
        Market("BUY", "0.010");
        Assert.Equal(
            kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            _scene.Events(mine).Select(one => one.At("e")).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/private/stream?streams=KEY")]
    [InlineData("/private/stream?listenKey=KEY&events=ORDER_TRADE_UPDATE")]
    [InlineData("/stream?listenKey=KEY")]
    public void On_stream_events_come_wrapped(string target)
    {
        int mine = _scene.Connect(target.Replace("KEY", _key, StringComparison.Ordinal));
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        JsonElement told = Assert.Single(_scene.Events(mine)).HasMembers("stream data");
        Assert.Equal((_key, "ORDER_TRADE_UPDATE"), (told.At("stream"), told.GetProperty("data").HasMembers("e E T o").At("e")));
    }

    [Theory]
    [InlineData("/ws/btcusdt@bookTicker")]
    [InlineData("/stream?streams=btcusdt@bookTicker")]
    [InlineData("/ws")]
    [InlineData("/public/ws/KEY")]
    [InlineData("/ws/KEY")]
    [InlineData("/stream?streams=KEY")]
    [InlineData("/private")]
    [InlineData("/privatews")]
    [InlineData("/private/other/KEY")]
    public void Other_addresses_are_anothers(string target) =>
        Assert.False(_scene.Streams.TryOpen(1, ApiScene.Upgrade(target.Replace("KEY", _key, StringComparison.Ordinal)), _scene.NowNs));

    [Fact]
    public void Keys_are_subscribed_and_left_by_message()
    {
        int mine = _scene.Connect("/private/ws");
        Assert.Equal("""{"result":null,"id":1}""", Control(mine, $$"""{"method":"SUBSCRIBE","params":["{{_key}}"],"id":1}"""));
        Assert.Equal($$"""{"result":["{{_key}}"],"id":"a"}""", Control(mine, """{"method":"LIST_SUBSCRIPTIONS","id":"a"}"""));
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        Assert.Equal("ORDER_TRADE_UPDATE", _scene.Events(mine)[^1].At("e"));
        Assert.Equal("""{"result":null,"id":2}""", Control(mine, """{"method":"SET_PROPERTY","params":["combined",true],"id":2}"""));
        Assert.Equal("""{"result":true,"id":3}""", Control(mine, """{"method":"GET_PROPERTY","params":["combined"],"id":3}"""));
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        Assert.Equal(_key, _scene.Events(mine)[^1].At("stream"));
        Assert.Equal("""{"result":null,"id":4}""", Control(mine, $$"""{"method":"UNSUBSCRIBE","params":["{{_key}}"],"id":4}"""));
        int before = _scene.Sent.Count;
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        Assert.Equal(before, _scene.Sent.Count);
    }

    [Theory]
    [InlineData("{", 3)]
    [InlineData("[]", 2)]
    [InlineData("{}", 2)]
    [InlineData("""{"method":"JUMP","id":1}""", 2)]
    [InlineData("""{"method":"SUBSCRIBE","id":1}""", 2)]
    [InlineData("""{"method":"SUBSCRIBE","params":[1],"id":1}""", 2)]
    [InlineData("""{"method":"SET_PROPERTY","params":["colour",true],"id":1}""", 0)]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",1],"id":1}""", 1)]
    public void A_message_that_isnt_understood_is_answered_with_an_error(string message, int code) =>
        Assert.Equal(code, JsonDocument.Parse(Control(_scene.Connect("/private/ws"), message)).RootElement.GetProperty("code").GetInt32());

    private string Control(int connection, string message)
    {
        int before = _scene.Sent.Count;
        _scene.Streams.OnMessage(connection, Encoding.UTF8.GetBytes(message), _scene.NowNs);
        return Assert.Single(_scene.Sent[before..]).Text;
    }

    private void Market(string side, string quantity) =>
        Assert.Equal(200, _scene.Signed("POST", "/fapi/v1/order", $"symbol=BTCUSDT&side={side}&type=MARKET&quantity={quantity}").Status);

    private static decimal Number(JsonElement json, string name) => decimal.Parse(json.At(name), System.Globalization.CultureInfo.InvariantCulture);
}
