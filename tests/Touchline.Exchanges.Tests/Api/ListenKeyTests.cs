using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class ListenKeyTests
{
    private const string Path = "/fapi/v1/listenKey";
    private const long HourMs = 3_600_000;
    private readonly ApiScene _scene = new();

    [Fact]
    public void An_account_has_one_key_and_needs_no_signature_for_it()
    {
        string key = Start();
        Assert.Equal(64, key.Length);
        Assert.All(key, letter => Assert.True(char.IsAsciiLetterOrDigit(letter)));
        Assert.Equal(key, Start());
        Assert.Equal(key, _scene.Raw("PUT", Path).Has("listenKey").At("listenKey"));
        Assert.NotEqual(key, _scene.Raw("POST", Path, key: ApiScene.OtherKey).Json.At("listenKey"));
        Assert.Equal(-2014, _scene.Raw("POST", Path, key: null).Code);
    }

    [Fact]
    public void A_key_dies_an_hour_after_it_was_last_asked_for()
    {
        string key = Start();
        Assert.Equal((ApiScene.StartMs + HourMs) * 1_000_000, _scene.Keys.NextNs);
        _scene.PassForKeys(HourMs - 1);
        Assert.Equal(200, _scene.Raw("PUT", Path).Status);
        _scene.PassForKeys(HourMs - 1);
        Assert.Equal(key, Start());
        _scene.PassForKeys(HourMs);
        _scene.Raw("PUT", Path).Refuses(-1125, "This listenKey does not exist.");
        Assert.Equal(long.MaxValue, _scene.Keys.NextNs);
        Assert.NotEqual(key, Start());
    }

    [Fact]
    public void The_end_of_a_key_is_told_to_who_listens_and_nothing_after_it()
    {
        string key = Start();
        int mine = _scene.Connect("/private/ws/" + key);
        _scene.PassForKeys(HourMs);
        JsonElement expired = Assert.Single(_scene.Events(mine)).HasMembers("e E listenKey");
        Assert.Equal(("listenKeyExpired", key, (ApiScene.StartMs + HourMs).ToString(System.Globalization.CultureInfo.InvariantCulture)), (expired.At("e"), expired.At("listenKey"), expired.At("E")));
        Start();
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        Assert.Single(_scene.Events(mine));
    }

    [Fact]
    public void A_key_that_was_closed_is_gone_for_everybody()
    {
        string key = Start();
        int mine = _scene.Connect("/private/ws/" + key);
        _scene.Raw("DELETE", Path).Has("");
        Assert.Equal("listenKeyExpired", Assert.Single(_scene.Events(mine)).At("e"));
        _scene.Raw("DELETE", Path).Refuses(-1125, "This listenKey does not exist.");
        _scene.Raw("PUT", Path).Refuses(-1125, "This listenKey does not exist.");
    }

    [Fact]
    public void All_keys_can_be_ended_at_once()
    {
        int mine = _scene.Connect("/private/ws/" + Start());
        int others = _scene.Connect("/private/ws/" + _scene.Raw("POST", Path, key: ApiScene.OtherKey).Json.At("listenKey"));
        _scene.Keys.ExpireAll(_scene.NowNs);
        Assert.Equal("listenKeyExpired", Assert.Single(_scene.Events(mine)).At("e"));
        Assert.Equal("listenKeyExpired", Assert.Single(_scene.Events(others)).At("e"));
    }

    private string Start() => _scene.Raw("POST", Path).Has("listenKey").At("listenKey");
}
