using System.Threading.Channels;

namespace Touchline.Users;

/// <summary>
/// Lets few hash passwords at once, so that who knocks at the door can't take the machine from trading. Some more wait for a while, few of them from one address; the others are sent away. Who comes from
/// the machine itself has places of his own, so that nobody outside keeps the owner waiting. Any thread.
/// </summary>
internal sealed class HashGate(UserAccessOptions options, TimeProvider time)
{
    private readonly Lane _outside = new(options.HashesAtOnce, options.MostWaiting, options.MostWaitingOfAddress, options.LongestWait, time);
    private readonly Lane _machine = new(options.HashesAtMachine, options.MostWaiting, options.MostWaiting, options.LongestWait, time);

    /// <summary>What one who was sent away is told to wait; as long as others did.</summary>
    public TimeSpan RetryAfter => options.LongestWait;

    /// <summary>Null: too many are waiting, or it took too long.</summary>
    /// <param name="from">As <see cref="LoginAddress.KeyOf"/> has it.</param>
    public Task<Place?> Enter(string from, CancellationToken cancel) => (from == LoginAddress.Loopback ? _machine : _outside).Enter(from, cancel);

    /// <summary>Free again when it is disposed, which its holder does once.</summary>
    internal sealed class Place(ChannelWriter<Place> free) : IDisposable
    {
        public void Dispose() => free.TryWrite(this);
    }

    private sealed class Lane
    {
        private readonly Channel<Place> _free = Channel.CreateUnbounded<Place>();
        private readonly Lock _lock = new();
        private readonly Dictionary<string, int> _waiting = [];
        private readonly int _most;
        private readonly int _mostOfAddress;
        private readonly TimeSpan _longestWait;
        private readonly TimeProvider _time;
        private int _all;

        public Lane(int places, int most, int mostOfAddress, TimeSpan longestWait, TimeProvider time)
        {
            (_most, _mostOfAddress, _longestWait, _time) = (most, mostOfAddress, longestWait, time);
            for (int i = 0; i < places; i++)
                _free.Writer.TryWrite(new Place(_free.Writer));
        }

        public async Task<Place?> Enter(string from, CancellationToken cancel)
        {
            if (_free.Reader.TryRead(out Place? place))
                return place;
            if (!TryWait(from))
                return null;
            try
            {
                using var longest = new CancellationTokenSource(_longestWait, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(longest.Token, cancel);
                return await _free.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return null;
            }
            finally
            {
                EndWait(from);
            }
        }

        private bool TryWait(string from)
        {
            lock (_lock)
            {
                int own = _waiting.GetValueOrDefault(from);
                if (_all >= _most || own >= _mostOfAddress)
                    return false;
                _waiting[from] = own + 1;
                _all++;
                return true;
            }
        }

        private void EndWait(string from)
        {
            lock (_lock)
            {
                _all--;
                if (--_waiting[from] == 0)
                    _waiting.Remove(from);
            }
        }
    }
}
