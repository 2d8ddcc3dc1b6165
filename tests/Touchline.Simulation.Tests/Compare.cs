namespace Touchline.Simulation.Tests;

internal static class Compare
{
    /// <summary>Two outcomes are the same to the last report and digit.</summary>
    public static void Same(Outcome expected, Outcome actual, string about)
    {
        int same = expected.Answers.Zip(actual.Answers).TakeWhile(pair => pair.First == pair.Second).Count();
        if (same < expected.Answers.Count || same < actual.Answers.Count)
            Assert.Fail($"report {same}: expected {At(expected, same)}, got {At(actual, same)}\n{about}");
        BacktestFigures figures = actual.Figures with
        {
            Realised = Nearly(actual.Figures.Realised, expected.Figures.Realised),
            Unrealised = Nearly(actual.Figures.Unrealised, expected.Figures.Unrealised),
        };
        if (expected.Figures != figures)
            Assert.Fail($"expected {expected.Figures}\ngot      {actual.Figures}\n{about}");
    }

    // The share of a position's cost is a quotient, rounded to 12 decimals at every fill.
    private static decimal Nearly(decimal value, decimal expected) => Math.Abs(value - expected) < 1e-9m ? expected : value;

    private static string At(Outcome outcome, int index) => index < outcome.Answers.Count ? outcome.Answers[index].ToString() : "no more";
}
