namespace Touchline.Commands;

/// <summary>A rate over the last half second or a little more.</summary>
internal sealed class EventRate
{
    private const double WindowSeconds = 0.5;

    private long _count;
    private double _seconds;

    public double PerSecond { get; private set; }

    /// <param name="total">How many there were since the beginning.</param>
    public void Count(long total, TimeSpan elapsed)
    {
        double passed = elapsed.TotalSeconds - _seconds;
        if (passed < WindowSeconds)
            return;
        PerSecond = (total - _count) / passed;
        (_count, _seconds) = (total, elapsed.TotalSeconds);
    }
}
