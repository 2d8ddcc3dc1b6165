using Touchline.Core;

namespace Touchline.Matching;

/// <summary>When orders that are good till a date end, by time and then by id. Orders that ended before stay until their time or a sweep.</summary>
internal sealed class Expiries
{
    private const int SweepAt = 64;

    private readonly PriorityQueue<OrderId, (long DueNs, long Number)> _queue = new();
    private readonly List<(OrderId, (long, long))> _kept = [];

    public long NextNs => _queue.TryPeek(out _, out (long DueNs, long Number) next) ? next.DueNs : long.MaxValue;

    public void Add(OrderId id, long expiresNs) => _queue.Enqueue(id, (expiresNs, id.Number));

    /// <summary>Takes the next, which there must be.</summary>
    public OrderId Take() => _queue.Dequeue();

    /// <summary>Forgets ended orders once they are more than those that live.</summary>
    /// <param name="live">How many orders live.</param>
    /// <param name="lives">Tells whether an order does.</param>
    public void Sweep(int live, Func<OrderId, bool> lives)
    {
        if (_queue.Count <= 2 * live + SweepAt)
            return;
        _kept.Clear();
        foreach ((OrderId id, (long, long) due) in _queue.UnorderedItems)
        {
            if (lives(id))
                _kept.Add((id, due));
        }

        _queue.Clear();
        _queue.EnqueueRange(_kept);
    }
}
