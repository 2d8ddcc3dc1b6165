using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <summary>Sizes and marks of the .tlr format, version 1. docs/recordings.md describes every byte.</summary>
internal static class RecordingFormat
{
    public const ushort Version = 1;
    public const int FileHeaderSize = 128;
    public const int BlockHeaderSize = 64;
    public const int MaxBlockRows = 4096;
    public const uint BlockMagic = 0x3142_4C54; // "TLB1"
    public const uint FooterMagic = 0x5849_4C54; // "TLIX"
    public const int FooterEntrySize = 64;
    public const int DefinitionPartSize = 40;
    public const int ProducerSize = 56;

    public static ReadOnlySpan<byte> FileMagic => "TLREC\r\n\u001a"u8;

    /// <summary>
    /// CRC-32C in four lanes: lane i takes the 8-byte words i, i + 4, i + 8 …; a last part of under 32 bytes goes to lane 0 byte by
    /// byte; the result is the CRC-32C of the four lane values. Four lanes keep the processor's CRC unit busy.
    /// </summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint a = uint.MaxValue, b = uint.MaxValue, c = uint.MaxValue, d = uint.MaxValue;
        int whole = bytes.Length & ~31;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes[..whole]);
        for (int i = 0; i + 3 < words.Length; i += 4)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, words[i + 1]);
            c = BitOperations.Crc32C(c, words[i + 2]);
            d = BitOperations.Crc32C(d, words[i + 3]);
        }

        foreach (byte rest in bytes[whole..])
            a = BitOperations.Crc32C(a, rest);
        uint sum = BitOperations.Crc32C(uint.MaxValue, a);
        sum = BitOperations.Crc32C(sum, b);
        sum = BitOperations.Crc32C(sum, c);
        return ~BitOperations.Crc32C(sum, d);
    }
}

/// <summary>The first 128 bytes of a recording.</summary>
internal readonly record struct RecordingHeader(
    bool Closed, long Rows, long Blocks, long FooterOffset, long FileLength, long ClockOffsetNs, string Producer, bool HoldsOwnOrders,
    bool OrdersAwaitRows)
{
    private const uint OwnOrdersFlag = 1;
    private const uint AwaitRowsFlag = 2;

    private uint Flags => (HoldsOwnOrders ? OwnOrdersFlag : 0) | (OrdersAwaitRows ? AwaitRowsFlag : 0);

    public void Write(Span<byte> bytes)
    {
        bytes = bytes[..RecordingFormat.FileHeaderSize];
        bytes.Clear();
        RecordingFormat.FileMagic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], RecordingFormat.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[10..], RecordingFormat.FileHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], RecordingFormat.BlockHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[14..], MarketEvent.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], Closed ? 1u : 0u);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], Flags);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Rows);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Blocks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], FooterOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], FileLength);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[56..], ClockOffsetNs);
        System.Text.Encoding.UTF8.TryGetBytes(Producer, bytes.Slice(64, RecordingFormat.ProducerSize), out _);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[124..], RecordingFormat.Checksum(bytes[..124]));
    }

    /// <exception cref="BadInputException">The bytes aren't the start of a recording this program can read.</exception>
    public static RecordingHeader Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < 8 || !bytes[..8].SequenceEqual(RecordingFormat.FileMagic))
            throw new BadInputException($"{path} is not a Touchline recording (.tlr); make one with 'touchline import'");
        if (bytes.Length < RecordingFormat.FileHeaderSize)
            throw new BadInputException($"{path} is cut off inside its header ({bytes.Length} bytes); make it again");
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version != RecordingFormat.Version)
            throw new BadInputException($"{path} has recording format version {version}; this program reads version {RecordingFormat.Version}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[124..]) != RecordingFormat.Checksum(bytes[..124]))
            throw new BadInputException($"{path} has a damaged header (checksum doesn't match); make it again");
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        ReadOnlySpan<byte> producer = bytes.Slice(64, RecordingFormat.ProducerSize).TrimEnd((byte)0);
        return new RecordingHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]) == 1,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]),
            System.Text.Encoding.UTF8.GetString(producer),
            (flags & OwnOrdersFlag) != 0,
            (flags & AwaitRowsFlag) != 0);
    }
}

/// <summary>A block's header: where it is and what times it holds. Local times here are as recorded, without the clock offset.</summary>
internal readonly record struct BlockHeader(
    int Rows, long FirstRow, long FirstLocalNs, long LastLocalNs, long MaxExchangeNs, int LateRows, bool HasDefinition,
    long MinLateExchangeNs, uint RowsChecksum)
{
    private const int SharedSize = 56;

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, RecordingFormat.BlockMagic);
        WriteShared(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[56..], RowsChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[60..], RecordingFormat.Checksum(bytes[..60]));
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out BlockHeader header)
    {
        header = default;
        if (bytes.Length < RecordingFormat.BlockHeaderSize
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != RecordingFormat.BlockMagic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]) != RecordingFormat.Checksum(bytes[..60]))
            return false;
        header = ReadShared(bytes) with { RowsChecksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[56..]) };
        return header.Rows is > 0 and <= RecordingFormat.MaxBlockRows;
    }

    /// <summary>A footer entry: the block's offset, then bytes 4 to 55 of its header, then its rows' checksum.</summary>
    public void WriteFooterEntry(Span<byte> bytes, long offset)
    {
        Span<byte> shared = stackalloc byte[SharedSize];
        WriteShared(shared);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, offset);
        shared[4..].CopyTo(bytes[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[60..], RowsChecksum);
    }

    public static BlockHeader ReadFooterEntry(ReadOnlySpan<byte> bytes, out long offset)
    {
        offset = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return ReadShared(bytes[4..]) with { RowsChecksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]) };
    }

    private void WriteShared(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Rows);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], FirstRow);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], FirstLocalNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], LastLocalNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], MaxExchangeNs);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[40..], LateRows);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[44..], HasDefinition ? 1u : 0u);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], MinLateExchangeNs);
    }

    private static BlockHeader ReadShared(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) != 0,
        BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
        0);
}
