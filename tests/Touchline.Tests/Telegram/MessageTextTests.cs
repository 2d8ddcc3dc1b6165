using Touchline.Telegram;

namespace Touchline.Tests.Telegram;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("a\u0000b\u001b[31mc", "ab[31mc")]
    [InlineData("a\tb\r\nc\rd", "a b\nc\nd")]
    [InlineData("x\u202Egpj.exe\u200b\u2066", "xgpj.exe")]
    [InlineData("BTC*_[`<b>&amp;", "BTC*_[`<b>&amp;")]
    [InlineData("  \u0007 ", "")]
    [InlineData("你好 🙂", "你好 🙂")]
    public void What_steers_instead_of_being_read_is_taken_out_and_all_else_stays(string text, string clean) => Assert.Equal(clean, MessageText.Clean(text));

    [Fact]
    public void Half_a_character_becomes_a_mark() => Assert.Equal("a\uFFFDb", MessageText.Clean("a\ud83db"));

    [Fact]
    public void A_text_is_split_at_ends_of_lines_and_loses_nothing()
    {
        string text = string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"line {i}"));
        IReadOnlyList<string> parts = MessageText.Split(text);
        Assert.Equal(3, parts.Count);
        Assert.All(parts, p => Assert.InRange(p.Length, 1, MessageText.MostChars));
        Assert.Equal(text, string.Join('\n', parts));
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut_between_characters()
    {
        string text = "x" + string.Concat(Enumerable.Repeat("🙂", MessageText.MostChars));
        IReadOnlyList<string> parts = MessageText.Split(text);
        Assert.Equal(text, string.Concat(parts));
        Assert.All(parts, p => Assert.False(char.IsHighSurrogate(p[^1]) || char.IsLowSurrogate(p[0])));
        Assert.All(parts, p => Assert.True(p.Length <= MessageText.MostChars));
    }

    [Fact]
    public void What_no_chat_would_read_to_its_end_is_cut_off_and_says_so()
    {
        IReadOnlyList<string> parts = MessageText.Split(new string('x', 100_000));
        Assert.Equal(MessageText.MostParts, parts.Count);
        Assert.EndsWith("(cut off)", parts[^1], StringComparison.Ordinal);
        Assert.All(parts, p => Assert.True(p.Length <= MessageText.MostChars));
        Assert.Empty(MessageText.Split(" \n\u0000"));
    }
}
