namespace Touchline.Matching;

/// <summary>A list that keeps its room when it is cleared.</summary>
internal struct Results<T>(int capacity) where T : struct
{
    private T[] _items = new T[capacity];

    public int Count { get; private set; }

    public readonly ReadOnlySpan<T> All => _items.AsSpan(0, Count);

    public void Add(in T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count++] = item;
    }

    public void Clear() => Count = 0;
}
