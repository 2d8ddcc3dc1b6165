using System.Text;
using System.Text.Json.Nodes;
using Touchline.Monitoring;

namespace Touchline.Tests.Monitoring;

public sealed class LogLineTests
{
    // Breaks of lines, colours and titles of a terminal, marks that turn text around, half pairs, quotes, what others take for a comment or a tag.
    public static TheoryData<string> Hostile() =>
    [
        "a\nb", "a\r\nb", "a\u2028b\u2029c", "a\u0085b", "\u001b[2J\u001b]0;owned\u0007", "\u009b31m", "\u202egnp.exe", "\u2066a\u2069", "\u200fx", "\ufeffx", "\ud83dx", "x\udc00",
        "\"},{\"level\":\"error\"", "back\\slash", "</script>", "\0", "\u007f", "\U000e0041",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Whatever_a_name_has_in_it_stays_within_its_line_and_steers_no_terminal(string name)
    {
        string line = Write(l => l.Add("strategy", name).AddJson("signal", new JsonObject { ["reason"] = name, [name] = 1 }.ToJsonString(Touchline.Commands.JsonText.Line)));
        Assert.All(line[..^1], c => Assert.False(IsHostile(c), $"U+{(int)c:X4} in {line}"));
        Assert.Equal('\n', line[^1]);
        JsonNode read = JsonNode.Parse(line)!;
        string kept = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));
        Assert.Equal(kept, (string)read["strategy"]!);
        Assert.Equal("info", (string)read["level"]!);
        Assert.Equal(kept, (string)read["signal"]!["reason"]!);
    }

    [Fact]
    public void Names_in_other_letters_can_be_read_as_they_are() => Assert.Contains("\"symbol\":\"测试USDT\"", Write(l => l.Add("symbol", "测试USDT")));

    [Fact]
    public void Times_are_utc_the_sessions_to_the_nanosecond()
    {
        var time = new DateTimeOffset(2026, 11, 22, 1, 2, 3, 456, TimeSpan.FromHours(2)).AddTicks(7890);
        string line = Encoding.UTF8.GetString(new LogLine(time, LogLevel.Warning, "order.rejected").At(1_795_341_600_000_000_001).ToBytes());
        Assert.Equal("""{"time":"2026-11-21T23:02:03.456789Z","level":"warning","event":"order.rejected","at":"2026-11-22T10:00:00.000000001Z"}""" + "\n", line);
    }

    [Fact]
    public void Texts_that_are_no_json_become_texts_and_long_ones_are_cut()
    {
        JsonNode read = JsonNode.Parse(Write(l => l.AddJson("a", "{broken").AddJson("b", "{\"x\":\"\\ud800\"}").AddJson("c", "[1,{\"d\":null}]").Add("e", new string('x', 10_000)).Add("f", double.NaN)))!;
        Assert.Equal("{broken", (string)read["a"]!);
        Assert.Equal("{\"x\":\"\\ud800\"}", (string)read["b"]!);
        Assert.Equal("""[1,{"d":null}]""", read["c"]!.ToJsonString());
        Assert.Equal(LogLine.MostLength + 1, ((string)read["e"]!).Length);
        Assert.Null(read["f"]);
    }

    [Fact]
    public void Texts_for_people_have_nothing_in_them_that_a_terminal_obeys()
    {
        Assert.Equal("测试 é 🚀", PlainText.Of("测试 é 🚀"));
        Assert.Equal("?[31mred?", PlainText.Of("\u001b[31mred\u0007"));
        Assert.Equal("a?b?c?d?", PlainText.Of("a\nb\u2028c\u202ed\ud800"));
    }

    [Fact]
    public void Texts_for_people_are_cut_where_they_are_too_long() => Assert.Equal(new string('x', 200) + "…", PlainText.Of(new string('x', 1000)));

    private static string Write(Action<LogLine> fill)
    {
        var line = new LogLine(DateTimeOffset.UnixEpoch, LogLevel.Info, "test");
        fill(line);
        return Encoding.UTF8.GetString(line.ToBytes());
    }

    private static bool IsHostile(char c) => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is
        System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;
}
