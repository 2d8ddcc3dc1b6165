using Touchline.Sdk;
using Touchline.Trading;
using Touchline.View;

namespace Touchline.Tests.View;

/// <summary>Keys one after the other, and the commands that come of them.</summary>
public sealed class ViewKeysTests
{
    private readonly Parameter[] _parameters =
    [
        new DecimalParameter("spread", 1.0m, 0, 100, "price", ""), new WholeParameter("levels", 5, 1, 50, "quotes", ""), new TextParameter("label", ""),
    ];

    private readonly ViewKeys _keys;

    public ViewKeysTests() => _keys = new ViewKeys(_parameters, instruments: 3, (instrument, unit) => unit == "price" && instrument == 0 ? 0.5m : 0);

    [Fact]
    public void Arrows_and_letters_pick_a_parameter_and_stay_within_the_list()
    {
        Press(ConsoleKey.UpArrow);
        Assert.Equal(0, _keys.Selected);
        Press(ConsoleKey.DownArrow);
        Press('j');
        Press('j');
        Assert.Equal(2, _keys.Selected);
        Press('k');
        Assert.Equal(1, _keys.Selected);
    }

    [Fact]
    public void Steps_are_commands_on_the_shown_instruments_grid()
    {
        Assert.Equal("set 0 spread=1.5", Press(ConsoleKey.RightArrow));
        Assert.Equal("set 0 spread=0.5", Press('-'));
        Press(ConsoleKey.Tab);
        Assert.Equal("set 0 spread=1.1", Press('+'));
        Press('j');
        Assert.Equal("set 0 levels=4", Press(ConsoleKey.LeftArrow));
        Press('j');
        Assert.Null(Press(ConsoleKey.RightArrow)); // a text has none
    }

    [Fact]
    public void A_value_is_typed_and_entered_or_given_up()
    {
        Press(ConsoleKey.Enter);
        Assert.Equal(ViewMode.Typing, _keys.Mode);
        foreach (char c in "2p5")
            Assert.Null(Press(c)); // letters mean themselves here
        Press(ConsoleKey.Backspace);
        Press(ConsoleKey.Backspace);
        Press('.');
        Press('\u001b');
        Press('5');
        Assert.Equal("2.5", _keys.Typed);
        Assert.Equal("set 0 spread=2.5", Press(ConsoleKey.Enter));
        Assert.Equal((ViewMode.Watching, ""), (_keys.Mode, _keys.Typed));

        Press(ConsoleKey.Enter);
        Press('9');
        Assert.Null(Press(ConsoleKey.Escape));
        Assert.Equal((ViewMode.Watching, ""), (_keys.Mode, _keys.Typed));
        Press(ConsoleKey.Enter);
        Assert.Null(Press(ConsoleKey.Enter)); // nothing typed is nothing meant
    }

    [Fact]
    public void What_is_typed_has_a_bound()
    {
        Press(ConsoleKey.Enter);
        for (int i = 0; i < 1_000; i++)
            Press('9');
        Assert.Equal(200, _keys.Typed.Length);
    }

    [Theory]
    [InlineData('y', "kill")]
    [InlineData('Y', "kill")]
    [InlineData('n', null)]
    [InlineData('K', null)]
    [InlineData('q', null)]
    [InlineData('\r', null)]
    public void A_kill_is_asked_for_twice(char answer, string? command)
    {
        Assert.Null(Press('K'));
        Assert.Equal(ViewMode.ConfirmingKill, _keys.Mode);
        Assert.Equal(command, Press(answer));
        Assert.Equal(ViewMode.Watching, _keys.Mode);
    }

    [Fact]
    public void The_same_key_pauses_and_goes_on()
    {
        Assert.Equal("pause 0", Press('p', isPaused: false));
        Assert.Equal("resume 0", Press('p', isPaused: true));
        Assert.Equal("arm", Press('a'));
    }

    [Fact]
    public void Tab_goes_round_the_instruments_both_ways()
    {
        Press(ConsoleKey.Tab);
        Press(ConsoleKey.Tab);
        Assert.Equal(2, _keys.Instrument);
        Press(ConsoleKey.Tab);
        Assert.Equal(0, _keys.Instrument);
        _keys.Press(new ConsoleKeyInfo('\t', ConsoleKey.Tab, shift: true, alt: false, control: false), isPaused: false);
        Assert.Equal(2, _keys.Instrument);
    }

    [Fact]
    public void Help_goes_away_with_any_key_and_q_ends()
    {
        Press('?');
        Assert.Equal(ViewMode.Help, _keys.Mode);
        Assert.False(_keys.Press(Key('q'), isPaused: false).Ends);
        Assert.Equal(ViewMode.Watching, _keys.Mode);
        Assert.True(_keys.Press(Key('q'), isPaused: false).Ends);
    }

    [Fact]
    public void A_strategy_without_parameters_has_none_to_change()
    {
        var keys = new ViewKeys([], 1, (_, _) => 0);
        foreach (ConsoleKey key in (ConsoleKey[])[ConsoleKey.UpArrow, ConsoleKey.DownArrow, ConsoleKey.LeftArrow, ConsoleKey.RightArrow, ConsoleKey.Enter, ConsoleKey.Tab])
            Assert.Equal(KeyResult.Nothing, keys.Press(new ConsoleKeyInfo('\0', key, false, false, false), isPaused: false));
        Assert.Equal((ViewMode.Watching, 0, 0), (keys.Mode, keys.Selected, keys.Instrument));
    }

    private string? Press(ConsoleKey key) => _keys.Press(new ConsoleKeyInfo('\0', key, false, false, false), isPaused: false).Command?.ToString();

    private string? Press(char key, bool isPaused = false) => _keys.Press(Key(key), isPaused).Command?.ToString();

    private static ConsoleKeyInfo Key(char key) => new(key, ConsoleKey.None, false, false, false);
}
