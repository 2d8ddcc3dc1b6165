namespace Touchline.Tests.Telegram;

/// <summary>A clock that goes when the test says so; what waits for it waits by the machine's own.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}

/// <summary>The machine's clock, which says another time of day.</summary>
internal sealed class ShiftedClock(DateTimeOffset began) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => began;
}
