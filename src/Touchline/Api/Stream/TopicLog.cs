namespace Touchline.Api;

/// <summary>The newest updates of a topic, numbered from 1 without a gap. For one thread at a time.</summary>
internal sealed class TopicLog(int mostUpdates, int mostBytes)
{
    private readonly byte[]?[] _updates = new byte[mostUpdates][];
    private long _bytes;

    /// <summary>The newest update's number; 0: there was none.</summary>
    public long Newest { get; private set; }

    /// <summary>The oldest update that is still here; above <see cref="Newest"/>: none is.</summary>
    public long Oldest { get; private set; } = 1;

    /// <summary>Whether nothing is missing of what came after that number. One that wasn't given yet is nobody's.</summary>
    public bool HasAllAfter(long number) => number >= Oldest - 1 && number <= Newest;

    /// <summary>Gives it the next number.</summary>
    public void Add(byte[] update)
    {
        if (Newest - Oldest + 1 == mostUpdates)
            DropOldest();
        _updates[++Newest % mostUpdates] = update;
        _bytes += update.Length;
        while (_bytes > mostBytes && Oldest < Newest)
            DropOldest();
    }

    /// <summary>Those after that number, oldest first, as many as there is room for; only where <see cref="HasAllAfter"/>.</summary>
    public int Copy(long after, Span<byte[]> into)
    {
        int count = (int)Math.Min(into.Length, Newest - after);
        for (int i = 0; i < count; i++)
            into[i] = _updates[(after + 1 + i) % mostUpdates]!;
        return count;
    }

    private void DropOldest()
    {
        ref byte[]? oldest = ref _updates[Oldest++ % mostUpdates];
        _bytes -= oldest!.Length;
        oldest = null;
    }
}
