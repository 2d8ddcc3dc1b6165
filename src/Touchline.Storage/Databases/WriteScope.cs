using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Touchline.Storage;

/// <summary>A transaction that writes. What isn't committed when it is disposed of is taken back.</summary>
internal sealed class WriteScope(DbTransaction transaction, DbConnection connection) : IDisposable
{
    public DbTransaction Transaction => transaction;

    public void Dispose()
    {
        try
        {
            transaction.Dispose();
        }
        catch (SqliteException)
        {
            // SQLite takes back by itself what met a full disk; its client wants something to take back, or the connection can't be closed.
            connection.Execute("BEGIN DEFERRED", transaction: transaction);
            transaction.Dispose();
        }
    }
}
