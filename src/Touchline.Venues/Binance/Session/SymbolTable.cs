using System.Text;

namespace Touchline.Venues.Binance;

/// <summary>From a symbol's bytes to a number, without making a string. Symbols may hold any UTF-8.</summary>
internal sealed class SymbolTable
{
    private byte[]?[] _keys = new byte[64][];
    private int[] _values = new int[64];
    private int _count;

    public void Add(string symbol, int value)
    {
        if (2 * (_count + 1) > _keys.Length)
            Grow();
        Put(Encoding.UTF8.GetBytes(symbol), value);
    }

    /// <summary>-1: it isn't there.</summary>
    public int Find(ReadOnlySpan<byte> symbol)
    {
        for (int at = Start(symbol); _keys[at] is { } key; at = (at + 1) & (_keys.Length - 1))
        {
            if (symbol.SequenceEqual(key))
                return _values[at];
        }

        return -1;
    }

    private void Put(byte[] symbol, int value)
    {
        int at = Start(symbol);
        while (_keys[at] is { } key && !key.AsSpan().SequenceEqual(symbol))
            at = (at + 1) & (_keys.Length - 1);
        if (_keys[at] is null)
            _count++;
        (_keys[at], _values[at]) = (symbol, value);
    }

    private void Grow()
    {
        (byte[]?[] keys, int[] values) = (_keys, _values);
        _keys = new byte[keys.Length * 2][];
        _values = new int[keys.Length * 2];
        _count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] is { } key)
                Put(key, values[i]);
        }
    }

    private int Start(ReadOnlySpan<byte> symbol)
    {
        uint hash = 2166136261;
        foreach (byte b in symbol)
            hash = (hash ^ b) * 16777619;
        return (int)(hash ^ (hash >> 15)) & (_keys.Length - 1);
    }
}
