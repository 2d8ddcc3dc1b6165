using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.View;

internal enum ViewMode
{
    Watching,

    /// <summary>A parameter's new value is being typed.</summary>
    Typing,

    /// <summary>Everything will be cancelled, if the next key says yes.</summary>
    ConfirmingKill,
    Help,
}

/// <summary>What a key asks for; both may be nothing.</summary>
internal readonly record struct KeyResult(EngineCommand? Command, bool Ends = false)
{
    public static KeyResult Nothing => default;
}

/// <summary>What the user is doing at the keyboard, key by key.</summary>
/// <param name="grid">The step of a shown instrument's prices (<c>price</c>) or quantities (<c>quantity</c>); 0 for any other unit.</param>
internal sealed class ViewKeys(IReadOnlyList<Parameter> parameters, int instruments, Func<int, string, decimal> grid)
{
    private const int Strategy = 0;
    private const int MostTyped = 200;

    public ViewMode Mode { get; private set; }

    /// <summary>The parameter that keys change.</summary>
    public int Selected { get; private set; }

    /// <summary>The instrument that the ladder shows.</summary>
    public int Instrument { get; private set; }

    public string Typed { get; private set; } = "";

    public KeyResult Press(ConsoleKeyInfo key, bool isPaused) => Mode switch
    {
        ViewMode.Typing => Type(key),
        ViewMode.ConfirmingKill => Confirm(key),
        ViewMode.Help => Back(),
        _ => Watch(key, isPaused),
    };

    private KeyResult Watch(ConsoleKeyInfo key, bool isPaused)
    {
        switch (key.Key)
        {
            case ConsoleKey.UpArrow:
                return Select(-1);
            case ConsoleKey.DownArrow:
                return Select(1);
            case ConsoleKey.LeftArrow:
                return Step(-1);
            case ConsoleKey.RightArrow:
                return Step(1);
            case ConsoleKey.Enter when parameters.Count > 0:
                Mode = ViewMode.Typing;
                return KeyResult.Nothing;
            case ConsoleKey.Tab:
                int by = (key.Modifiers & ConsoleModifiers.Shift) != 0 ? instruments - 1 : 1;
                Instrument = (Instrument + by) % instruments;
                return KeyResult.Nothing;
        }

        return WatchLetter(key.KeyChar, isPaused);
    }

    private KeyResult WatchLetter(char letter, bool isPaused)
    {
        switch (letter)
        {
            case 'k':
                return Select(-1);
            case 'j':
                return Select(1);
            case '-':
                return Step(-1);
            case '+' or '=':
                return Step(1);
            case 'p':
                return new KeyResult(isPaused ? EngineCommand.Resume(Strategy) : EngineCommand.Pause(Strategy));
            case 'K':
                Mode = ViewMode.ConfirmingKill;
                return KeyResult.Nothing;
            case 'a':
                return new KeyResult(EngineCommand.Arm);
            case '?':
                Mode = ViewMode.Help;
                return KeyResult.Nothing;
            case 'q':
                return new KeyResult(null, Ends: true);
            default:
                return KeyResult.Nothing;
        }
    }

    private KeyResult Select(int by)
    {
        if (parameters.Count > 0)
            Selected = Math.Clamp(Selected + by, 0, parameters.Count - 1);
        return KeyResult.Nothing;
    }

    private KeyResult Step(int direction)
    {
        if (parameters.Count == 0)
            return KeyResult.Nothing;
        Parameter parameter = parameters[Selected];
        return ParameterStep.From(parameter, direction, grid(Instrument, parameter.Unit)) is { } value
            ? new KeyResult(EngineCommand.Set(Strategy, parameter.Name, value))
            : KeyResult.Nothing;
    }

    private KeyResult Confirm(ConsoleKeyInfo key)
    {
        Mode = ViewMode.Watching;
        return key.KeyChar is 'y' or 'Y' ? new KeyResult(EngineCommand.Kill) : KeyResult.Nothing;
    }

    private KeyResult Type(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return Enter();
            case ConsoleKey.Escape:
                return Back();
            case ConsoleKey.Backspace:
                Typed = Typed.Length > 0 ? Typed[..^1] : "";
                return KeyResult.Nothing;
            default:
                if (!char.IsControl(key.KeyChar) && Typed.Length < MostTyped)
                    Typed += key.KeyChar;
                return KeyResult.Nothing;
        }
    }

    // Nothing typed is nothing meant.
    private KeyResult Enter()
    {
        string value = Typed.Trim();
        Back();
        return value.Length > 0 ? new KeyResult(EngineCommand.Set(Strategy, parameters[Selected].Name, value)) : KeyResult.Nothing;
    }

    private KeyResult Back()
    {
        Mode = ViewMode.Watching;
        Typed = "";
        return KeyResult.Nothing;
    }
}
