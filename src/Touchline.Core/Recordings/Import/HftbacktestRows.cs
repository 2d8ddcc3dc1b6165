using System.Buffers.Binary;
using System.Globalization;

namespace Touchline.Core;

/// <summary>One row of an hftbacktest array, whichever version: times in ns, -1 for a side that doesn't see it.</summary>
/// <param name="Kind"><see cref="EventKind.None"/> for a code that isn't hftbacktest's own.</param>
internal readonly record struct HftbacktestRow(
    EventKind Kind, long ExchangeNs, long LocalNs, Side Side, double Price, double Quantity, long OrderId);

/// <summary>
/// The rows of an hftbacktest array: version 1 (six doubles: event, exch_ts, local_ts, side, price, qty; times in µs) or version 2
/// (<see cref="HftbacktestEvent"/>; times in ns), told apart by the element type.
/// </summary>
internal sealed class HftbacktestRows : IDisposable
{
    private const int Version1Columns = 6;
    private const int RowsAtATime = 1 << 11;

    private static readonly string[] FieldNames = ["ev", "exch_ts", "local_ts", "px", "qty"];
    private static readonly string[] FieldTypes = ["<u8", "<i8", "<i8", "<f8", "<f8"];

    private readonly NpyFile _file;
    private readonly bool _isVersion1;
    private readonly int _rowSize;
    private readonly long _count;
    private readonly byte[] _buffer;
    private int _at;
    private int _filled;

    /// <exception cref="BadInputException">The file holds no such array.</exception>
    public HftbacktestRows(string path)
    {
        _file = NpyFile.Open(path, "data");
        try
        {
            _isVersion1 = Check(_file);
        }
        catch (BadInputException)
        {
            _file.Dispose();
            throw;
        }

        _rowSize = _isVersion1 ? Version1Columns * sizeof(double) : HftbacktestEvent.Size;
        _count = _file.Header.Shape[0];
        _buffer = new byte[RowsAtATime * _rowSize];
        Bad = MakeBad;
    }

    /// <summary>The number of the current row as NumPy counts, from 0; -1 before the first.</summary>
    public long Number { get; private set; } = -1;

    public long BytesRead => _file.BytesRead;

    /// <summary>An error about the current row.</summary>
    public Func<string, Exception> Bad { get; }

    private ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_at - _rowSize, _rowSize);

    public bool TryRead(out HftbacktestRow row)
    {
        row = default;
        if (_at == _filled && !TryFill())
            return false;
        _at += _rowSize;
        Number++;
        row = _isVersion1 ? Version1() : Version2();
        return true;
    }

    public void Dispose() => _file.Dispose();

    private static bool Check(NpyFile file)
    {
        NpyHeader header = file.Header;
        bool isVersion1 = header.Fields.Count == 0 && header.TypeText == "<f8" && header.Shape.Count == 2 && header.Shape[1] == Version1Columns;
        if (!isVersion1 && !(header.Shape.Count == 1 && IsEventType(header)))
        {
            throw new BadInputException(
                $"{file.Name} has the type {header.TypeText} and the shape {header.ShapeText}; hftbacktest data is of type <f8 and shape (n, 6)"
                + $" (version 1) or of type {string.Join(", ", FieldNames.Zip(FieldTypes, (n, t) => $"{n} {t}"))}, order_id <u8, ival <i8, fval <f8"
                + " and shape (n,) (version 2)");
        }

        if (header.IsFortranOrder && isVersion1)
        {
            throw new BadInputException(
                $"{file.Name} is stored column by column (Fortran order); row by row is right: save numpy.ascontiguousarray(data)");
        }

        return isVersion1;
    }

    // The first releases of version 2 had a signed ev and called the last two fields otherwise; neither matters here.
    private static bool IsEventType(NpyHeader header)
    {
        if (header.Fields.Count != HftbacktestEvent.Size / sizeof(long))
            return false;
        for (int i = 0; i < header.Fields.Count; i++)
        {
            (string name, string type) = header.Fields[i];
            if (i < FieldNames.Length && (name != FieldNames[i] || (type != FieldTypes[i] && !(i == 0 && type == "<i8"))))
                return false;
            if (type is not ("<u8" or "<i8" or "<f8"))
                return false;
        }

        return true;
    }

    private bool TryFill()
    {
        _at = _filled = 0;
        long left = _count - (Number + 1);
        if (left == 0)
        {
            if (_file.Read(_buffer.AsSpan(0, 1)) != 0)
                throw new BadInputException($"{_file.Name} is longer than the {_count} rows its header tells of; save it again");
            return false;
        }

        int wanted = (int)Math.Min(left, RowsAtATime) * _rowSize;
        int got = _file.Read(_buffer.AsSpan(0, wanted));
        if (got < wanted)
            throw new BadInputException($"{_file.Name} is cut off: its header tells of {_count} rows, {Number + 1 + got / _rowSize} are there");
        _filled = wanted;
        return true;
    }

    private HftbacktestRow Version1()
    {
        ReadOnlySpan<byte> bytes = Bytes;
        double code = Double(bytes, 0), side = Double(bytes, 3);
        if (!(code >= 0 && code <= int.MaxValue && code == Math.Floor(code)))
            throw Bad($"the event {code} is no event code");
        if (side is not (-1 or 0 or 1))
            throw Bad($"the side {side} is wrong: 1 is bid or buyer-initiated, -1 ask or seller-initiated, 0 none");
        return new HftbacktestRow(
            code <= 4 ? HftbacktestEvent.KindOf((ulong)code) : EventKind.None,
            FromMicroseconds(Double(bytes, 1), "exch_ts"), FromMicroseconds(Double(bytes, 2), "local_ts"),
            (Side)(int)side, Double(bytes, 4), Double(bytes, 5), 0);
    }

    private HftbacktestRow Version2()
    {
        ReadOnlySpan<byte> bytes = Bytes;
        ulong ev = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        bool isBuy = (ev & HftbacktestEvent.Buy) != 0, isSell = (ev & HftbacktestEvent.Sell) != 0;
        if (isBuy && isSell)
            throw Bad("both BUY_EVENT and SELL_EVENT are set");
        return new HftbacktestRow(
            HftbacktestEvent.KindOf(ev & HftbacktestEvent.CodeMask),
            Time(ev, HftbacktestEvent.Exchange, BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), "exch_ts"),
            Time(ev, HftbacktestEvent.Local, BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), "local_ts"),
            isBuy ? Side.Buy : isSell ? Side.Sell : Side.None,
            Double(bytes, 3), Double(bytes, 4), BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]));
    }

    private long Time(ulong ev, ulong seen, long time, string name)
    {
        if ((ev & seen) == 0)
            return MarketEvent.Unseen;
        return time >= 0 ? time : throw Bad($"{name} {time} is before 1970; nanoseconds since the Unix epoch are right");
    }

    // The whole microseconds are exact in a double; multiplied as a double they wouldn't be.
    private long FromMicroseconds(double time, string name)
    {
        if (time == -1)
            return MarketEvent.Unseen;
        if (!(time >= 0 && time < long.MaxValue / 1000))
            throw Bad($"{name} {time} is no time; microseconds since the Unix epoch are right, or -1");
        double whole = Math.Floor(time);
        return (long)whole * 1000 + (long)Math.Round((time - whole) * 1000, MidpointRounding.AwayFromZero);
    }

    private static double Double(ReadOnlySpan<byte> bytes, int field) => BinaryPrimitives.ReadDoubleLittleEndian(bytes[(field * sizeof(double))..]);

    private BadInputException MakeBad(string what) => new($"{_file.Name} row {Number} (from 0): {what}: {Shown()}");

    private string Shown()
    {
        if (_isVersion1)
        {
            var values = new string[Version1Columns];
            for (int i = 0; i < values.Length; i++)
                values[i] = Double(Bytes, i).ToString("R", CultureInfo.InvariantCulture);
            return $"({string.Join(", ", values)})";
        }

        return $"(ev 0x{BinaryPrimitives.ReadUInt64LittleEndian(Bytes):X}, exch_ts {BinaryPrimitives.ReadInt64LittleEndian(Bytes[8..])}, "
            + $"local_ts {BinaryPrimitives.ReadInt64LittleEndian(Bytes[16..])}, px {Double(Bytes, 3):R}, qty {Double(Bytes, 4):R})";
    }
}
