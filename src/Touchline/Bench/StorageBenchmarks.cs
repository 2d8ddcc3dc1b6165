using System.Data.Common;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Storage;

namespace Touchline.Bench;

/// <summary>The database, SQLite in the folder for temporary files, with commits that wait for the disk.</summary>
internal static class StorageBenchmarks
{
    // Few enough for the twin, which waits for the disk with each.
    private const int Group = 64;
    private const long Now = 1_767_571_200_000_000_000;

    private static readonly Instrument Traded = Instrument.Linear("bench", "X", DecimalUnit.One, DecimalUnit.One);

    public static IReadOnlyList<BenchmarkEntry> All { get; } =
    [
        new("storage.order", "one order into the database, with its history and audit row, as the session's writer does it; the twin: order and audit row each in a transaction of its own", SetUpOrders),
        new("storage.audit", "one row of the audit log, hashed, of 64 in a transaction; the twin: one in a transaction of its own", SetUpAudit),
        new("storage.idempotency", "a key that is remembered: its first result; the twin: the same asked of the database", SetUpKeys),
    ];

    private static Benchmark SetUpOrders()
    {
        (Database database, Action release) = NewDatabase();
        var queue = new StorageQueue();
        var session = new SessionDescription { Journal = "ours", Number = 1, Kind = "bench", Venue = "bench", Strategies = ["bench"], Instruments = [Traded] };
        var writer = new StorageWriter(database, queue, session, _ => { });
        DbConnection connection = database.Open();
        long order = 0, twin = 0;
        return new Benchmark(
            n =>
            {
                for (int i = 0; i < n; i++)
                {
                    queue.Add(Place(++order));
                    if (queue.Count == StorageWriter.MostEntries)
                        writer.Turn(0);
                }

                while (writer.Turn(0))
                {
                }

                return writer.Written;
            },
            n =>
            {
                for (int i = 0; i < n; i++)
                {
                    TradingTables.Save(connection, Row(++twin));
                    AuditLog.Append(connection, Entry(twin));
                }

                return twin;
            },
            Group,
            () =>
            {
                writer.Dispose();
                queue.Dispose();
                connection.Dispose();
                release();
            });
    }

    private static Benchmark SetUpAudit()
    {
        (Database database, Action release) = NewDatabase();
        DbConnection connection = database.Open();
        long number = 0;
        return new Benchmark(
            n =>
            {
                for (int left = n; left > 0; left -= Group)
                    AuditLog.Append(connection, [.. Enumerable.Range(0, Group).Select(_ => Entry(++number))]);
                return number;
            },
            n =>
            {
                for (int i = 0; i < n; i++)
                    AuditLog.Append(connection, Entry(++number));
                return number;
            },
            Group,
            () =>
            {
                connection.Dispose();
                release();
            });
    }

    private static Benchmark SetUpKeys()
    {
        (Database database, Action release) = NewDatabase();
        DbConnection connection = database.Open();
        var table = new IdempotencyTable(connection, "bench");
        var cache = new IdempotencyCache(table);
        string[] keys = [.. Enumerable.Range(0, Group).Select(i => $"key-{i}")];
        foreach (string key in keys)
        {
            cache.Begin(key, "POST /orders", "request", Now);
            cache.Complete(key, "result");
        }

        return new Benchmark(
            n => Ask(n, keys, key => cache.Begin(key, "POST /orders", "request", Now)),
            // One that has just been started remembers none.
            n => Ask(n, keys, key => new IdempotencyCache(table).Begin(key, "POST /orders", "request", Now)),
            Group,
            () =>
            {
                connection.Dispose();
                release();
            });
    }

    private static double Ask(int n, string[] keys, Func<string, IdempotencyAnswer> ask)
    {
        int done = 0;
        for (int i = 0; i < n; i++)
            done += ask(keys[i % keys.Length]).Outcome == Idempotency.Done ? 1 : 0;
        return done == n ? done : throw new InvalidOperationException($"{n - done} keys of {n} were forgotten");
    }

    private static (Database Database, Action Release) NewDatabase()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-bench-");
        var database = new Database(DatabaseAddress.Parse(Path.Combine(folder.FullName, "bench.db")));
        Schema.Migrate(database, Now);
        return (database, () => folder.Delete(recursive: true));
    }

    private static SessionEntry Place(long order) => new()
    {
        Kind = SessionEntryKind.Place,
        Input = order,
        LocalNs = Now + order,
        Order = new OrderId(order),
        Terms = NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(1)),
        Touch = new MarketTouch(new Price(100), new Quantity(5), new Price(101), new Quantity(5)),
    };

    private static OrderRow Row(long order) => new()
    {
        Journal = "twin",
        OrderId = order,
        SessionKey = "twin-1",
        Strategy = "bench",
        Venue = "bench",
        Symbol = "X",
        Side = "buy",
        Type = "limit",
        TimeInForce = "gtc",
        Price = 100,
        Quantity = 1,
        State = "pending",
        PlacedNs = Now + order,
        UpdatedNs = Now + order,
    };

    private static AuditEntry Entry(long number) => new()
    {
        AtNs = Now + number,
        Actor = "bench",
        Action = "order.place",
        EntityType = "order",
        EntityId = $"twin/{number}",
        NewValue = """{"symbol":"X","side":"buy","type":"limit","time_in_force":"gtc","price":100,"trigger_price":null,"quantity":1,"filled":0,"state":"pending","reduce_only":false}""",
        Market = """{"bid":100,"bid_quantity":5,"ask":101,"ask_quantity":5}""",
        TraceId = $"twin-1/{number}",
        SourceKey = $"twin-1/{number}/order.place",
    };
}
