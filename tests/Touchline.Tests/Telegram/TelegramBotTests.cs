using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Touchline.Telegram;

namespace Touchline.Tests.Telegram;

/// <summary>The bot against a stand-in that speaks Telegram's protocol over real HTTP.</summary>
public sealed class TelegramBotTests : IAsyncLifetime
{
    private const long Chat = 42, Other = -1001;
    private const long Began = 1_700_000_000;

    private readonly ToldSession _session = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _saying = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BotApi _api = null!;
    private TelegramBot _bot = null!;

    public async Task InitializeAsync()
    {
        _api = await BotApi.Start();
        _bot = NewBot();
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _api.DisposeAsync();
        // Whatever happened, nobody was told the token.
        Assert.DoesNotContain(_said, s => s.Contains(BotApi.Token[10..], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_listed_chat_is_answered_without_markup_and_what_was_taken_is_confirmed()
    {
        _bot.Start();
        long id = _api.Write(Chat, "/pnl", Began + 1);
        JsonObject answer = await _api.Next();
        Assert.StartsWith("P&L 1.25", (string)answer["text"]!, StringComparison.Ordinal);
        Assert.Equal(Chat, (long)answer["chat_id"]!);
        Assert.Equal(["chat_id", "link_preview_options", "text"], answer.Select(a => a.Key).Order());
        _api.Write(Chat, "/help", Began + 1);
        await _api.Next();
        Assert.Equal(0, _api.Offsets[0]);
        Assert.Contains(id + 1, _api.Offsets);
    }

    [Fact]
    public async Task Chats_that_arent_listed_are_counted_told_once_and_get_nothing()
    {
        _bot.Start();
        _api.Write(666, "/kill", Began + 1);
        _api.Write(666, "yes", Began + 1);
        _api.Write(Chat, "/help", Began + 1);
        Assert.Equal(Chat, (long)(await _api.Next())["chat_id"]!);
        Assert.Equal((2L, 0), (_bot.Ignored, _api.Unread));
        Assert.Empty(_session.Told);
        Assert.Equal("telegram: chat 666 isn't listed (telegram.chats) and isn't answered; its further messages are only counted", Assert.Single(_said));
    }

    [Fact]
    public async Task What_was_written_before_the_start_isnt_carried_out_and_that_is_said_once()
    {
        _api.Write(Chat, "/stop", Began - 3600);
        _api.Write(Chat, "/start", Began);
        _api.Write(Chat, "/stop", Began + 1);
        _bot.Start();
        Assert.Contains("isn't carried out. Send again what still counts", await _api.NextText(), StringComparison.Ordinal);
        Assert.StartsWith("Paused", await _api.NextText(), StringComparison.Ordinal);
        Assert.Equal(["telegram:42 pause 0"], _session.Told);
    }

    [Fact]
    public async Task A_command_is_carried_out_once_however_often_its_answer_fails()
    {
        int failures = 0;
        _api.Fault = (method, _) => method == "sendMessage" && ++failures <= 3
            ? failures switch
            {
                1 => (500, "<html>"),
                2 => (429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 0","parameters":{"retry_after":0}}"""),
                _ => (0, ""),
            }
            : null;
        _bot.Start();
        _api.Write(Chat, "/stop", Began + 1);
        Assert.StartsWith("Paused", await _api.NextText(), StringComparison.Ordinal);
        Assert.Equal(["telegram:42 pause 0"], _session.Told);
        Assert.Equal(0, _api.Unread);
        Assert.Contains("telegram: to chat 42: sendMessage: 429 Too Many Requests: retry after 0", _said);
    }

    [Fact]
    public async Task What_a_process_carried_out_and_couldnt_confirm_the_next_one_doesnt_carry_out_again()
    {
        _bot.Start();
        // From the first message on nothing is confirmed any more.
        _api.Fault = (method, body) => method == "getUpdates" && body["offset"] is not null ? (502, "bad gateway") : null;
        _api.Write(Chat, "/stop", Began + 1);
        await _api.Next();
        await _bot.DisposeAsync();
        Assert.Equal(1, _api.Pending);
        _api.Fault = (_, _) => null;
        _bot = NewBot(began: Began + 5);
        _bot.Start();
        Assert.Contains("isn't carried out", await _api.NextText(), StringComparison.Ordinal);
        Assert.Single(_session.Told);
    }

    [Fact]
    public async Task A_session_that_throws_is_told_and_the_chat_goes_on()
    {
        _session.Refusal = _ => throw new InvalidOperationException($"wrong {BotApi.Token}");
        _bot.Start();
        _api.Write(Chat, "/stop", Began + 1);
        Assert.StartsWith("That couldn't be done", await _api.NextText(), StringComparison.Ordinal);
        Assert.Equal("telegram: a message couldn't be answered: InvalidOperationException: wrong ***", Assert.Single(_said));
        _api.Write(Chat, "/help", Began + 1);
        Assert.StartsWith("/status", await _api.NextText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_go_to_every_listed_chat_in_parts_and_as_plain_text()
    {
        _bot.Start();
        await _bot.Notify("<b>daily loss</b>\u0007 of _BTC_\n" + new string('x', 5000));
        JsonObject[] sent = [await _api.Next(), await _api.Next(), await _api.Next(), await _api.Next()];
        Assert.Equal([Other, Other, Chat, Chat], sent.Select(s => (long)s["chat_id"]!).Order());
        Assert.All(sent, s => Assert.InRange(((string)s["text"]!).Length, 1, 4096));
        Assert.Contains(sent, s => ((string)s["text"]!).StartsWith("<b>daily loss</b> of _BTC_", StringComparison.Ordinal));
        await _bot.Flush(TimeSpan.FromSeconds(30));
        Assert.Equal(0, _bot.Dropped);
    }

    [Fact]
    public async Task A_chat_that_takes_nothing_keeps_no_other_waiting()
    {
        _api.Fault = (method, body) => method == "sendMessage" && (long)body["chat_id"]! == Other
            ? (403, """{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}""")
            : null;
        _bot.Start();
        await _bot.Notify("one");
        await _bot.Notify("two");
        Assert.Equal("one", await _api.NextText());
        Assert.Equal("two", await _api.NextText());
        await _bot.Flush(TimeSpan.FromSeconds(30));
        Assert.Equal("telegram: to chat -1001: sendMessage: 403 Forbidden: bot was blocked by the user", Assert.Single(_said.Distinct()));
    }

    [Fact]
    public async Task A_wrong_token_and_another_program_with_the_same_bot_are_told_once_with_what_to_do()
    {
        int asked = 0;
        _api.Fault = (method, _) => method != "getUpdates" ? null : ++asked switch
        {
            <= 3 => (401, """{"ok":false,"error_code":401,"description":"Unauthorized"}"""),
            <= 6 => (409, """{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}"""),
            _ => null,
        };
        _bot.Start();
        _api.Write(Chat, "/help", Began + 1);
        await _api.Next();
        Assert.Equal(
            [
                "telegram: getUpdates: 401 Unauthorized; the token isn't one of a bot: look at TELEGRAM_TOKEN or the token's file",
                "telegram: getUpdates: 409 Conflict: terminated by other getUpdates request; another program, or a web hook, takes this bot's messages: a bot belongs to one session",
                "telegram: messages are heard again",
            ],
            _said);
    }

    [Fact]
    public async Task An_address_where_nobody_is_is_told_without_the_token()
    {
        await _api.DisposeAsync();
        _bot.Start();
        await _saying.Task.WaitAsync(Patience.Most);
        Assert.StartsWith("telegram: getUpdates: ", _said.First(), StringComparison.Ordinal);
        Assert.DoesNotContain("/bot", _said.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ok":false,"error_code":400,"description":"no /bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/x"}""", "getUpdates: 400 no /bot***/x")]
    [InlineData("""{"ok":true}""", "getUpdates: 400 no reason given")]
    [InlineData("""[1]""", "getUpdates: 400 no reason given")]
    [InlineData("nothing", "getUpdates: HTTP 400, and no answer of the Bot API")]
    [InlineData("""{"ok":false,"description":"\ud83d","parameters":7}""", "getUpdates: 400 ")]
    public async Task Whatever_comes_back_is_a_failure_that_can_be_read(string body, string failure)
    {
        _api.Fault = (_, _) => (400, body);
        using var api = new TelegramApi(Options(), new ShiftedClock(default));
        Assert.Equal(failure, (await api.GetUpdates(0, 0, CancellationToken.None)).Failure);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""[{"update_id":"x"},{"message":{}},7]""")]
    public void Updates_that_arent_understood_are_passed_over(string json) => Assert.Empty(TelegramApi.Read(System.Text.Json.JsonDocument.Parse(json).RootElement));

    [Theory]
    [InlineData("""{"update_id":5,"edited_message":{"chat":{"id":42},"date":1,"text":"/kill"}}""")]
    [InlineData("""{"update_id":5,"message":{"chat":{"id":"42"},"date":1,"text":"/kill"}}""")]
    [InlineData("""{"update_id":5,"message":{"chat":{"id":42},"text":"/kill"}}""")]
    public void What_is_no_message_has_a_number_alone(string json) =>
        Assert.Equal([(5L, (IncomingMessage?)null)], TelegramApi.Read(System.Text.Json.JsonDocument.Parse($"[{json}]").RootElement));

    private TelegramBot NewBot(long began = Began) => new(Options(), _session, () => [], Say, new ShiftedClock(DateTimeOffset.FromUnixTimeMilliseconds(began * 1000 + 700)));

    private TelegramOptions Options() => new()
    {
        Api = _api.Url,
        Token = BotToken.Of(BotApi.Token, "test"),
        Chats = [Chat, Other],
        PollSeconds = 5,
        Gap = TimeSpan.FromMilliseconds(1),
        FirstPause = TimeSpan.FromMilliseconds(1),
    };

    private void Say(string text)
    {
        _said.Enqueue(text);
        _saying.TrySetResult();
    }
}
