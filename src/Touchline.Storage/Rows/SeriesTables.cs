using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Touchline.Storage;

/// <summary>Market snapshots and equity over time, of which old ones may be dropped.</summary>
public static class SeriesTables
{
    private const string InsertMarket = """
        INSERT INTO market_snapshots (session_key, venue, symbol, at_ns, bid, bid_quantity, ask, ask_quantity)
        VALUES (@SessionKey, @Venue, @Symbol, @AtNs, @Bid, @BidQuantity, @Ask, @AskQuantity)
        ON CONFLICT DO NOTHING
        """;

    private const string InsertEquity = """
        INSERT INTO equity_history (session_key, strategy, venue, symbol, at_ns, position, average_price, mid, realised_pnl, unrealised_pnl, fees, funding, equity)
        VALUES (@SessionKey, @Strategy, @Venue, @Symbol, @AtNs, @Position, @AveragePrice, @Mid, @RealisedPnl, @UnrealisedPnl, @Fees, @Funding, @Equity)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>
    /// Drops what is older: in SQLite row by row, in PostgreSQL the months (in TimescaleDB the chunks) that ended before.
    /// </summary>
    /// <returns>Rows in SQLite, partitions or chunks in PostgreSQL.</returns>
    public static long Retain(DbConnection connection, long beforeNs) => connection is SqliteConnection
        ? connection.Execute("DELETE FROM market_snapshots WHERE at_ns < @beforeNs; DELETE FROM equity_history WHERE at_ns < @beforeNs", new { beforeNs })
        : connection.ExecuteScalar<long>("SELECT series_retain(@beforeNs)", new { beforeNs });

    internal static void Insert(DbConnection connection, IReadOnlyCollection<MarketRow> rows, DbTransaction transaction)
    {
        EnsureMonths(connection, rows.Select(r => r.AtNs), transaction);
        connection.Execute(InsertMarket, rows, transaction);
    }

    internal static void Insert(DbConnection connection, IReadOnlyCollection<EquityRow> rows, DbTransaction transaction)
    {
        EnsureMonths(connection, rows.Select(r => r.AtNs), transaction);
        connection.Execute(InsertEquity, rows, transaction);
    }

    // A batch is of one month but at its very end.
    private static void EnsureMonths(DbConnection connection, IEnumerable<long> times, DbTransaction transaction)
    {
        if (connection is SqliteConnection)
            return;
        long last = long.MinValue;
        foreach (long atNs in times)
        {
            if (Month(atNs) == last)
                continue;
            last = Month(atNs);
            connection.Execute("SELECT series_month(@atNs)", new { atNs }, transaction);
        }
    }

    private static long Month(long ns)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(ns / 100);
        return time.Year * 12 + time.Month;
    }
}
