using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>A database that is there or to be made. Connections are opened by it and closed by who asked for them.</summary>
public sealed class Database
{
    // Any number, the same in every program that writes here.
    private const long AuditLock = 7420110001;

    public Database(DatabaseAddress address)
    {
        Address = address;
        DecimalColumn.Ensure();
        if (address.Kind == DatabaseKind.Sqlite)
            SqliteLibrary.Ensure();
    }

    public DatabaseAddress Address { get; }

    public DatabaseKind Kind => Address.Kind;

    /// <summary>Opens a database whose schema is this program's.</summary>
    /// <exception cref="BadInputException">It isn't there, can't be reached or used, or its schema is older, newer or another's.</exception>
    public DbConnection Open()
    {
        DbConnection connection = Connect(mayCreate: false);
        try
        {
            Schema.Check(this, connection);
            return connection;
        }
        catch (DbException e)
        {
            connection.Dispose();
            throw Bad(e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sees whether it takes a session's rows at present; leaves none.</summary>
    /// <param name="nowNs">Samples go where those of this time would.</param>
    /// <exception cref="BadInputException">It doesn't: locked, read-only, full, this user may not, or it isn't there.</exception>
    public void CheckWritable(long nowNs)
    {
        using DbConnection connection = Open();
        try
        {
            using WriteScope scope = Begin(connection);
            TrialRows.Write(connection, scope.Transaction, nowNs);
        }
        catch (DbException e)
        {
            throw Bad(e);
        }
    }

    /// <summary>What an error of the database means, for people.</summary>
    public string Describe(Exception e) => e switch
    {
        SqliteException sqlite => Of(sqlite),
        PostgresException postgres => Of(postgres),
        DataException when Kind == DatabaseKind.Sqlite => Damaged(e), // what stands in a column isn't of its kind
        NpgsqlException { InnerException: System.Net.Sockets.SocketException or IOException or TimeoutException } lost =>
            $"{Address.Shown} can't be reached: {lost.InnerException!.Message}",
        _ => $"{Address.Shown}: {e.Message}",
    };

    /// <summary>An error while somebody waits for the answer: what they named can't be used.</summary>
    public BadInputException Bad(Exception e) => new(Describe(e), e);

    /// <exception cref="BadInputException">It isn't there or can't be reached.</exception>
    internal DbConnection Connect(bool mayCreate)
    {
        DbConnection connection = Kind == DatabaseKind.Sqlite ? NewSqlite(mayCreate) : new NpgsqlConnection(Address.Connection);
        try
        {
            connection.Open();
            if (connection is SqliteConnection sqlite)
                DecimalColumn.AddTo(sqlite);
            // A damaged or foreign file is only noticed when it is read. Commits wait for the disk.
            if (Kind == DatabaseKind.Sqlite)
                connection.Execute("PRAGMA synchronous = FULL; SELECT count(*) FROM sqlite_master");
            return connection;
        }
        catch (Exception e) when (e is DbException or TimeoutException or System.Net.Sockets.SocketException)
        {
            connection.Dispose();
            throw Bad(e);
        }
    }

    /// <summary>Begins to write: SQLite lets one in at a time, and nothing is read that another is about to change.</summary>
    internal static WriteScope Begin(DbConnection connection) =>
        new(connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: false) : connection.BeginTransaction(), connection);

    /// <summary>Until the transaction's end nobody else appends to the audit log.</summary>
    internal static void LockAudit(DbConnection connection, DbTransaction transaction)
    {
        if (connection is NpgsqlConnection)
            connection.Execute($"SELECT pg_advisory_xact_lock({AuditLock})", transaction: transaction);
    }

    private SqliteConnection NewSqlite(bool mayCreate)
    {
        if (!mayCreate && !File.Exists(Address.File))
            throw new BadInputException($"there is no database {Address.Shown}; 'touchline db migrate --database {Address.Shown}' makes it");
        if (Path.GetDirectoryName(Path.GetFullPath(Address.File!)) is { } folder && !Directory.Exists(folder))
            throw new BadInputException($"there is no folder {folder} for the database {Address.Shown}");
        var builder = new SqliteConnectionStringBuilder(Address.Connection) { Mode = mayCreate ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite };
        return new SqliteConnection(builder.ToString());
    }

    private string Damaged(Exception e) => $"{Address.Shown} is damaged ({e.Message}); restore a copy, or make a new one and 'touchline db rebuild' it from the journals";

    private string Of(SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => $"{Address.Shown} is locked by another program that is writing to it; try again when it is done",
        8 => $"{Address.Shown} can't be written: it, or its folder, is read-only for this user",
        10 or 13 => $"{Address.Shown} can't be written: the disk is full or failing ({e.Message})",
        11 => Damaged(e),
        14 => $"{Address.Shown} can't be opened: this user may not, or its folder can't be written",
        26 => $"{Address.Shown} is a file of another kind, no SQLite database; it was left as it is",
        _ => $"{Address.Shown}: {e.Message}",
    };

    private string Of(PostgresException e) => e.SqlState switch
    {
        "28P01" or "28000" => $"{Address.Shown} doesn't let this user in: {e.MessageText}",
        "3D000" => $"{Address.Shown}: there is no such database; 'createdb' makes one",
        "42501" => $"{Address.Shown}: this user may not do that: {e.MessageText}",
        "25006" => $"{Address.Shown} is read-only: {e.MessageText}",
        "53100" => $"{Address.Shown} can't be written: its disk is full",
        _ => $"{Address.Shown}: {e.MessageText}",
    };
}
