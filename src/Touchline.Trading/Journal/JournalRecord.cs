using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What a record of the order journal says. The values stand in files and never change.</summary>
public enum JournalRecordKind : byte
{
    Start = 1,
    Stop = 2,
    Clock = 3,
    Report = 4,
    Intent = 5,

    /// <summary>The session was closed properly after that many inputs.</summary>
    End = 6,
    Command = 7,

    /// <summary>No room was to be had for what follows: new orders and amends aren't written from here on, nor sent.</summary>
    Full = 8,

    /// <summary>Up to this time, by the venue's clock, everything that happened in the account has been told.</summary>
    Told = 9,

    /// <summary>Where profit and loss stood when the day began and at its best: what limits on losses go by.</summary>
    Marks = 10,

    /// <summary>Who in the engine places the order of the intent that follows.</summary>
    Origin = 11,

    /// <summary>How a bracket stands behind an input.</summary>
    Bracket = 12,

    /// <summary>Likewise two legs.</summary>
    Legs = 13,

    /// <summary>What a strategy calls a reason of its own, before the first order of the session that has it.</summary>
    ReasonName = 14,

    /// <summary>What a strategy elsewhere asked for.</summary>
    Request = 15,
}

/// <summary>
/// One record of the order journal: an input that is no market event, or an intent. docs/journal.md describes every byte.
/// </summary>
public readonly partial struct JournalRecord
{
    public JournalRecordKind Kind { get; private init; }

    /// <summary>The number of the input, or of the input that led to the intent.</summary>
    public long Input { get; private init; }

    /// <summary>Of a start, stop, clock, command, or where it got full; of what is told, the venue's time.</summary>
    public long LocalNs { get; private init; }

    /// <summary>Of a report.</summary>
    public OrderReport Report { get; private init; }

    /// <summary>Of a command.</summary>
    public EngineCommand? Command { get; private init; }

    /// <summary>Of marks: the account's, then the strategies' as far as there is room.</summary>
    public IReadOnlyList<EquityMarks> Marks { get; private init; }

    /// <summary>When it came to the engine, or was decided there; 0 for an end.</summary>
    public long TimeNs => Kind switch
    {
        JournalRecordKind.Report => Report.LocalNs,
        JournalRecordKind.Intent => Intent.LocalNs,
        _ => LocalNs,
    };

    /// <summary>Of an intent.</summary>
    public JournalIntent Intent => JournalIntent.Read(IntentBytes.Span);

    /// <summary>Of a request.</summary>
    public OrderRequest Request => JournalIntent.Read(IntentBytes.Span) is var asked ? new OrderRequest(asked.Strategy, asked.Kind, asked.Id, asked.Terms) : default;

    /// <summary>Of an intent or a request: its bytes, for comparison to the last one.</summary>
    public ReadOnlyMemory<byte> IntentBytes { get; private init; }

    /// <summary>Of an origin, a bracket, legs or a reason's name: what stands behind input and time.</summary>
    internal ReadOnlyMemory<byte> State { get; private init; }

    /// <summary>Bytes of an intent, and of the payload of its record.</summary>
    public const int IntentSize = 80;

    // Bits of a report's flags.
    private const int Maker = 1;
    private const int VenueFault = 2;
    private const int NeverLeft = 4;
    private const int SetOff = 8;

    internal const int TimeSize = 16;
    internal const int OriginSize = sizeof(long) + OrderFields.OriginSize;
    internal const int LeastReasonName = 3 * sizeof(ushort);
    internal const int MarksSize = sizeof(long) + 2 * sizeof(decimal);
    internal const int MostMarks = EngineCommand.MaxBytes / MarksSize;

    // Its last 4 are 0.
    internal const int ReportSize = 96;

    /// <summary>Bytes of the longest payload, a command's: its text stands behind its time.</summary>
    internal const int MaxSize = TimeSize + EngineCommand.MaxBytes;

    /// <summary>An intent as bytes: equal intents and only they have equal bytes.</summary>
    public static void Write(in Intent intent, Span<byte> bytes)
    {
        Write(intent.Kind, intent.Input, intent.LocalNs, intent.Id, intent.Terms, intent.Strategy, bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[72..], intent.Request);
    }

    /// <summary>A request likewise.</summary>
    internal static void Write(long input, long localNs, in OrderRequest request, Span<byte> bytes) => Write(request.Kind, input, localNs, request.Id, request.Terms, request.Strategy, bytes);

    private static void Write(IntentKind kind, long input, long localNs, OrderId id, in NewOrder terms, int strategy, Span<byte> bytes)
    {
        bytes = bytes[..IntentSize];
        bytes.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, input);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], localNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], id.Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], terms.Price.Units);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], terms.Quantity.Units);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[40..], terms.Instrument);
        bytes[44] = (byte)kind;
        bytes[45] = (byte)terms.Side;
        bytes[46] = (byte)terms.Type;
        bytes[47] = (byte)terms.TimeInForce;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], terms.Trigger.Units);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[56..], terms.ExpiresNs);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[64..], terms.CallbackPpm);
        bytes[68] = (byte)terms.TriggerBy;
        bytes[69] = terms.ReduceOnly ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[70..], (ushort)strategy);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[76..], terms.Reason.Code);
    }

    internal static void Write(long input, long localNs, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, input);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], localNs);
    }

    /// <returns>Bytes of the payload.</returns>
    internal static int Write(long input, long localNs, EngineCommand command, Span<byte> bytes)
    {
        Write(input, localNs, bytes);
        return TimeSize + Encoding.UTF8.GetBytes(command.ToString(), bytes[TimeSize..]);
    }

    internal static void Write(long input, in OrderReport report, Span<byte> bytes)
    {
        bytes = bytes[..ReportSize];
        bytes.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, input);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], report.Id.Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], report.ExchangeNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], report.LocalNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], report.Price.Units);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], report.Quantity.Units);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], report.TradeId);
        Span<int> fee = stackalloc int[4];
        decimal.GetBits(report.Fee, fee);
        for (int i = 0; i < fee.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(56 + 4 * i)..], fee[i]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[72..], report.Instrument);
        bytes[76] = (byte)report.Kind;
        bytes[77] = (byte)((report.IsMaker ? Maker : 0) | (report.IsVenueFault ? VenueFault : 0) | (report.NeverLeft ? NeverLeft : 0) | (report.WasSetOff ? SetOff : 0));
        bytes[78] = (byte)report.Side;
        bytes[79] = report.FeeAsset;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[80..], report.FeePrice);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[88..], report.Request);
    }

    /// <summary>A payload of the kind may have so many bytes.</summary>
    internal static bool IsSize(JournalRecordKind kind, int bytes) => kind switch
    {
        JournalRecordKind.Start or JournalRecordKind.Stop or JournalRecordKind.Clock or JournalRecordKind.End or JournalRecordKind.Full or JournalRecordKind.Told => bytes == TimeSize,
        JournalRecordKind.Marks => bytes is > TimeSize and <= MaxSize && (bytes - TimeSize) % MarksSize == 0,
        JournalRecordKind.Report => bytes == ReportSize,
        JournalRecordKind.Intent or JournalRecordKind.Request => bytes == IntentSize,
        JournalRecordKind.Command => bytes is > TimeSize and <= MaxSize,
        JournalRecordKind.Origin => bytes == TimeSize + OriginSize,
        JournalRecordKind.Bracket => bytes == TimeSize + BracketFields.Size,
        JournalRecordKind.Legs => bytes == TimeSize + LegsFields.Size,
        JournalRecordKind.ReasonName => bytes is > TimeSize + LeastReasonName and <= MaxSize,
        _ => false,
    };

    /// <summary>False when the payload isn't one of its kind. Its checksum was right.</summary>
    internal static bool TryRead(JournalRecordKind kind, ReadOnlyMemory<byte> payload, out JournalRecord record)
    {
        ReadOnlySpan<byte> bytes = payload.Span;
        record = default;
        EngineCommand? command = null;
        if (!IsSize(kind, bytes.Length) || (kind == JournalRecordKind.Command && (command = ReadCommand(bytes)) is null))
            return false;
        record = new JournalRecord
        {
            Kind = kind,
            Input = BinaryPrimitives.ReadInt64LittleEndian(bytes),
            LocalNs = kind is JournalRecordKind.Intent or JournalRecordKind.Report ? 0 : BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            Command = command,
            Marks = kind == JournalRecordKind.Marks ? ReadMarks(bytes[TimeSize..]) : [],
            Report = kind == JournalRecordKind.Report ? ReadReport(bytes) : default,
            IntentBytes = kind is JournalRecordKind.Intent or JournalRecordKind.Request ? payload : default,
            State = kind is >= JournalRecordKind.Origin and <= JournalRecordKind.ReasonName ? payload[TimeSize..] : default,
        };
        return true;
    }

    /// <returns>Bytes of the payload.</returns>
    internal static int WriteMarks(Engine engine, Span<byte> bytes)
    {
        Write(engine.Inputs, engine.NowNs, bytes);
        int count = Math.Min(engine.Strategies.Count + 1, MostMarks);
        for (int i = 0; i < count; i++)
        {
            EquityMarks marks = engine.Marks(i - 1);
            Span<byte> to = bytes[(TimeSize + i * MarksSize)..];
            BinaryPrimitives.WriteInt64LittleEndian(to, marks.Day);
            decimal.GetBits(marks.DayStart, MemoryMarshal.Cast<byte, int>(to.Slice(sizeof(long), sizeof(decimal))));
            decimal.GetBits(marks.Peak, MemoryMarshal.Cast<byte, int>(to.Slice(sizeof(long) + sizeof(decimal), sizeof(decimal))));
        }

        return TimeSize + count * MarksSize;
    }

    private static EquityMarks[] ReadMarks(ReadOnlySpan<byte> bytes)
    {
        var marks = new EquityMarks[bytes.Length / MarksSize];
        for (int i = 0; i < marks.Length; i++)
        {
            ReadOnlySpan<byte> from = bytes[(i * MarksSize)..];
            marks[i] = new EquityMarks(
                BinaryPrimitives.ReadInt64LittleEndian(from),
                new decimal(MemoryMarshal.Cast<byte, int>(from.Slice(sizeof(long), sizeof(decimal)))),
                new decimal(MemoryMarshal.Cast<byte, int>(from.Slice(sizeof(long) + sizeof(decimal), sizeof(decimal)))));
        }

        return marks;
    }

    private static EngineCommand? ReadCommand(ReadOnlySpan<byte> bytes) => EngineCommand.Parse(Encoding.UTF8.GetString(bytes[TimeSize..]));

    private static OrderReport ReadReport(ReadOnlySpan<byte> bytes) => new()
    {
        Id = new OrderId(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])),
        ExchangeNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        LocalNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
        Price = new Price(BinaryPrimitives.ReadInt64LittleEndian(bytes[32..])),
        Quantity = new Quantity(BinaryPrimitives.ReadInt64LittleEndian(bytes[40..])),
        TradeId = BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
        Fee = new decimal(MemoryMarshal.Cast<byte, int>(bytes.Slice(56, 16))),
        Instrument = BinaryPrimitives.ReadInt32LittleEndian(bytes[72..]),
        Kind = (ReportKind)bytes[76],
        IsMaker = (bytes[77] & Maker) != 0,
        IsVenueFault = (bytes[77] & VenueFault) != 0,
        NeverLeft = (bytes[77] & NeverLeft) != 0,
        WasSetOff = (bytes[77] & SetOff) != 0,
        Side = (Side)(sbyte)bytes[78],
        FeeAsset = bytes[79],
        FeePrice = BinaryPrimitives.ReadInt64LittleEndian(bytes[80..]),
        Request = BinaryPrimitives.ReadInt32LittleEndian(bytes[88..]),
    };
}
