using System.Buffers.Binary;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>The first bytes of a segment of an order journal. They are written last, when what they tell of stands behind them.</summary>
/// <param name="Segment">Its number in the folder.</param>
/// <param name="Session">The session that wrote it.</param>
/// <param name="FirstInput">The first input that the checkpoint doesn't have.</param>
/// <param name="BeforeBytes">Of the session's segment before: where its records end. 0 for a session's first.</param>
/// <param name="ToldNs">Up to then everything that happened in the account was told, by the venue's clock; at first when the journal began.</param>
internal readonly record struct SegmentHead(
    int Segment, int Session, long FirstInput, long BeforeBytes, long ToldNs, int SessionBytes, uint SessionSum, int CheckpointBytes, uint CheckpointSum)
{
    public const int Bytes = 80;
    public const ushort Version = 3;

    private const int SumAt = Bytes - sizeof(uint);

    public static ReadOnlySpan<byte> Magic => "TLJRN\r\n\u001a"u8;

    public int CheckpointAt => Bytes + SessionBytes;

    public int RecordsAt => Bytes + SessionBytes + CheckpointBytes;

    public void Write(Span<byte> bytes)
    {
        bytes = bytes[..Bytes];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Segment);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Session);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], FirstInput);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], BeforeBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], ToldNs);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[48..], SessionBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[52..], SessionSum);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[56..], CheckpointBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[60..], CheckpointSum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SumAt..], RecordingFormat.Checksum(bytes[..SumAt]));
    }

    /// <summary>Another program's segment, whose records this one can't tell.</summary>
    public static bool IsOfOtherVersion(ReadOnlySpan<byte> file) =>
        file.StartsWith(Magic) && file.Length >= Magic.Length + sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) != Version;

    /// <summary>
    /// What stands in the place of the head is zeros, or the beginning of one: as it is in a segment that was made ahead, and in one whose process died, or lost its power, while it was begun.
    /// </summary>
    public static bool IsUnbegun(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> magic = Magic;
        for (int i = 0; i < magic.Length && i < file.Length; i++)
        {
            if (file[i] != 0 && file[i] != magic[i])
                return false;
        }

        return true;
    }

    /// <param name="wrong">What is wrong with it, for people; null when nothing is.</param>
    public static SegmentHead Read(ReadOnlySpan<byte> file, out string? wrong)
    {
        wrong = null;
        if (file.IsEmpty)
            wrong = "is empty (0 bytes)";
        else if (!file.StartsWith(Magic))
            wrong = "is no order journal";
        else if (file.Length < Magic.Length + sizeof(ushort))
            wrong = "is cut off inside its head";
        else if (BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) is var version && version != Version)
            wrong = $"has journal format version {version} (bytes 8 and 9); this program reads version {Version}";
        else if (file.Length < Bytes)
            wrong = "is cut off inside its head";
        else if (BinaryPrimitives.ReadUInt32LittleEndian(file[SumAt..]) != RecordingFormat.Checksum(file[..SumAt]))
            wrong = $"has a damaged head (bytes 0 to {Bytes - 1})";
        if (wrong is not null)
            return default;
        var head = new SegmentHead(
            BinaryPrimitives.ReadInt32LittleEndian(file[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(file[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(file[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(file[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[48..]),
            BinaryPrimitives.ReadUInt32LittleEndian(file[52..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[56..]),
            BinaryPrimitives.ReadUInt32LittleEndian(file[60..]));
        wrong = head.WrongBehind(file);
        return head;
    }

    private string? WrongBehind(ReadOnlySpan<byte> file)
    {
        if (SessionBytes < 0 || CheckpointBytes < 0 || (long)Bytes + SessionBytes + CheckpointBytes > file.Length)
            return "is cut off inside its head";
        if (RecordingFormat.Checksum(file.Slice(Bytes, SessionBytes)) != SessionSum)
            return $"has a damaged session text (bytes {Bytes} to {CheckpointAt - 1})";
        if (RecordingFormat.Checksum(file.Slice(CheckpointAt, CheckpointBytes)) != CheckpointSum)
            return $"has a damaged checkpoint (bytes {CheckpointAt} to {RecordsAt - 1})";
        return null;
    }
}
