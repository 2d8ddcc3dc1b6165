using System.Buffers.Binary;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// An order journal read back. A record that was cut off or damaged ends it: what stands before is whole, and <see cref="LostBytes"/>
/// says how much doesn't count. A process that dies cuts off the last record; whole ones behind a broken one mean damage.
/// </summary>
public sealed class OrderJournalFile
{
    private OrderJournalFile(byte[] session, List<JournalRecord> records, long lostBytes, bool isDamaged)
    {
        IsDamaged = isDamaged;
        Session = session;
        Records = records;
        LostBytes = lostBytes;
    }

    /// <summary>What the writer said is needed to make the same engine again.</summary>
    public ReadOnlyMemory<byte> Session { get; }

    public IReadOnlyList<JournalRecord> Records { get; }

    /// <summary>Bytes behind the last whole record.</summary>
    public long LostBytes { get; }

    /// <summary>Whole records stand behind the broken one.</summary>
    public bool IsDamaged { get; }

    /// <exception cref="BadInputException">The file is missing, no order journal, or its head is damaged.</exception>
    public static OrderJournalFile Read(string path)
    {
        byte[] bytes = ReadAll(path);
        ReadOnlySpan<byte> header = bytes.AsSpan(0, Math.Min(bytes.Length, OrderJournal.FileHeaderSize));
        if (!header.StartsWith(OrderJournal.FileMagic))
            throw new BadInputException($"{path} is no order journal");
        if (header.Length < OrderJournal.FileHeaderSize || Sum(header[..28]) != BinaryPrimitives.ReadUInt32LittleEndian(header[28..]))
            throw new BadInputException($"{path} has a damaged head");
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (version != OrderJournal.Version)
            throw new BadInputException($"{path} has journal format version {version}; this program reads version {OrderJournal.Version}");
        int sessionSize = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        int start = OrderJournal.FileHeaderSize + sessionSize;
        if (sessionSize is < 0 or > OrderJournal.MaxSession || start > bytes.Length)
            throw new BadInputException($"{path} is cut off inside its head");
        byte[] session = bytes[OrderJournal.FileHeaderSize..start];
        if (Sum(session) != BinaryPrimitives.ReadUInt32LittleEndian(header[16..]))
            throw new BadInputException($"{path} has a damaged head");
        List<JournalRecord> records = [];
        int end = ReadRecords(bytes, start, records);
        return new OrderJournalFile(session, records, bytes.Length - end, HasRecordBehind(bytes, end));
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't read the journal {path}: {e.Message}", e);
        }
    }

    private static int ReadRecords(byte[] bytes, int at, List<JournalRecord> records)
    {
        while (TryRead(bytes, at, out JournalRecord record, out int end))
        {
            records.Add(record);
            at = end;
        }

        return at;
    }

    private static bool HasRecordBehind(byte[] bytes, int broken)
    {
        for (int at = broken + 1; at < bytes.Length; at++)
        {
            if (TryRead(bytes, at, out _, out _))
                return true;
        }

        return false;
    }

    private static bool TryRead(byte[] bytes, int at, out JournalRecord record, out int end)
    {
        record = default;
        end = at + OrderJournal.RecordHeaderSize;
        if (end > bytes.Length)
            return false;
        int payload = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 4));
        var kind = (JournalRecordKind)bytes[at + 6];
        end += payload;
        return end <= bytes.Length && JournalRecord.IsSize(kind, payload)
            && Sum(bytes.AsSpan(at + 4, payload + 4)) == BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at))
            && JournalRecord.TryRead(kind, bytes.AsMemory(at + OrderJournal.RecordHeaderSize, payload), out record);
    }

    private static uint Sum(ReadOnlySpan<byte> bytes) => RecordingFormat.Checksum(bytes);
}
