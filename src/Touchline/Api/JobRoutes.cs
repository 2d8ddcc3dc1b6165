using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Jobs;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Backtests and sweeps that run beside the session, and the recordings that there are for them.</summary>
internal static class JobRoutes
{
    public static void Map(IEndpointRouteBuilder app, ApiSession session, JobQueue jobs, DataFolder folder, StrategyShelf shelf)
    {
        var routes = new Routes(app, "backtests");
        routes.Get("/data/recordings", "The recordings that backtests may use", http =>
        {
            Paging paging = Paging.Of(http);
            IReadOnlyList<(string Name, long Bytes)> all = folder.Recordings();
            return Routes.Json(paging.Answer(all.Skip(paging.Offset).Take(paging.Limit).Select(r => (JsonNode)new JsonObject { ["name"] = r.Name, ["bytes"] = r.Bytes }), all.Count));
        }).Paged();
        var settings = new JsonObject { ["strategy"] = "market-making", ["data"] = new JsonArray("btcusdt.tlr"), ["parameters"] = new JsonObject { ["spread"] = "2.5" } };
        Map(routes, "/backtests", JobKind.Backtest, session, jobs, folder, shelf, new JsonObject { [JobSettings.Field] = settings, ["from"] = "30s", ["to"] = "90s" }, JobSettings.Field);
        Map(routes, "/sweeps", JobKind.Sweep, session, jobs, folder, shelf, new JsonObject
        {
            [JobSettings.Field] = settings.DeepClone(),
            ["vary"] = new JsonArray("spread=1:10:1"),
            ["random"] = 5,
            ["walk_forward"] = "train=40s,test=10s",
            ["rank_by"] = "sharpe",
            ["most"] = 1000,
            ["jobs"] = 1,
            ["from"] = "30s",
            ["to"] = "90s",
        }, JobSettings.Field, "vary");
    }

    private static void Map(Routes routes, string path, JobKind kind, ApiSession session, JobQueue jobs, DataFolder folder, StrategyShelf shelf, JsonObject example, params string[] required)
    {
        string one = kind == JobKind.Backtest ? "backtest" : "sweep";
        routes.Post(path, $"Starts a {one} with settings as in touchline.json, in a process of its own behind the session; a stored strategy or FILE.cs takes the role admin", http => Start(http, kind, session, jobs, folder, shelf), Role.Trader)
            .Body(example, required).Answers(202, 429);
        routes.Get(path, $"The {one}s, newest first; the newest 100 that are over are kept until the program ends", http =>
        {
            Paging paging = Paging.Of(http);
            IReadOnlyList<Job> all = jobs.All(kind);
            return Routes.Json(paging.Answer(all.Skip(paging.Offset).Take(paging.Limit).Select(j => (JsonNode)Of(j)), all.Count));
        }).Paged();
        routes.Get($"{path}/{{id}}", $"How a {one} goes", http =>
        {
            Job job = Find(http, kind, jobs);
            EntityTag.Tell(http, TagOf(job));
            return Routes.Json(Of(job));
        });
        routes.Get($"{path}/{{id}}/result", "What came of it: the JSON that the command line writes", http =>
        {
            Job job = Find(http, kind, jobs);
            if (job.State != JobState.Done)
                throw Problem.Conflict($"there is no result: its state is {Text(job.State)}");
            return jobs.Result(job) is { } result ? Results.Stream(result, "application/json") : throw Problem.NotFound("it was removed meanwhile");
        }).Answers(200, 409);
        routes.Delete($"{path}/{{id}}", $"Cancels a {one} that waits or runs; removes one that is over. Takes If-Match where it is given", http =>
        {
            // Who cancels one doesn't mean the result of one that has just got done.
            (Job job, bool wasOver) = jobs.Delete(kind, Find(http, kind, jobs).Id, j => EntityTag.Check(http, TagOf(j))) ?? throw Problem.NotFound("it was removed meanwhile");
            session.Audit(ApiGate.PrincipalOf(http).Name, $"{one}.{(wasOver ? "remove" : "cancel")}", one, job.Id);
            return Task.FromResult(Routes.Json(new JsonObject { ["id"] = job.Id, ["removed"] = wasOver, ["state"] = Text(job.State) }, wasOver ? StatusCodes.Status200OK : StatusCodes.Status202Accepted));
        }, Role.Trader).Answers(200, 202, 412);
    }

    private static async Task<IResult> Start(HttpContext http, JobKind kind, ApiSession session, JobQueue jobs, DataFolder folder, StrategyShelf shelf)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        Principal principal = ApiGate.PrincipalOf(http);
        JobOrder order = await StrategyShelf.OnOwnThread(() => JobRequest.Read(body, kind, folder, principal.Role, shelf.Store, shelf.Rules)).ConfigureAwait(false);
        Job job = jobs.Add(order, principal.Name) ?? throw new Problem(StatusCodes.Status429TooManyRequests, $"{JobQueue.MostQueued} wait already; cancel one or wait") { RetryAfter = 10 };
        session.Audit(principal.Name, $"{order.Verb}.start", order.Verb, job.Id, order.Asked);
        http.Response.Headers.Location = $"{http.Request.Path}/{job.Id}";
        return Routes.Json(Of(job), StatusCodes.Status202Accepted);
    }

    private static Job Find(HttpContext http, JobKind kind, JobQueue jobs)
    {
        string id = ApiSession.PathText(http, "id");
        return Job.IsId(id) && jobs.Find(kind, id) is { } job ? job : throw Problem.NotFound("there is none of that id, or not any more");
    }

    private static JsonObject Of(Job j) => new()
    {
        ["id"] = j.Id,
        ["kind"] = j.Order.Verb,
        ["state"] = Text(j.State),
        ["progress"] = Math.Round(j.Progress, 4),
        ["owner"] = j.Owner,
        ["asked_ns"] = Ns(j.Asked),
        ["started_ns"] = j.Started is { } started ? Ns(started) : null,
        ["ended_ns"] = j.Ended is { } ended ? Ns(ended) : null,
        ["error"] = j.Error,
        ["request"] = j.Order.Asked.DeepClone(),
    };

    // What a question about it is asked by.
    private static string TagOf(Job job) => $"\"{Text(job.State)}\"";

    private static string Text(JobState state) => state.ToString().ToLowerInvariant();

    private static long Ns(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
