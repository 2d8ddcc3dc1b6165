using System.Buffers;
using System.Buffers.Binary;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// Writes a session's order journal: every input of an engine that is no market event, and every intent, each in the operating system's memory before the intent is sent, so
/// that it survives the death of the process. Segments are made ahead by a thread of their own: nothing here waits for a disk or asks the system anything. For the engine's thread.
/// The format: docs/journal.md.
/// </summary>
public sealed class OrderJournal : IEngineTap, IDisposable
{
    /// <summary>Bytes of a segment, unless a checkpoint may become so large that it needs more.</summary>
    public const int SegmentBytes = 1 << 24;

    /// <summary>The largest session text in bytes.</summary>
    public const int MaxSession = 1 << 24;

    /// <summary>The part of a segment at its end, one in so many, that is kept for reports and cancels when there is no other.</summary>
    public const int ReserveShare = 8;

    internal const int RecordHeaderSize = 8;

    private readonly ISegmentSupply _supply;
    private readonly string _folder;
    private readonly byte[] _session;
    private readonly int _number;
    private readonly bool _waits;
    private readonly byte[] _record = new byte[RecordHeaderSize + JournalRecord.MaxSize];
    private readonly ArrayBufferWriter<byte> _checkpoint = new();
    private readonly ArrayBufferWriter<byte> _state = new(JournalRecord.MaxSize);
    private readonly HashSet<(int Strategy, OrderReason Reason)> _named = [];
    private Engine? _engine;
    private JournalSegment? _segment;
    private long _toldNs;
    private string? _full;
    private bool _saysFull;
    private bool _isDisposed;

    /// <summary>The next session of a journal; its first segment is made here, and begun by <see cref="Begin"/>.</summary>
    /// <param name="place">The journal's folder. Stays the caller's.</param>
    /// <param name="session">What is needed to make the same engine again, for the reader of the journal.</param>
    /// <param name="number">The session's: one more than the last one's there.</param>
    /// <param name="account">The engine's limits: how large a checkpoint may become.</param>
    /// <param name="waits">Where the host is in no hurry: wait for a segment rather than say that there is none.</param>
    /// <param name="segmentBytes">Bytes of a segment.</param>
    /// <param name="instruments">The engine's, likewise.</param>
    /// <param name="strategies">The engine's, likewise.</param>
    /// <exception cref="BadInputException">The disk takes no segment: the message says how much it needs.</exception>
    public OrderJournal(
        JournalLock place, ReadOnlySpan<byte> session, int number, RiskLimits account, bool waits = false, long segmentBytes = SegmentBytes, int instruments = 1, int strategies = 1)
        : this(
            place.Folder, session, number,
            new SegmentSupply(place.Folder, NextSegment(place.Folder), Math.Max(segmentBytes, LeastBytes(account, instruments, strategies, session.Length))), waits)
    {
    }

    /// <summary>
    /// One whose segments are made by its own thread when it needs them: for a host whose time doesn't go on meanwhile, so that the same inputs write the same bytes.
    /// </summary>
    /// <param name="segmentBytes">Large enough for a checkpoint in its first half.</param>
    /// <exception cref="BadInputException">The disk takes no segment.</exception>
    public static OrderJournal OnDemand(JournalLock place, ReadOnlySpan<byte> session, int number, long segmentBytes) =>
        new(place.Folder, session, number, new SegmentsOnDemand(place.Folder, NextSegment(place.Folder), segmentBytes));

    internal OrderJournal(string folder, ReadOnlySpan<byte> session, int number, ISegmentSupply supply, bool waits = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(session.Length, MaxSession);
        _folder = folder;
        _session = session.ToArray();
        _number = number;
        _supply = supply;
        _waits = waits;
    }

    /// <summary>Before anything is written: what the engine has to begin with stands at the head of the journal.</summary>
    /// <param name="engine">That is journaled; restored already where it takes up another's state.</param>
    /// <param name="toldNs">Up to then everything that happened in the account is known, by the venue's clock: a recovered journal's, else now.</param>
    /// <exception cref="IOException">There is no segment any more.</exception>
    public void Begin(Engine engine, long toldNs)
    {
        if (_engine is not null)
            throw new InvalidOperationException("a journal is begun once");
        _engine = engine;
        _toldNs = toldNs;
        if (!TryNextSegment())
            throw Full();
    }

    public void BeforeInput() => KeepChanges();

    public void OnStart(long input, long localNs) => AddInput(JournalRecordKind.Start, input, localNs, isVital: false);

    public void OnClock(long input, long localNs) => AddInput(JournalRecordKind.Clock, input, localNs, isVital: false);

    public void OnStop(long input, long localNs) => AddInput(JournalRecordKind.Stop, input, localNs, isVital: true);

    public void OnCommand(long input, long localNs, EngineCommand command)
    {
        Add(JournalRecordKind.Command, JournalRecord.Write(input, localNs, command, _record.AsSpan(RecordHeaderSize)), isVital: true);
        KeepChanges();
    }

    /// <exception cref="IOException">Also the reserve is used up.</exception>
    public void OnRequest(long input, long localNs, in OrderRequest request)
    {
        JournalRecord.Write(input, localNs, request, _record.AsSpan(RecordHeaderSize));
        Add(JournalRecordKind.Request, JournalRecord.IntentSize, isVital: true);
        KeepChanges();
    }

    /// <exception cref="IOException">Also the reserve is used up.</exception>
    public void OnReport(long input, in OrderReport report)
    {
        JournalRecord.Write(input, report, _record.AsSpan(RecordHeaderSize));
        Add(JournalRecordKind.Report, JournalRecord.ReportSize, isVital: true);
        KeepChanges();
    }

    /// <summary>
    /// How the brackets and legs stand that the newest input changed. Records of inputs and intents do it by themselves; a host calls it after market events that led to no intent.
    /// </summary>
    /// <exception cref="IOException">Also the reserve is used up.</exception>
    public void KeepChanges()
    {
        if (_engine is { Desk.HasOwnerChanges: true })
            AddChanges(_engine.Desk);
    }

    /// <summary>
    /// Up to this time, by the venue's clock, everything that happened in the account has been told: a recovery asks for what came later. Where profit and loss stood is kept with it.
    /// </summary>
    /// <exception cref="IOException">There is no room.</exception>
    public void OnTold(long toldNs)
    {
        // What couldn't be written before has to be asked for again.
        if (toldNs <= _toldNs || _full is not null)
            return;
        _toldNs = toldNs;
        AddTime(JournalRecordKind.Told, _engine!.Inputs, toldNs, isVital: true);
        Add(JournalRecordKind.Marks, JournalRecord.WriteMarks(_engine, _record.AsSpan(RecordHeaderSize)), isVital: true);
    }

    /// <exception cref="IOException">There is no room for new orders and amends: none of these may be sent. Cancels are written, as long as the reserve lasts, and may be sent in any case.</exception>
    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        IOException? failure = null;
        KeepChanges();
        foreach (ref readonly Intent intent in intents)
        {
            try
            {
                if (intent.Kind == IntentKind.Place)
                    AddOwn(intent);
                JournalRecord.Write(intent, _record.AsSpan(RecordHeaderSize));
                Add(JournalRecordKind.Intent, JournalRecord.IntentSize, intent.Kind == IntentKind.Cancel);
            }
            catch (IOException e)
            {
                failure = e;
            }
        }

        if (failure is not null)
            throw failure;
    }

    /// <summary>Says that the session ended properly, and waits for the disk.</summary>
    /// <param name="inputs">How many inputs the engine took.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Complete(long inputs)
    {
        AddTime(JournalRecordKind.End, inputs, 0, isVital: true);
        _segment!.Flush();
    }

    /// <summary>Gives back what of the disk wasn't used.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _segment?.Trim();
        _segment?.Dispose();
        _supply.Dispose();
    }

    // Half of it for the head, so that records have room.
    private static long LeastBytes(RiskLimits account, int instruments, int strategies, int session) =>
        2 * (SegmentHead.Bytes + session + EngineCheckpoint.MostBytes(account, instruments, strategies));

    private static int NextSegment(string folder) => JournalNames.Segments(folder) is { Count: > 0 } there ? there[^1].Number + 1 : 1;

    private void AddTime(JournalRecordKind kind, long input, long localNs, bool isVital)
    {
        JournalRecord.Write(input, localNs, _record.AsSpan(RecordHeaderSize));
        Add(kind, JournalRecord.TimeSize, isVital);
    }

    private void AddInput(JournalRecordKind kind, long input, long localNs, bool isVital)
    {
        AddTime(kind, input, localNs, isVital);
        KeepChanges();
    }

    private void AddOwn(in Intent intent)
    {
        if (intent.Terms.Reason.IsOwn)
            AddReasonName(intent);
        AddOrigin(intent);
    }

    // Codes are given as strategies ask for them, anew in each session.
    private void AddReasonName(in Intent intent)
    {
        OrderReason reason = intent.Terms.Reason;
        if (_named.Contains((intent.Strategy, reason)) || _engine!.Strategies[intent.Strategy].OwnNameOf(reason) is not { } name)
            return;
        _state.ResetWrittenCount();
        var to = new CheckpointWriter(_state);
        to.UShort((ushort)intent.Strategy);
        to.UShort(reason.Code);
        to.Text(name);
        AddState(JournalRecordKind.ReasonName, intent.Input, intent.LocalNs, isVital: false);
        _named.Add((intent.Strategy, reason));
    }

    // Of a strategy's plain order or quote nobody has to know more than the intent says.
    private void AddOrigin(in Intent intent)
    {
        OrderOrigin origin = _engine!.Desk.OriginOf(intent.Id);
        if (origin.IsPlain)
            return;
        _state.ResetWrittenCount();
        var to = new CheckpointWriter(_state);
        to.Long(intent.Id.Number);
        OrderFields.Write(origin, to);
        AddState(JournalRecordKind.Origin, intent.Input, intent.LocalNs, isVital: false);
    }

    private void AddChanges(OrderDesk desk)
    {
        var to = new CheckpointWriter(_state);
        while (desk.Brackets.TryTakeChange(out BracketSlot bracket))
        {
            _state.ResetWrittenCount();
            BracketFields.Write(bracket, to);
            AddState(JournalRecordKind.Bracket, _engine!.Inputs, _engine.NowNs, isVital: true);
        }

        while (desk.Legs.TryTakeChange(out LegsSlot legs))
        {
            _state.ResetWrittenCount();
            LegsFields.Write(legs, to);
            AddState(JournalRecordKind.Legs, _engine!.Inputs, _engine.NowNs, isVital: true);
        }
    }

    private void AddState(JournalRecordKind kind, long input, long localNs, bool isVital)
    {
        JournalRecord.Write(input, localNs, _record.AsSpan(RecordHeaderSize));
        _state.WrittenSpan.CopyTo(_record.AsSpan(RecordHeaderSize + JournalRecord.TimeSize));
        Add(kind, JournalRecord.TimeSize + _state.WrittenCount, isVital);
    }

    // The payload stands in the record already.
    private void Add(JournalRecordKind kind, int payload, bool isVital)
    {
        int size = RecordHeaderSize + payload;
        JournalSegment segment = _segment!;
        if (_full is not null || segment.At + size > segment.Bytes - segment.Bytes / ReserveShare)
            segment = MakeRoom(size, isVital);
        Span<byte> record = _record.AsSpan(0, size);
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], (ushort)payload);
        record[6] = (byte)kind;
        record[7] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(record, RecordingFormat.Checksum(record[4..]));
        segment.Write(record);
    }

    private JournalSegment MakeRoom(int size, bool isVital)
    {
        if (_full is null && TryNextSegment())
            return _segment!;
        if (!_saysFull && !isVital)
            SetFull();
        if (!isVital || _segment!.At + size > _segment.Bytes)
            throw Full();
        return _segment;
    }

    private void SetFull()
    {
        byte[] waiting = [.. _record];
        _saysFull = true;
        _full ??= _supply.Trouble ?? "the next segment isn't there in time";
        AddTime(JournalRecordKind.Full, _engine!.Inputs, _engine.NowNs, isVital: true);
        waiting.CopyTo(_record, 0);
    }

    private IOException Full() => new($"the journal {_folder} has no room: {_full ?? _supply.Trouble ?? "the next segment isn't there in time"}");

    // The engine may have gone on to the input whose records are being written: a reader passes over records of inputs that a checkpoint has.
    private bool TryNextSegment()
    {
        _checkpoint.ResetWrittenCount();
        if (_supply.Take(_waits) is not { } next)
            return false;
        EngineCheckpoint.Of(_engine!).Write(_checkpoint);
        ReadOnlySpan<byte> checkpoint = _checkpoint.WrittenSpan;
        var head = new SegmentHead(
            next.Number, _number, _engine!.Inputs + 1, _segment?.At ?? 0, _toldNs,
            _session.Length, RecordingFormat.Checksum(_session), checkpoint.Length, RecordingFormat.Checksum(checkpoint));
        if (head.RecordsAt > next.Bytes / 2)
        {
            _supply.GiveBack(next);
            _full = $"a checkpoint of {checkpoint.Length:N0} bytes needs larger segments than {next.Bytes:N0} bytes";
            return false;
        }

        next.Seek(SegmentHead.Bytes);
        next.Write(_session);
        next.Write(checkpoint);
        Span<byte> bytes = stackalloc byte[SegmentHead.Bytes];
        head.Write(bytes);
        next.Seek(0);
        next.Write(bytes);
        next.Seek(head.RecordsAt);
        if (_segment is not null)
            _supply.GiveBack(_segment);
        _segment = next;
        return true;
    }
}
