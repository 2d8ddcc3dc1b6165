using System.Globalization;

namespace Touchline.Jobs;

/// <summary>
/// The other end of a job: the program that was started for one tells how far it is, a line each on standard error, and ends when the program that started it is gone, for then nobody wants its result.
/// </summary>
internal static class JobChild
{
    /// <summary>Set in the environment of a job's process.</summary>
    public const string Variable = "TOUCHLINE_JOB";

    private const string Mark = "progress ";

    public static bool IsOne { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Standard input is held open by the one that started it.</summary>
    public static void Watch()
    {
        if (!IsOne)
            return;
        Stream input = Console.OpenStandardInput();
        new Thread(() =>
        {
            while (input.ReadByte() >= 0)
            {
            }

            Environment.Exit(Commands.CommandLine.FailedRun);
        })
        { IsBackground = true, Name = "job" }.Start();
    }

    /// <param name="share">0 to 1.</param>
    public static void Tell(double share) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mark}{share:0.####}"));

    /// <summary>What <see cref="Tell"/> wrote; null: the line says something else.</summary>
    public static double? Read(string line) =>
        line.StartsWith(Mark, StringComparison.Ordinal) && double.TryParse(line.AsSpan(Mark.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share is >= 0 and <= 1
            ? share
            : null;
}
