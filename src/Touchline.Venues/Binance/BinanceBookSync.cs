using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>One depth update as received: its ids, its exchange time and its level rows.</summary>
internal sealed record BinanceDepthUpdate(long FirstId, long LastId, long PreviousId, long ExchangeNs, MarketEvent[] Rows);

internal enum BinanceSyncResult
{
    /// <summary>The update follows the one before: apply it.</summary>
    Apply,

    /// <summary>No snapshot has been joined yet: the update is kept.</summary>
    Kept,

    /// <summary>The update is older than the snapshot, or was received before.</summary>
    Dropped,

    /// <summary>Updates are missing: the book is stale until the next snapshot; the update is kept for it.</summary>
    Gap,
}

/// <summary>
/// The venue's sequence rules. Futures: the first update after a snapshot L has U ≤ L ≤ u, every later one has pu equal to the u
/// before. Spot, which has no pu: U ≤ L + 1 ≤ u, then U = previous u + 1. Updates that arrive before a snapshot that fits are kept,
/// at most <see cref="MaxKept"/>.
/// </summary>
internal sealed class BinanceBookSync(bool isSpot)
{
    public const int MaxKept = 100_000;

    private readonly Queue<BinanceDepthUpdate> _kept = new();
    private long _lastId = -1;
    private bool _joined;
    private bool _firstIsToCome;

    /// <summary>
    /// Two connections may bring the same updates, cut differently: one that begins before the last update's end and ends behind it follows too. It holds all that changed since,
    /// and quantities are whole.
    /// </summary>
    public bool TakesOverlaps { get; init; }

    /// <summary>A snapshot is in force and nothing is missing.</summary>
    public bool IsInSync => _joined;

    /// <summary>Updates that were too many to keep while no snapshot came.</summary>
    public long Overflowed { get; private set; }

    /// <summary>Decides on an update. Its rows are copied if it is kept.</summary>
    public BinanceSyncResult Offer(in BinanceMessage update, long exchangeNs, ReadOnlySpan<MarketEvent> rows)
    {
        if (!_joined)
        {
            Keep(update, exchangeNs, rows);
            return BinanceSyncResult.Kept;
        }

        if (_firstIsToCome)
        {
            if (IsBefore(update.LastId, _lastId))
                return BinanceSyncResult.Dropped;
            _firstIsToCome = false;
            _joined = Joins(update.FirstId, update.PreviousId, _lastId);
        }
        else if (update.LastId <= _lastId)
        {
            return BinanceSyncResult.Dropped;
        }
        else
        {
            _joined = isSpot ? update.FirstId == _lastId + 1
                : update.PreviousId == _lastId || (TakesOverlaps && update.PreviousId >= 0 && update.PreviousId < _lastId);
        }

        if (_joined)
        {
            _lastId = update.LastId;
            return BinanceSyncResult.Apply;
        }

        Keep(update, exchangeNs, rows);
        return BinanceSyncResult.Gap;
    }

    /// <summary>
    /// Takes a snapshot if it fits. The updates to apply after it are returned, oldest first; null when the snapshot isn't needed
    /// (the book is in sync) or is older than what is kept.
    /// </summary>
    public IReadOnlyList<BinanceDepthUpdate>? TryJoin(long lastUpdateId)
    {
        if (_joined)
            return null;
        while (_kept.TryPeek(out BinanceDepthUpdate? oldest) && IsBefore(oldest.LastId, lastUpdateId))
            _kept.Dequeue();
        if (_kept.TryPeek(out BinanceDepthUpdate? first) && !Joins(first.FirstId, first.PreviousId, lastUpdateId))
            return null;
        var follow = new List<BinanceDepthUpdate>();
        _joined = true;
        _firstIsToCome = _kept.Count == 0;
        _lastId = lastUpdateId;
        while (_kept.TryPeek(out BinanceDepthUpdate? next))
        {
            if (follow.Count > 0 && next.LastId <= _lastId)
            {
                _kept.Dequeue();
                continue;
            }

            // A hole inside what was kept: what lies behind it waits for the next snapshot.
            if (follow.Count > 0 && (isSpot ? next.FirstId != _lastId + 1 : next.PreviousId != _lastId && !(TakesOverlaps && next.PreviousId >= 0 && next.PreviousId < _lastId)))
            {
                _joined = false;
                break;
            }

            follow.Add(_kept.Dequeue());
            _lastId = next.LastId;
        }

        return follow;
    }

    /// <summary>Begins anew: no snapshot is in force and nothing is kept.</summary>
    public void Restart()
    {
        _kept.Clear();
        _joined = _firstIsToCome = false;
        _lastId = -1;
    }

    /// <summary>Re-expresses what is kept when the units change.</summary>
    public void Rescale(UnitChange change)
    {
        foreach (BinanceDepthUpdate update in _kept)
        {
            for (int i = 0; i < update.Rows.Length; i++)
                update.Rows[i] = change.Apply(update.Rows[i]);
        }
    }

    private void Keep(in BinanceMessage update, long exchangeNs, ReadOnlySpan<MarketEvent> rows)
    {
        if (_kept.Count == MaxKept)
        {
            _kept.Dequeue();
            Overflowed++;
        }

        _kept.Enqueue(new BinanceDepthUpdate(update.FirstId, update.LastId, update.PreviousId, exchangeNs, rows.ToArray()));
    }

    private bool IsBefore(long lastId, long snapshot) => isSpot ? lastId <= snapshot : lastId < snapshot;

    // An update that starts right behind the snapshot follows it too: it joins when the one that ends at L was never received.
    private bool Joins(long firstId, long previousId, long snapshot) =>
        isSpot ? firstId <= snapshot + 1 : firstId <= snapshot || previousId == snapshot;
}
