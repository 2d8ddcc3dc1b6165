using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class SettingsEndpointTests
{
    private readonly ApiScene _scene = new();

    [Fact]
    public void Leverage_is_set_told_and_seen_everywhere()
    {
        int mine = _scene.Connect("/private/ws/" + _scene.Raw("POST", "/fapi/v1/listenKey").Json.At("listenKey"));
        JsonElement set = _scene.Signed("POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=5").Has("leverage maxNotionalValue symbol");
        Assert.Equal((JsonValueKind.Number, 5), (set.GetProperty("leverage").ValueKind, set.GetProperty("leverage").GetInt32()));
        JsonElement row = _scene.Signed("GET", "/fapi/v1/symbolConfig", "symbol=BTCUSDT").Json[0].HasMembers("symbol marginType isAutoAddMargin leverage maxNotionalValue");
        Assert.Equal(("5", "CROSSED", set.At("maxNotionalValue")), (row.At("leverage"), row.At("marginType"), row.At("maxNotionalValue")));
        Assert.Equal("20", _scene.Signed("GET", "/fapi/v1/symbolConfig").Json[1].At("leverage"));
        Assert.Equal("5", _scene.Signed("GET", "/fapi/v2/positionRisk", "symbol=BTCUSDT").Json[0].At("leverage"));
        JsonElement told = Assert.Single(_scene.Events(mine)).GetProperty("ac");
        Assert.Equal(("BTCUSDT", "5"), (told.At("s"), told.At("l")));
        _scene.Signed("POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=126").Refuses(-4028, "Leverage 126 is not valid.");
        _scene.Signed("POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=0").Refuses(-4028, "Leverage 0 is not valid.");
        _scene.Signed("POST", "/fapi/v1/leverage", "symbol=BTCUSDT").Refuses(-1102, "Mandatory parameter 'leverage' was not sent, was empty/null, or malformed.");
    }

    [Fact]
    public void The_margin_type_is_set_once()
    {
        Done(_scene.Signed("POST", "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED"));
        Assert.Equal("ISOLATED", _scene.Signed("GET", "/fapi/v1/symbolConfig", "symbol=BTCUSDT").Json[0].At("marginType"));
        Assert.Equal("isolated", _scene.Signed("GET", "/fapi/v2/positionRisk", "symbol=BTCUSDT").Json[0].At("marginType"));
        _scene.Signed("POST", "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED").Refuses(-4046, "No need to change margin type.");
        _scene.Signed("POST", "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=CROSS").Refuses(-1130, "Data sent for parameter 'marginType' is not valid.");
    }

    [Fact]
    public void The_position_mode_is_set_once()
    {
        Assert.False(Flag("/fapi/v1/positionSide/dual", "dualSidePosition"));
        Done(_scene.Signed("POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true"));
        Assert.True(Flag("/fapi/v1/positionSide/dual", "dualSidePosition"));
        Assert.True(_scene.Signed("GET", "/fapi/v1/accountConfig").Has("feeTier canTrade canDeposit canWithdraw dualSidePosition updateTime multiAssetsMargin tradeGroupId")
            .GetProperty("dualSidePosition").GetBoolean());
        _scene.Signed("POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true").Refuses(-4059, "No need to change position side.");
        Assert.Equal(4, _scene.Signed("GET", "/fapi/v2/positionRisk").Json.GetArrayLength());
        _scene.Signed("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&positionSide=LONG");
        JsonElement position = Assert.Single(_scene.Signed("GET", "/fapi/v3/positionRisk").Json.EnumerateArray());
        Assert.Equal(("LONG", "0.010"), (position.At("positionSide"), position.At("positionAmt")));
        _scene.Signed("POST", "/fapi/v1/positionSide/dual").Refuses(-1102, "Mandatory parameter 'dualSidePosition' was not sent, was empty/null, or malformed.");
    }

    [Fact]
    public void Multi_assets_mode_is_set_once_and_told()
    {
        int mine = _scene.Connect("/private/ws/" + _scene.Raw("POST", "/fapi/v1/listenKey").Json.At("listenKey"));
        Assert.False(Flag("/fapi/v1/multiAssetsMargin", "multiAssetsMargin"));
        Done(_scene.Signed("POST", "/fapi/v1/multiAssetsMargin", "multiAssetsMargin=true"));
        Assert.True(Flag("/fapi/v1/multiAssetsMargin", "multiAssetsMargin"));
        Assert.True(Assert.Single(_scene.Events(mine)).GetProperty("ai").GetProperty("j").GetBoolean());
        Assert.Equal(-4171, _scene.Signed("POST", "/fapi/v1/multiAssetsMargin", "multiAssetsMargin=true").Code);
    }

    [Fact]
    public void Paying_fees_in_bnb_is_remembered()
    {
        Assert.False(Flag("/fapi/v1/feeBurn", "feeBurn"));
        Done(_scene.Signed("POST", "/fapi/v1/feeBurn", "feeBurn=true"));
        Assert.True(Flag("/fapi/v1/feeBurn", "feeBurn"));
        Done(_scene.Signed("POST", "/fapi/v1/feeBurn", "feeBurn=false"));
        Assert.False(Flag("/fapi/v1/feeBurn", "feeBurn"));
    }

    private bool Flag(string path, string name) => _scene.Signed("GET", path).Has(name).GetProperty(name).GetBoolean();

    private static void Done(ApiReply reply)
    {
        reply.Has("code msg");
        Assert.Equal((200, "success"), (reply.Code, reply.Message));
    }
}
