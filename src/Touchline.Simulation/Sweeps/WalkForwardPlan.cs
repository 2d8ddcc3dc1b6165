using System.Globalization;
using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>A stretch to choose on and the one behind it to try the choice on.</summary>
public readonly record struct WalkForwardWindow(TimeRange Train, TimeRange Test);

/// <summary>
/// Windows that roll over the data by the length of a test, so that the tests follow each other without a gap: the k-th trains from
/// k tests after the start. What is left behind the last whole window isn't used.
/// </summary>
public sealed record WalkForwardPlan(long TrainNs, long TestNs)
{
    /// <exception cref="BadInputException">The range is shorter than one window.</exception>
    public IReadOnlyList<WalkForwardWindow> Windows(TimeRange data)
    {
        Int128 span = (Int128)data.EndNs - data.StartNs + 1;
        Int128 room = span - TrainNs - TestNs;
        if (room < 0)
            throw new BadInputException(
                $"walk-forward needs at least {Duration.Format(TrainNs)} + {Duration.Format(TestNs)} = {Duration.Format(TrainNs + TestNs)} of data for one window, and there is {Seconds((long)span)} s; shorten train or test");
        var windows = new List<WalkForwardWindow>();
        for (Int128 from = data.StartNs; from <= data.StartNs + room; from += TestNs)
        {
            long train = (long)from, test = train + TrainNs;
            windows.Add(new WalkForwardWindow(new TimeRange(train, test - 1), new TimeRange(test, test + TestNs - 1)));
        }

        return windows;
    }

    /// <summary>How many windows there are, without making them.</summary>
    public long Count(TimeRange data)
    {
        Int128 room = (Int128)data.EndNs - data.StartNs + 1 - TrainNs - TestNs;
        return room < 0 ? 0 : (long)(room / TestNs) + 1;
    }

    // A recording's length to the nanosecond helps nobody.
    private static string Seconds(long ns) => (ns / 1e9m).ToString("0.###", CultureInfo.InvariantCulture);
}
