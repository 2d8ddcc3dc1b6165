using Touchline.Storage;
using Touchline.Telegram;
using Touchline.Trading;

namespace Touchline.Tests.Telegram;

public sealed class ChatCommandsTests
{
    private const long Chat = 42;

    private readonly ToldSession _session = new();
    private readonly ManualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly List<OrderRow> _orders = [];
    private readonly ChatCommands _commands;

    public ChatCommandsTests() => _commands = new ChatCommands(_session, () => _orders, _clock);

    [Theory]
    [InlineData("/status", "testnet session tl-1 (TESTNET): trading, for 2 min")]
    [InlineData("/status@touchline_bot", "P&L 1.25, 7 fills, 4 orders live, 1,234 events/s")]
    [InlineData("/STATUS", "taker: paused, 2 orders live")]
    [InlineData("/positions", "BTCUSDT: 0.25 at 60000, mid 60010, unrealised 2.50")]
    [InlineData("/pnl", "realised 2.00, unrealised -0.50, fees 0.25, funding 0.00")]
    [InlineData("/orders", "No order works.")]
    [InlineData("/limits", "max_position = 2")]
    [InlineData("/refresh_symbols", "so nothing was refreshed. This one trades BTCUSDT, ETHUSDT;")]
    [InlineData("/help", "/kill flatten")]
    [InlineData("/nonsense", "There is no such command")]
    [InlineData("hello", "There is no such command")]
    [InlineData("yes", "There is no such command")]
    [InlineData("/kill all", "Nothing was done")]
    public async Task A_question_is_answered_and_changes_nothing(string text, string answer)
    {
        Assert.Contains(answer, await Take(text), StringComparison.Ordinal);
        Assert.Empty(_session.Told);
    }

    [Fact]
    public async Task Only_what_is_held_is_listed()
    {
        Assert.DoesNotContain("ETHUSDT", await Take("/positions"), StringComparison.Ordinal);
        _session.Portrait = Portraits.New() with { Instruments = [Portraits.Held("BTCUSDT", 0)] };
        Assert.Equal("No position is held.", await Take("/positions"));
    }

    [Fact]
    public async Task A_kill_frozen_markets_and_lines_that_are_down_stand_in_the_status()
    {
        _session.Portrait = _session.Portrait! with
        {
            Kill = new KillStatus(KillState.GaveUp, true, 1, 5, 1, "no answer"),
            Instruments = [Portraits.Held("BTCUSDT", 1) with { Frozen = FreezeReason.Ledger }],
            Connections = [new("orders", false, "no route"), new("market", true, null)],
            Differences = [new ToldDifference("BTCUSDT position", "BTCUSDT: 1, the venue says 2")],
        };
        string status = await Take("/status");
        Assert.All(
            (string[])["KILLED (GaveUp: no answer)", "BTCUSDT: Trading, frozen (Ledger)", "connection orders is down: no route", "difference: BTCUSDT: 1, the venue says 2"],
            line => Assert.Contains(line, status, StringComparison.Ordinal));
        Assert.DoesNotContain("market", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_orders_are_listed_and_the_others_counted()
    {
        for (int i = 1; i <= 25; i++)
            _orders.Add(new OrderRow { OrderId = i, PlacedNs = i, Side = "buy", Quantity = 0.010m, Price = 100.50m, Symbol = "BTCUSDT", Strategy = "maker", State = "Placed" });
        string answer = await Take("/orders");
        Assert.StartsWith("25: buy 0.01 BTCUSDT at 100.5, filled 0, Placed (maker)\n24: ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\nand 5 more", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_pauses_what_runs_and_start_resumes_what_is_paused()
    {
        Assert.StartsWith("Paused, and orders are cancelled: maker\n", await Take("/stop"), StringComparison.Ordinal);
        Assert.Equal("Resumed: taker", await Take("/start"));
        Assert.Equal(["telegram:42 pause 0", "telegram:42 resume 1"], _session.Told);
        _session.Portrait = Portraits.New(Portraits.Strategy(0, "maker", "failed"));
        Assert.Equal("No strategy is running.", await Take("/stop"));
        // As a client sends it by itself when a chat is opened.
        Assert.StartsWith("No strategy is paused.", await Take("/start"), StringComparison.Ordinal);
        Assert.Equal(2, _session.Told.Count);
    }

    [Fact]
    public async Task What_the_session_refuses_or_doesnt_answer_is_told_by_name()
    {
        _session.Refusal = _ => "it has ended";
        Assert.Contains("maker: NOT done: it has ended", await Take("/stop"), StringComparison.Ordinal);
        _session.Refusal = _ => throw new TimeoutException();
        Assert.Contains("taker: NOT done: the session hangs or is ending", await Take("/start"), StringComparison.Ordinal);
        await Take("/kill");
        Assert.StartsWith("NOT killed: the session hangs or is ending", await Take("yes"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/kill", "telegram:42 kill", "4 orders are cancelled", "Positions stay")]
    [InlineData("/kill flatten", "telegram:42 kill flatten", "4 orders are cancelled", "Closed is: BTCUSDT: 0.25")]
    public async Task A_kill_waits_for_a_yes_of_the_same_chat(string command, string told, params string[] asked)
    {
        string question = await Take(command);
        Assert.All(asked, a => Assert.Contains(a, question, StringComparison.Ordinal));
        Assert.Empty(_session.Told);
        await _commands.Take(43, "yes", CancellationToken.None);
        Assert.Empty(_session.Told);
        _clock.Pass(TimeSpan.FromSeconds(30));
        Assert.StartsWith("Killed", await Take(" Yes "), StringComparison.Ordinal);
        Assert.Equal([told], _session.Told);
        await Take("yes");
        Assert.Single(_session.Told);
    }

    [Theory]
    [InlineData("no", "Not killed.")]
    [InlineData("/status", "Not killed.\ntestnet session")]
    [InlineData("yes please", "Not killed.")]
    public async Task Anything_else_takes_a_kill_back(string text, string answer)
    {
        await Take("/kill");
        Assert.StartsWith(answer, await Take(text), StringComparison.Ordinal);
        await Take("yes");
        Assert.Empty(_session.Told);
    }

    [Fact]
    public async Task A_yes_that_comes_too_late_kills_nothing()
    {
        await Take("/kill");
        _clock.Pass(TimeSpan.FromSeconds(30.001));
        Assert.StartsWith("Too late, not killed", await Take("yes"), StringComparison.Ordinal);
        Assert.Empty(_session.Told);
    }

    [Fact]
    public async Task A_session_that_hasnt_begun_can_be_killed_all_the_same()
    {
        _session.Portrait = null;
        Assert.Equal(ChatTexts.NotBegun, await Take("/status"));
        Assert.Equal(ChatTexts.NotBegun, await Take("/stop"));
        Assert.Equal(ChatTexts.NotBegun, await Take("/limits max_order=1"));
        Assert.Contains("all orders are cancelled", await Take("/kill"), StringComparison.Ordinal);
        await Take("yes");
        Assert.Equal(["telegram:42 kill"], _session.Told);
    }

    [Theory]
    [InlineData("/limits max_position=0.5", "max_position = 0.5 (was 2)", "telegram:42 limit max_position=0.5")]
    [InlineData("/limits max_position = none", "max_position = none (was 2)", "telegram:42 limit max_position=none")]
    [InlineData("/limits max_position=-1", "max_position can't be '-1'; right is a number above 0", null)]
    [InlineData("/limits max_positon=1", "Right is /limits NAME=VALUE with one of max_order, max_position,", null)]
    [InlineData("/limits max_position", "Nothing was set.", null)]
    [InlineData("/limits =1", "Nothing was set.", null)]
    public async Task A_limit_is_set_when_name_and_value_are_right(string text, string answer, string? told)
    {
        Assert.Contains(answer, await Take(text), StringComparison.Ordinal);
        Assert.Equal(told is null ? [] : [told], _session.Told);
    }

    [Fact]
    public async Task A_limit_that_the_engine_refuses_isnt_told_as_set()
    {
        _session.Refusal = _ => "max_leverage needs capital";
        Assert.Equal("max_leverage is NOT set: max_leverage needs capital", await Take("/limits max_leverage=3"));
    }

    [Fact]
    public async Task A_message_without_a_text_gets_no_answer() => Assert.Null(await _commands.Take(Chat, " ", CancellationToken.None));

    private async Task<string> Take(string text) => Assert.IsType<string>(await _commands.Take(Chat, text, CancellationToken.None));
}
