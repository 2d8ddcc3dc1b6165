using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>Code whose compilation doesn't end, in a session of its own: what it leaves behind goes with it.</summary>
public sealed class EndlessCodeTests(PaperApiProcess process) : IClassFixture<PaperApiProcess>
{
    private const int Askers = 6, LookMs = 200;

    [Fact]
    public void Code_that_never_ends_is_given_up_while_all_else_goes_on()
    {
        process.Admin.Send("POST", "/strategies", new JsonObject { ["id"] = "endless", ["name"] = "Endless", ["symbol"] = "", ["code"] = "class A : Strategy { public A() { while (true) { } } }" }).AssertStatus(201);
        var answers = new ApiAnswer[Askers];
        Thread[] askers = [.. Enumerable.Range(0, Askers).Select(i => new Thread(() => answers[i] = process.Admin.Send("POST", "/strategies/endless/compile")))];
        foreach (Thread asker in askers)
            asker.Start();
        // As long as they wait everybody else is served: also those who write to the store, and many more than there are places.
        int served = 0;
        do
        {
            process.Trader.Send("POST", "/risk/kill").AssertStatus(200);
            process.Trader.Send("POST", "/risk/arm").AssertStatus(200);
            process.Admin.Send("PUT", "/strategies/endless/metadata", new JsonObject { ["name"] = $"Endless {served++}" }, ("If-Match", "*")).AssertStatus(200);
        }
        while (!askers.All(a => a.Join(LookMs)));

        Assert.True(served > 1, $"{served} times");
        Assert.Contains(answers, a => a.Status == 422 && a.Text.Contains("takes more than 10 s to compile", StringComparison.Ordinal));
        Assert.All(answers, a => Assert.True(a.Status is 422 or 503 && a.Type == "application/problem+json", $"{a.Status} {a.Text}"));
        process.Admin.Get("/strategies/endless").AssertStatus(200);
    }
}
