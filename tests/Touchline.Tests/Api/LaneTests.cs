using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>Requests that take long, beside those that can't wait.</summary>
public sealed class LaneTests
{
    private const int Crowd = 60;

    [Fact]
    public async Task Who_waits_for_the_compiler_keeps_nobody_else_waiting_and_has_his_turn()
    {
        using var end = new ManualResetEventSlim();
        int within = 0, most = 0;
        await using var stage = new ApiStage((app, _) =>
        {
            var routes = new Routes(app, "test");
            routes.Post("/slow", "", _ => StrategyShelf.OnOwnThread(() =>
            {
                int now = Interlocked.Increment(ref within);
                InterlockedMax(ref most, now);
                end.Wait();
                Interlocked.Decrement(ref within);
                return Routes.Json(new JsonObject());
            }), Role.Admin).In(Lane.Compiler);
            routes.Post("/urgent", "", _ => Task.FromResult(Routes.Json(new JsonObject { ["killed"] = true })), Role.Trader);
        });
        Task<ApiAnswer>[] crowd = [.. Enumerable.Range(0, Crowd).Select(_ => stage.Post("/slow", new JsonObject(), Role.Admin))];
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref within) == Lane.Compiler.AtOnce, Patience.Most));

        for (int i = 0; i < ApiGate.MostAtOnce + 1; i++)
            (await stage.Post("/urgent", new JsonObject())).Is(200);

        end.Set();
        Assert.All(await Task.WhenAll(crowd), a => a.Is(200));
        Assert.Equal(Lane.Compiler.AtOnce, most);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        int seen = Volatile.Read(ref most);
        while (now > seen)
            seen = Math.Max(seen, Interlocked.CompareExchange(ref most, now, seen));
    }
}
