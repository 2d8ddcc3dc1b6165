using System.Data.Common;
using Dapper;

namespace Touchline.Storage.Tests;

/// <summary>The audit log only grows, and whatever is done to it by other means is found, with the first row and how.</summary>
public sealed class AuditTests(PostgresServer server) : DatabaseTests(server)
{
    private const int Rows = 8;

    [Theory, OnSqlite, OnPostgres]
    public void Rows_come_back_as_they_were_appended_by_what_they_are_about(DatabaseKind kind)
    {
        using DbConnection connection = New(kind).Open();
        var whole = new AuditEntry
        {
            AtNs = Now,
            Actor = "maker",
            Action = "order.place",
            EntityType = "order",
            EntityId = "tl-1",
            OldValue = "{\"a\":1}",
            NewValue = "{\"a\":2}",
            Reason = "quote",
            SignalData = "{}",
            Indicators = "{\"skew\":0.1}",
            Market = "{\"bid\":1}",
            Success = false,
            ErrorMessage = "größer als erlaubt",
            TraceId = "s-1/7",
            SourceKey = "s-1/7/0",
        };
        AuditLog.Append(connection, whole, Entry(2));
        AuditRow row = Assert.Single(AuditLog.History(connection, "order", "tl-1"));
        Assert.Equal(
            (1L, whole.AtNs, whole.Actor, whole.Action, whole.OldValue, whole.NewValue, whole.Reason),
            (row.Seq, row.AtNs, row.Actor, row.Action, row.OldValue, row.NewValue, row.Reason));
        Assert.Equal(
            (whole.SignalData, whole.Indicators, whole.Market, whole.Success, whole.ErrorMessage, whole.TraceId, whole.SourceKey),
            (row.SignalData, row.Indicators, row.Market, row.Success, row.ErrorMessage, row.TraceId, row.SourceKey));
        Assert.Equal(new AuditFinding(2, AuditLog.Head(connection).Hash), AuditCheck.Run(connection));
    }

    [Theory, OnSqlite, OnPostgres]
    public void An_entry_told_again_is_appended_once(DatabaseKind kind)
    {
        using DbConnection connection = New(kind).Open();
        AuditEntry[] entries = [.. Enumerable.Range(1, 1200).Select(i => Entry(i) with { SourceKey = $"s/{i}" })];
        AuditLog.Append(connection, entries[..700]);
        AuditLog.Append(connection, entries);
        AuditLog.Append(connection, Entry(1), Entry(1));
        AuditFinding found = AuditCheck.Run(connection);
        Assert.Equal((1202L, (AuditBreak?)null), (found.Rows, found.Kind));
    }

    [Theory, OnSqlite, OnPostgres]
    public void The_database_refuses_to_change_or_delete_a_row(DatabaseKind kind)
    {
        using DbConnection connection = Filled(kind);
        foreach (string change in new[] { "UPDATE audit_log SET reason = 'x' WHERE seq = 3", "DELETE FROM audit_log WHERE seq = 3", "DELETE FROM audit_log" })
            Assert.Contains("append-only", Assert.ThrowsAny<DbException>(() => connection.Execute(change)).Message);
        if (kind == DatabaseKind.Postgres)
            Assert.Contains("append-only", Assert.ThrowsAny<DbException>(() => connection.Execute("TRUNCATE audit_log")).Message);
        Assert.Null(AuditCheck.Run(connection).Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_change_by_force_is_found_in_every_column_and_every_row(DatabaseKind kind)
    {
        string[] changes =
        [
            "actor = 'x'", "action = 'x'", "entity_type = 'x'", "entity_id = 'x'", "old_value = 'x'", "new_value = NULL", "reason = ''", "signal_data = 'x'",
            "indicators = 'x'", "market = 'x'", "success = NOT success", "error_message = 'x'", "trace_id = 'x'", "source_key = 'x'", "at_ns = at_ns + 1",
            "hash = 'x'", "previous_hash = 'x'",
        ];
        using DbConnection connection = Filled(kind);
        for (int i = 0; i < changes.Length; i++)
        {
            int seq = 1 + i % Rows;
            Force(connection, $"UPDATE audit_log SET {changes[i]} WHERE seq = {seq}", () =>
            {
                AuditFinding found = AuditCheck.Run(connection);
                Assert.True((found.Kind, found.Seq, found.Rows) == (AuditBreak.Changed, seq, seq - 1), $"{changes[i]} in row {seq}: {found}");
            });
        }

        Assert.Null(AuditCheck.Run(connection).Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public void Rows_that_were_taken_out_are_missing(DatabaseKind kind)
    {
        using DbConnection connection = Filled(kind);
        for (int seq = 1; seq <= Rows; seq++)
        {
            Force(connection, $"DELETE FROM audit_log WHERE seq = {seq}", () => Expect(connection, AuditBreak.Missing, seq));
            Force(connection, $"DELETE FROM audit_log WHERE seq >= {seq}", () => Expect(connection, AuditBreak.Missing, seq));
        }

        // The numbers behind are closed up; by way of negative ones, as two rows never share one.
        Force(connection, "DELETE FROM audit_log WHERE seq IN (3, 4); UPDATE audit_log SET seq = -seq WHERE seq > 4; UPDATE audit_log SET seq = -seq - 2 WHERE seq < 0",
            () => Expect(connection, AuditBreak.Missing, 3));
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_row_that_was_put_in_is_found(DatabaseKind kind)
    {
        using DbConnection connection = Filled(kind);
        const string Copy = "INSERT INTO audit_log SELECT {0}, at_ns, actor, action, entity_type, entity_id, old_value, new_value, 'forged', signal_data, indicators, market, success, error_message, trace_id, NULL, previous_hash, hash FROM audit_log WHERE seq = {1}";
        Force(connection, "UPDATE audit_log SET seq = -seq WHERE seq > 3; " + string.Format(Copy, 4, -4) + "; UPDATE audit_log SET seq = 1 - seq WHERE seq < 0",
            () => Expect(connection, AuditBreak.Inserted, 4));
        AuditRow forged = Forged(connection);
        Force(connection, string.Format(Copy, 9, 8) + $"; UPDATE audit_log SET previous_hash = '{forged.PreviousHash}', hash = '{forged.Hash}' WHERE seq = 9",
            () => Expect(connection, AuditBreak.Inserted, 9));
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_row_written_anew_with_its_hash_is_found_by_the_next_and_a_whole_chain_written_anew_by_a_noted_head(DatabaseKind kind)
    {
        using DbConnection connection = Filled(kind);
        AuditHead noted = AuditLog.Head(connection);
        AuditLog.Append(connection, Entry(99));
        Assert.Null(AuditCheck.Run(connection, (noted.Seq, noted.Hash)).Kind);
        AuditRow[] rows = [.. AuditLog.History(connection, "order", "tl-4")];
        var changed = new AuditRow { Seq = 4, AtNs = rows[0].AtNs, Actor = "x", Action = rows[0].Action, EntityType = "order", EntityId = "tl-4", NewValue = "{}", Reason = "r", Success = true, TraceId = rows[0].TraceId, PreviousHash = rows[0].PreviousHash };
        Force(connection, $"UPDATE audit_log SET actor = 'x', hash = '{AuditHash.Of(changed)}' WHERE seq = 4", () => Expect(connection, AuditBreak.Changed, 4));

        using DbConnection anew = New(kind).Open();
        AuditLog.Append(anew, [.. Enumerable.Range(1, Rows + 1).Select(i => Entry(i + 1))]);
        Assert.Null(AuditCheck.Run(anew).Kind);
        AuditFinding found = AuditCheck.Run(anew, (noted.Seq, noted.Hash));
        Assert.Equal((AuditBreak.Changed, noted.Seq), (found.Kind, found.Seq));
    }

    [Fact]
    public void A_rows_hash_is_what_the_docs_say()
    {
        // sha256 of the columns by hand: previous hash (4 bytes length, text), seq and time (8 bytes), and so on.
        var bytes = new List<byte>();
        void Text(string? text)
        {
            bytes.AddRange(BitConverter.GetBytes(text is null ? -1 : text.Length));
            bytes.AddRange(System.Text.Encoding.ASCII.GetBytes(text ?? ""));
        }

        Text(AuditHash.Origin);
        bytes.AddRange(BitConverter.GetBytes(1L));
        bytes.AddRange(BitConverter.GetBytes(5L));
        foreach (string? text in new[] { "who", "what", "type", "id", null, null, "why", null, null, null })
            Text(text);
        bytes.AddRange(BitConverter.GetBytes(1L));
        foreach (string? text in new[] { null, "trace", null })
            Text(text);
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([.. bytes]));
        Assert.Equal(expected, AuditHash.Of(new AuditRow { Seq = 1, AtNs = 5, Actor = "who", Action = "what", EntityType = "type", EntityId = "id", Reason = "why", Success = true, TraceId = "trace", PreviousHash = AuditHash.Origin }));
    }

    private static AuditEntry Entry(int i) => new()
    {
        AtNs = Now + i,
        Actor = "maker",
        Action = "order.place",
        EntityType = "order",
        EntityId = $"tl-{i}",
        TraceId = $"s/{i}",
    };

    private DbConnection Filled(DatabaseKind kind)
    {
        DbConnection connection = New(kind).Open();
        AuditLog.Append(connection, [.. Enumerable.Range(1, Rows).Select(i => Entry(i) with { NewValue = "{}", Reason = "r" })]);
        return connection;
    }

    // A row that would fit behind the last.
    private static AuditRow Forged(DbConnection connection)
    {
        AuditRow last = AuditLog.History(connection, "order", $"tl-{Rows}")[0];
        var forged = new AuditRow
        {
            Seq = Rows + 1,
            AtNs = last.AtNs,
            Actor = last.Actor,
            Action = last.Action,
            EntityType = last.EntityType,
            EntityId = last.EntityId,
            NewValue = last.NewValue,
            Reason = "forged",
            Success = last.Success,
            TraceId = last.TraceId,
            PreviousHash = last.Hash,
        };
        forged.Hash = AuditHash.Of(forged);
        return forged;
    }

    private static void Expect(DbConnection connection, AuditBreak kind, long seq)
    {
        AuditFinding found = AuditCheck.Run(connection);
        Assert.True((found.Kind, found.Seq) == (kind, seq), $"expected {kind} at {seq}, found {found}");
        Assert.Equal(seq - 1, found.Rows);
    }

    // As somebody does who may do everything; taken back afterwards.
    private static void Force(DbConnection connection, string sql, Action look)
    {
        connection.Execute("CREATE TABLE kept AS SELECT * FROM audit_log");
        Unguarded(connection, sql);
        look();
        Unguarded(connection, "DELETE FROM audit_log; INSERT INTO audit_log SELECT * FROM kept");
        connection.Execute("DROP TABLE kept");
    }

    private static void Unguarded(DbConnection connection, string sql)
    {
        bool isSqlite = connection is Microsoft.Data.Sqlite.SqliteConnection;
        string[] triggers = isSqlite
            ? [.. connection.Query<string>("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
            : [];
        connection.Execute(isSqlite ? "DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete" : "ALTER TABLE audit_log DISABLE TRIGGER ALL");
        connection.Execute(sql);
        foreach (string trigger in triggers)
            connection.Execute(trigger);
        if (!isSqlite)
            connection.Execute("ALTER TABLE audit_log ENABLE TRIGGER ALL");
    }
}
