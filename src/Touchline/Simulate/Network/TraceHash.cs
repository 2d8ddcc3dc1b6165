using System.Runtime.InteropServices;

namespace Touchline.Simulate;

/// <summary>A running hash of all that happened: two runs are the same run when it is the same.</summary>
internal sealed class TraceHash
{
    private const ulong Factor = 0x9E3779B97F4A7C15;

    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public long Things { get; private set; }

    public void Add(long value) => Value = ulong.RotateLeft((Value ^ (ulong)value) * Factor, 29);

    public void Add(long nowNs, int what, int where, ReadOnlySpan<byte> bytes)
    {
        Things++;
        Add(nowNs);
        Add(((long)what << 32) | (uint)where);
        ReadOnlySpan<long> words = MemoryMarshal.Cast<byte, long>(bytes);
        foreach (long word in words)
            Add(word);
        long rest = bytes.Length;
        foreach (byte b in bytes[(words.Length * sizeof(long))..])
            rest = (rest << 8) | b;
        Add(rest);
    }
}
