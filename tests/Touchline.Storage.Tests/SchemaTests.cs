using System.Data.Common;
using Dapper;
using Touchline.Core;

namespace Touchline.Storage.Tests;

/// <summary>Numbered steps: each once, each whole, and nothing is touched that another version made.</summary>
public sealed class SchemaTests(PostgresServer server) : DatabaseTests(server)
{
    private static readonly string[] Tables =
        ["audit_log", "equity_history", "idempotency_cache", "market_snapshots", "order_transitions", "orders", "positions", "sessions", "trades"];

    [Theory, OnSqlite, OnPostgres]
    public void A_new_database_gets_every_table_and_a_second_migration_changes_nothing(DatabaseKind kind)
    {
        Database database = NewEmpty(kind);
        SchemaChange first = Schema.Migrate(database, Now), second = Schema.Migrate(database, Now + 1);
        Assert.Equal((0, Schema.Version(kind)), (first.From, first.To));
        Assert.Equal(Schema.Version(kind), first.Applied.Count);
        Assert.Equal(Schema.Version(kind), second.From);
        Assert.Empty(second.Applied);
        using DbConnection connection = database.Open();
        foreach (string table in Tables)
        {
            Assert.Equal(0, connection.ExecuteScalar<long>($"SELECT count(*) FROM {table}"));
            if (table != "idempotency_cache")
                connection.Query($"SELECT * FROM readable_{table}");
        }

        Assert.All(Schema.Steps(connection), s => Assert.Equal(Now, s.AppliedNs));
    }

    [Theory, OnSqlite, OnPostgres]
    public void Both_databases_have_the_same_columns(DatabaseKind kind)
    {
        using DbConnection connection = New(kind).Open();
        foreach (string table in Tables)
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            using DbDataReader reader = command.ExecuteReader();
            string columns = string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
            Assert.Equal(ColumnsInText(table), columns);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public void Orders_of_a_schema_without_their_reasons_are_kept_and_have_none(DatabaseKind kind)
    {
        Database database = NewEmpty(kind);
        using (DbConnection before = database.Connect(mayCreate: true))
        {
            Schema.Migrate(database, before, [.. Migration.All(kind).Where(m => m.Version < 5)], Now);
            before.Execute($"INSERT INTO orders ({ColumnsInText("orders").Replace(" reason", "").Replace(' ', ',')}) VALUES ('j', 1, 's', NULL, 's', 'v', 'B', 'buy', 'limit', 'gtc', @no, 1, NULL, 1, 0, 0, NULL, 0, 'placed', @no, 1, 1, NULL, 1)", new { no = false });
        }

        SchemaChange change = Schema.Migrate(database, Now);
        Assert.Equal((4, 5), (change.From, change.To));
        using DbConnection connection = database.Open();
        Assert.Null(TradingTables.FindOrder(connection, "j", 1)!.Reason);
        Assert.Equal(1, connection.ExecuteScalar<int>("SELECT count(*) FROM readable_orders WHERE reason IS NULL"));
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_schema_of_a_newer_program_is_refused_with_both_versions(DatabaseKind kind)
    {
        Database database = New(kind);
        using (DbConnection connection = Open(database))
            connection.Execute("INSERT INTO schema_migrations VALUES (99, '099-future', 'abcdefabcdefabcdef', 1)");
        foreach (Action use in new Action[] { () => Schema.Migrate(database, Now), () => database.Open().Dispose() })
        {
            string message = Assert.Throws<BadInputException>(use).Message;
            Assert.Contains("version 99", message);
            Assert.Contains($"up to {Schema.Version(kind)}", message);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_step_that_was_changed_after_it_was_taken_is_refused(DatabaseKind kind)
    {
        Database database = New(kind);
        Migration[] other = [.. Migration.All(kind).Select(m => m.Version == 2 ? new Migration(2, m.Name, m.Variant, m.Sql + "-- changed") : m)];
        using DbConnection connection = Open(database);
        Assert.Contains("002-audit", Assert.Throws<BadInputException>(() => Schema.Migrate(database, connection, other, Now)).Message);
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_step_that_fails_is_taken_back_whole_and_those_before_it_stand(DatabaseKind kind)
    {
        Database database = NewEmpty(kind);
        Migration[] steps = [new(1, "001-a", null, "CREATE TABLE a (x BIGINT)"), new(2, "002-b", null, "CREATE TABLE b (x BIGINT); CREATE TABLE a (x BIGINT)")];
        using DbConnection connection = database.Connect(mayCreate: true);
        Assert.Contains("002-b", Assert.Throws<BadInputException>(() => Schema.Migrate(database, connection, steps, Now)).Message);
        Assert.Equal(0, connection.ExecuteScalar<long>("SELECT count(*) FROM a"));
        Assert.ThrowsAny<DbException>(() => connection.ExecuteScalar<long>("SELECT count(*) FROM b"));
        Assert.Equal([1L], Schema.Steps(connection).Select(s => s.Version));
    }

    [Theory, OnSqlite, OnPostgres]
    public void Another_programs_tables_are_left_alone(DatabaseKind kind)
    {
        Database database = NewEmpty(kind);
        using DbConnection connection = database.Connect(mayCreate: true);
        connection.Execute("CREATE TABLE orders (mine TEXT); INSERT INTO orders VALUES ('1')");
        Assert.Contains("orders", Assert.Throws<BadInputException>(() => Schema.Migrate(database, Now)).Message);
        Assert.Equal("1", connection.ExecuteScalar<string>("SELECT mine FROM orders"));
        Assert.Empty(Schema.Steps(connection));
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_database_without_the_schema_says_how_it_gets_one(DatabaseKind kind)
    {
        Database database = NewEmpty(kind);
        database.Connect(mayCreate: true).Dispose();
        Assert.Contains("touchline db migrate", Assert.Throws<BadInputException>(() => database.Open()).Message);
    }

    [Fact]
    public void A_missing_file_isnt_made_by_opening_it()
    {
        var database = new Database(DatabaseAddress.Parse(File("none.db")));
        Assert.Contains("there is no database", Assert.Throws<BadInputException>(() => database.Open()).Message);
        Assert.False(System.IO.File.Exists(File("none.db")));
        Assert.Contains("no folder", Assert.Throws<BadInputException>(() => Schema.Migrate(new Database(DatabaseAddress.Parse(File("no/x.db"))), Now)).Message);
    }

    [Fact]
    public void A_file_of_another_kind_is_left_as_it_is()
    {
        string file = File("text.db");
        System.IO.File.WriteAllText(file, new string('x', 5000));
        Assert.Contains("no SQLite database", Assert.Throws<BadInputException>(() => Schema.Migrate(new Database(DatabaseAddress.Parse(file)), Now)).Message);
        Assert.Equal(new string('x', 5000), System.IO.File.ReadAllText(file));
    }

    [Fact]
    public void A_locked_file_is_told_as_locked()
    {
        Database database = New(DatabaseKind.Sqlite);
        using DbConnection other = Open(database), mine = Open(database);
        using WriteScope scope = Database.Begin(other);
        DbTransaction writing = scope.Transaction;
        mine.Execute("PRAGMA busy_timeout = 1");
        using DbCommand command = mine.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.CommandTimeout = 1;
        Assert.Contains("locked by another program", database.Describe(Assert.ThrowsAny<DbException>(() => command.ExecuteNonQuery())));
    }

    [Fact]
    public void A_server_that_isnt_there_is_told_without_the_password()
    {
        var database = new Database(DatabaseAddress.Parse("Host=127.0.0.1;Port=1;Database=x;Username=me;Password=hidden"));
        string message = Assert.Throws<BadInputException>(() => database.Open()).Message;
        Assert.Contains("PostgreSQL x at 127.0.0.1:1 can't be reached", message);
        Assert.DoesNotContain("hidden", message);
    }

    [Theory]
    [InlineData("a.db", DatabaseKind.Sqlite, "a.db")]
    [InlineData("Data Source=b.db", DatabaseKind.Sqlite, "b.db")]
    [InlineData("host=db.example;database=t;username=u;password=p", DatabaseKind.Postgres, "PostgreSQL t at db.example:5432")]
    [InlineData("postgres://u:p%40ss@db.example:6000/t?sslmode=require", DatabaseKind.Postgres, "PostgreSQL t at db.example:6000")]
    [InlineData("postgresql://u@db.example/t", DatabaseKind.Postgres, "PostgreSQL t at db.example:5432")]
    public void An_address_is_known_by_its_look(string text, DatabaseKind kind, string shown)
    {
        var address = DatabaseAddress.Parse(text);
        Assert.Equal((kind, shown), (address.Kind, address.Shown));
    }

    [Fact]
    public void An_addresss_password_may_hold_anything()
    {
        var builder = new Npgsql.NpgsqlConnectionStringBuilder(DatabaseAddress.Parse("postgres://u:p%3B%22%40s@h/t").Connection);
        Assert.Equal(("u", "p;\"@s"), (builder.Username, builder.Password));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":memory:")]
    [InlineData("Host=")]
    [InlineData("Host=x;Nonsense=1;Password=hidden")]
    [InlineData("postgres://u:hidden@x:port/t")]
    public void A_wrong_address_is_told_with_what_would_be_right(string text)
    {
        string message = Assert.Throws<BadInputException>(() => DatabaseAddress.Parse(text)).Message;
        Assert.Contains("right is", message);
        Assert.DoesNotContain("hidden", message);
    }

    [Theory, OnPostgres]
    public void A_month_of_the_series_is_a_partition_and_old_ones_can_be_dropped(DatabaseKind kind)
    {
        using DbConnection connection = New(kind).Open();
        const long Month = 31L * 86_400_000_000_000;
        for (int i = 0; i < 3; i++)
        {
            connection.Execute("SELECT series_month(@at); SELECT series_month(@at)", new { at = Now + i * Month });
            connection.Execute("INSERT INTO market_snapshots VALUES ('s', 'v', 'X', @at, 1, 2, 3, 4)", new { at = Now + i * Month });
        }

        Assert.Equal(4, connection.ExecuteScalar<long>("SELECT series_retain(@before)", new { before = Now + 2 * Month }));
        Assert.Equal([Now + 2 * Month], connection.Query<long>("SELECT at_ns FROM market_snapshots"));
    }

    [Theory, OnPostgres]
    public void A_variant_that_the_server_doesnt_let_it_take_gives_way_to_the_next_with_a_note(DatabaseKind kind)
    {
        Database database = NewEmpty(kind);
        var notes = new List<string>();
        Migration wanted = new(1, "001-a@timescale", Migration.Timescale, "CREATE TABLE a (x BIGINT); CREATE EXTENSION nonsense"), native = new(1, "001-a@native", "native", "CREATE TABLE a (x BIGINT)");
        using DbConnection connection = database.Connect(mayCreate: true);
        Assert.Equal("001-a@native", Schema.Apply(database, connection, [wanted, native], Now, notes));
        Assert.Contains("001-a@native is taken instead", Assert.Single(notes));
        Assert.Contains("nonsense", notes[0]);
        Assert.Equal(["001-a@native"], Schema.Steps(connection).Select(s => s.Name));
        Assert.Equal(0, connection.ExecuteScalar<long>("SELECT count(*) FROM a"));
        Migration ended = new(2, "002-b@timescale", Migration.Timescale, "SELECT pg_terminate_backend(pg_backend_pid())"), other = new(2, "002-b@native", "native", "CREATE TABLE b (x BIGINT)");
        Assert.Throws<BadInputException>(() => Schema.Apply(database, connection, [ended, other], Now, notes));
        Assert.Single(notes);
    }

    [Theory, OnSqlite, OnPostgres]
    public void Looking_whether_a_database_takes_a_sessions_rows_leaves_none(DatabaseKind kind)
    {
        Database database = New(kind);
        database.CheckWritable(Now);
        using DbConnection connection = Open(database);
        Assert.All(Tables, t => Assert.Equal(0, connection.ExecuteScalar<long>($"SELECT count(*) FROM {t}")));
        Assert.Equal(0, AuditLog.Head(connection).Seq);
    }

    [Theory, OnPostgres]
    public void A_user_who_may_not_write_all_that_a_session_writes_is_told_before_it_begins(DatabaseKind kind)
    {
        Database database = New(kind);
        Database reader = As(database, "reader", "SELECT, UPDATE"), auditor = As(database, "no_auditor", "SELECT, UPDATE, INSERT");
        using (DbConnection connection = Open(database))
            connection.Execute("SELECT series_month(@Now); REVOKE INSERT ON audit_log FROM no_auditor", new { Now });
        Assert.Contains("this user may not do that", Assert.Throws<BadInputException>(() => reader.CheckWritable(Now)).Message);
        Assert.Contains("audit_log", Assert.Throws<BadInputException>(() => auditor.CheckWritable(Now)).Message);
    }

    [Fact]
    public void Looking_whether_a_file_takes_rows_writes_to_the_disk_so_that_a_full_one_is_noticed()
    {
        Database database = New(DatabaseKind.Sqlite);
        using DbConnection connection = Open(database);
        using WriteScope scope = Database.Begin(connection);
        TrialRows.Write(connection, scope.Transaction, Now);
        Assert.True(new FileInfo(database.Address.File + "-wal").Length > 1 << 16);
    }

    private static string ColumnsInText(string table)
    {
        string sql = string.Concat(Migration.All(DatabaseKind.Sqlite).Select(m => m.Sql));
        int at = sql.IndexOf($"CREATE TABLE {table} (", StringComparison.Ordinal);
        IEnumerable<string> made = sql[at..sql.IndexOf("\n);", at, StringComparison.Ordinal)].Split('\n').Skip(1)
            .Select(l => l.Trim().Split(' ')[0]).Where(w => w.Length > 0 && char.IsLower(w[0]));
        return string.Join(' ', made.Concat(sql.Split('\n').Where(l => l.StartsWith($"ALTER TABLE {table} ADD COLUMN ", StringComparison.Ordinal)).Select(l => l.Split(' ')[5])));
    }
}
