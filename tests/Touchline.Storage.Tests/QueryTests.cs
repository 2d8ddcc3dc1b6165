using System.Data.Common;
using System.Text.RegularExpressions;
using Touchline.Core;

namespace Touchline.Storage.Tests;

/// <summary>The documented queries, from the page itself, and imported trade logs.</summary>
public sealed partial class QueryTests(PostgresServer server) : DatabaseTests(server)
{
    private const string Log = """
        timestamp,pair,side,price,qty,commission,realized_pnl,exit_reason,signal
        2026-01-02 03:04:05,BTCUSDT,buy,100.5,2,0.1,,,
        1767323046000,BTCUSDT,sell,101.5,2,0.1,2.0000000000000001,target,"wall, bids"
        1767323047,ETHUSDT,sell,50,1,0,-0.5,stop,gap
        1767323048,ETHUSDT,sell,50,1,0,10,target,gap
        """;

    [Theory, OnSqlite, OnPostgres]
    public void Every_query_of_the_docs_is_the_programs_and_runs(DatabaseKind kind)
    {
        string page = System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "storage.md"));
        Dictionary<string, string> documented = Documented().Matches(page).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["sql"].Value);
        Assert.Equal(StoredQuery.All.Select(q => q.Name), documented.Keys.Order());
        Database database = New(kind);
        Import(database);
        using DbConnection connection = database.Open();
        AuditLog.Append(connection, Failed(Now - 1, "young"), Failed(Now - 86_400_000_000_001, "old"));
        string[] Run(string name, params (string, string)[] values) =>
            [.. new StoredQuery(name, documented[name]).Run(connection, values.ToDictionary(), Now).Select(r => string.Join('|', r.Where(c => Shown(name).Contains(c.Key)).Select(c => Text(c.Value))))];
        Assert.Equal(["ETHUSDT|10", "BTCUSDT|1.9", "ETHUSDT|-0.5"], Run("most-profitable-trades"));
        Assert.Equal(["target|2|11.9", "stop|1|-0.5"], Run("pnl-by-exit-reason"));
        Assert.Equal(["gap|2|9.5", "wall, bids|1|1.9"], Run("pnl-by-signal-type"));
        Assert.Equal(["young"], Run("failed-operations"));
        Assert.Equal(["old"], Run("entity-history", ("entity_type", "order"), ("entity_id", "old")));
        Assert.All(StoredQuery.All, q => Assert.Equal(documented[q.Name], q.Sql));
    }

    [Fact]
    public void A_query_says_which_values_it_needs()
    {
        using DbConnection connection = New(DatabaseKind.Sqlite).Open();
        var query = StoredQuery.Of("entity-history");
        Assert.Contains("--set entity_type=VALUE", Assert.Throws<BadInputException>(() => query.Run(connection, new Dictionary<string, string>(), Now)).Message);
        Assert.Contains("'x'", Assert.Throws<BadInputException>(() => StoredQuery.Of("failed-operations").Run(connection, new Dictionary<string, string> { ["x"] = "1" }, Now)).Message);
        Assert.Contains("failed-operations", Assert.Throws<BadInputException>(() => StoredQuery.Of("nonsense")).Message);
    }

    [Theory, OnSqlite, OnPostgres]
    public void Sums_are_exact_and_begin_anew_in_every_statement(DatabaseKind kind)
    {
        using DbConnection connection = New(kind).Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT CAST(decimal_sum(x) AS TEXT) FROM (SELECT CAST('0.1' AS " + (kind == DatabaseKind.Sqlite ? "TEXT" : "NUMERIC") + ") AS x UNION ALL SELECT '0.20' UNION ALL SELECT NULL) AS t".Replace("'0.20'", kind == DatabaseKind.Sqlite ? "'0.20'" : "0.20");
        Assert.Equal("0.30", command.ExecuteScalar());
        Assert.Equal("0.30", command.ExecuteScalar());
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_log_imported_twice_stands_once(DatabaseKind kind)
    {
        Database database = New(kind);
        Assert.Equal(new TradeImport(4, 0), Import(database));
        Assert.Equal(new TradeImport(0, 4), Import(database));
    }

    [Fact]
    public void Wrong_lines_are_told_by_number_with_what_would_be_right()
    {
        System.IO.File.WriteAllText(File("bad.csv"), "time,symbol,side,price,quantity\n2026-01-02,X,up,1,1\n2026-01-02,X,buy,x,1\nsoon,X,buy,1,1\n2026-01-02,X,buy,1,-1\n2026-01-02,X,buy,1\n");
        string message = Assert.Throws<BadInputException>(() => TradeLog.Read(File("bad.csv"), new Dictionary<string, string>())).Message;
        foreach (string part in new[] { "line 2: side is 'up'; right is buy or sell", "line 3: price is 'x'", "line 4: time is 'soon'", "line 5: quantity is -1", "line 6: quantity is missing" })
            Assert.Contains(part, message);
    }

    [Fact]
    public void A_column_may_have_any_name_that_is_given()
    {
        System.IO.File.WriteAllText(File("odd.csv"), "when,symbol,side,zahl,quantity\n2026-01-02,X,buy,1.25,1\n");
        Assert.Contains("no column for time, price", Assert.Throws<BadInputException>(() => TradeLog.Read(File("odd.csv"), new Dictionary<string, string>())).Message);
        TradeRow row = Assert.Single(TradeLog.Read(File("odd.csv"), new Dictionary<string, string> { ["time"] = "when", ["price"] = "zahl" }));
        Assert.Equal((1.25m, 1_767_312_000_000_000_000), (row.Price, row.AtNs));
    }

    [Theory, OnSqlite, OnPostgres]
    public void The_same_id_of_another_symbol_venue_or_strategy_is_another_trade(DatabaseKind kind)
    {
        System.IO.File.WriteAllText(File("ids.csv"), """
            id,time,venue,symbol,strategy,side,price,quantity
            7,2026-03-01,a,BTC,s,buy,1,1
            7,2026-03-01,a,ETH,s,buy,1,1
            7,2026-03-01,b,BTC,s,buy,1,1
            7,2026-03-01,a,BTC,t,buy,1,1
            """);
        Database database = New(kind);
        TradeImport Run() => TradeLogImport.Run(database, "ids.csv", TradeLog.Read(File("ids.csv"), new Dictionary<string, string>()), Now);
        Assert.Equal(new TradeImport(4, 0), Run());
        Assert.Equal(new TradeImport(0, 4), Run());
        System.IO.File.AppendAllText(File("ids.csv"), "\n7,2026-03-02,a,ETH,s,sell,1,1");
        Assert.Contains("line 6: id '7' of a, ETH, s is there twice", Assert.Throws<BadInputException>(Run).Message);
    }

    [Fact]
    public void A_log_that_is_too_long_is_refused_and_not_cut_off()
    {
        System.IO.File.WriteAllText(File("long.csv"), "time,symbol,side,price,quantity\n" + string.Concat(Enumerable.Repeat("2026-03-01,X,buy,1,1\n", 3)));
        Assert.Equal(3, TradeLog.Read(File("long.csv"), new Dictionary<string, string>(), mostLines: 4).Count);
        string message = Assert.Throws<BadInputException>(() => TradeLog.Read(File("long.csv"), new Dictionary<string, string>(), mostLines: 3)).Message;
        Assert.Contains("long.csv has more than 3 lines", message);
    }

    private TradeImport Import(Database database)
    {
        System.IO.File.WriteAllText(File("log.csv"), Log);
        return TradeLogImport.Run(database, "log.csv", TradeLog.Read(File("log.csv"), new Dictionary<string, string>()), Now - 200_000_000_000_000);
    }

    private static AuditEntry Failed(long atNs, string id) =>
        new() { AtNs = atNs, Actor = "s", Action = "order.rejected", EntityType = "order", EntityId = id, Success = false, ErrorMessage = id, TraceId = "t" };

    private static string[] Shown(string name) => name switch
    {
        "most-profitable-trades" => ["symbol", "net_pnl"],
        "pnl-by-exit-reason" => ["exit_reason", "trades", "net_pnl"],
        "pnl-by-signal-type" => ["signal_type", "trades", "net_pnl"],
        _ => ["error_message"],
    };

    private static string Text(object? value) => decimal.TryParse($"{value}", out decimal number) ? Math.Round(number, 10).ToString("0.##########") : $"{value}";

    [GeneratedRegex("`(?<name>[a-z-]+)`:\n\n```sql\n(?<sql>.+?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Documented();
}
