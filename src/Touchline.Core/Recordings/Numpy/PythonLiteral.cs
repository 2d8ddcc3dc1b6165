using System.Diagnostics.CodeAnalysis;

namespace Touchline.Core;

/// <summary>
/// The few Python literals that array headers consist of: strings, whole numbers, True and False, lists and tuples (both become
/// lists), dictionaries with string keys.
/// </summary>
internal ref struct PythonLiteral
{
    private const int MaxDepth = 8;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out object? value)
    {
        var parser = new PythonLiteral(text);
        value = parser.Value(0);
        parser.PassBlanks();
        return value is not null && parser._at == text.Length;
    }

    private object? Value(int depth)
    {
        PassBlanks();
        if (_at == _text.Length || depth == MaxDepth)
            return null;
        return _text[_at] switch
        {
            '\'' or '"' => String(),
            '(' => List(')', depth),
            '[' => List(']', depth),
            '{' => Dictionary(depth),
            _ => Word(),
        };
    }

    private string? String()
    {
        char quote = _text[_at++];
        int length = _text[_at..].IndexOf(quote);
        if (length < 0)
            return null;
        string value = _text.Slice(_at, length).ToString();
        _at += length + 1;
        return value.Contains('\\') ? null : value;
    }

    private List<object>? List(char end, int depth)
    {
        var values = new List<object>();
        _at++;
        while (!TryTake(end))
        {
            if (Value(depth + 1) is not { } value)
                return null;
            values.Add(value);
            if (!TryTake(',') && !IsNext(end))
                return null;
        }

        return values;
    }

    private Dictionary<string, object>? Dictionary(int depth)
    {
        var values = new Dictionary<string, object>();
        _at++;
        while (!TryTake('}'))
        {
            if (Value(depth + 1) is not string key || !TryTake(':') || Value(depth + 1) is not { } value)
                return null;
            values[key] = value;
            if (!TryTake(',') && !IsNext('}'))
                return null;
        }

        return values;
    }

    private object? Word()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '-'))
            _at++;
        ReadOnlySpan<char> word = _text[start.._at];
        if (word is "True" or "False")
            return word is "True";
        // Python 2 wrote 5L.
        return long.TryParse(word.TrimEnd('L'), out long number) ? number : null;
    }

    private bool TryTake(char c)
    {
        if (!IsNext(c))
            return false;
        _at++;
        return true;
    }

    private bool IsNext(char c)
    {
        PassBlanks();
        return _at < _text.Length && _text[_at] == c;
    }

    private void PassBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }
}
