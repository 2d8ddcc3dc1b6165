using System.Buffers;
using System.Text;

namespace Touchline.Core;

/// <summary>Lines of a text file as bytes, without the line end, numbered from 1. The span is valid until the next read.</summary>
public sealed class LineReader : IDisposable
{
    /// <summary>The longest line read; a longer one is bad input.</summary>
    public const int MaxLineBytes = 64 << 20;

    private const int ShownBytes = 120;

    private readonly FileStream _file;
    private readonly Stream _content;
    private readonly bool _isGzip;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private long _contentBytes;
    private bool _atEnd;

    internal LineReader(string path, FileStream file, Stream content, bool isGzip)
    {
        Path = path;
        _file = file;
        _content = content;
        _isGzip = isGzip;
        Error = Bad;
    }

    public string Path { get; }

    /// <summary>The number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes taken from the file as it lies on disk.</summary>
    public long BytesRead => _file.CanRead ? _file.Position : 0;

    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>Goes to the next line; false at the end.</summary>
    /// <exception cref="BadInputException">The file is damaged, cut off, or has an endless line.</exception>
    public bool TryRead()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                Take(length, 1);
                return true;
            }

            if (_atEnd)
            {
                if (_start == _end)
                    return false;
                Take(_end - _start, 0);
                return true;
            }

            Fill();
        }
    }

    /// <summary><see cref="Bad"/> as a delegate that is made once.</summary>
    public Func<string, Exception> Error { get; }

    /// <summary>An error about the current line, with its number and the start of its text.</summary>
    public BadInputException Bad(string what) => new($"{Path} line {Number}: {what}: {Shown(Line)}");

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private static string Shown(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder();
        foreach (char c in Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownBytes)]))
            text.Append(char.IsControl(c) || c == '\uFFFD' ? '?' : c);
        if (line.Length > ShownBytes)
            text.Append('…');
        return text.Length == 0 ? "(the line is empty)" : text.ToString();
    }

    private void Take(int length, int lineEnd)
    {
        _lineStart = _start;
        _lineLength = length > 0 && _buffer[_start + length - 1] == '\r' ? length - 1 : length;
        _start += length + lineEnd;
        if (Number++ == 0 && Line.StartsWith("\uFEFF"u8))
        {
            _lineStart += 3;
            _lineLength -= 3;
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Grow();
        int read;
        try
        {
            read = _content.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new BadInputException($"{Path} is cut off or damaged after line {Number}: {e.Message}", e);
        }

        _end += read;
        _contentBytes += read;
        if (read > 0)
            return;
        _atEnd = true;
        if (_isGzip && !GzipEnd.IsWhole(_file, _contentBytes))
            throw new BadInputException($"{Path} is cut off after line {Number}: the gzip data has no end");
    }

    private void Grow()
    {
        if (_buffer.Length >= MaxLineBytes)
            throw new BadInputException($"{Path} line {Number + 1} is longer than {MaxLineBytes >> 20} MiB; one message a line is right");
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
