using System.Globalization;
using System.Text;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What a command asks for.</summary>
public enum CommandKind : byte
{
    /// <summary>Another value for a parameter of a running strategy.</summary>
    Set = 1,

    /// <summary>A strategy's orders are cancelled and it places no more; it still sees the market.</summary>
    Pause = 2,
    Resume = 3,

    /// <summary>All orders of all strategies are cancelled and none is placed until <see cref="Arm"/>.</summary>
    Kill = 4,
    Arm = 5,
}

/// <summary>
/// What people tell a running engine: an input like any other. It has one text, which stands in journals and recordings:
/// <c>set 0 spread=2.5</c>, <c>pause 0</c>, <c>resume 0</c>, <c>kill</c>, <c>arm</c>; the number is the strategy's index.
/// </summary>
public sealed record EngineCommand
{
    /// <summary>Bytes of the text in UTF-8.</summary>
    public const int MaxBytes = 1024;

    private EngineCommand(CommandKind kind, int strategy = 0, string parameter = "", string value = "")
    {
        Kind = kind;
        Strategy = strategy;
        Parameter = parameter;
        Value = value;
    }

    public CommandKind Kind { get; }

    /// <summary>Its index; 0 where the command is for all.</summary>
    public int Strategy { get; }

    /// <summary>The name of the parameter to set.</summary>
    public string Parameter { get; }

    /// <summary>Its new value, as one would type it.</summary>
    public string Value { get; }

    public static EngineCommand Kill { get; } = new(CommandKind.Kill);

    public static EngineCommand Arm { get; } = new(CommandKind.Arm);

    public static EngineCommand Pause(int strategy) => new(CommandKind.Pause, strategy);

    public static EngineCommand Resume(int strategy) => new(CommandKind.Resume, strategy);

    /// <exception cref="BadInputException">The name is no parameter's, or the text would be too long or has line breaks.</exception>
    public static EngineCommand Set(int strategy, string parameter, string value)
    {
        var command = new EngineCommand(CommandKind.Set, strategy, parameter, value);
        if (parameter.Length == 0 || parameter.AsSpan().IndexOfAny(" =\r\n") >= 0)
            throw new BadInputException($"'{parameter}' is no parameter's name");
        if (value.AsSpan().IndexOfAny("\r\n") >= 0 || Encoding.UTF8.GetByteCount(command.ToString()) > MaxBytes)
            throw new BadInputException($"parameter {parameter}: the value is too long; right is one line, with the name at most {MaxBytes - 32} bytes");
        return command;
    }

    /// <summary>Null when the text is no command.</summary>
    public static EngineCommand? Parse(string text)
    {
        string[] words = text.Split(' ', 3);
        int strategy = 0;
        if (words.Length > 1 && !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out strategy))
            return null;
        int equal = words.Length == 3 ? words[2].IndexOf('=') : -1;
        return (words[0], words.Length) switch
        {
            ("kill", 1) => Kill,
            ("arm", 1) => Arm,
            ("pause", 2) => Pause(strategy),
            ("resume", 2) => Resume(strategy),
            ("set", 3) when equal > 0 => new EngineCommand(CommandKind.Set, strategy, words[2][..equal], words[2][(equal + 1)..]),
            _ => null,
        };
    }

    public override string ToString() => Kind switch
    {
        CommandKind.Set => string.Create(CultureInfo.InvariantCulture, $"set {Strategy} {Parameter}={Value}"),
        CommandKind.Pause => string.Create(CultureInfo.InvariantCulture, $"pause {Strategy}"),
        CommandKind.Resume => string.Create(CultureInfo.InvariantCulture, $"resume {Strategy}"),
        CommandKind.Kill => "kill",
        _ => "arm",
    };
}
