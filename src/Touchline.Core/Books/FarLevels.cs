namespace Touchline.Core;

/// <summary>
/// Levels beyond a side's window, in two arrays sorted with the nearest last, so that the window takes from and gives to the end.
/// A change in the middle moves what is nearer: fine for the few thousand levels a venue shows out there, correct for any number.
/// </summary>
internal sealed class FarLevels
{
    private long[] _keys = [];
    private long[] _quantities = [];
    private int _count;

    public int Count => _count;

    /// <summary>Levels from the nearest (index 0) outwards.</summary>
    public (long Key, long Quantity) this[int index] => (_keys[_count - 1 - index], _quantities[_count - 1 - index]);

    public long QuantityAt(long key)
    {
        int i = Find(key);
        return i >= 0 ? _quantities[i] : 0;
    }

    /// <summary>Sets a level (0 removes it) and returns what it showed before.</summary>
    public long Set(long key, long quantity)
    {
        int i = Find(key);
        if (i >= 0)
        {
            long previous = _quantities[i];
            if (quantity == 0)
                RemoveAt(i);
            else
                _quantities[i] = quantity;
            return previous;
        }

        if (quantity != 0)
            InsertAt(~i, key, quantity);
        return 0;
    }

    public void AddFirst(long key, long quantity) => InsertAt(_count, key, quantity);

    public void RemoveFirst() => _count--;

    public void Clear() => _count = 0;

    private int Find(long key)
    {
        int low = 0, high = _count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            long at = _keys[middle];
            if (at == key)
                return middle;
            if (at > key)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    private void InsertAt(int index, long key, long quantity)
    {
        if (_count == _keys.Length)
        {
            int size = Math.Max(64, _count * 2);
            Array.Resize(ref _keys, size);
            Array.Resize(ref _quantities, size);
        }

        Array.Copy(_keys, index, _keys, index + 1, _count - index);
        Array.Copy(_quantities, index, _quantities, index + 1, _count - index);
        _keys[index] = key;
        _quantities[index] = quantity;
        _count++;
    }

    private void RemoveAt(int index)
    {
        _count--;
        Array.Copy(_keys, index + 1, _keys, index, _count - index);
        Array.Copy(_quantities, index + 1, _quantities, index, _count - index);
    }
}
