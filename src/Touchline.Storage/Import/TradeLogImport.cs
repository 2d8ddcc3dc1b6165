using System.Data.Common;
using System.Text.Json.Nodes;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>Puts a trade log's lines among the trades, all in one transaction; lines that are there already stay as they are.</summary>
public static class TradeLogImport
{
    /// <param name="file">For the audit log.</param>
    /// <exception cref="BadInputException">The database can't be used. Nothing was changed.</exception>
    public static TradeImport Run(Database database, string file, IReadOnlyList<TradeRow> rows, long nowNs)
    {
        using DbConnection connection = database.Open();
        try
        {
            using WriteScope scope = Database.Begin(connection);
            DbTransaction transaction = scope.Transaction;
            long added = TradingTables.Insert(connection, rows, transaction);
            AuditLog.Append(connection, transaction, [Entry(file, added, rows.Count, nowNs)], mayBeKnown: false);
            transaction.Commit();
            return new TradeImport(added, rows.Count - added);
        }
        catch (DbException e)
        {
            throw database.Bad(e);
        }
    }

    private static AuditEntry Entry(string file, long added, int lines, long nowNs) => new()
    {
        AtNs = nowNs,
        Actor = "user",
        Action = "trades.import",
        EntityType = "file",
        EntityId = file,
        NewValue = RowTexts.Json(new JsonObject { ["lines"] = lines, ["added"] = added }),
        TraceId = $"import/{nowNs}",
    };
}
