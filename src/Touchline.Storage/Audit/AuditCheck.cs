using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Touchline.Storage;

public enum AuditBreak
{
    /// <summary>A row isn't as it was written.</summary>
    Changed,

    /// <summary>Rows were taken out.</summary>
    Missing,

    /// <summary>A row was put in that the log didn't write.</summary>
    Inserted,
}

/// <summary>What a walk along the audit log found.</summary>
/// <param name="Rows">Rows whose hashes are right, from the first on.</param>
/// <param name="Head">Hash of the last of them.</param>
/// <param name="Kind">Null: all is whole.</param>
/// <param name="Seq">The first row that is broken, or missing.</param>
/// <param name="What">For people.</param>
public sealed record AuditFinding(long Rows, string Head, AuditBreak? Kind = null, long Seq = 0, string What = "");

/// <summary>
/// Walks the chain of hashes. Who can write to the database and makes the whole chain anew behind a change isn't found by it alone, but by a head that
/// was noted elsewhere before.
/// </summary>
public static class AuditCheck
{
    // So far it is looked for a row that was given another number.
    private const int MostRenumbered = 1000;

    /// <param name="noted">A row's number and hash, noted when it was the newest.</param>
    public static AuditFinding Run(DbConnection connection, (long Seq, string Hash)? noted = null)
    {
        // All as it is at one moment: rows may come while it walks.
        using DbTransaction moment = connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : connection.BeginTransaction(IsolationLevel.RepeatableRead);
        AuditHead head = AuditLog.Head(connection, moment);
        return Walk(AuditLog.All(connection, moment), head, noted);
    }

    internal static AuditFinding Walk(IEnumerable<AuditRow> rows, AuditHead head, (long Seq, string Hash)? noted)
    {
        string hash = AuditHash.Origin, before = hash;
        long count = 0;
        AuditRow? row = null;
        foreach (AuditRow? next in rows.Append(null))
        {
            if (row is not null)
            {
                if (Break(row, next, count + 1, hash) is { } found)
                    return found.Seq <= count ? found with { Rows = count - 1, Head = before } : found with { Rows = count, Head = hash };
                if (count + 1 > head.Seq)
                    return new AuditFinding(count, hash, AuditBreak.Inserted, row.Seq, $"row {row.Seq} was put in behind the last that the log wrote, {head.Seq}");
                if (noted is { } known && known.Seq == row.Seq && known.Hash != row.Hash)
                    return new AuditFinding(count, hash, AuditBreak.Changed, row.Seq, $"row {row.Seq} has another hash than was noted: it, or one before it, was written anew");
                (before, hash) = (hash, row.Hash);
                count++;
            }

            row = next;
        }

        return End(count, hash, head, noted);
    }

    private static AuditFinding End(long count, string hash, AuditHead head, (long Seq, string Hash)? noted)
    {
        long last = Math.Max(head.Seq, noted?.Seq ?? 0);
        if (count < last)
            return new AuditFinding(count, hash, AuditBreak.Missing, count + 1, $"rows {count + 1} to {last} at the end are missing");
        return head.Hash == hash
            ? new AuditFinding(count, hash)
            : new AuditFinding(count, hash, AuditBreak.Changed, count, $"row {count} isn't the one that the log wrote last");
    }

    // Rows of an unbroken chain never share the hash before them: where the next goes on from before this one, this one was put in.
    private static AuditFinding? Break(AuditRow row, AuditRow? next, long expected, string previous)
    {
        bool isWhole = row.PreviousHash == previous && AuditHash.Of(row) == row.Hash && row.Seq == expected;
        if (next?.PreviousHash == previous)
            return Found(AuditBreak.Inserted, row.Seq, $"row {row.Seq} was put in: the row behind it goes on from the one before it");
        if (isWhole)
            return null;
        if (row.PreviousHash == previous)
            return Found(AuditBreak.Changed, row.Seq, $"row {row.Seq} isn't as it was written");
        if (row.Seq > expected)
            return Found(AuditBreak.Missing, expected, row.Seq - 1 == expected ? $"row {expected} is missing" : $"rows {expected} to {row.Seq - 1} are missing");
        if (AuditHash.Of(row) == row.Hash && expected > 1)
            return Found(AuditBreak.Changed, expected - 1, $"row {expected - 1} was written anew: row {row.Seq} goes on from another one");
        return IsRenumbered(row)
            ? Found(AuditBreak.Missing, expected, $"rows from {expected} on are missing, and those behind were given other numbers")
            : Found(AuditBreak.Changed, row.Seq, $"row {row.Seq} isn't as it was written");
    }

    private static bool IsRenumbered(AuditRow row)
    {
        for (int by = 1; by <= MostRenumbered; by++)
        {
            if (AuditHash.Of(row, row.Seq + by) == row.Hash)
                return true;
        }

        return false;
    }

    private static AuditFinding Found(AuditBreak kind, long seq, string what) => new(0, "", kind, seq, what);
}
