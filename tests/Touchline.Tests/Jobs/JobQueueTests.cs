using System.Text.Json.Nodes;
using Touchline.Jobs;
using Touchline.Tests.Sweeps;
using Touchline.Tests.Users;

namespace Touchline.Tests.Jobs;

public sealed class JobQueueTests : IDisposable
{
    private readonly SweepPlace _place = new();
    private readonly JobQueue _jobs = new(new FakeTime(), _ => { });

    public void Dispose()
    {
        _jobs.Dispose();
        _place.Dispose();
    }

    // So many runs that nobody waits for their end.
    private JobOrder Endless() => new(
        JobKind.Sweep, new JsonObject { ["data"] = new JsonArray(_place.Record("long.tlr", 400)) }, ["--vary=spread=1:9000:1", "--jobs=1"], [], _place[""]);

    [Fact]
    public void One_runs_and_the_others_wait_until_there_are_too_many()
    {
        JobOrder order = Endless();
        Job first = _jobs.Add(order, "rob")!;
        Await(first, JobState.Running);

        for (int i = 0; i < JobQueue.MostQueued; i++)
            Assert.NotNull(_jobs.Add(order, "rob"));
        Assert.Null(_jobs.Add(order, "rob"));

        Assert.Single(_jobs.All(JobKind.Sweep), j => j.State == JobState.Running);
        Assert.Equal(first.Id, _jobs.All(JobKind.Sweep)[^1].Id);
    }

    [Fact]
    public void One_that_waits_is_cancelled_at_once_and_one_that_runs_ends()
    {
        JobOrder order = Endless();
        Job running = _jobs.Add(order, "rob")!, waiting = _jobs.Add(order, "rob")!;
        Await(running, JobState.Running);

        Assert.Equal(JobState.Cancelled, _jobs.Delete(JobKind.Sweep, waiting.Id)!.Value.Job.State);
        _jobs.Delete(JobKind.Sweep, running.Id);

        Await(running, JobState.Cancelled);
        Job next = _jobs.Add(order, "rob")!;
        Await(next, JobState.Running);
        Assert.Null(_jobs.Delete(JobKind.Backtest, next.Id));
    }

    [Fact]
    public void How_far_it_is_is_told_while_it_runs()
    {
        Job job = _jobs.Add(Endless(), "rob")!;

        while (_jobs.Find(JobKind.Sweep, job.Id) is { IsOver: false, Progress: 0 })
            Thread.Yield();

        Job now = _jobs.Find(JobKind.Sweep, job.Id)!;
        Assert.True(now is { State: JobState.Running, Progress: > 0 and < 1 }, now.ToString());
    }

    [Fact]
    public void At_the_end_the_running_one_ends_and_the_folder_is_gone()
    {
        Job job = _jobs.Add(Endless(), "rob")!;
        Await(job, JobState.Running);
        string folder = _jobs.Folder!;
        Assert.True(Directory.Exists(folder));

        _jobs.Dispose();

        Assert.Equal(JobState.Cancelled, _jobs.Find(JobKind.Sweep, job.Id)!.State);
        Assert.False(Directory.Exists(folder));
        Assert.Null(_jobs.Add(job.Order, "rob"));
    }

    [Theory]
    [InlineData("progress 0.25", 0.25)]
    [InlineData("progress 1", 1.0)]
    [InlineData("progress 2", null)]
    [InlineData("progress", null)]
    [InlineData("touchline: progress 0.5", null)]
    public void Only_a_line_that_tells_progress_is_read_as_one(string line, double? share) => Assert.Equal(share, JobChild.Read(line));

    private void Await(Job job, JobState state)
    {
        while (_jobs.Find(job.Order.Kind, job.Id) is { } now && now.State != state)
        {
            Assert.False(now.IsOver, now.ToString());
            Thread.Yield();
        }
    }
}
