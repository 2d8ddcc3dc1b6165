using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Touchline.Commands;
using Touchline.Core;

namespace Touchline.Control;

/// <summary>
/// Questions and orders of other threads to the session's own, which takes some of them between its steps. Who waits in vain takes the request back: it is never carried out later.
/// </summary>
internal sealed class SessionInbox
{
    /// <summary>Requests that wait at once; questions may take half of that.</summary>
    public const int Capacity = 256;

    /// <summary>Requests that one step carries out.</summary>
    public const int MostAStep = 32;

    /// <summary>So long the session may take, in milliseconds.</summary>
    public const int PatienceMs = 5000;

    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly ConcurrentQueue<Request> _urgent = new();
    private int _count, _urgentCount;
    private volatile bool _isClosed;

    /// <summary>Asks on the session's thread. A question that fails is the asker's trouble; where <paramref name="isCommand"/>, the session's too: what it tells the engine may be half done.</summary>
    /// <exception cref="TimeoutException">The session took too long, has too much to do, or has ended; nothing was done.</exception>
    public async Task<T> Ask<T>(Func<IWatchedSession, T> question, bool isCommand, CancellationToken cancel, bool isUrgent = false)
    {
        var request = new Request<T>(question, isCommand);
        if (_isClosed)
            throw new TimeoutException("the session has ended");
        // Nothing keeps a kill or a cancel out: what is urgent has room of its own, and goes first.
        ref int count = ref isUrgent ? ref _urgentCount : ref _count;
        if (Interlocked.Increment(ref count) > (isCommand ? Capacity : Capacity / 2))
        {
            Interlocked.Decrement(ref count);
            throw new TimeoutException("too many requests wait for the session");
        }

        (isUrgent ? _urgent : _requests).Enqueue(request);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(PatienceMs);
        using (patience.Token.UnsafeRegister(static r => ((Request)r!).TakeBack(), request))
            return await request.Answer.ConfigureAwait(false);
    }

    /// <summary>Carries out what waits. On the session's thread.</summary>
    public void Work(IWatchedSession session)
    {
        for (int i = 0; i < MostAStep && TryTake(out Request? request); i++)
            request.CarryOut(session);
    }

    /// <summary>Nothing is carried out any more.</summary>
    public void Close()
    {
        _isClosed = true;
        while (TryTake(out Request? request))
            request.TakeBack();
    }

    private bool TryTake([NotNullWhen(true)] out Request? request)
    {
        if (_urgent.TryDequeue(out request))
            Interlocked.Decrement(ref _urgentCount);
        else if (_requests.TryDequeue(out request))
            Interlocked.Decrement(ref _count);
        return request is not null;
    }

    private abstract class Request
    {
        private int _isTaken;

        public void CarryOut(IWatchedSession session)
        {
            if (Interlocked.Exchange(ref _isTaken, 1) == 0)
                Do(session);
        }

        public void TakeBack()
        {
            if (Interlocked.Exchange(ref _isTaken, 1) == 0)
                Refuse();
        }

        protected abstract void Do(IWatchedSession session);

        protected abstract void Refuse();
    }

    private sealed class Request<T>(Func<IWatchedSession, T> question, bool isCommand) : Request
    {
        // Whoever waits goes on on another thread than the session's.
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        protected override void Do(IWatchedSession session)
        {
            try
            {
                _answer.SetResult(question(session));
            }
            catch (Exception e)
            {
                _answer.SetException(e);
                if (isCommand && e is not BadInputException)
                    throw;
            }
        }

        protected override void Refuse() => _answer.TrySetException(new TimeoutException("the session didn't take the request in time; nothing was done"));
    }
}
