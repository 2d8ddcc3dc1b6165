using System.Globalization;

namespace Touchline;

/// <summary>
/// A test of a slow suite: skipped unless <c>./test --long SUITE</c> asks for it, by naming the file in which its progress is kept.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    private const string Variable = "TOUCHLINE_LONG_PROGRESS";

    public LongFactAttribute(string suite)
    {
        if (ProgressFile is null)
            Skip = $"slow; ./test --long {suite} runs it";
    }

    /// <summary>Null: no slow suite is asked for.</summary>
    public static string? ProgressFile => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? file : null;

    /// <summary>Plays numbers from 0 on, going on where an earlier run was stopped.</summary>
    public static void Play(string name, int count, Action<int> play)
    {
        const int Step = 1_000;
        string progress = $"{ProgressFile}.{name}";
        int done = File.Exists(progress) ? int.Parse(File.ReadAllText(progress), CultureInfo.InvariantCulture) : 0;
        if (done >= count)
            done = 0;
        for (int i = done; i < count; i++)
        {
            play(i);
            if ((i + 1) % Step == 0)
                File.WriteAllText(progress, (i + 1).ToString(CultureInfo.InvariantCulture));
        }

        File.Delete(progress);
    }
}
