namespace Touchline;

/// <summary>
/// How long tests wait for what must come. It is the bound of a hang, not of speed: machines are shared, and a program behind everything else that wants the
/// processor may take minutes for what takes a second.
/// </summary>
internal static class Patience
{
    public const int MostMs = 600_000;

    private const int LookMs = 50;

    private static readonly ManualResetEventSlim Never = new();

    public static TimeSpan Most => TimeSpan.FromMilliseconds(MostMs);

    /// <summary>Looks again and again, with rests, in which the processor is free for what is waited for.</summary>
    public static void Await(Func<bool> isThere, string what) => Await(isThere, () => what);

    /// <inheritdoc cref="Await(Func{bool}, string)"/>
    /// <param name="isThere">Whether it has come.</param>
    /// <param name="what">What is told when it didn't.</param>
    /// <param name="restMs">Between two looks: longer where each takes a processor for a while.</param>
    public static void Await(Func<bool> isThere, Func<string> what, int restMs = LookMs)
    {
        for (int looks = 0; !isThere(); looks++)
        {
            if (looks == MostMs / restMs)
                Assert.Fail($"waited in vain for {what()}");
            Never.Wait(restMs);
        }
    }
}
