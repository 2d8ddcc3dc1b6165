namespace Touchline.Exchanges.Binance;

/// <summary>The newest items of a history, oldest first; when it is full the oldest makes room.</summary>
internal sealed class RecentItems<T>(int most)
{
    private readonly List<T> _items = [];
    private int _first;

    public int Count => _items.Count;

    public T this[int index] => _items[(_first + index) % _items.Count];

    public void Add(T item)
    {
        if (_items.Count < most)
        {
            _items.Add(item);
            return;
        }

        _items[_first] = item;
        _first = (_first + 1) % most;
    }

    /// <summary>The first index whose item is at or behind what is looked for; items must grow by the key.</summary>
    public int IndexOf(long key, Func<T, long> keyOf)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (keyOf(this[middle]) < key)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
