using Touchline.Core;
using Touchline.Terminal;
using Touchline.Tests.Terminal;
using Touchline.View;

namespace Touchline.Tests.View;

/// <summary>A session's picture on screens of all sizes.</summary>
public sealed class SessionFrameTests
{
    private static readonly Prompt Watching = new(HasKeys: true, ViewMode.Watching, Selected: 1, "", "done: size = 0.002");

    [Fact]
    public void It_fits_the_smallest_screen()
    {
        string[] expected =
        [
            " market-making · BTCUSDT@synthetic              running    12:00:01.250 UTC  x1",
            "─ ladder ────────── asks above bids ─│─ account ────────────────────────────────",
            "     price quantity      own   ahead │ P&L         +1.2500  position    -0.003",
            "     101.7             0.002      ~0 │ realised     1.5000  average      101.2",
            "     101.2             0.002       … │ unrealised  -0.2000  working          3",
            "     101.1       16                  │ fees         0.0500  sent            12",
            "     101.0       15                  │ events/s      1,000  feed age      3 ms",
            "     100.9       14                  │─ fills 2 ────────── maker or taker, fee ─",
            "     100.8       13                  │ 12:00:01 sell   0.002     100.7 m 0.0400",
            "     100.7       12                  │ 11:59:58 buy    0.001     100.5 t 0.0100",
            "     ───── spread 0.1                │",
            "     100.6       11    0.001   ~10.5 │",
            "     100.5       12                  │",
            "     100.4       13                  │",
            "     100.3       14                  │─ event to order, µs ─────────────────────",
            "     100.2       15                  │ p50 12.0 p99 40.0 p99.9 41.0 max 45.0",
            "     100.1       16                  │          ▃▃ ██ ▂▂",
            "                                     │ 1  2  5  10 20 50 .1 .2 .5 1m >",
            "─ parameters ────────────────────────│─ log ────────────────────────────────────",
            "  spread 1.0        price            │ market-making: hello",
            "▸ size   0.002      quantity         │",
            "  quantity of each quote             │",
            " done: size = 0.002",
            " ↑↓ pick  ←→ step  Enter type  p pause  K kill  a arm  Tab next  ? help  q quit",
        ];
        Assert.Equal(string.Join('\n', expected), string.Join('\n', Draw(80, 24)));
    }

    [Fact]
    public void A_wide_screen_shows_more_of_everything()
    {
        string text = string.Join('\n', Draw(200, 60));
        foreach (string part in (string[])["ladder", "account", "parameters", "event to order", "fills 2", "metrics", "log", "turnover", "12:00:01.000 sell", "volatility", "more", "1,234"])
            Assert.Contains(part, text);
        Assert.Contains("█", text);
    }

    [Fact]
    public void Every_size_is_drawn_within_its_edges_with_every_panel()
    {
        for (int width = 80; width <= 240; width += 7)
        {
            for (int height = 24; height <= 90; height += 5)
            {
                foreach (int instruments in (int[])[1, 2, 20])
                {
                    CellGrid grid = SessionFrame.Draw(Picture(instruments), Watching, width, height, hasUnicode: true);
                    string text = string.Join('\n', grid.Lines());
                    foreach (string title in (string[])["─ ladder ─", "─ account ─", "─ parameters ─", "─ event to order, µs ─", "─ fills 2 ─", "─ log ─", "q quit", "running"])
                        Assert.True(text.Contains(title, StringComparison.Ordinal), $"{width} x {height} has no {title}:\n{text}");
                }
            }
        }
    }

    [Fact]
    public void A_screen_that_is_too_small_says_so_and_that_trading_goes_on()
    {
        for (int width = 1; width < 100; width += 3)
        {
            for (int height = 1; height < 24; height += 2)
                SessionFrame.Draw(Picture(1), Watching, width, height, hasUnicode: true);
        }

        string[] lines = Draw(60, 15);
        Assert.Contains(lines, l => l.Trim() == "the view needs 80 x 24");
        Assert.Contains(lines, l => l.Trim() == "this window has 60 x 15");
        Assert.Contains(lines, l => l.Trim() == "trading goes on: running");
        Assert.Contains(lines, l => l.Trim() == "P&L +1.2500");
    }

    [Fact]
    public void Without_unicode_every_character_is_ascii()
    {
        foreach (ViewMode mode in Enum.GetValues<ViewMode>())
        {
            CellGrid grid = SessionFrame.Draw(Picture(3), Watching with { Mode = mode }, 160, 50, hasUnicode: false);
            Assert.All(string.Concat(grid.Lines()), c => Assert.InRange(c, ' ', '~'));
        }
    }

    [Fact]
    public void Our_own_orders_are_seen_though_the_book_between_is_deep()
    {
        LadderLevel[] deep = [.. Enumerable.Range(0, 64).Select(i => new LadderLevel($"{1000 - i}", "5", i is 50 or 60 ? "1" : "", i is 50 or 60 ? "~3" : "", 5))];
        string[] lines = [.. SessionFrame.Draw(Picture(1) with { Bids = deep }, Watching, 80, 24, hasUnicode: true).Lines()];
        Assert.Contains(lines, l => l.StartsWith("       950        5        1      ~3", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("      1000        5", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(l => l.Contains("~3", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Running", "running")]
    [InlineData("Paused", "PAUSED")]
    [InlineData("Killed", "KILLED")]
    public void Whether_it_trades_is_said_in_a_word(string status, string word) =>
        Assert.Contains(word, SessionFrame.Draw(Picture(1) with { Status = Enum.Parse<SessionStatus>(status) }, Watching, 80, 24, hasUnicode: true).Lines()[0]);

    [Fact]
    public void Questions_stand_above_the_keys()
    {
        Assert.StartsWith(" size (now 0.002; a number): 0.00_", Draw(80, 24, Watching with { Mode = ViewMode.Typing, Typed = "0.00" })[22]);
        Assert.Contains("y: yes", Draw(80, 24, Watching with { Mode = ViewMode.ConfirmingKill })[22]);
        Assert.Contains(Draw(80, 24, Watching with { Mode = ViewMode.Help }), l => l.Contains("cancel every order", StringComparison.Ordinal));
        Assert.Contains("no keys", Draw(80, 24, Watching with { HasKeys = false })[23]);
    }

    [Fact]
    public void Names_and_messages_cannot_steer_the_terminal()
    {
        SessionPicture picture = Picture(1) with { Strategy = "evil\u001b[2J.cs", Instrument = "X\u0007\u202eY@venue", Log = ["line\u001b]0;title\u0007"] };
        CellGrid grid = SessionFrame.Draw(picture, Watching with { Message = "refused: \u009b31m" }, 200, 60, hasUnicode: true);
        var terminal = new PlainTerminal(200, 60); // fails at a sequence of anybody else's
        terminal.Send(ScreenUpdate.Between(null, grid, hasColour: true));
        Assert.StartsWith(" evil?[2J.cs · X??Y@venue", terminal.Lines[0]);
    }

    private static string[] Draw(int width, int height, Prompt? prompt = null) =>
        SessionFrame.Draw(Picture(1), prompt ?? Watching, width, height, hasUnicode: true).Lines();

    private static SessionPicture Picture(int instruments) => new()
    {
        Strategy = "market-making",
        Instrument = "BTCUSDT@synthetic",
        Clock = "12:00:01.250",
        Status = SessionStatus.Running,
        Pace = "x1",
        Spread = "0.1",
        Asks =
        [
            new("100.7", "12", "", "", 12), new("100.8", "13", "", "", 13), new("100.9", "14", "", "", 14), new("101.0", "15", "", "", 15),
            new("101.1", "16", "", "", 16), new("101.2", "", "0.002", "…", 0), new("101.7", "", "0.002", "~0", 0),
        ],
        Bids =
        [
            new("100.6", "11", "0.001", "~10.5", 11), new("100.5", "12", "", "", 12), new("100.4", "13", "", "", 13), new("100.3", "14", "", "", 14),
            new("100.2", "15", "", "", 15), new("100.1", "16", "", "", 16),
        ],
        Figures =
        [
            new("P&L", "+1.2500", Ink.Buy), new("position", "-0.003"), new("realised", "1.5000"), new("average", "101.2"),
            new("unrealised", "-0.2000", Ink.Sell), new("working", "3"), new("fees", "0.0500"), new("sent", "12"),
            new("events/s", "1,000"), new("feed age", "3 ms"), new("drawdown", "-0.1"), new("cancelled", "7"), new("turnover", "1,234.00"),
        ],
        Instruments = instruments == 1 ? [] : [.. Enumerable.Range(0, instruments).Select(i => new InstrumentLine($"SYMBOL{i}", "+1", "-0.5", i == 1))],
        FillCount = "2",
        Fills =
        [
            new("12:00:01.000", "BTCUSDT", Side.Sell, "0.002", "100.7", true, "0.0400", true),
            new("11:59:58.000", "BTCUSDT", Side.Buy, "0.001", "100.5", false, "0.0100", false),
        ],
        Parameters = [new("spread", "1.0", "price", "distance", "a number"), new("size", "0.002", "quantity", "quantity of each quote", "a number")],
        Latency = new LatencyPicture([0, 0, 0, 130, 1_234, 40, 0, 0, 0, 0, 0], "12.0", "40.0", "41.0", "45.0"),
        Metrics = [new("volatility", "0.001")],
        Log = ["market-making: hello"],
    };
}
