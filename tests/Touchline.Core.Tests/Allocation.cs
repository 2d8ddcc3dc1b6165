namespace Touchline.Core.Tests;

/// <summary>Counts what this thread allocates.</summary>
internal static class Allocation
{
    private const int Tries = 5;

    /// <summary>
    /// Bytes allocated by an action in its steady state: it runs once before, so that one-time costs don't count, and then until a
    /// run allocates nothing, because a collection that another test's thread starts counts the rest of this thread's context.
    /// </summary>
    public static long Of(Action action)
    {
        action();
        long bytes = 0;
        for (int i = 0; i < Tries; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (bytes == 0)
                break;
        }

        return bytes;
    }
}
