using System.Collections.Concurrent;
using System.Text;
using Touchline.StoredStrategies;

namespace Touchline.Tests.StoredStrategies;

/// <summary>Many at once, by two stores on one folder.</summary>
public sealed class StoreCrowdTests : IDisposable
{
    private const int Requests = 200, Ids = 8;

    private readonly StorePlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Two_hundred_requests_at_once_leave_a_whole_store()
    {
        StrategyStore[] stores = [_place.Store, _place.Open()];
        var wrong = new ConcurrentQueue<string>();
        using var start = new ManualResetEventSlim();
        Thread[] threads = [.. Enumerable.Range(0, Requests).Select(i => new Thread(() =>
        {
            start.Wait();
            if (Fault(stores[i % 2], i) is { } fault)
                wrong.Enqueue($"request {i}: {fault}");
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        start.Set();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Empty(wrong);

        foreach (StoreEntry entry in _place.Store.List())
        {
            Assert.Null(entry.Problem);
            (StoreOutcome found, byte[]? code) = stores[1].Read(entry.Id);
            StoredStrategy strategy = StorePlace.Done(found);
            Assert.Equal(strategy.CodeHash, StrategyFolder.HashOf(code));
            (_, IReadOnlyList<CodeVersion> versions) = _place.Store.Versions(entry.Id);
            Assert.Equal(Enumerable.Range(1, strategy.Version), versions.Select(v => v.Number));
            Assert.Equal(code, _place.Store.ReadVersion(entry.Id, strategy.Version).Code);
        }

        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_place.Db, "*", SearchOption.AllDirectories), f => f.EndsWith(".partial", StringComparison.Ordinal) || f.Contains(".new-", StringComparison.Ordinal) || f.Contains(".deleted-", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_many_changes_meant_for_one_revision_one_is_made()
    {
        StoredStrategy made = _place.Make("a", "// one");
        StrategyStore[] stores = [_place.Store, _place.Open()];
        var answers = new ConcurrentBag<StoreAnswer>();
        Thread[] threads = [.. Enumerable.Range(0, 40).Select(i => new Thread(() => answers.Add(stores[i % 2].PutCode("a", Encoding.UTF8.GetBytes($"// {i}"), made.Revision).Answer)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Single(answers, StoreAnswer.Done);
        Assert.Equal(39, answers.Count(a => a == StoreAnswer.Stale));
        Assert.Equal(2, _place.Store.Find("a").Strategy!.Version);
    }

    // What no request may be answered with.
    private static string? Fault(StrategyStore store, int i)
    {
        string id = $"s{i % Ids}";
        byte[] code = Encoding.UTF8.GetBytes($"// {id} by {i}\n{new string('x', i * 50)}");
        try
        {
            StoreOutcome answer = (i / Ids % 6) switch
            {
                0 => store.Create(id, $"name {i}", "BTCUSDT", code),
                1 or 2 => store.PutCode(id, code),
                3 => store.PutMetadata(id, name: $"name {i}"),
                4 => ReadWhole(store, id),
                _ => store.Delete(id),
            };
            return answer.Answer is StoreAnswer.Done or StoreAnswer.Unknown or StoreAnswer.Exists ? null : $"{answer.Answer}: {answer.Why}";
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static StoreOutcome ReadWhole(StrategyStore store, string id)
    {
        _ = store.List();
        (StoreOutcome found, byte[]? code) = store.Read(id);
        return found.IsDone && (StrategyFolder.HashOf(code) != found.Strategy!.CodeHash || !Encoding.UTF8.GetString(code!).StartsWith($"// {id} by", StringComparison.Ordinal))
            ? StoreOutcome.Refused("code and metadata don't belong together")
            : found;
    }
}
