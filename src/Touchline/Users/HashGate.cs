namespace Touchline.Users;

/// <summary>Lets few hash passwords at once, so that who knocks at the door can't take the machine from trading. Some more wait for a while; the others are sent away. Any thread.</summary>
internal sealed class HashGate(int places, int mostWaiting, TimeSpan longestWait, TimeProvider time)
{
    private readonly SemaphoreSlim _free = new(places);
    private int _waiting;

    /// <summary>What one who was sent away is told to wait.</summary>
    public TimeSpan RetryAfter => longestWait;

    /// <summary>Null: too many are waiting, or it took too long.</summary>
    public async Task<Place?> Enter(CancellationToken cancel)
    {
        if (_free.Wait(0, cancel))
            return new Place(_free);
        try
        {
            if (Interlocked.Increment(ref _waiting) > mostWaiting)
                return null;
            using var longest = new CancellationTokenSource(longestWait, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(longest.Token, cancel);
            await _free.WaitAsync(either.Token);
            return new Place(_free);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Free again when disposed, once.</summary>
    internal sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
