namespace Touchline.Simulation.Tests;

internal static class Compare
{
    /// <summary>Two outcomes are the same to the last report and digit.</summary>
    public static void Same(Outcome expected, Outcome actual, string about)
    {
        int same = expected.Answers.Zip(actual.Answers).TakeWhile(pair => pair.First == pair.Second).Count();
        if (same < expected.Answers.Count || same < actual.Answers.Count)
            Assert.Fail($"report {same}: expected {At(expected, same)}, got {At(actual, same)}\n{about}");
        BacktestFigures wanted = expected.Figures, got = actual.Figures;
        BacktestFigures figures = got with
        {
            Realised = Nearly(got.Realised, wanted.Realised),
            Unrealised = Nearly(got.Unrealised, wanted.Unrealised),
            Trades = got.Trades with { Profit = Nearly(got.Trades.Profit, wanted.Trades.Profit) },
            Returns = got.Returns with { Statistics = Nearly(got.Returns.Statistics, wanted.Returns.Statistics), Sortino = Nearly(got.Returns.Sortino, wanted.Returns.Sortino) },
            Inventory = got.Inventory with
            {
                TimeInMarket = Nearly(got.Inventory.TimeInMarket, wanted.Inventory.TimeInMarket),
                Mean = Nearly(got.Inventory.Mean, wanted.Inventory.Mean),
                MeanAbsolute = Nearly(got.Inventory.MeanAbsolute, wanted.Inventory.MeanAbsolute),
                BinWidth = wanted.Inventory.BinWidth,
                Bins = wanted.Inventory.Bins,
            },
        };
        if (wanted.Equity != wanted.Split.SpreadCaptured + wanted.Split.Inventory - wanted.Fees)
            Assert.Fail($"the parts don't add up to the equity: {wanted}\n{about}");
        if (expected.Figures != figures)
            Assert.Fail($"expected {expected.Figures}\ngot      {actual.Figures}\n{about}");
    }

    // The share of a position's cost is a quotient, rounded to 12 decimals at every fill.
    private static decimal Nearly(decimal value, decimal expected) => Math.Abs(value - expected) < 1e-9m ? expected : value;

    private static double? Nearly(double? value, double? expected) =>
        value is { } v && expected is { } e && Math.Abs(v - e) <= 1e-9 * Math.Max(1, Math.Abs(e)) ? expected : value;

    private static ReturnStatistics Nearly(ReturnStatistics value, ReturnStatistics expected) =>
        value.Count == expected.Count && Nearly(value.Mean, expected.Mean) == expected.Mean && Nearly(value.Deviation, expected.Deviation) == expected.Deviation
            && Nearly(value.AnnualSharpe, expected.AnnualSharpe) == expected.AnnualSharpe
            && Nearly(value.Skewness, expected.Skewness) == expected.Skewness && Nearly(value.Kurtosis, expected.Kurtosis) == expected.Kurtosis
            ? expected
            : value;

    private static string At(Outcome outcome, int index) => index < outcome.Answers.Count ? outcome.Answers[index].ToString() : "no more";
}
