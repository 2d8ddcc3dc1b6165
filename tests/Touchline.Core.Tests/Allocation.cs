namespace Touchline.Core.Tests;

/// <summary>Counts what this thread allocates.</summary>
internal static class Allocation
{
    /// <summary>Bytes allocated by an action in its steady state: it runs once before, so that one-time costs don't count.</summary>
    public static long Of(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
