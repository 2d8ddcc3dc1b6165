using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Telegram;

namespace Touchline.Tests.Configuration;

public sealed class TelegramSettingTests : IDisposable
{
    private const string Token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Without_a_chat_there_is_none_and_what_is_set_for_it_is_a_mistake()
    {
        Assert.Null(TradingSettings.OfSession(_place.Read()).Telegram);
        Assert.Equal(
            "command line --telegram-api: setting telegram.api has no effect, as telegram.chats isn't given: nobody would be answered",
            Assert.Throws<BadInputException>(() => TradingSettings.OfSession(_place.Read("--telegram-api", "http://127.0.0.1:1"))).Message);
        Assert.Contains("setting telegram.token_file has no effect", Assert.Throws<BadInputException>(() => TradingSettings.OfSession(_place.Read("--telegram-token-file", "x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chats_come_as_a_list_or_a_text()
    {
        Assert.Equal([5, -1001], TradingSettings.OfSession(_place.Read("--telegram-chats=5,-1001")).Telegram!.Chats);
        _place.Json("""{"telegram":{"chats":[7, -8],"api":"http://localhost:9/"}}""");
        TelegramSettings telegram = TradingSettings.OfSession(_place.Read()).Telegram!;
        Assert.Equal([7, -8], telegram.Chats);
        Assert.Equal("http://localhost:9", telegram.Api);
    }

    [Theory]
    [InlineData("--telegram-chats", "me")]
    [InlineData("--telegram-chats", "1,1")]
    [InlineData("--telegram-chats", "0")]
    [InlineData("--telegram-api", "http://example.com")]
    [InlineData("--telegram-api", "https://example.com/path")]
    [InlineData("--telegram-api", "https://user@example.com")]
    public void A_wrong_one_is_refused_by_its_name(string option, string value) =>
        Assert.Contains($"setting telegram.{option["--telegram-".Length..]} is '{value}'; right is", _place.Refused(option, value), StringComparison.Ordinal);

    [Fact]
    public void The_token_comes_from_the_environment_else_from_the_dot_env_file_and_a_named_file_before_both()
    {
        ConfigurationPlace place = new(_place["."], _place.Environment);
        string message = Assert.Throws<BadInputException>(() => BotToken.Find(null, place)).Message;
        Assert.Equal("setting telegram.chats is given, but the bot's token isn't: right is TELEGRAM_TOKEN in the environment or .env, or --telegram-token-file FILE", message);
        _place.DotEnv($"TELEGRAM_TOKEN='{Token}1'");
        Assert.Equal($"/bot{Token}1/x", BotToken.Find(null, place).PathOf("x"));
        _place.With("TELEGRAM_TOKEN", $"{Token}2");
        Assert.Equal($"/bot{Token}2/x", BotToken.Find(null, place).PathOf("x"));
        _place.Write("token", $"{Token}3\n");
        Assert.Equal($"/bot{Token}3/x", BotToken.Find("token", place).PathOf("x"));
    }

    [Fact]
    public void A_token_is_in_no_text()
    {
        _place.With("TELEGRAM_TOKEN", Token).Json("""{"telegram":{"chats":[7]}}""");
        EffectiveSettings settings = _place.Read();
        Assert.DoesNotContain("AAHdq", ConfigCommand.ToText(settings.Show()) + ConfigCommand.ToJson(settings.Show()), StringComparison.Ordinal);
        TelegramOptions options = TelegramOptions.Of(TradingSettings.OfSession(settings).Telegram!, new ConfigurationPlace(_place["."], _place.Environment));
        Assert.DoesNotContain("AAHdq", options.ToString(), StringComparison.Ordinal);
        Assert.Equal("x *** y *** z", options.Token.Scrub($"x {Token} y {Token.ToLowerInvariant()} z"));
        string wrong = Assert.Throws<BadInputException>(() => BotToken.Of($"{Token}\nAAHdq", "file t")).Message;
        Assert.StartsWith("file t is no token of a Telegram bot; right is", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("AAHdq", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"telegram":{"token":"110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}}""")]
    public void A_token_in_the_settings_file_is_refused_without_being_shown(string json)
    {
        _place.Json(json);
        string message = _place.Refused();
        Assert.Contains("telegram.token", message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAHdq", message, StringComparison.Ordinal);
    }
}
