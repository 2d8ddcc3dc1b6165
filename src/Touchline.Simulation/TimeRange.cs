namespace Touchline.Simulation;

/// <summary>
/// A stretch of local time, both ends included, in nanoseconds since the Unix epoch. A simulation of it plays what lies before to the
/// books alone: the strategies begin at its start with whole books and with nothing else of the past.
/// </summary>
public readonly record struct TimeRange(long StartNs, long EndNs)
{
    public static TimeRange All => new(long.MinValue, long.MaxValue);

    public bool IsAll => this == All;
}
