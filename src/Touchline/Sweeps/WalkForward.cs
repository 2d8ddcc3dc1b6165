using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>A window's choice and how it did.</summary>
/// <param name="Point">The best point of the train stretch; null when none could be ranked.</param>
/// <param name="Train">Its result there.</param>
/// <param name="Test">Its result on the stretch behind; null when it couldn't be run.</param>
internal sealed record WindowResult(WalkForwardWindow Window, int? Point, PointResult? Train, PointResult? Test)
{
    /// <summary>Both results are there.</summary>
    public bool Counts => Train is { Error: null } && Test is { Error: null };

    /// <summary>Quote currency an hour; not a number without a result.</summary>
    public double TrainPerHour => PerHour(Train, Window.Train);

    public double TestPerHour => PerHour(Test, Window.Test);

    private static double PerHour(PointResult? result, TimeRange stretch) => (result?[WalkForward.Equity] ?? double.NaN) / WalkForward.HoursOf(stretch);
}

/// <summary>
/// In each window every point is run on the train stretch and the best one on the test stretch, which it wasn't chosen on.
/// </summary>
internal sealed record WalkForward(IReadOnlyList<WindowResult> Windows)
{
    public const string Equity = "equity";

    public IEnumerable<WindowResult> Counted => Windows.Where(w => w.Counts);

    /// <summary>What the choices earned on the tests, all together, in quote currency; and likewise below where they were chosen.</summary>
    public double TestEquity => Counted.Sum(w => w.Test![Equity]);

    public double TrainEquity => Counted.Sum(w => w.Train![Equity]);

    /// <summary>Quote currency an hour.</summary>
    public double TestPerHour => TestEquity / Hours(w => w.Window.Test);

    public double TrainPerHour => TrainEquity / Hours(w => w.Window.Train);

    /// <summary>Test by train, an hour each: 1 when nothing was lost by choosing; not a number unless the choices earned where they were chosen.</summary>
    public double Efficiency => TrainPerHour > 0 ? TestPerHour / TrainPerHour : double.NaN;

    /// <summary>Of the seconds of all tests together.</summary>
    public ReturnStatistics TestReturns => Counted.Aggregate(default(ReturnStatistics), (sum, w) => sum.With(w.Test!.Returns));

    public ReturnStatistics TrainReturns => Counted.Aggregate(default(ReturnStatistics), (sum, w) => sum.With(w.Train!.Returns));

    /// <summary>
    /// The probability that the true Sharpe ratio of the tests is above 0, by the formula of the deflated one for a single trial: nothing was
    /// chosen by what the tests earned. Not a number if they never traded.
    /// </summary>
    public double TestAboveZero => DeflatedSharpe.Probability(TestReturns, 0);

    public bool IsTrusted => TestAboveZero >= LuckVerdict.Trusted;

    /// <summary>Tests that earned something.</summary>
    public int Won => Counted.Count(w => w.Test![Equity] > 0);

    /// <summary>The tasks of choosing, window by window.</summary>
    public static IReadOnlyList<SweepTask> Trains(IReadOnlyList<WalkForwardWindow> windows, int points) =>
        [.. windows.SelectMany(w => Enumerable.Range(0, points).Select(p => new SweepTask(p, w.Train)))];

    /// <summary>The best point of each window; null where none could be ranked.</summary>
    /// <param name="results">Of <see cref="Trains"/>.</param>
    public static IReadOnlyList<int?> Choices(IReadOnlyList<PointResult?> results, int points, Ranking ranking) =>
        [.. results.Chunk(points).Select(window => ranking.Order(window) is [int best, ..] ? best : (int?)null)];

    public static double HoursOf(TimeRange stretch) => (stretch.EndNs - stretch.StartNs + 1) / 3.6e12;

    private double Hours(Func<WindowResult, TimeRange> stretch) => Counted.Sum(w => HoursOf(stretch(w)));
}
