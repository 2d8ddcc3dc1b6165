using Touchline.Api;

namespace Touchline.Tests.Stream;

public sealed class BellTests
{
    [Fact]
    public async Task Rings_before_a_wait_count_as_one()
    {
        var bell = new Bell();
        bell.Ring();
        bell.Ring();
        Task first = bell.Wait().AsTask();
        Assert.True(first.IsCompletedSuccessfully);
        Task second = bell.Wait().AsTask();
        Assert.False(second.IsCompleted);
        bell.Ring();
        await second.WaitAsync(Patience.Most);
    }

    [Fact]
    public async Task No_ring_is_lost_among_several_who_ring()
    {
        var bell = new Bell();
        int rung = 0, seen = 0;
        Thread[] ringers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 50_000; i++)
            {
                Interlocked.Increment(ref rung);
                bell.Ring();
            }
        }))];
        foreach (Thread ringer in ringers)
            ringer.Start();
        // Whoever waits sees, after the last ring, all that was there when it rang.
        while (seen < 150_000)
        {
            await bell.Wait().AsTask().WaitAsync(Patience.Most);
            seen = Volatile.Read(ref rung);
        }

        Assert.Equal(150_000, seen);
    }
}
