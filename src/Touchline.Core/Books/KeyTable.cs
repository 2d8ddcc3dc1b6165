using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <summary>
/// Numbers above zero under 64-bit keys: a hash table with linear probing that closes the gap at every removal, so that it
/// never slows down with age. Grows at half full; allocates nothing else.
/// </summary>
internal sealed class KeyTable
{
    private const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;

    private Entry[] _entries;
    private int _shift;

    /// <param name="capacity">Keys that fit before it grows.</param>
    public KeyTable(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 8) * 2);
        _entries = new Entry[size];
        _shift = 64 - BitOperations.Log2((uint)size);
    }

    public int Count { get; private set; }

    /// <summary>The number under a key; 0 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long key)
    {
        ref Entry entries = ref MemoryMarshal.GetArrayDataReference(_entries);
        int mask = _entries.Length - 1;
        for (int at = Home(key); ; at = (at + 1) & mask)
        {
            ref Entry entry = ref Unsafe.Add(ref entries, at);
            if (entry.Value == 0 || entry.Key == key)
                return entry.Value;
        }
    }

    /// <summary>Puts a number above zero under a key that has none; false, and nothing changes, when it has one.</summary>
    public bool TryAdd(long key, int value)
    {
        if ((Count + 1) * 2 > _entries.Length)
            Grow();
        ref Entry free = ref FreeOrSame(key);
        if (free.Value != 0)
            return false;
        free = new Entry { Key = key, Value = value };
        Count++;
        return true;
    }

    public void Remove(long key)
    {
        int mask = _entries.Length - 1, hole = Home(key);
        while (_entries[hole].Key != key || _entries[hole].Value == 0)
        {
            if (_entries[hole].Value == 0)
                return;
            hole = (hole + 1) & mask;
        }

        // What stands further on moves into the hole unless that would be before its home.
        for (int at = (hole + 1) & mask; _entries[at].Value != 0; at = (at + 1) & mask)
        {
            if (((at - Home(_entries[at].Key)) & mask) < ((at - hole) & mask))
                continue;
            _entries[hole] = _entries[at];
            hole = at;
        }

        _entries[hole] = default;
        Count--;
    }

    public void Clear()
    {
        Array.Clear(_entries);
        Count = 0;
    }

    private int Home(long key) => (int)((ulong)(key ^ (key >>> 32)) * GoldenRatio >> _shift);

    private ref Entry FreeOrSame(long key)
    {
        int mask = _entries.Length - 1, at = Home(key);
        while (_entries[at].Value != 0 && _entries[at].Key != key)
            at = (at + 1) & mask;
        return ref _entries[at];
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[old.Length * 2];
        _shift--;
        foreach (Entry entry in old)
        {
            if (entry.Value != 0)
                FreeOrSame(entry.Key) = entry;
        }
    }

    private struct Entry
    {
        public long Key;
        public int Value;
    }
}
