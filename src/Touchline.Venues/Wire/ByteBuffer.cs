namespace Touchline.Venues.Wire;

/// <summary>Bytes that are put in behind and taken out in front. It grows to its limit, and moves what it holds only when room is asked for. For one thread.</summary>
internal sealed class ByteBuffer(int limit, int initial = 16 * 1024)
{
    private byte[] _bytes = new byte[Math.Min(initial, limit)];
    private int _start, _end;

    public int Count => _end - _start;

    public ReadOnlySpan<byte> Filled => _bytes.AsSpan(_start, _end - _start);

    public ReadOnlyMemory<byte> FilledMemory => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Bytes that can still be put in.</summary>
    public int Room => limit - Count;

    /// <summary>Free space behind what it holds, at least so much where the limit allows it. Good until something is put in or room is asked for.</summary>
    public Memory<byte> Free(int wanted)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_bytes.Length - _end < wanted)
            MakeRoom(wanted);
        return _bytes.AsMemory(_end);
    }

    /// <summary>So much of the free space has been filled.</summary>
    public void Put(int count) => _end += count;

    /// <summary>False when it would be more than the limit; then nothing was put in.</summary>
    public bool TryPut(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Room)
            return false;
        bytes.CopyTo(Free(bytes.Length).Span);
        _end += bytes.Length;
        return true;
    }

    /// <summary>Takes bytes from the front. They stay readable until room is asked for.</summary>
    public void Take(int count) => _start += count;

    public void Clear() => _start = _end = 0;

    private void MakeRoom(int wanted)
    {
        int count = Count;
        int needed = Math.Min(count + wanted, limit);
        if (needed > _bytes.Length)
        {
            byte[] larger = new byte[(int)Math.Min(Math.Max(2L * _bytes.Length, needed), limit)];
            Filled.CopyTo(larger);
            _bytes = larger;
        }
        else
        {
            Filled.CopyTo(_bytes);
        }

        (_start, _end) = (0, count);
    }
}
