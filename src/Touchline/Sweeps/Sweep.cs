using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>A point on a stretch of the data.</summary>
internal readonly record struct SweepTask(int Point, TimeRange Range);

/// <summary>
/// Runs points on as many threads as there are jobs. What is known already, from a file or an earlier stage, isn't run again. Results stand
/// in the order of the tasks, whatever ran first.
/// </summary>
internal sealed class Sweep(SweepSpace space, PointRun run, FigureNames names, SweepFile? file, int jobs)
{
    private readonly ConcurrentDictionary<string, PointResult> _known = new(
        (file?.Found ?? []).Select(r => KeyValuePair.Create(r.Key, r)).DistinctBy(p => p.Key));

    private int _begun;
    private int _done;

    /// <summary>Every result there is, also of points that aren't asked for any more.</summary>
    public IEnumerable<PointResult> Known => _known.Values;

    /// <summary>Runs that were made, not counting those known before.</summary>
    public int Made => Volatile.Read(ref _done);

    /// <summary>The result of each task; null where it was cancelled or left out by the limit.</summary>
    /// <param name="mostRuns">How many runs may begin, over all calls.</param>
    /// <param name="onProgress">Called on this thread now and then, and after every run, with how many of the tasks are done.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public PointResult?[] Run(IReadOnlyList<SweepTask> tasks, int mostRuns, Action<int> onProgress, CancellationToken cancel)
    {
        string[] keys = [.. tasks.Select(KeyOf)];
        int[] left = [.. Enumerable.Range(0, tasks.Count).Where(i => !_known.ContainsKey(keys[i]))];
        int next = -1, known = tasks.Count - left.Length, before = _done;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var finished = new SemaphoreSlim(0);
        Exception? failure = null;
        int threads = Math.Min(jobs, left.Length), running = threads;
        for (int i = 0; i < threads; i++)
            new Thread(Work) { IsBackground = true, Name = $"sweep-{i}" }.Start();
        onProgress(known);
        while (Volatile.Read(ref running) > 0)
        {
            finished.Wait(CancellationToken.None);
            onProgress(known + _done - before);
        }

        if (failure is BadInputException)
            throw new BadInputException(failure.Message, failure);
        if (failure is not null)
            throw new IOException(failure.Message, failure);
        return [.. keys.Select(k => _known.GetValueOrDefault(k))];

        void Work()
        {
            try
            {
                while (!stop.IsCancellationRequested && Interlocked.Increment(ref next) is var mine && mine < left.Length
                    && Interlocked.Increment(ref _begun) <= mostRuns)
                {
                    Make(tasks[left[mine]], keys[left[mine]], stop.Token);
                    Interlocked.Increment(ref _done);
                    finished.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // What was under way is left out; a later sweep begins it anew.
            }
            catch (Exception e)
            {
                // The border of the thread: a full disk or a damaged block ends the sweep, and the first to meet it is told of.
                Interlocked.CompareExchange(ref failure, e, null);
                stop.Cancel();
            }
            finally
            {
                Interlocked.Decrement(ref running);
                finished.Release();
            }
        }
    }

    private void Make(SweepTask task, string key, CancellationToken cancel)
    {
        string line = run.Run(space[task.Point], task.Range, cancel);
        file?.Add(line);
        _known[key] = PointResult.Read(line, names, "a result");
    }

    private string KeyOf(SweepTask task) => PointResult.KeyOf(task.Range, run.ParametersOf(space[task.Point]));
}
