using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline replay</c>: a session's journal through a new engine, compared intent by intent.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("JOURNAL") { Description = "The folder that --journal named" };
        var session = new Option<int?>("--session") { Description = "The number of the session; without it the newest" };
        var explain = new Option<string?>("--explain") { Description = "Say why this order was sent and what became of it: its number, or its client order id" };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object" };
        var command = new Command("replay", "Feed a session's journal to a new engine and compare every order it sends with the journal, byte by byte.") { folder, session, explain, json };
        command.SetAction((parsed, _) => CommandLine.Start(() => parsed.GetValue(explain) is { } order
            ? ExplainOrder.Run(parsed.GetRequiredValue(folder), parsed.GetValue(session), order, parsed.GetValue(json))
            : Run(parsed.GetRequiredValue(folder), parsed.GetValue(session), parsed.GetValue(json))));
        return command;
    }

    private static int Run(string folder, int? session, bool json)
    {
        using var replay = new SessionReplay(folder, session);
        OrderJournalFile journal = replay.Journal;
        foreach (string damage in replay.Damages)
            Console.Error.WriteLine($"warning: {damage}; what stands before is replayed");
        ReplayResult result = replay.Run();
        Print(result, journal.LostBytes, json);
        return result.Difference is null && replay.IsWhole(result) ? CommandLine.Done : CommandLine.FailedRun;
    }

    private static void Print(ReplayResult result, long lostBytes, bool json)
    {
        if (json)
        {
            Console.WriteLine(new JsonObject
            {
                ["inputs"] = result.Inputs,
                ["intents"] = result.Intents,
                ["equal"] = result.Difference is null,
                ["difference"] = result.Difference,
                ["stop"] = result.Stop,
                ["lost_bytes"] = lostBytes,
            }.ToJsonString(JsonText.Indented));
            return;
        }

        if (lostBytes > 0)
            Console.WriteLine($"the journal wasn't closed: {lostBytes:N0} bytes behind its last whole record don't count");
        Console.WriteLine(result.Difference is { } difference
            ? $"different after {result.Inputs:N0} inputs and {result.Intents:N0} equal intents: {difference}"
            : $"{result.Inputs:N0} inputs gave {result.Intents:N0} intents, all equal to the journal's to the last byte");
        if (result.Stop is { } stop)
            Console.WriteLine($"stopped there: {stop}");
    }
}
