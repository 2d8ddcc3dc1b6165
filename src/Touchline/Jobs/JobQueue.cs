using Touchline.Commands;

namespace Touchline.Jobs;

/// <summary>
/// Backtests and sweeps that were asked for, one after the other, each in a process of its own. What they leave is kept in a temporary folder that goes with the program. For any thread.
/// </summary>
internal sealed class JobQueue : IDisposable
{
    /// <summary>Jobs that wait.</summary>
    public const int MostQueued = 16;

    /// <summary>Ended jobs that are kept, the newest.</summary>
    public const int MostKept = 100;

    private const int LookMs = 50;
    private const int EndMs = 5000;
    private const int LeaveMs = 2000;

    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly Func<string, JobOrder, Action<double>, JobProcess> _start;
    private readonly Lock _lock = new();
    private readonly List<Job> _jobs = [];
    private readonly SemaphoreSlim _wakes = new(0);
    private readonly CancellationTokenSource _end = new();
    private DirectoryInfo? _folder;
    private Thread? _thread;
    private string? _cancelled;

    /// <param name="say">Gets what people should know of, from a thread of its own.</param>
    /// <param name="start">Starts a job's process in a folder; null: this program's.</param>
    public JobQueue(TimeProvider time, Action<string> say, Func<string, JobOrder, Action<double>, JobProcess>? start = null)
    {
        _time = time;
        _say = say;
        _start = start ?? ((folder, order, progress) => new JobProcess(folder, order, progress));
    }

    /// <summary>Where jobs keep what they leave; null: there was none yet.</summary>
    public string? Folder => _folder?.FullName;

    /// <summary>Null: too many wait already.</summary>
    public Job? Add(JobOrder order, string owner)
    {
        lock (_lock)
        {
            if (_end.IsCancellationRequested || _jobs.Count(j => j.State == JobState.Queued) >= MostQueued)
                return null;
            _folder ??= Directory.CreateTempSubdirectory("touchline-jobs-");
            var job = new Job { Id = Job.NewId(), Order = order, Owner = owner, Asked = _time.GetUtcNow() };
            _jobs.Add(job);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "jobs" };
                _thread.Start();
            }

            _wakes.Release();
            return job;
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Job> All(JobKind kind)
    {
        lock (_lock)
            return [.. _jobs.Where(j => j.Order.Kind == kind).Reverse()];
    }

    public Job? Find(JobKind kind, string id)
    {
        lock (_lock)
            return _jobs.Find(j => j.Id == id && j.Order.Kind == kind);
    }

    /// <summary>What came of one that is done; null: it isn't there.</summary>
    public Stream? Result(Job job)
    {
        try
        {
            return job.State == JobState.Done ? File.OpenRead(Path.Combine(FolderOf(job), JobProcess.ResultFile)) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>One that waits is cancelled at once, one that runs is told to end, one that is over is removed.</summary>
    /// <param name="check">Gets it as it is before; throws where nothing is to be done.</param>
    /// <returns>As it is then, or was, and whether it was over; null: there is none.</returns>
    public (Job Job, bool WasOver)? Delete(JobKind kind, string id, Action<Job>? check = null)
    {
        lock (_lock)
        {
            if (_jobs.FindIndex(j => j.Id == id && j.Order.Kind == kind) is var at && at < 0)
                return null;
            Job job = _jobs[at];
            check?.Invoke(job);
            bool wasOver = job.IsOver;
            if (wasOver)
            {
                _jobs.RemoveAt(at);
                Forget(job);
            }
            else if (job.State == JobState.Queued)
                job = _jobs[at] = job with { State = JobState.Cancelled, Ended = _time.GetUtcNow() };
            else
                Volatile.Write(ref _cancelled, id);
            Prune();
            return (job, wasOver);
        }
    }

    /// <summary>A job that runs is ended, and all that is kept goes.</summary>
    public void Dispose()
    {
        lock (_lock)
            _end.Cancel();
        _thread?.Join();
        Remove(_folder?.FullName);
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                _wakes.Wait(_end.Token);
                if (Take() is { } job)
                    Play(job);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private Job? Take()
    {
        lock (_lock)
        {
            int at = _jobs.FindIndex(j => j.State == JobState.Queued);
            if (at < 0)
                return null;
            return _jobs[at] = _jobs[at] with { State = JobState.Running, Started = _time.GetUtcNow() };
        }
    }

    private void Play(Job job)
    {
        string folder = FolderOf(job);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, JobProcess.ConfigurationFile), job.Order.Configuration.ToJsonString(JsonText.Indented));
            using JobProcess process = _start(folder, job.Order, share => Change(job, j => j with { Progress = Math.Max(j.Progress, share) }));
            int? code;
            while ((code = process.Wait(LookMs)) is null && Volatile.Read(ref _cancelled) != job.Id && !_end.IsCancellationRequested)
            {
            }

            End(job, process, code);
        }
        catch (Exception e)
        {
            // Whatever goes wrong with a job, the session's process has to live: that is this border's reason.
            _say($"{job.Order.Verb} {job.Id}: {e.Message}");
            Change(job, j => j with { State = JobState.Failed, Error = e.Message, Ended = _time.GetUtcNow() });
        }

        Prune();
    }

    // Null: it has been cancelled, or the program ends.
    private void End(Job job, JobProcess process, int? code)
    {
        if (code is null)
        {
            process.Ask();
            if (process.Wait(_end.IsCancellationRequested ? LeaveMs : EndMs) is null)
            {
                process.End();
                process.Wait(EndMs);
            }
        }

        bool isDone = code == CommandLine.Done && File.Exists(Path.Combine(FolderOf(job), JobProcess.ResultFile));
        Change(job, j => j with
        {
            State = code is null ? JobState.Cancelled : isDone ? JobState.Done : JobState.Failed,
            Progress = isDone ? 1 : j.Progress,
            Error = code is null || isDone ? null : process.Error is { Length: > 0 } said ? job.Order.Told(said) : $"the program ended with code {code}",
            Ended = _time.GetUtcNow(),
        });
    }

    private void Change(Job job, Func<Job, Job> change)
    {
        lock (_lock)
        {
            if (_jobs.FindIndex(j => j.Id == job.Id) is var at and >= 0 && !_jobs[at].IsOver)
                _jobs[at] = change(_jobs[at]);
        }
    }

    private void Prune()
    {
        lock (_lock)
        {
            while (_jobs.Count(j => j.IsOver) > MostKept)
            {
                Job oldest = _jobs.Find(j => j.IsOver)!;
                _jobs.Remove(oldest);
                Forget(oldest);
            }
        }
    }

    private string FolderOf(Job job) => Path.Combine(_folder!.FullName, job.Id);

    private void Forget(Job job) => Remove(FolderOf(job));

    private void Remove(string? folder)
    {
        try
        {
            if (folder is not null && Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _say($"{folder} can't be removed: {e.Message}");
        }
    }
}
