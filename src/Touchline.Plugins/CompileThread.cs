using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>
/// Where sources are compiled: a thread for each, with a stack that takes whatever passes <see cref="Nesting"/>. The compiler looks whether its time is over between methods alone, and a strategy's constructor
/// never; a thread that doesn't end is left behind and counts among those under way until it does. Its limit is processor time, for on a busy machine, and in a job behind everything else, small sources take long too. Any thread may ask.
/// </summary>
internal static class CompileThread
{
    /// <summary>At once, those left behind counted.</summary>
    public const int Most = 4;

    private const int StackBytes = 64 << 20;

    // Of the time by the clock, where the system doesn't tell how much of the processor a thread had.
    private const int SupposedShare = 3;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    // For the compiler to notice that it is over.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly SemaphoreSlim Free = new(Most);

    /// <summary>One more may begin at once.</summary>
    public static bool HasRoom => Free.CurrentCount > 0;

    /// <exception cref="BadInputException">It takes too long, or too many that did are still under way.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static T Run<T>(string path, StrategyRules rules, Func<CancellationToken, T> work, CancellationToken cancel)
    {
        TimeSpan limit = rules.Limit;
        if (!Free.Wait(SupposedShare * limit, cancel))
            throw new BadInputException($"{path} can't be compiled now: {Most} others are under way, and none has ended within {SupposedShare * limit.TotalSeconds:0.###} s; try again later, or restart the program where they never end");
        // Never disposed: the thread may outlast the question.
        var stop = new CancellationTokenSource();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadTime? time = null;
        var thread = new Thread(
            () =>
            {
                Volatile.Write(ref time, ThreadTime.OfThisThread());
                Work(work, done, stop.Token);
            },
            StackBytes)
        { IsBackground = true, Name = "compile" };
        thread.Start();
        TimeSpan waited = TimeSpan.Zero, used = TimeSpan.Zero, wait = Least(limit, rules.Patience);
        while (!IsDone(done.Task, wait, cancel))
        {
            waited += wait;
            used = Volatile.Read(ref time) is { } known ? known.Used ?? used : waited / SupposedShare;
            if (!cancel.IsCancellationRequested && used < limit && waited < rules.Patience)
            {
                wait = Least(rules.Patience - waited, limit - used > ShortestWait ? limit - used : ShortestWait);
                continue;
            }

            stop.Cancel();
            IsDone(done.Task, Grace, CancellationToken.None);
            cancel.ThrowIfCancellationRequested();
            throw new BadInputException(used < limit
                ? $"{path} isn't compiled after {waited.TotalSeconds:0.###} s, of which it had a processor for {used.TotalSeconds:0.###} s, and was given up; the machine is too busy, or the constructor waits for something"
                : $"{path} takes more than {limit.TotalSeconds:0.###} s to compile and was given up; make it smaller, or its expressions and types simpler, and see that its constructor returns");
        }

        return done.Task.GetAwaiter().GetResult();
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static bool IsDone(Task task, TimeSpan within, CancellationToken cancel)
    {
        try
        {
            return Task.WaitAny([task], (int)within.TotalMilliseconds, cancel) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Whatever it throws is its asker's.
    private static void Work<T>(Func<CancellationToken, T> work, TaskCompletionSource<T> done, CancellationToken stop)
    {
        try
        {
            T result = work(stop);
            Free.Release();
            done.SetResult(result);
        }
        catch (Exception e)
        {
            Free.Release();
            done.SetException(e);
        }
    }
}
