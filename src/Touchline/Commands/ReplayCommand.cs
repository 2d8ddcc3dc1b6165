using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline replay</c>: a session's journal through a new engine, compared intent by intent.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("JOURNAL") { Description = "The folder that a session's --journal wrote" };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object" };
        var command = new Command("replay", "Feed a session's journal to a new engine and compare every order it sends with the journal, byte by byte.") { folder, json };
        command.SetAction((parsed, _) => CommandLine.Start(() => Run(parsed.GetRequiredValue(folder), parsed.GetValue(json))));
        return command;
    }

    private static int Run(string folder, bool json)
    {
        string path = Path.Combine(folder, JournalSession.OrdersFile);
        OrderJournalFile journal = OrderJournalFile.Read(path);
        if (journal.IsDamaged)
            Console.Error.WriteLine($"warning: {path} is damaged: whole records stand behind a broken one, {journal.LostBytes:N0} bytes before its end; what stands before is replayed");
        (Engine engine, IReadOnlyList<Instrument> instruments) = JournalSession.Restore(Encoding.UTF8.GetString(journal.Session.Span), folder);
        var recordings = new List<Recording>();
        try
        {
            for (int i = 0; i < instruments.Count; i++)
                recordings.Add(OpenMarket(Path.Combine(folder, JournalSession.MarketFile(i))));
            ReplayResult result = JournalReplay.Run(journal, new MarketLog(recordings, instruments), engine);
            Print(result, journal.LostBytes, json);
            // A market log that was closed holds all that the journal needs; one that wasn't ends where the process died.
            bool isWhole = result.Stop is null || recordings.Any(r => !r.IsComplete);
            return result.Difference is null && isWhole && !journal.IsDamaged ? CommandLine.Done : CommandLine.FailedRun;
        }
        finally
        {
            foreach (Recording recording in recordings)
                recording.Dispose();
        }
    }

    // A session that was killed left its recording under its working name.
    private static Recording OpenMarket(string path) => Recording.Open(File.Exists(path) ? path : path + PartialFile.Suffix);

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
