using System.Runtime.CompilerServices;

namespace Touchline.Venues.Wire;

/// <summary>
/// Reads one JSON text front to back without building anything: members in any order, strings and numbers as the bytes they stand
/// in (escapes are left alone, venues send none that matter). Once something is malformed <see cref="IsBroken"/> stays true and
/// every further read says no.
/// </summary>
internal ref struct JsonScanner
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _depth;

    public JsonScanner(ReadOnlySpan<byte> text)
    {
        _text = text;
        _at = 0;
        IsBroken = false;
    }

    public bool IsBroken { get; private set; }

    /// <summary>The first byte of the next value, 0 at the end.</summary>
    public byte Peek
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            SkipSpace();
            return (uint)_at < (uint)_text.Length ? _text[_at] : (byte)0;
        }
    }

    /// <summary>What hasn't been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _text[_at..];

    /// <summary>Takes <c>{</c> or <c>[</c>.</summary>
    public bool Enter(byte open)
    {
        if (Peek != open || IsBroken || ++_depth > MaxDepth)
            return Break();
        _at++;
        return true;
    }

    /// <summary>The next member's name; false at the object's end, which is taken.</summary>
    public bool NextMember(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!NextElement((byte)'}'))
            return false;
        name = ReadString();
        if (Peek != ':')
            return Break();
        _at++;
        return !IsBroken;
    }

    /// <summary>Goes to the array's next element; false at its end, which is taken.</summary>
    public bool NextElement() => NextElement((byte)']');

    /// <summary>A string's content, or a bare number, true, false or null.</summary>
    public ReadOnlySpan<byte> ReadScalar() => Peek == '"' ? ReadString() : ReadBare();

    /// <summary>A whole number, quoted or bare.</summary>
    public long ReadInteger()
    {
        ReadOnlySpan<byte> text = ReadScalar();
        if (System.Buffers.Text.Utf8Parser.TryParse(text, out long value, out int used) && used == text.Length)
            return value;
        Break();
        return 0;
    }

    public bool ReadBoolean()
    {
        ReadOnlySpan<byte> text = ReadScalar();
        if (text.SequenceEqual("true"u8))
            return true;
        if (!text.SequenceEqual("false"u8))
            Break();
        return false;
    }

    /// <summary>Any value, as the bytes it stands in.</summary>
    public ReadOnlySpan<byte> ReadValue()
    {
        _ = Peek;
        int start = _at;
        Skip();
        return IsBroken ? default : _text[start.._at];
    }

    /// <summary>Passes over any value.</summary>
    public void Skip()
    {
        byte first = Peek;
        if (first == '{')
        {
            Enter((byte)'{');
            while (NextMember(out _))
                Skip();
        }
        else if (first == '[')
        {
            Enter((byte)'[');
            while (NextElement())
                Skip();
        }
        else
        {
            ReadScalar();
        }
    }

    /// <summary>The text is over and was well formed.</summary>
    public bool AtEnd => !IsBroken && Peek == 0 && _at >= _text.Length;

    /// <summary>Whether a value that begins like this is a bare number.</summary>
    public static bool IsNumberStart(byte b) => (uint)(b - '0') <= 9 || b == '-';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool NextElement(byte close)
    {
        byte next = Peek;
        if (IsBroken || next == 0)
            return Break();
        if (next == close)
        {
            _at++;
            _depth--;
            return false;
        }

        byte before = _text[LastSolid(_at - 1)];
        if (next == ',')
        {
            if (before is (byte)'{' or (byte)'[' or (byte)',')
                return Break();
            _at++;
            next = Peek;
            return next != close && next != 0 && next != ',' || Break();
        }

        return before is (byte)'{' or (byte)'[' || Break();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int LastSolid(int at)
    {
        while (at > 0 && _text[at] <= ' ')
            at--;
        return Math.Max(at, 0);
    }

    private ReadOnlySpan<byte> ReadString()
    {
        if (Peek != '"' || IsBroken)
        {
            Break();
            return default;
        }

        int start = ++_at;
        while (true)
        {
            int length = _text[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0)
            {
                Break();
                return default;
            }

            _at += length;
            if (_text[_at] == '"')
                return _text[start.._at++];
            _at = Math.Min(_at + 2, _text.Length);
        }
    }

    private ReadOnlySpan<byte> ReadBare()
    {
        int start = _at;
        if (IsNumberStart(Peek))
            PassNumber();
        else if (!PassLiteral("true"u8) && !PassLiteral("false"u8) && !PassLiteral("null"u8))
            Break();
        return IsBroken ? default : _text[start.._at];
    }

    // JSON's own number grammar: no leading zero or plus sign, digits on both sides of the point. What stands behind the number is
    // for the caller to judge.
    private void PassNumber()
    {
        if (_text[_at] == '-')
            _at++;
        if (_at < _text.Length && _text[_at] == '0')
            _at++;
        else
            PassDigits();
        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            PassDigits();
        }

        if (_at < _text.Length && (_text[_at] | 0x20) == 'e')
        {
            _at++;
            if (_at < _text.Length && _text[_at] is (byte)'+' or (byte)'-')
                _at++;
            PassDigits();
        }
    }

    private void PassDigits()
    {
        int start = _at;
        while (_at < _text.Length && (uint)(_text[_at] - '0') <= 9)
            _at++;
        if (_at == start)
            Break();
    }

    private bool PassLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_text[_at..].StartsWith(literal))
            return false;
        _at += literal.Length;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        while ((uint)_at < (uint)_text.Length && _text[_at] <= ' ' && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _at++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Break()
    {
        IsBroken = true;
        return false;
    }
}
