using System.Buffers.Binary;
using System.IO.Compression;

namespace Touchline.Core;

/// <summary>
/// Tells a gzip file that was cut off, which the framework reads to its end in silence. A member ends with the size of its content
/// modulo 2^32. For a file of one member, the usual case, that has to be what came out; for several the last one is looked for
/// from the back and unpacked again. A cut passes by chance once in 2^32.
/// </summary>
internal static class GzipEnd
{
    private const int ChunkBytes = 1 << 20;

    // Header, an empty deflate stream and trailer.
    private const int LeastMember = 20;

    /// <param name="file">The file; its position is changed.</param>
    /// <param name="contentBytes">How much was unpacked from all members.</param>
    public static bool IsWhole(FileStream file, long contentBytes)
    {
        Span<byte> bytes = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - 4);
        if (file.ReadAtLeast(bytes, 4, throwOnEndOfStream: false) < 4)
            return false;
        uint last = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return last == (uint)contentBytes || EndsWithMember(file, last);
    }

    private static bool EndsWithMember(FileStream file, uint size)
    {
        ReadOnlySpan<byte> mark = [0x1F, 0x8B, 0x08];
        byte[] chunk = new byte[ChunkBytes + mark.Length - 1];
        for (long start = (file.Length - 1) / ChunkBytes * ChunkBytes; start >= 0; start -= ChunkBytes)
        {
            file.Position = start;
            int read = file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            for (int end = read; chunk.AsSpan(0, end).LastIndexOf(mark) is var at && at >= 0; end = at + mark.Length - 1)
            {
                bool hasRoom = start + at > 0 && file.Length - start - at >= LeastMember;
                if (hasRoom && SizeFrom(file, start + at) is { } unpacked && (uint)unpacked == size)
                    return true;
            }
        }

        return false;
    }

    // What unpacks from a place in the file on; null when no member begins there. One that others follow unpacks to more than the
    // last member's size and is passed over, because the search comes from the back.
    private static long? SizeFrom(FileStream file, long position)
    {
        file.Position = position;
        byte[] sink = new byte[1 << 16];
        long size = 0;
        try
        {
            using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            while (gzip.Read(sink) is var read && read > 0)
                size += read;
            return size;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
