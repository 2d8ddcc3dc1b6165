namespace Touchline.Simulation.Tests;

/// <summary>
/// A test of a slow suite: skipped unless <c>./test --long SUITE</c> asks for it, by naming the file in which its progress is kept.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    private const string Variable = "TOUCHLINE_LONG_PROGRESS";

    public LongFactAttribute(string suite)
    {
        if (ProgressFile is null)
            Skip = $"slow; ./test --long {suite} runs it";
    }

    /// <summary>Null: no slow suite is asked for.</summary>
    public static string? ProgressFile => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? file : null;
}
