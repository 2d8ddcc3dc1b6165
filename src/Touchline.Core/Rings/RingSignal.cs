namespace Touchline.Core;

/// <summary>
/// Lets one thread sleep until one other thread has moved its end of a ring. The sleeper announces itself, then looks at the ring once
/// more; the mover moves first, then looks for an announcement. With a full fence between the two steps on both sides at least one
/// sees the other, so no wake-up is lost. Whoever takes the announcement back decides: the mover owes exactly one release for it.
/// </summary>
internal sealed class RingSignal : IDisposable
{
    private readonly SemaphoreSlim _gate = new(0, 1);
    private int _announced;

    /// <summary>Sleeper: from here on the mover will wake us. Look at the ring again before <see cref="Sleep"/>.</summary>
    public void Announce() => Interlocked.Exchange(ref _announced, 1);

    /// <summary>Sleeper: the second look found something; don't sleep after all.</summary>
    public void Withdraw()
    {
        if (Interlocked.Exchange(ref _announced, 0) == 0)
            _gate.Wait(CancellationToken.None);
    }

    /// <summary>Sleeper: returns after a wake-up or a cancellation.</summary>
    public void Sleep(CancellationToken cancellation)
    {
        try
        {
            _gate.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            Withdraw();
        }
    }

    /// <summary>Mover: to be called after each move.</summary>
    public void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _announced) != 0)
            Release();
    }

    public void Dispose() => _gate.Dispose();

    private void Release()
    {
        if (Interlocked.Exchange(ref _announced, 0) != 0)
            _gate.Release();
    }
}
