using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What goes over the wire between a session and an outpost in another process.</summary>
internal enum OutpostFrame : byte
{
    // To the outpost.
    Begin = 1,
    Market = 2,
    Report = 3,
    Clock = 4,
    Book = 5,
    Pause = 6,
    OtherFill = 7,
    Funding = 8,
    Holding = 9,
    TakeOver = 10,
    Signal = 11,
    Set = 12,
    End = 13,
    Describe = 14,

    // From it.
    Progress = 33,
    Ask = 34,
    Reason = 35,
    Line = 36,
    Note = 37,
    Metric = 38,
    Over = 39,
    Described = 40,
    Dropped = 41,
}

/// <summary>Writes frames: a length of 4 bytes, what it counts: a kind and its fields, little-endian. Of one thread at a time; nothing leaves before <see cref="Flush"/>.</summary>
internal sealed class OutpostFrameWriter(Stream to)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);
    private int _from;

    /// <summary>Bytes that wait for <see cref="Flush"/>.</summary>
    public int Waiting => _bytes.WrittenCount;

    public CheckpointWriter Begin(OutpostFrame kind)
    {
        _from = _bytes.WrittenCount;
        var fields = new CheckpointWriter(_bytes);
        fields.Int(0);
        fields.Byte((byte)kind);
        return fields;
    }

    public void End()
    {
        // The buffer is ours: only its type says that it isn't to be written.
        Span<byte> all = MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(all[_from..], all.Length - _from - sizeof(int));
    }

    /// <summary>As it lies in memory: the other end is the same program.</summary>
    public void Raw<T>(in T value) where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <exception cref="IOException">Nobody takes it any more.</exception>
    public void Flush()
    {
        if (_bytes.WrittenCount == 0)
            return;
        try
        {
            to.Write(_bytes.WrittenSpan);
            to.Flush();
        }
        finally
        {
            _bytes.ResetWrittenCount();
        }
    }
}

/// <summary>Reads frames.</summary>
/// <param name="mostBytes">Of a frame.</param>
/// <param name="about">What messages call the stream.</param>
internal sealed class OutpostFrameReader(Stream from, int mostBytes, string about)
{
    private byte[] _bytes = new byte[1 << 16];
    private int _at, _end;

    /// <summary>False at the end of the stream.</summary>
    /// <param name="fields">Good until the next is read.</param>
    /// <exception cref="BadInputException">It is no frame.</exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public bool TryRead(out OutpostFrame kind, out ReadOnlySpan<byte> fields)
    {
        kind = default;
        fields = default;
        if (!Have(sizeof(int)))
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_at));
        if (length < 1 || length > mostBytes)
            throw new BadInputException($"{about}: a frame of {length} bytes; right is 1 to {mostBytes}");
        if (!Have(sizeof(int) + length))
            return false;
        kind = (OutpostFrame)_bytes[_at + sizeof(int)];
        fields = _bytes.AsSpan(_at + sizeof(int) + 1, length - 1);
        _at += sizeof(int) + length;
        return true;
    }

    /// <summary>What <see cref="OutpostFrameWriter.Raw{T}"/> wrote.</summary>
    public static T Raw<T>(ReadOnlySpan<byte> fields) where T : unmanaged => MemoryMarshal.Read<T>(fields);

    private bool Have(int count)
    {
        if (_end - _at >= count)
            return true;
        _bytes.AsSpan(_at.._end).CopyTo(_bytes);
        (_at, _end) = (0, _end - _at);
        if (_bytes.Length < count)
            Array.Resize(ref _bytes, (int)Math.Max(count, Math.Min(2L * _bytes.Length, Array.MaxLength)));
        while (_end < count)
        {
            int read = from.Read(_bytes, _end, _bytes.Length - _end);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }
}
