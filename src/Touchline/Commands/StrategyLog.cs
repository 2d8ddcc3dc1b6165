using System.Globalization;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>What strategies write, and why one was stopped, on standard error. Control characters are left out.</summary>
internal static class StrategyLog
{
    private const string SourceMark = " in ";

    /// <param name="progress">Makes room for each line.</param>
    public static Action<StrategySlot, string> To(ProgressLine progress) => (strategy, text) =>
    {
        progress.Clear();
        Console.Error.WriteLine(Line(strategy, text));
    };

    public static string Line(StrategySlot strategy, string text) => $"{strategy.Name}: {Harmless(text)}";

    /// <summary>Says why a strategy was stopped; the exit code that follows from it.</summary>
    public static int SayFailure(StrategySlot strategy)
    {
        StrategyFailure failure = strategy.Failure!;
        string at = DateTime.UnixEpoch.AddTicks(failure.LocalNs / 100).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        Console.Error.WriteLine(
            $"touchline: strategy {strategy.Name} stopped: {failure.Callback} threw {failure.Error.GetType().Name} at {at}{Place(strategy.Name, failure.Error)}: {Harmless(failure.Error.Message)}");
        return CommandLine.FailedRun;
    }

    private static string Harmless(string text) => string.Concat(text.Where(c => !char.IsControl(c)));

    // The innermost line of the strategy's own source in the stack; none for a strategy that isn't a file.
    private static string Place(string strategy, Exception error)
    {
        foreach (string line in (error.StackTrace ?? "").Split('\n'))
        {
            int at = line.LastIndexOf(SourceMark, StringComparison.Ordinal);
            if (at >= 0 && line.AsSpan(at + SourceMark.Length).StartsWith(strategy + ":line ", StringComparison.Ordinal))
                return $" in {line[(at + SourceMark.Length)..].Trim()}";
        }

        return "";
    }
}
