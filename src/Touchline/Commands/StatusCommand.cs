using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Touchline.Commands;

/// <summary><c>touchline status</c>: how a session that runs stands, found by its journal.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Argument<string> folder = SessionAsk.Journal();
        Option<string> wait = SessionAsk.Wait();
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new Command("status", "Show how a session that runs stands: profit, positions and limits of account and strategies, kill, freezes, the venue's budgets, ratios and breaker.") { folder, wait, json };
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(wait), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(string journal, string wait, bool json, CancellationToken cancel)
    {
        string answer = SessionAsk.Ask(journal, CommandBox.Status, wait, cancel);
        if (answer.StartsWith(CommandBox.Refused, StringComparison.Ordinal))
            throw new IOException($"the session in {journal} doesn't say how it stands: {answer[CommandBox.Refused.Length..]}");
        JsonNode status = JsonNode.Parse(answer)!;
        if (json)
            Console.WriteLine(status.ToJsonString(JsonText.Indented));
        else
            Print(status);
        return CommandLine.Done;
    }

    private static void Print(JsonNode s)
    {
        string state = (bool)s["stopped"]! ? "stopped" : (string)s["kill"]!["state"]! is not "Armed" and var kill ? $"KILLED ({kill}{Behind(s["kill"]!["reason"])})" : "trading";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{state} for {(double)s["seconds"]!:0.0} s; P&L {s["pnl"]}, fees {s["fees"]}; {s["fills"]} fills, {s["orders_live"]} orders live"));
        JsonArray strategies = s["strategies"]!.AsArray();
        Table(["strategy", "state", "orders live", "P&L", "fees", "positions"], (JsonNode)strategies,
            r => [Text(r["name"]), Text(r["state"]), Text(r["orders_live"]), Text(r["pnl"]), Text(r["fees"]), Positions(r["positions"])]);
        Table(["instrument", "venue", "position", "status", "frozen"], s["instruments"]!, r => [Text(r["symbol"]), Text(r["venue"]), Text(r["position"]), Text(r["status"]), Text(r["frozen"])]);
        Table(["ratio", "value", "orders", "warn", "limit"], s["instruments"]!.AsArray().SelectMany(i => i!["ratios"]!.AsArray(), (i, r) => (Symbol: i!["symbol"], Ratio: r!)),
            r => [$"{r.Symbol} {r.Ratio["name"]}", string.Create(CultureInfo.InvariantCulture, $"{(double)r.Ratio["value"]!:0.0000}"), Text(r.Ratio["orders"]), Text(r.Ratio["warn"]), Text(r.Ratio["limit"])]);
        Table(["budget", "window", "capacity", "used", "tokens", "wait"], s["budgets"]!,
            r => [Text(r["venue"]), Text(r["window"]), Text(r["capacity"]), Text(r["used"]), Text(r["tokens"]), $"{r["wait_ms"]} ms"]);
        Table(["breaker", "state", "failures", "since"], s["breakers"]!, r => [Text(r["venue"]), Text(r["state"]), Text(r["failures"]), Text(r["since"])]);
        Table(["limit", "of", "value"], [.. Limits("account", s["limits"]), .. strategies.SelectMany(r => Limits(Text(r!["name"]), r["limits"]))], r => r);
    }

    private static void Table(string[] heads, JsonNode rows, Func<JsonNode, string[]> row) => Table(heads, rows.AsArray().Select(r => r!), row);

    private static void Table<T>(string[] heads, IEnumerable<T> rows, Func<T, string[]> row)
    {
        string[][] cells = [.. rows.Select(row)];
        if (cells.Length > 0)
            Console.WriteLine($"{Environment.NewLine}{TextColumns.Of([heads, .. cells])}");
    }

    // A session of an older program doesn't tell a strategy's.
    private static IEnumerable<string[]> Limits(string of, JsonNode? limits) => limits is JsonObject there ? there.Select(l => new[] { l.Key, of, Text(l.Value) }) : [];

    private static string Positions(JsonNode? there) => there is not JsonArray { Count: > 0 } positions ? "-" : string.Join(", ", positions.Select(p => $"{p!["symbol"]} {p["position"]}"));

    private static string Text(JsonNode? value) => value?.ToString() ?? "-";

    private static string Behind(JsonNode? reason) => reason is null ? "" : $": {reason}";
}
