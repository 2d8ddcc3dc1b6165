using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulate;

/// <summary>
/// Looks over a session's shoulder: what its journal says so far, read from the file's bytes as docs/journal.md describes them. It shares no code with the journal: what is wrong there on both ways in
/// would be seen by nobody.
/// </summary>
internal sealed class JournalSight(string folder) : IDisposable
{
    private const int HeadBytes = 80, SessionBytesAt = 48, CheckpointBytesAt = 56;
    private const int RecordHeadBytes = 8;
    private const int MostRecent = 64;

    // A session begins one segment at its start, and another when this much of one is used at the soonest: asking the system for files at every step takes longer than the step.
    private const int SoonFullBytes = 256 * 1024;
    private const string Kill = "kill", Arm = "arm";

    private static readonly OrderReason[] ExitReasons = [OrderReason.TakeProfit, OrderReason.StopLoss, OrderReason.Trailing, OrderReason.BarelyFilled, OrderReason.Unwind];

    private readonly byte[] _buffer = new byte[4096];
    private readonly Dictionary<long, (int Segment, int At)> _ended = [];
    private readonly List<JournalEntry> _kills = [];
    private readonly List<JournalEntry> _recent = [];
    private SafeFileHandle? _file;
    private int _at;
    private bool _isSessionNew = true;

    /// <summary>Since somebody took them.</summary>
    public List<JournalEntry> News { get; } = [];

    /// <summary>Orders that were written down before they were sent, also those that a loss of power took from the journal.</summary>
    public HashSet<long> Placed { get; } = [];

    /// <summary>Of them those of the engine's own that only take out what is open: guards and exits of brackets, and what gives back a leg.</summary>
    public HashSet<long> Exits { get; } = [];

    /// <summary>Likewise those that hedge a leg.</summary>
    public HashSet<long> Hedges { get; } = [];

    /// <summary>Orders that a loss of power took from the journal.</summary>
    public HashSet<long> Lost { get; } = [];

    /// <summary>Orders of which a loss of power took what they were placed or amended to.</summary>
    public HashSet<long> LostTerms { get; } = [];

    /// <summary>The newest segment that was begun; 0 before the first.</summary>
    public int Segment { get; private set; }

    /// <summary>Where its records end.</summary>
    public int End => _at;

    /// <summary>Where its records begin.</summary>
    public int RecordsAt { get; private set; }

    /// <summary>Everything that was ever written, and where something was cut off.</summary>
    public List<JournalEntry> Story { get; } = [];

    /// <summary>The last records, newest last.</summary>
    public IReadOnlyList<JournalEntry> Recent => _recent;

    public bool IsKilled => _kills.Count > 0 && _kills[^1].Command != Arm;

    /// <summary>The kill closes positions.</summary>
    public bool Flattens
    {
        get
        {
            for (int i = _kills.Count - 1; i >= 0 && _kills[i].Command != Arm; i--)
            {
                if (_kills[i].Command != Kill)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The journal's last word on an order was that it is over.</summary>
    public bool HasEnded(long number) => _ended.ContainsKey(number);

    /// <summary>Reads what was written meanwhile.</summary>
    public void Look()
    {
        while (ReadOn() || ((_isSessionNew || _at >= SoonFullBytes) && BeginNext()))
        {
        }
    }

    /// <summary>What stands behind this place is gone.</summary>
    /// <param name="isLoss">It had been written: what it says may have been acted on.</param>
    public void CutAt(int segment, int at, bool isLoss)
    {
        foreach (JournalEntry gone in _recent.Where(e => isLoss && IsBehind(e)))
        {
            if (gone.Intent == IntentKind.Place)
                Lost.Add(gone.Number);
            if (gone.Intent is IntentKind.Place or IntentKind.Amend)
                LostTerms.Add(gone.Number);
        }

        foreach (long number in _ended.Where(e => IsPlaceBehind(e.Value.Segment, e.Value.At)).Select(e => e.Key).ToArray())
            _ended.Remove(number);
        _kills.RemoveAll(IsBehind);
        _recent.RemoveAll(IsBehind);
        News.Clear();
        Story.Add(new JournalEntry { Kind = default, Segment = segment, At = at, Bytes = 0 });
        if (Segment == segment)
            _at = at;

        bool IsBehind(JournalEntry entry) => IsPlaceBehind(entry.Segment, entry.End - 1);
        bool IsPlaceBehind(int s, int a) => s > segment || (s == segment && a >= at);
    }

    /// <summary>The newest segment was never begun.</summary>
    public void ForgetSegment()
    {
        Close();
        Segment--;
        (RecordsAt, _at) = (int.MaxValue, int.MaxValue);
    }

    /// <summary>The files are others by the same names.</summary>
    public void Close()
    {
        _file?.Dispose();
        _file = null;
        _isSessionNew = true;
    }

    public void Dispose() => Close();

    private string PathOf(int segment) => Path.Combine(folder, JournalNames.Segment(segment));

    private SafeFileHandle Open(int segment) => File.OpenHandle(PathOf(segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    // False: nothing is there.
    private bool ReadOn()
    {
        if (Segment == 0)
            return false;
        _file ??= Open(Segment);
        int length = RandomAccess.Read(_file, _buffer, _at);
        int at = 0;
        while (at + RecordHeadBytes <= length)
        {
            int payload = BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(at + 4));
            int size = RecordHeadBytes + payload;
            if (payload == 0 || at + size > length || Sum(_buffer.AsSpan(at + 4, size - 4)) != BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(at)))
                break;
            Take(Read((JournalRecordKind)_buffer[at + 6], _buffer.AsSpan(at + RecordHeadBytes, payload), _at + at, size) with { IsKilled = IsKilled, Flattens = Flattens });
            at += size;
        }

        _at += at;
        return at > 0;
    }

    // One that was taken and never begun is passed over.
    private bool BeginNext()
    {
        for (int next = Segment + 1; ; next++)
        {
            if (!File.Exists(PathOf(next)))
                return false;
            SafeFileHandle file = Open(next);
            Span<byte> head = _buffer.AsSpan(0, HeadBytes);
            if (RandomAccess.Read(file, head, 0) < HeadBytes || !head.StartsWith("TLJRN"u8))
            {
                file.Dispose();
                continue;
            }

            Close();
            _file = file;
            _isSessionNew = false;
            Segment = next;
            _at = RecordsAt = HeadBytes + BinaryPrimitives.ReadInt32LittleEndian(head[SessionBytesAt..]) + BinaryPrimitives.ReadInt32LittleEndian(head[CheckpointBytesAt..]);
            return true;
        }
    }

    private JournalEntry Read(JournalRecordKind kind, ReadOnlySpan<byte> payload, int at, int bytes)
    {
        var entry = new JournalEntry { Kind = kind, Segment = Segment, At = at, Bytes = bytes };
        return kind switch
        {
            JournalRecordKind.Report => entry with { Number = BinaryPrimitives.ReadInt64LittleEndian(payload[8..]), Report = (ReportKind)payload[76], Trade = BinaryPrimitives.ReadInt64LittleEndian(payload[48..]) },
            JournalRecordKind.Intent => entry with
            {
                Number = BinaryPrimitives.ReadInt64LittleEndian(payload[16..]),
                Intent = (IntentKind)payload[44],
                IsExit = payload[69] != 0 && Array.IndexOf(ExitReasons, new OrderReason(BinaryPrimitives.ReadUInt16LittleEndian(payload[76..]))) >= 0,
                IsHedge = new OrderReason(BinaryPrimitives.ReadUInt16LittleEndian(payload[76..])) == OrderReason.Hedge,
                Closes = payload[69] != 0 && ((OrderType)payload[46] == OrderType.Market || (TimeInForce)payload[47] == TimeInForce.ImmediateOrCancel),
            },
            JournalRecordKind.Command => entry with { Command = Encoding.UTF8.GetString(payload[16..]) },
            _ => entry,
        };
    }

    // As docs/recordings.md has it: four lanes of CRC-32C, and the CRC-32C of the four.
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        Span<uint> lanes = [uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue];
        int whole = bytes.Length & ~31;
        for (int at = 0; at < whole; at += sizeof(ulong))
            lanes[at / sizeof(ulong) % lanes.Length] = BitOperations.Crc32C(lanes[at / sizeof(ulong) % lanes.Length], BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
        foreach (byte rest in bytes[whole..])
            lanes[0] = BitOperations.Crc32C(lanes[0], rest);
        uint sum = uint.MaxValue;
        foreach (uint lane in lanes)
            sum = BitOperations.Crc32C(sum, lane);
        return ~sum;
    }

    private void Take(JournalEntry entry)
    {
        News.Add(entry);
        Story.Add(entry);
        _recent.Add(entry);
        if (_recent.Count > 2 * MostRecent)
            _recent.RemoveRange(0, MostRecent);
        if (entry.Intent == IntentKind.Place)
            Placed.Add(entry.Number);
        if (entry.Intent == IntentKind.Place && entry.IsExit)
            Exits.Add(entry.Number);
        if (entry.Intent == IntentKind.Place && entry.IsHedge)
            Hedges.Add(entry.Number);
        if (entry.Report is ReportKind.Rejected or ReportKind.Cancelled or ReportKind.Expired)
            _ended.TryAdd(entry.Number, (entry.Segment, entry.At));
        if (entry.Command is { } command && (command == Arm || command.StartsWith(Kill, StringComparison.Ordinal)))
            _kills.Add(entry);
    }
}
