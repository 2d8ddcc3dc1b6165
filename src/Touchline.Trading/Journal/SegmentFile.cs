using System.Buffers.Binary;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>A segment read back: its head, and records up to where zeros begin or the first that is broken.</summary>
internal sealed class SegmentFile
{
    private readonly byte[] _bytes;

    private SegmentFile(string path, byte[] bytes)
    {
        Path = path;
        _bytes = bytes;
        Head = SegmentHead.Read(bytes, out string? wrong);
        Wrong = wrong;
    }

    public string Path { get; }

    /// <summary>Only where nothing is <see cref="Wrong"/>.</summary>
    public SegmentHead Head { get; }

    /// <summary>What is wrong with the head, the session text or the checkpoint; null: nothing.</summary>
    public string? Wrong { get; }

    /// <summary>What is wrong, for people, with one that may have held records: such a one isn't passed over. Null: nothing, or it was never begun.</summary>
    public string? Damage
    {
        get
        {
            if (Wrong is null)
                return null;
            if (RecordFrom(0) is >= 0 and var at)
                return $"{Path} {Wrong}, and records stand behind it, from byte {at} on";
            return SegmentHead.IsUnbegun(_bytes) || IsOfOtherVersion ? null : $"{Path} {Wrong}, and no segment is like that before it is begun: something else than this program wrote it";
        }
    }

    /// <summary>
    /// What is wrong, for people, with one that is shorter than its head says, or than a head. A loss of power leaves the newest so, whose records then weren't on the disk either: it is passed over where
    /// another stands before it, and the venue says what became of its orders. Null: nothing; a spare that is being made is short for a moment.
    /// </summary>
    public string? Shortfall => Wrong is not null && Damage is null && JournalNames.Begun(Path) is null && _bytes.Length < Math.Max(SegmentHead.Bytes, Head.RecordsAt)
        ? $"{Path} {Wrong}, and no segment is so short before it is begun: something else than this program cut it off, or a loss of power"
        : null;

    /// <inheritdoc cref="SegmentHead.IsOfOtherVersion"/>
    public bool IsOfOtherVersion => SegmentHead.IsOfOtherVersion(_bytes);

    /// <summary>Nothing was ever written to it.</summary>
    public bool IsEmpty => LostBytes(0) == 0;

    public ReadOnlyMemory<byte> Session => _bytes.AsMemory(SegmentHead.Bytes, Head.SessionBytes);

    /// <summary>A spare may be begun by a session that runs meanwhile: it is found by the name it then has.</summary>
    /// <exception cref="BadInputException">It can't be read.</exception>
    public static SegmentFile Read(string path)
    {
        try
        {
            return Open(path);
        }
        catch (FileNotFoundException) when (JournalNames.Begun(path) is { } begun && File.Exists(begun))
        {
            return Read(begun);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't read the journal {path}: {e.Message}", e);
        }
    }

    /// <exception cref="BadInputException">It is damaged.</exception>
    public EngineCheckpoint Checkpoint() => EngineCheckpoint.Read(_bytes.AsSpan(Head.CheckpointAt, Head.CheckpointBytes), $"the checkpoint of {Path}");

    /// <summary>The next whole record at a place, which moves behind it; false at the last one's end.</summary>
    public bool TryNext(ref int at, out JournalRecord record)
    {
        bool isThere = TryRead(at, out record, out int end);
        if (isThere)
            at = end;
        return isThere;
    }

    /// <summary>Bytes behind the last whole record that aren't zero: a record that was cut off.</summary>
    public long LostBytes(int end) => _bytes.AsSpan(end).LastIndexOfAnyExcept((byte)0) + 1;

    /// <summary>
    /// Where a whole record stands at a place or behind it; -1 when there is none. A process that dies cuts off the last record; whole ones behind a broken one mean damage.
    /// </summary>
    public int RecordFrom(int at)
    {
        for (int end = at + (int)LostBytes(at); at < end; at++)
        {
            if (TryRead(at, out _, out _))
                return at;
        }

        return -1;
    }

    private static SegmentFile Open(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return new SegmentFile(path, bytes);
    }

    private bool TryRead(int at, out JournalRecord record, out int end)
    {
        record = default;
        end = at + OrderJournal.RecordHeaderSize;
        if (end > _bytes.Length)
            return false;
        int payload = BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at + 4));
        var kind = (JournalRecordKind)_bytes[at + 6];
        end += payload;
        return end <= _bytes.Length && JournalRecord.IsSize(kind, payload)
            && RecordingFormat.Checksum(_bytes.AsSpan(at + 4, payload + 4)) == BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at))
            && JournalRecord.TryRead(kind, _bytes.AsMemory(at + OrderJournal.RecordHeaderSize, payload), out record);
    }
}
