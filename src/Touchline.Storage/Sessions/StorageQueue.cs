using Touchline.Core;

namespace Touchline.Storage;

/// <summary>
/// From the engine's thread to the writer's. It never waits: what finds no room is lost to the database and counted, and the session's rows are marked
/// incomplete until its journal is read into the database.
/// </summary>
public sealed class StorageQueue : IDisposable
{
    /// <summary>Entries between two turns of the writer, or while the database is away.</summary>
    public const int Capacity = 1 << 14;

    // The writer looks by itself: waking it would cost the engine more than the entry.
    private readonly SpscRing<SessionEntry> _ring;
    private long _lost;

    public StorageQueue(int capacity = Capacity)
    {
        _ring = new SpscRing<SessionEntry>(capacity, RingWaiting.Yield);
    }

    /// <summary>Entries that found no room.</summary>
    public long Lost => Volatile.Read(ref _lost);

    public int Count => _ring.Count;

    /// <summary>For the engine's thread.</summary>
    public void Add(in SessionEntry entry)
    {
        if (!_ring.TryPublish(entry))
            Volatile.Write(ref _lost, _lost + 1);
    }

    public void Dispose() => _ring.Dispose();

    /// <summary>For the writer's thread.</summary>
    internal bool TryTake(out SessionEntry entry) => _ring.TryTake(out entry);
}
