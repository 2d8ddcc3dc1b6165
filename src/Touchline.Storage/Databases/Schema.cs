using System.Data.Common;
using Dapper;
using Npgsql;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>What a migration came to.</summary>
/// <param name="From">The version before; 0: there was no schema.</param>
/// <param name="Applied">The steps that were taken.</param>
/// <param name="Notes">What people should know of how they were.</param>
public sealed record SchemaChange(int From, int To, IReadOnlyList<string> Applied, IReadOnlyList<string> Notes);

/// <summary>A step that a database has.</summary>
public sealed class SchemaStep
{
    public long Version { get; init; }

    public string Name { get; init; } = "";

    public string Checksum { get; init; } = "";

    public long AppliedNs { get; init; }
}

/// <summary>
/// Brings a database's schema to this program's version, step by numbered step, each with its record in one transaction. What another version
/// made is never touched.
/// </summary>
public static class Schema
{
    // Any number, the same in every program that migrates.
    private const long MigrationLock = 7420110003;

    private const string Table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            checksum TEXT NOT NULL,
            applied_ns BIGINT NOT NULL
        )
        """;

    /// <summary>The version of this program's schema.</summary>
    public static int Version(DatabaseKind kind) => Migration.All(kind)[^1].Version;

    /// <param name="nowNs">For the record.</param>
    /// <exception cref="BadInputException">The database can't be used, or has a newer or changed schema. Nothing was changed by the step that failed.</exception>
    public static SchemaChange Migrate(Database database, long nowNs)
    {
        using DbConnection connection = database.Connect(mayCreate: true);
        return Migrate(database, connection, Migration.All(database.Kind), nowNs);
    }

    internal static SchemaChange Migrate(Database database, DbConnection connection, IReadOnlyList<Migration> migrations, long nowNs)
    {
        try
        {
            if (database.Kind == DatabaseKind.Sqlite)
                connection.Execute("PRAGMA journal_mode = WAL");
            IReadOnlyList<SchemaStep> done = Steps(connection);
            CheckSteps(database, done, migrations);
            var applied = new List<string>();
            var notes = new List<string>();
            foreach (IGrouping<int, Migration> step in migrations.GroupBy(m => m.Version).Where(g => done.All(d => d.Version != g.Key)))
            {
                if (Apply(database, connection, InOrder(connection, step), nowNs, notes) is { } name)
                    applied.Add(name);
            }

            return new SchemaChange(done.Count == 0 ? 0 : (int)done[^1].Version, migrations[^1].Version, applied, notes);
        }
        catch (DbException e)
        {
            throw database.Bad(e);
        }
    }

    /// <summary>The steps that a database has; none where there is no schema.</summary>
    public static IReadOnlyList<SchemaStep> Steps(DbConnection connection)
    {
        string exists = connection is NpgsqlConnection
            ? "SELECT to_regclass('schema_migrations') IS NOT NULL"
            : "SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'";
        return connection.ExecuteScalar<bool>(exists)
            ? [.. connection.Query<SchemaStep>("SELECT version, name, checksum, applied_ns FROM schema_migrations ORDER BY version")]
            : [];
    }

    internal static void Check(Database database, DbConnection connection)
    {
        IReadOnlyList<SchemaStep> done = Steps(connection);
        int version = Version(database.Kind);
        CheckSteps(database, done, Migration.All(database.Kind));
        if (done.Count == 0 || done[^1].Version < version)
        {
            string has = done.Count == 0 ? "has no schema yet" : $"has schema version {done[^1].Version}, this program needs {version}";
            throw new BadInputException($"{database.Address.Shown} {has}; 'touchline db migrate' brings it there");
        }
    }

    private static void CheckSteps(Database database, IReadOnlyList<SchemaStep> done, IReadOnlyList<Migration> migrations)
    {
        int version = migrations[^1].Version;
        if (done.Count > 0 && done[^1].Version > version)
            throw new BadInputException($"{database.Address.Shown} has schema version {done[^1].Version}, made by a newer program; this one knows versions up to {version}. Nothing was changed; use the newer program");
        foreach (SchemaStep step in done)
        {
            Migration? known = migrations.FirstOrDefault(m => m.Version == step.Version && m.Name == step.Name);
            if (known?.Checksum != step.Checksum)
                throw new BadInputException($"{database.Address.Shown}: step {step.Name} of its schema isn't the one that this program knows (checksum {step.Checksum[..12]}, known {known?.Checksum[..12] ?? "none"}); nothing was changed");
        }
    }

    // The one that is wanted most first.
    private static IReadOnlyList<Migration> InOrder(DbConnection connection, IEnumerable<Migration> variants)
    {
        Migration[] all = [.. variants];
        return all.Length > 1 && !HasTimescale(connection) ? [.. all.Where(m => m.Variant != Migration.Timescale)] : [.. all.OrderByDescending(m => m.Variant == Migration.Timescale)];
    }

    /// <summary>Takes a step by the first of its variants that the server lets it; its name, or null: another program took it meanwhile.</summary>
    internal static string? Apply(Database database, DbConnection connection, IReadOnlyList<Migration> variants, long nowNs, List<string> notes)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return Apply(database, connection, variants[i], nowNs) ? variants[i].Name : null;
            }
            catch (BadInputException e) when (i < variants.Count - 1 && e.InnerException is PostgresException refused && IsOfVariant(refused))
            {
                notes.Add($"{e.Message}; {variants[i + 1].Name} is taken instead");
                // An extension that isn't preloaded ends the connection.
                connection.Close();
                connection.Open();
            }
        }
    }

    // Not a server that is busy, full or going down: that would fail the next variant too, or wouldn't this one later.
    private static bool IsOfVariant(PostgresException e) => e.SqlState[..2] is not ("08" or "25" or "40" or "53" or "55" or "57" or "58");

    // False: another program took the step meanwhile.
    private static bool Apply(Database database, DbConnection connection, Migration migration, long nowNs)
    {
        try
        {
            using WriteScope scope = Database.Begin(connection);
            DbTransaction transaction = scope.Transaction;
            if (database.Kind == DatabaseKind.Postgres)
                connection.Execute($"SELECT pg_advisory_xact_lock({MigrationLock})", transaction: transaction);
            connection.Execute(Table, transaction: transaction);
            if (connection.ExecuteScalar<long>("SELECT count(*) FROM schema_migrations WHERE version = @Version", new { migration.Version }, transaction) > 0)
                return false;
            connection.Execute(migration.Sql, transaction: transaction);
            connection.Execute(
                "INSERT INTO schema_migrations (version, name, checksum, applied_ns) VALUES (@Version, @Name, @Checksum, @nowNs)",
                new { migration.Version, migration.Name, migration.Checksum, nowNs },
                transaction);
            transaction.Commit();
            return true;
        }
        catch (DbException e)
        {
            throw new BadInputException($"step {migration.Name} of the schema failed and was taken back whole: {database.Describe(e)}", e);
        }
    }

    private static bool HasTimescale(DbConnection connection) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM pg_available_extensions WHERE name = 'timescaledb'") > 0;
}
