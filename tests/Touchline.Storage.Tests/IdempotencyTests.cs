using System.Data.Common;

namespace Touchline.Storage.Tests;

/// <summary>An operation asked for twice is carried out once.</summary>
public sealed class IdempotencyTests(PostgresServer server) : DatabaseTests(server)
{
    private const long Minute = 60_000_000_000;

    [Fact]
    public void The_same_operation_gets_its_first_result_until_its_time_is_up()
    {
        var cache = new IdempotencyCache();
        Assert.Equal(Idempotency.Begun, cache.Begin("k", "place", "a", Now).Outcome);
        Assert.Equal(Idempotency.InProgress, cache.Begin("k", "place", "a", Now).Outcome);
        cache.Complete("k", "order 7");
        Assert.Equal(new IdempotencyAnswer(Idempotency.Done, "order 7"), cache.Begin("k", "place", "a", Now + 60 * Minute - 1));
        Assert.Equal(Idempotency.Begun, cache.Begin("k", "place", "a", Now + 60 * Minute).Outcome);
    }

    [Fact]
    public void A_key_used_for_something_else_is_refused()
    {
        var cache = new IdempotencyCache();
        cache.Begin("k", "place", "a", Now);
        Assert.Equal(Idempotency.Conflict, cache.Begin("k", "cancel", "a", Now).Outcome);
        cache.Complete("k", "done");
        Assert.Equal(Idempotency.Conflict, cache.Begin("k", "place", "b", Now).Outcome);
    }

    [Fact]
    public void What_was_given_up_may_be_tried_anew_and_what_goes_on_isnt_begun_twice_however_long_it_takes()
    {
        var cache = new IdempotencyCache(ttlNs: Minute);
        cache.Begin("given up", "place", "a", Now);
        cache.Abandon("given up");
        Assert.Equal(Idempotency.Begun, cache.Begin("given up", "place", "a", Now).Outcome);
        cache.Begin("slow", "place", "a", Now);
        cache.CleanUp(Now + 5 * Minute);
        Assert.Equal(Idempotency.InProgress, cache.Begin("slow", "place", "a", Now + 5 * Minute).Outcome);
        Assert.Throws<InvalidOperationException>(() => cache.Complete("never begun", ""));
    }

    [Fact]
    public void A_full_cache_begins_nothing_and_has_room_again_when_the_oldest_have_expired()
    {
        var cache = new IdempotencyCache(ttlNs: Minute, capacity: 3);
        for (int i = 0; i < 3; i++)
        {
            cache.Begin($"{i}", "place", "", Now + i);
            cache.Complete($"{i}", "");
        }

        Assert.Equal(Idempotency.Full, cache.Begin("more", "place", "", Now + 3).Outcome);
        Assert.Equal(Idempotency.Done, cache.Begin("0", "place", "", Now + 3).Outcome);
        Assert.Equal(Idempotency.Begun, cache.Begin("more", "place", "", Now + Minute).Outcome);
        Assert.Equal(2, cache.CleanUp(Now + Minute + 2));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void One_owner_takes_no_more_than_a_share_and_gets_it_back_when_what_is_his_goes()
    {
        var cache = new IdempotencyCache(ttlNs: Minute, capacity: 10, mostOfOwner: 3);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Idempotency.Begun, cache.Begin($"bob {i}", "place", "", Now, "bob").Outcome);
            Assert.Equal(Idempotency.InProgress, cache.Begin($"bob {i}", "place", "", Now, "bob").Outcome);
        }

        Assert.Equal(Idempotency.Full, cache.Begin("bob 3", "place", "", Now, "bob").Outcome);
        Assert.Equal(Idempotency.Begun, cache.Begin("eve 0", "place", "", Now, "eve").Outcome);
        cache.Abandon("bob 0");
        Assert.Equal(Idempotency.Begun, cache.Begin("bob 3", "place", "", Now, "bob").Outcome);
        Assert.Equal(Idempotency.Full, cache.Begin("bob 4", "place", "", Now, "bob").Outcome);
        foreach (string key in (string[])["bob 1", "bob 2", "bob 3"])
            cache.Complete(key, "");
        for (int i = 0; i < 3; i++)
            Assert.Equal(Idempotency.Begun, cache.Begin($"bob {i}", "place", "", Now + Minute, "bob").Outcome);
        Assert.Equal(Idempotency.Full, cache.Begin("bob 9", "place", "", Now + Minute, "bob").Outcome);
    }

    [Theory, OnSqlite, OnPostgres]
    public void Results_hold_over_a_restart_and_what_was_interrupted_isnt_carried_out_again(DatabaseKind kind)
    {
        Database database = New(kind);
        using (DbConnection connection = database.Open())
        {
            var cache = new IdempotencyCache(new IdempotencyTable(connection, "first"));
            cache.Begin("done", "place", "a", Now);
            cache.Complete("done", "order 7");
            cache.Begin("interrupted", "place", "a", Now);
            cache.Begin("given up", "place", "a", Now);
            cache.Abandon("given up");
        }

        using DbConnection again = database.Open();
        var restarted = new IdempotencyCache(new IdempotencyTable(again, "second"));
        Assert.Equal(new IdempotencyAnswer(Idempotency.Done, "order 7"), restarted.Begin("done", "place", "a", Now + Minute));
        Assert.Equal(Idempotency.Conflict, restarted.Begin("done", "place", "b", Now + Minute).Outcome);
        Assert.Equal(Idempotency.Interrupted, restarted.Begin("interrupted", "place", "a", Now + Minute).Outcome);
        Assert.Equal(Idempotency.Interrupted, restarted.Begin("interrupted", "place", "a", Now + Minute).Outcome);
        Assert.Equal(Idempotency.Begun, restarted.Begin("given up", "place", "a", Now + Minute).Outcome);
        Assert.Equal(Idempotency.Begun, restarted.Begin("done", "place", "a", Now + 60 * Minute).Outcome);
    }

    [Theory, OnSqlite, OnPostgres]
    public void What_another_process_goes_on_with_is_neither_forgotten_nor_begun_again_however_long_it_takes(DatabaseKind kind)
    {
        Database database = New(kind);
        using DbConnection a = database.Open(), b = database.Open();
        IdempotencyCache first = new(new IdempotencyTable(a, "a")), second = new(new IdempotencyTable(b, "b"));
        first.Begin("slow", "place", "x", Now);
        first.Begin("done", "place", "x", Now);
        first.Complete("done", "r");
        second.CleanUp(Now + 90 * Minute);
        Assert.Equal(Idempotency.Interrupted, second.Begin("slow", "place", "x", Now + 91 * Minute).Outcome);
        Assert.Equal(Idempotency.Begun, second.Begin("done", "place", "x", Now + 91 * Minute).Outcome);
        first.Complete("slow", "late");
        Assert.Equal(new IdempotencyAnswer(Idempotency.Done, "late"), first.Begin("slow", "place", "x", Now + Minute));
    }

    [Theory, OnSqlite, OnPostgres]
    public void Of_two_processes_one_begins(DatabaseKind kind)
    {
        Database database = New(kind);
        using DbConnection a = database.Open(), b = database.Open();
        var first = new IdempotencyCache(new IdempotencyTable(a, "a"));
        var second = new IdempotencyCache(new IdempotencyTable(b, "b"));
        Assert.Equal(Idempotency.Begun, first.Begin("k", "place", "x", Now).Outcome);
        Assert.Equal(Idempotency.Interrupted, second.Begin("k", "place", "x", Now).Outcome);
        first.Complete("k", "r");
        Assert.Equal(new IdempotencyAnswer(Idempotency.Done, "r"), second.Begin("k", "place", "x", Now));
    }

    [Fact]
    public void Of_many_threads_one_begins()
    {
        var cache = new IdempotencyCache();
        int begun = 0;
        for (int round = 0; round < 200; round++)
        {
            string key = $"{round}";
            Parallel.For(0, 4, _ =>
            {
                if (cache.Begin(key, "place", "", Now).Outcome == Idempotency.Begun)
                    Interlocked.Increment(ref begun);
            });
        }

        Assert.Equal(200, begun);
    }
}
