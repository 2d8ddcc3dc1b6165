using System.Threading.Tasks.Sources;

namespace Touchline.Api;

/// <summary>Anybody rings it, one waits; rings while nobody waits count as one. It allocates nothing, and who rings never runs what the one who waited does next.</summary>
internal sealed class Bell : IValueTaskSource
{
    private const int Idle = 0, Rung = 1, Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _state;

    public void Ring()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Rung:
                case Idle when Interlocked.CompareExchange(ref _state, Rung, Idle) == Idle:
                    return;
                case Waiting when Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting:
                    _core.SetResult(true);
                    return;
            }
        }
    }

    /// <summary>Until the next ring, or at once where it rang since the last wait.</summary>
    public ValueTask Wait()
    {
        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
            return new ValueTask(this, _core.Version);
        // It stays rung until somebody comes back from a wait.
        Volatile.Write(ref _state, Idle);
        return default;
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);
}
