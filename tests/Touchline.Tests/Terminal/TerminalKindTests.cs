using Touchline.Terminal;

namespace Touchline.Tests.Terminal;

/// <summary>What the environment says of a terminal.</summary>
public sealed class TerminalKindTests
{
    [Fact]
    public void A_terminal_is_drawn_on_with_colours_and_keys() =>
        Assert.Equal(new TerminalKind(CanDraw: true, HasKeys: true, HasColour: true, HasUnicode: true), Of([("TERM", "xterm-256color"), ("LANG", "en_GB.UTF-8")]));

    [Fact]
    public void A_pipe_is_not_drawn_on_and_nobody_presses_keys() => Assert.False(Of([], output: true) is { CanDraw: true } or { HasKeys: true });

    [Fact]
    public void Without_a_terminal_to_type_at_there_are_no_keys() => Assert.True(Of([], input: true) is { CanDraw: true, HasKeys: false });

    [Fact]
    public void A_dumb_terminal_gets_lines() => Assert.False(Of([("TERM", "dumb")]).CanDraw);

    [Theory]
    [InlineData("1", false, false)]
    [InlineData("", false, true)]
    [InlineData(null, true, false)]
    [InlineData(null, false, true)]
    public void Colours_are_left_out_when_anybody_says_so(string? variable, bool option, bool hasColour) =>
        Assert.Equal(hasColour, Of(variable is null ? [] : [("NO_COLOR", variable)], noColour: option).HasColour);

    [Theory]
    [InlineData("LANG", "C.utf8", true)]
    [InlineData("LC_ALL", "de_DE.UTF-8", true)]
    [InlineData("LANG", "C", false)]
    [InlineData("LANG", "de_DE.ISO-8859-1", false)]
    public void The_locale_says_whether_there_is_unicode(string name, string value, bool hasUnicode) => Assert.Equal(hasUnicode, Of([(name, value)]).HasUnicode);

    [Fact]
    public void The_first_variable_of_the_locale_decides()
    {
        Assert.False(Of([("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]).HasUnicode);
        Assert.True(Of([("LC_ALL", ""), ("LANG", "en_GB.UTF-8")]).HasUnicode);
        Assert.False(Of([]).HasUnicode);
    }

    private static TerminalKind Of((string Name, string Value)[] variables, bool output = false, bool input = false, bool noColour = false) =>
        TerminalKind.Of(name => variables.FirstOrDefault(v => v.Name == name).Value, output, input, noColour);
}
