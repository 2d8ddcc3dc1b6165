using System.Buffers.Binary;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// Writes the order journal: every input of an engine that is no market event, and every intent, each handed to the operating system
/// before the intent is sent, so that it survives the death of the process. For the engine's thread. The format: docs/engine.md.
/// </summary>
public sealed class OrderJournal : IEngineTap, IDisposable
{
    internal const int FileHeaderSize = 32;
    internal const int RecordHeaderSize = 8;
    internal const ushort Version = 3;

    /// <summary>The largest session text in bytes.</summary>
    public const int MaxSession = 1 << 24;

    private const int MostPending = 1 << 16;

    private readonly FileStream _file;
    private readonly byte[] _record = new byte[RecordHeaderSize + JournalRecord.MaxSize];
    private byte[] _pending = new byte[4096];
    private int _pendingCount;

    /// <param name="path">A new file.</param>
    /// <param name="session">What is needed to make the same engine again, for the reader of the journal.</param>
    /// <exception cref="BadInputException">The file can't be made, or is there already: a journal is never written over.</exception>
    public OrderJournal(string path, ReadOnlySpan<byte> session)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(session.Length, MaxSession);
        try
        {
            _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't make the journal {path}: {e.Message}", e);
        }

        Span<byte> header = stackalloc byte[FileHeaderSize];
        header.Clear();
        FileMagic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], session.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], RecordingFormat.Checksum(session));
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], RecordingFormat.Checksum(header[..28]));
        _file.Write(header);
        _file.Write(session);
    }

    internal static ReadOnlySpan<byte> FileMagic => "TLJRN\r\n\u001a"u8;

    public void BeforeInput()
    {
    }

    public void OnStart(long input, long localNs) => AddTime(JournalRecordKind.Start, input, localNs);

    public void OnClock(long input, long localNs) => AddTime(JournalRecordKind.Clock, input, localNs);

    public void OnStop(long input, long localNs) => AddTime(JournalRecordKind.Stop, input, localNs);

    public void OnCommand(long input, long localNs, EngineCommand command)
    {
        int size = JournalRecord.Write(input, localNs, command, _record.AsSpan(RecordHeaderSize));
        Add(JournalRecordKind.Command, size);
        Flush();
    }

    public void OnReport(long input, in OrderReport report)
    {
        JournalRecord.Write(input, report, _record.AsSpan(RecordHeaderSize));
        Add(JournalRecordKind.Report, JournalRecord.ReportSize);
        Flush();
    }

    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        foreach (ref readonly Intent intent in intents)
        {
            JournalRecord.Write(intent, _record.AsSpan(RecordHeaderSize));
            Add(JournalRecordKind.Intent, JournalRecord.IntentSize);
        }

        Flush();
    }

    /// <summary>Says that the session ended properly.</summary>
    /// <param name="inputs">How many inputs the engine took.</param>
    public void Complete(long inputs)
    {
        AddTime(JournalRecordKind.End, inputs, 0);
        Flush();
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    // A clock alone is of no use to a recovery: it waits for the next record that is, up to a bound.
    private void AddTime(JournalRecordKind kind, long input, long localNs)
    {
        JournalRecord.Write(input, localNs, _record.AsSpan(RecordHeaderSize));
        Add(kind, JournalRecord.TimeSize);
        if (_pendingCount >= MostPending)
            Flush();
    }

    private void Add(JournalRecordKind kind, int payload)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_record.AsSpan(4), (ushort)payload);
        _record[6] = (byte)kind;
        _record[7] = 0;
        int size = RecordHeaderSize + payload;
        BinaryPrimitives.WriteUInt32LittleEndian(_record, RecordingFormat.Checksum(_record.AsSpan(4, size - 4)));
        if (_pendingCount + size > _pending.Length)
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _pendingCount + size));
        _record.AsSpan(0, size).CopyTo(_pending.AsSpan(_pendingCount));
        _pendingCount += size;
    }

    private void Flush()
    {
        try
        {
            _file.Write(_pending, 0, _pendingCount);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // So the framework tells of a file that would be larger than its file system, or a limit of the process, allows.
            throw new IOException($"{_file.Name} may not become any larger: the file system or a limit of this process (ulimit -f) forbids it", e);
        }

        _pendingCount = 0;
    }
}
