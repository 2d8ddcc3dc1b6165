namespace Touchline.StoredStrategies;

/// <summary>Where a strategy in C# runs in a session: docs/hot-reload.md.</summary>
internal enum StrategyThread
{
    /// <summary>In the engine's, in turn with everything else.</summary>
    Engine,

    /// <summary>In one of its own.</summary>
    Own,

    /// <summary>In a child process.</summary>
    Process,
}

/// <summary>Names of threads.</summary>
internal static class StrategyThreads
{
    public const string Right = "engine, own or process";

    public static string Text(this StrategyThread thread) => thread switch
    {
        StrategyThread.Own => "own",
        StrategyThread.Process => "process",
        _ => "engine",
    };

    /// <summary>Behind "it runs in".</summary>
    public static string Place(this StrategyThread thread) => thread switch
    {
        StrategyThread.Own => "a thread of its own",
        StrategyThread.Process => "a process of its own",
        _ => "the engine's thread",
    };

    public static bool TryParse(string? text, out StrategyThread thread)
    {
        thread = text switch
        {
            "own" => StrategyThread.Own,
            "process" => StrategyThread.Process,
            _ => StrategyThread.Engine,
        };
        return text is "engine" or "own" or "process";
    }

    /// <summary>Why a strategy in that language can't run there; null when it can.</summary>
    public static string? WhyNot(StrategyThread thread, StrategyLanguage language) => thread != StrategyThread.Engine && language != StrategyLanguage.CSharp
        ? $"thread is '{thread.Text()}', and the strategy is in {language.Text()}: it runs in a process of its own anyway; right is engine"
        : null;
}
