using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Storage;

namespace Touchline.Commands;

/// <summary><c>touchline db</c>: the database of sessions, orders, trades and the audit log.</summary>
internal static class DbCommand
{
    public static Command Create() =>
        new("db", "Look after the database: sessions, orders, positions, trades, audit log.") { Migrate(), Status(), Verify(), Rebuild(), ImportTrades(), Query(), Retain() };

    private static Command Migrate()
    {
        var database = new DatabaseOption();
        Option<bool> json = Json();
        var command = new Command("migrate", "Make the database, or bring an older one to this program's schema.") { json };
        return database.Start(command, (parsed, address) => SayMigration(Schema.Migrate(new Database(address), NowNs()), address, parsed.GetValue(json)));
    }

    private static Command Status()
    {
        var database = new DatabaseOption();
        Option<bool> json = Json();
        var command = new Command("status", "Say what is in the database: schema, sessions and whether they are complete, rows, the audit log's newest hash.") { json };
        return database.Start(command, (parsed, address) => DbStatus.Say(new Database(address), parsed.GetValue(json)));
    }

    private static Command Verify()
    {
        var database = new DatabaseOption();
        Option<bool> json = Json();
        var head = new Option<string?>("--head") { Description = "A row's number and hash, SEQ:HASH, noted when it was the newest ('touchline db status' shows it): it has to be there still" };
        var command = new Command("verify", "Walk along the audit log's chain of hashes and say the first row that was changed, taken out or put in.") { head, json };
        return database.Start(command, (parsed, address) =>
        {
            using DbConnection connection = new Database(address).Open();
            return SayFinding(AuditCheck.Run(connection, ReadHead(parsed.GetValue(head))), parsed.GetValue(json));
        });
    }

    private static Command Rebuild()
    {
        var database = new DatabaseOption();
        Option<bool> json = Json();
        var journal = new Argument<string>("JOURNAL") { Description = "The folder that a session's --journal wrote" };
        var command = new Command("rebuild", "Read a journal into the database: its orders, trades and positions as the journal tells them. Done twice, nothing changes.") { journal, json };
        return database.Start(command, (parsed, address) =>
        {
            RebuildResult result = JournalRebuild.Run(new Database(address), StoredJournal.Read(parsed.GetRequiredValue(journal)), NowNs());
            if (parsed.GetValue(json))
                Print(new JsonObject { ["sessions"] = result.Sessions, ["orders"] = result.Orders, ["transitions"] = result.Transitions, ["trades"] = result.Trades, ["positions"] = result.Positions, ["audit_added"] = result.AuditAdded });
            else
                Console.WriteLine($"{result.Sessions:N0} sessions: {result.Orders:N0} orders with {result.Transitions:N0} changes, {result.Trades:N0} trades, {result.Positions:N0} positions; the audit log got {result.AuditAdded:N0} rows that it lacked");
            return CommandLine.Done;
        });
    }

    private static Command ImportTrades()
    {
        var database = new DatabaseOption();
        Option<bool> json = Json();
        var file = new Argument<string>("FILE.csv") { Description = "A trade log: its first line names the columns" };
        var columns = new Option<string[]>("--column") { Description = $"What the file calls a column, COLUMN=NAME, where it isn't a usual name; may be given several times. Columns: {string.Join(", ", TradeLog.Columns)}" };
        var command = new Command("import-trades", "Put an old trade log among the trades, whole or not at all. A line that is there already stays.") { file, columns, json };
        return database.Start(command, (parsed, address) =>
        {
            string path = parsed.GetRequiredValue(file);
            IReadOnlyList<TradeRow> rows = TradeLog.Read(path, Pairs(parsed.GetValue(columns) ?? [], "--column"));
            TradeImport result = TradeLogImport.Run(new Database(address), path, rows, NowNs());
            if (parsed.GetValue(json))
                Print(new JsonObject { ["added"] = result.Added, ["known"] = result.Known });
            else
                Console.WriteLine($"{result.Added:N0} trades were added, {result.Known:N0} were there already");
            return CommandLine.Done;
        });
    }

    private static Command Query()
    {
        var database = new DatabaseOption();
        Option<bool> json = Json();
        var name = new Argument<string>("NAME") { Description = string.Join(", ", StoredQuery.All.Select(q => q.Name)) };
        var set = new Option<string[]>("--set") { Description = "A value that the query names, NAME=VALUE; may be given several times" };
        var command = new Command("query", "Run one of the documented queries.") { name, set, json };
        return database.Start(command, (parsed, address) =>
        {
            var query = StoredQuery.Of(parsed.GetRequiredValue(name));
            using DbConnection connection = new Database(address).Open();
            SayRows(query.Run(connection, Pairs(parsed.GetValue(set) ?? [], "--set"), NowNs()), parsed.GetValue(json));
            return CommandLine.Done;
        });
    }

    private static Command Retain()
    {
        var database = new DatabaseOption();
        Option<bool> json = Json();
        var keep = new Option<string>("--keep") { Description = "How long, e.g. 2160h for 90 days", Required = true };
        var command = new Command("retain", "Drop market snapshots and equity history that are older; orders, trades, positions and the audit log stay.") { keep, json };
        return database.Start(command, (parsed, address) =>
        {
            string text = parsed.GetRequiredValue(keep);
            if (!Duration.TryParse(text, out long keepNs) || keepNs == 0)
                throw new BadInputException($"--keep is '{text}'; right is a time above 0 with its unit (s, m, h), e.g. 2160h");
            using DbConnection connection = new Database(address).Open();
            long dropped = SeriesTables.Retain(connection, NowNs() - keepNs);
            string what = address.Kind == DatabaseKind.Sqlite ? "rows" : "partitions";
            if (parsed.GetValue(json))
                Print(new JsonObject { ["dropped"] = dropped, ["what"] = what });
            else
                Console.WriteLine($"{dropped:N0} {what} were dropped");
            return CommandLine.Done;
        });
    }

    private static int SayMigration(SchemaChange change, DatabaseAddress address, bool json)
    {
        foreach (string note in change.Notes)
            Console.Error.WriteLine(note);
        if (json)
            Print(new JsonObject { ["database"] = address.Shown, ["from"] = change.From, ["to"] = change.To, ["applied"] = new JsonArray([.. change.Applied.Select(a => (JsonNode)a)]) });
        else
            Console.WriteLine(change.Applied.Count == 0
                ? $"{address.Shown} has schema version {change.To}; nothing was to be done"
                : $"{address.Shown} was brought from schema version {change.From} to {change.To}: {string.Join(", ", change.Applied)}");
        return CommandLine.Done;
    }

    private static int SayFinding(AuditFinding found, bool json)
    {
        if (json)
        {
            Print(new JsonObject
            {
                ["whole"] = found.Kind is null,
                ["rows"] = found.Rows,
                ["head"] = found.Head,
                ["broken"] = found.Kind?.ToString().ToLowerInvariant(),
                ["seq"] = found.Kind is null ? null : found.Seq,
                ["what"] = found.Kind is null ? null : found.What,
            });
        }
        else
        {
            Console.WriteLine(found.Kind is null
                ? $"the audit log is whole: {found.Rows:N0} rows, the newest {found.Rows}:{found.Head}"
                : $"the audit log is broken: {found.What} ({found.Kind.ToString()!.ToLowerInvariant()}); {found.Rows:N0} rows before are right");
        }

        return found.Kind is null ? CommandLine.Done : CommandLine.FailedRun;
    }

    private static void SayRows(IReadOnlyList<IReadOnlyList<KeyValuePair<string, object?>>> rows, bool json)
    {
        if (json)
            Console.WriteLine(new JsonArray([.. rows.Select(r => new JsonObject(r.Select(c => KeyValuePair.Create(c.Key, ToJson(c.Value)))))]).ToJsonString(JsonText.Indented));
        else if (rows.Count == 0)
            Console.WriteLine("no rows");
        else
            Console.WriteLine(TextColumns.Of([[.. rows[0].Select(c => c.Key)], .. rows.Select(r => r.Select(c => Text(c.Value)).ToArray())]));
    }

    // Decimals are texts in one database and numbers in the other: in JSON they are texts always, exact.
    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        long number => number,
        int number => number,
        bool isSo => isSo,
        _ => Text(value),
    };

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static Dictionary<string, string> Pairs(string[] texts, string option)
    {
        var pairs = new Dictionary<string, string>();
        foreach (string text in texts)
        {
            string[] parts = text.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0)
                throw new BadInputException($"{option} is '{text}'; right is NAME=VALUE");
            pairs[parts[0]] = parts[1];
        }

        return pairs;
    }

    private static (long Seq, string Hash)? ReadHead(string? text)
    {
        if (text is null)
            return null;
        string[] parts = text.Split(':');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long seq) && parts[1].Length == 64
            ? (seq, parts[1].ToLowerInvariant())
            : throw new BadInputException($"--head is '{text}'; right is SEQ:HASH as 'touchline db status' shows it");
    }

    private static Option<bool> Json() => new("--json") { Description = "Print one JSON object (of query: an array)" };

    private static void Print(JsonObject json) => Console.WriteLine(json.ToJsonString(JsonText.Indented));

    private static long NowNs() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
