using System.Globalization;

namespace Touchline.Core;

/// <summary>One comma-separated line, split in place. No quoting: none of the market data formats has it.</summary>
public readonly ref struct CsvLine
{
    public const int MaxFields = 64;

    private const double TooLarge = 1e18;

    private readonly LineReader _reader;
    private readonly ReadOnlySpan<byte> _line;
    private readonly Span<int> _ends;

    /// <param name="ends">Room for the ends of at most <see cref="MaxFields"/> fields.</param>
    public CsvLine(LineReader reader, Span<int> ends)
    {
        _reader = reader;
        _line = reader.Line;
        _ends = ends;
        int from = 0;
        while (Count < ends.Length)
        {
            int comma = _line[from..].IndexOf((byte)',');
            ends[Count++] = comma < 0 ? _line.Length : from + comma;
            if (comma < 0)
                return;
            from += comma + 1;
        }

        throw reader.Bad($"more than {ends.Length} fields");
    }

    public int Count { get; }

    public ReadOnlySpan<byte> this[int field]
    {
        get
        {
            int from = field == 0 ? 0 : _ends[field - 1] + 1;
            return _line[from.._ends[field]];
        }
    }

    /// <summary>A whole number.</summary>
    public long Integer(int field, string name) =>
        System.Buffers.Text.Utf8Parser.TryParse(this[field], out long value, out int used) && used == this[field].Length
            ? value
            : throw _reader.Bad($"{name} '{Text(field)}' is not a whole number");

    /// <summary>A decimal number, exactly as it stands.</summary>
    public DecimalText Number(int field, string name) => DecimalText.TryParse(this[field], out DecimalText value)
        ? value
        : throw _reader.Bad($"{name} '{Text(field)}' {WhyNoNumber(this[field])}");

    // A numeral that an exact number has no room for is no slip of the pen: what to do about it is something else.
    private static string WhyNoNumber(ReadOnlySpan<byte> text)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (text.ContainsAnyExceptInRange((byte)'-', (byte)'9') || !double.TryParse(text, Styles, CultureInfo.InvariantCulture, out double value))
            return "is not a number";
        return Math.Abs(value) >= TooLarge ? "is too large" : "has too many digits; right are at most 18";
    }

    public string Text(int field) => System.Text.Encoding.UTF8.GetString(this[field]);
}
