namespace Touchline.Simulation.Tests;

internal static class Compare
{
    /// <summary>Two outcomes are the same to the last report and digit.</summary>
    public static void Same(Outcome expected, Outcome actual, string about)
    {
        int same = expected.Answers.Zip(actual.Answers).TakeWhile(pair => pair.First == pair.Second).Count();
        if (same < expected.Answers.Count || same < actual.Answers.Count)
            Assert.Fail($"report {same}: expected {At(expected, same)}, got {At(actual, same)}\n{about}");
        if (expected.Figures != actual.Figures)
            Assert.Fail($"expected {expected.Figures}\ngot      {actual.Figures}\n{about}");
    }

    private static string At(Outcome outcome, int index) => index < outcome.Answers.Count ? outcome.Answers[index].ToString() : "no more";
}
