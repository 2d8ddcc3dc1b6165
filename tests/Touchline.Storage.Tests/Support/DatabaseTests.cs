using System.Data.Common;
using Dapper;

namespace Touchline.Storage.Tests;

/// <summary>Tests that have a folder, and new databases of either kind.</summary>
[Collection(Databases.Name)]
public abstract class DatabaseTests(PostgresServer server) : IDisposable
{
    public const long Now = 1_760_000_000_000_000_000;

    private static readonly Lazy<byte[]> MigratedFile = new(() =>
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-db-");
        string file = Path.Combine(folder.FullName, "migrated.db");
        Schema.Migrate(new Database(DatabaseAddress.Parse(file)), Now);
        byte[] bytes = System.IO.File.ReadAllBytes(file);
        folder.Delete(recursive: true);
        return bytes;
    });

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-db-");
    private int _files;

    public virtual void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string File(string name) => Path.Combine(_folder.FullName, name);

    protected string NewAddress(DatabaseKind kind) => kind == DatabaseKind.Sqlite ? File($"{++_files}.db") : server.NewDatabase();

    protected Database NewEmpty(DatabaseKind kind) => new(DatabaseAddress.Parse(NewAddress(kind)));

    /// <summary>With this program's schema.</summary>
    protected Database New(DatabaseKind kind)
    {
        string address = kind == DatabaseKind.Postgres ? server.NewMigrated() : File($"{++_files}.db");
        if (kind == DatabaseKind.Sqlite)
            System.IO.File.WriteAllBytes(address, MigratedFile.Value);
        return new Database(DatabaseAddress.Parse(address));
    }

    /// <summary>Nobody can write to the database until what is returned is disposed of.</summary>
    protected IDisposable Away(Database database) => database.Kind == DatabaseKind.Sqlite ? new Locked(Open(database)) : server.Shut(database.Address);

    /// <summary>A PostgreSQL database as a user sees it who may do so much with its tables.</summary>
    /// <param name="rights">Of SQL's GRANT.</param>
    protected static Database As(Database database, string user, string rights)
    {
        using DbConnection connection = Open(database);
        connection.Execute($"CREATE ROLE {user} LOGIN; GRANT {rights} ON ALL TABLES IN SCHEMA public TO {user}");
        return new Database(DatabaseAddress.Parse(database.Address.Connection.Replace("Username=postgres", $"Username={user}", StringComparison.Ordinal)));
    }

    protected static DbConnection Open(Database database) => database.Connect(mayCreate: false);

    private sealed class Locked(DbConnection connection) : IDisposable
    {
        private readonly WriteScope _transaction = Database.Begin(connection);

        public void Dispose()
        {
            _transaction.Dispose();
            connection.Dispose();
        }
    }
}
