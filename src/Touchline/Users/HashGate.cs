using System.Threading.Channels;

namespace Touchline.Users;

/// <summary>Lets few hash passwords at once, so that who knocks at the door can't take the machine from trading. Some more wait for a while; the others are sent away. Any thread.</summary>
internal sealed class HashGate
{
    private readonly Channel<Place> _free;
    private readonly int _mostWaiting;
    private readonly TimeProvider _time;
    private int _waiting;

    public HashGate(int places, int mostWaiting, TimeSpan longestWait, TimeProvider time)
    {
        _free = Channel.CreateUnbounded<Place>();
        for (int i = 0; i < places; i++)
            _free.Writer.TryWrite(new Place(_free.Writer));
        _mostWaiting = mostWaiting;
        RetryAfter = longestWait;
        _time = time;
    }

    /// <summary>What one who was sent away is told to wait; as long as others did.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>Null: too many are waiting, or it took too long.</summary>
    public async Task<Place?> Enter(CancellationToken cancel)
    {
        if (_free.Reader.TryRead(out Place? place))
            return place;
        try
        {
            if (Interlocked.Increment(ref _waiting) > _mostWaiting)
                return null;
            using var longest = new CancellationTokenSource(RetryAfter, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(longest.Token, cancel);
            return await _free.Reader.ReadAsync(either.Token);
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

    /// <summary>Free again when it is disposed, which its holder does once.</summary>
    internal sealed class Place(ChannelWriter<Place> free) : IDisposable
    {
        public void Dispose() => free.TryWrite(this);
    }
}
