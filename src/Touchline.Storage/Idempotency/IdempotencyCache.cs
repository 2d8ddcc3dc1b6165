using System.Data.Common;

namespace Touchline.Storage;

public enum Idempotency
{
    /// <summary>It is new: carry it out, then tell <see cref="IdempotencyCache.Complete"/> or <see cref="IdempotencyCache.Abandon"/>.</summary>
    Begun,

    /// <summary>It was carried out: the first result is the answer.</summary>
    Done,

    /// <summary>It is being carried out right now; ask again later.</summary>
    InProgress,

    /// <summary>
    /// It was begun by another process, which is gone or still at work: nobody here knows whether it was carried out. It isn't again; look what became of it.
    /// </summary>
    Interrupted,

    /// <summary>The key was used for something else.</summary>
    Conflict,

    /// <summary>As many keys are remembered as there is room for, or as the owner may have. None is forgotten before its time, so nothing new is begun.</summary>
    Full,
}

/// <param name="Result">Of what is done.</param>
public readonly record struct IdempotencyAnswer(Idempotency Outcome, string? Result = null);

/// <summary>
/// Answers an operation that is asked for again with the same key by its first result, for a time. Kept in memory, and in a database if there is one, so
/// that it holds over restarts and among processes. For any thread.
/// </summary>
public sealed class IdempotencyCache
{
    public const long UsualTtlNs = 60L * 60 * 1_000_000_000;

    /// <summary>Keys remembered at once.</summary>
    public const int Capacity = 1 << 16;

    private const int MostGivenUp = 1024;

    private readonly Lock _lock = new();
    private readonly IdempotencyTable? _table;
    private readonly int _capacity;
    private readonly int _mostOfOwner;
    private readonly long _ttlNs;
    private readonly Dictionary<string, Kept> _kept = [];

    // In the order in which they expire.
    private readonly Queue<Kept> _oldest = new();

    // How many of those in memory each owner has.
    private readonly Dictionary<string, int> _owned = [];

    /// <param name="table">Null: nothing is kept beyond the process.</param>
    /// <param name="ttlNs">Above 0.</param>
    /// <param name="mostOfOwner">Keys that one owner may have, so that none takes the room of all.</param>
    public IdempotencyCache(IdempotencyTable? table = null, long ttlNs = UsualTtlNs, int capacity = Capacity, int mostOfOwner = Capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostOfOwner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ttlNs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _table = table;
        _ttlNs = ttlNs;
        _capacity = capacity;
        _mostOfOwner = mostOfOwner;
    }

    /// <summary>Keys remembered in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _kept.Count;
        }
    }

    /// <summary>May the operation be carried out, or what came of it?</summary>
    /// <param name="operation">What is asked for, e.g. <c>POST /orders</c>.</param>
    /// <param name="request">What it is asked with: a text or hash that is the same only for the same request.</param>
    /// <param name="owner">Whose key it is. It is no part of the key.</param>
    /// <exception cref="DbException">The database refused; nothing was begun.</exception>
    public IdempotencyAnswer Begin(string key, string operation, string request, long nowNs, string owner = "")
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out Kept? kept) && !kept.IsOver(nowNs))
                return Answer(kept, operation, request);
            Expire(nowNs);
            if (_kept.Count >= _capacity || _owned.GetValueOrDefault(owner) >= _mostOfOwner)
                return new IdempotencyAnswer(Idempotency.Full);
            kept = new Kept(key, operation, request, nowNs + _ttlNs, owner);
            if (_table?.TryAdd(key, operation, request, nowNs, kept.ExpiresNs) is { } stored)
                return Remember(stored, operation, request, owner);
            Add(kept);
            return new IdempotencyAnswer(Idempotency.Begun);
        }
    }

    /// <summary>It was carried out: this is the answer to all who ask again.</summary>
    /// <exception cref="DbException">The database refused; in this process it is done all the same.</exception>
    public void Complete(string key, string result)
    {
        lock (_lock)
        {
            if (!_kept.TryGetValue(key, out Kept? kept) || kept.IsDone)
                throw new InvalidOperationException($"operation '{key}' wasn't begun");
            (kept.IsDone, kept.Result) = (true, result);
            _table?.Complete(key, result);
        }
    }

    /// <summary>It certainly wasn't carried out: whoever asks again may try anew.</summary>
    public void Abandon(string key)
    {
        lock (_lock)
        {
            if (!_kept.TryGetValue(key, out Kept? kept) || kept.IsDone)
                throw new InvalidOperationException($"operation '{key}' wasn't begun");
            Forget(kept);
            Tidy();
            _table?.Remove(key);
        }
    }

    /// <summary>Forgets what has expired, also in the database.</summary>
    /// <returns>Keys forgotten in memory.</returns>
    public int CleanUp(long nowNs)
    {
        lock (_lock)
        {
            int before = _kept.Count;
            Expire(nowNs);
            _table?.CleanUp(nowNs);
            return before - _kept.Count;
        }
    }

    // What was given up stands in the queue until its time: who gives up without end is not to fill it.
    private void Tidy()
    {
        if (_oldest.Count <= MostGivenUp + 2 * _kept.Count)
            return;
        Kept[] current = [.. _oldest.Where(k => _kept.TryGetValue(k.Key, out Kept? now) && ReferenceEquals(now, k))];
        _oldest.Clear();
        foreach (Kept kept in current)
            _oldest.Enqueue(kept);
    }

    private IdempotencyAnswer Remember(StoredOperation stored, string operation, string request, string owner)
    {
        var kept = new Kept(stored.Key, stored.Operation, stored.RequestHash, stored.ExpiresAt, owner) { IsDone = stored.IsDone, Result = stored.Result };
        IdempotencyAnswer answer = Answer(kept, operation, request);
        // Whoever began it may still be at work: the database is asked again the next time.
        if (kept.IsDone)
            Add(kept);
        return answer.Outcome == Idempotency.InProgress ? new IdempotencyAnswer(Idempotency.Interrupted) : answer;
    }

    private void Add(Kept kept)
    {
        if (_kept.TryGetValue(kept.Key, out Kept? before))
            Forget(before);
        _kept[kept.Key] = kept;
        _owned[kept.Owner] = _owned.GetValueOrDefault(kept.Owner) + 1;
        _oldest.Enqueue(kept);
    }

    private void Forget(Kept kept)
    {
        _kept.Remove(kept.Key);
        if (--_owned[kept.Owner] == 0)
            _owned.Remove(kept.Owner);
    }

    private static IdempotencyAnswer Answer(Kept kept, string operation, string request)
    {
        if (kept.Operation != operation || kept.Request != request)
            return new IdempotencyAnswer(Idempotency.Conflict);
        return kept.IsDone ? new IdempotencyAnswer(Idempotency.Done, kept.Result) : new IdempotencyAnswer(Idempotency.InProgress);
    }

    // One that is still being carried out stays: else it could be begun a second time.
    private void Expire(long nowNs)
    {
        for (int left = _oldest.Count; left > 0 && _oldest.Peek().ExpiresNs <= nowNs; left--)
        {
            Kept kept = _oldest.Dequeue();
            bool isCurrent = _kept.TryGetValue(kept.Key, out Kept? now) && ReferenceEquals(now, kept);
            if (isCurrent && !kept.IsDone)
                _oldest.Enqueue(kept);
            else if (isCurrent)
                Forget(kept);
        }
    }

    private sealed class Kept(string key, string operation, string request, long expiresNs, string owner)
    {
        public string Owner => owner;

        public string Key => key;

        public string Operation => operation;

        public string Request => request;

        public long ExpiresNs => expiresNs;

        public bool IsDone { get; set; }

        public string? Result { get; set; }

        public bool IsOver(long nowNs) => IsDone && nowNs >= expiresNs;
    }
}
