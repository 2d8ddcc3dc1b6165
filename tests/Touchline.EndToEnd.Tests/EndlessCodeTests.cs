using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>Code that doesn't end, in a session of its own each time: what it leaves behind goes with it.</summary>
public sealed class EndlessCodeTests : IDisposable
{
    private const int Askers = 6, LookMs = 200;

    // More than the places that all others have.
    private const int Starters = 20;

    // Of those that wait many may be under way without a processor for each.
    private const string Loops = "while (true) { }", Waits = "new System.Threading.ManualResetEvent(false).WaitOne();";

    private readonly PaperApiProcess _process = new("--allow-all");

    public void Dispose() => _process.Dispose();

    private void Make(string id, string constructor, string thread = "engine")
    {
        _process.Admin.Send("POST", "/strategies", new JsonObject { ["id"] = id, ["name"] = id, ["symbol"] = "", ["code"] = $"class A : Strategy {{ public A() {{ {constructor} }} }}" }).AssertStatus(201);
        _process.Admin.Send("PUT", $"/strategies/{id}/metadata", new JsonObject { ["thread"] = thread }, ("If-Match", "*")).AssertStatus(200);
    }

    // Whoever still waits when the session ends has no answer.
    private (ApiAnswer?[] Answers, Thread[] Askers) Ask(int count, Func<int, string> path)
    {
        var answers = new ApiAnswer?[count];
        Thread[] askers = [.. Enumerable.Range(0, count).Select(i => new Thread(() => answers[i] = Ask(path(i))))];
        foreach (Thread asker in askers)
            asker.Start();
        return (answers, askers);
    }

    private ApiAnswer? Ask(string path)
    {
        try
        {
            return _process.Admin.Send("POST", path);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private void KillAndArm()
    {
        _process.Trader.Send("POST", "/risk/kill").AssertStatus(200);
        _process.Trader.Send("POST", "/risk/arm").AssertStatus(200);
    }

    [Fact]
    public void Code_that_never_ends_is_given_up_while_all_else_goes_on()
    {
        Make("endless", Loops);
        Make("waits", Waits);
        (ApiAnswer?[] answers, Thread[] askers) = Ask(Askers, i => i % 2 == 0 ? "/strategies/endless/compile" : "/strategies/waits/compile");
        // As long as they wait everybody else is served: also those who write to the store, and many more than there are places.
        int served = 0;
        do
        {
            KillAndArm();
            _process.Admin.Send("PUT", "/strategies/endless/metadata", new JsonObject { ["name"] = $"Endless {served++}" }, ("If-Match", "*")).AssertStatus(200);
        }
        while (!askers.All(a => a.Join(LookMs)) && !answers.Any(IsGivenUp));

        Assert.True(served > 1, $"{served} times");
        Assert.Contains(answers, IsGivenUp);
        Assert.All(answers, a => Assert.True(a is null or { Status: 422 or 503, Type: "application/problem+json" }, a?.Text));
        _process.Admin.Get("/strategies/endless").AssertStatus(200);
        Assert.True(_process.End(), "the session goes on");
        foreach (Thread asker in askers)
            asker.Join();
    }

    [Theory]
    [InlineData("engine")]
    [InlineData("own")]
    public void A_constructor_that_never_returns_is_given_up_while_all_else_goes_on_and_the_session_ends(string thread)
    {
        Make("endless", Loops, thread);
        (ApiAnswer?[] answers, Thread[] askers) = Ask(Starters, i => i % 2 == 0 ? "/strategies/endless/start" : "/strategies/endless/versions/1/start");
        int served = 0;
        do
        {
            KillAndArm();
            served++;
        }
        // Who waits for a place may be told first that there is none.
        while (!askers.All(a => a.Join(LookMs)) && !answers.Any(IsGivenUp));

        Assert.True(served > 1, $"{served} times");
        Assert.Contains(answers, IsGivenUp);
        // A stop doesn't wait for those that start.
        _process.Trader.Send("POST", $"/strategies/{PaperApiProcess.Keeper}/stop", new JsonObject { ["position"] = "keep" }).AssertStatus(200);
        Assert.Contains("takes more than 10 s to compile", _process.Admin.Get("/audit?action=strategy.start").AssertStatus(200).Text, StringComparison.Ordinal);
        Assert.True(_process.End(), "the session goes on");
        foreach (Thread asker in askers)
            asker.Join();
    }

    private static bool IsGivenUp(ApiAnswer? answer) => answer is { Status: 422 } && answer.Text.Contains("takes more than 10 s to compile", StringComparison.Ordinal);
}
