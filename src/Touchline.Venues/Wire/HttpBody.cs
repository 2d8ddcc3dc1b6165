using System.Globalization;
using System.Text;

namespace Touchline.Venues.Wire;

/// <summary>An HTTP response's body as it comes in: by length, in chunks, or until the connection ends.</summary>
internal sealed class HttpBody
{
    private const int MostChunkLine = 1024;
    private const long UntilEnd = -1;

    private readonly bool _isChunked;
    private readonly ByteBuffer _bytes;

    /// <summary>Of the body, or of the chunk that is coming.</summary>
    private long _left;

    private bool _inChunk, _inTrailer;

    private HttpBody(bool isChunked, long length, int most)
    {
        _isChunked = isChunked;
        _left = length;
        _bytes = new ByteBuffer(most);
    }

    /// <summary>It ends where the connection ends.</summary>
    public bool EndsConnection => !_isChunked && _left == UntilEnd;

    /// <summary>What is wrong with it.</summary>
    public string? Fault { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.FilledMemory;

    public static HttpBody Of(ResponseHead head, int most)
    {
        string? coding = head.Header("Transfer-Encoding"), length = head.Header("Content-Length");
        if (head.Status is 204 or 304)
            return new HttpBody(isChunked: false, 0, most);
        if (head.Header("Content-Encoding") is { } compressed && !compressed.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return Broken($"the reply is compressed ({compressed}), which wasn't asked for");
        if (coding is not null)
            return coding.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? new HttpBody(isChunked: true, 0, most) : Broken($"the reply is coded as {coding}");
        if (length is null)
            return new HttpBody(isChunked: false, UntilEnd, most);
        if (!long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            return Broken("the reply's length is no number");
        return count <= most ? new HttpBody(isChunked: false, count, most) : Broken($"the reply has {count} bytes, more than {most}");
    }

    /// <summary>Takes what is there of it. True: it is whole.</summary>
    public bool Read(ByteBuffer incoming)
    {
        if (Fault is not null)
            return false;
        if (_isChunked)
            return ReadChunks(incoming);
        int count = _left == UntilEnd ? incoming.Count : (int)Math.Min(_left, incoming.Count);
        Take(incoming, count);
        if (_left == UntilEnd)
            return false;
        _left -= count;
        return _left == 0;
    }

    private bool ReadChunks(ByteBuffer incoming)
    {
        while (Fault is null)
        {
            if (_inChunk && _left > 0)
            {
                int count = (int)Math.Min(_left, incoming.Count);
                Take(incoming, count);
                _left -= count;
                if (_left > 0)
                    return false;
            }

            int end = incoming.Filled.IndexOf("\r\n"u8);
            if (end < 0 || end > MostChunkLine)
            {
                if (incoming.Count > MostChunkLine)
                    Fault = "a chunk's first line is too long";
                return false;
            }

            ReadOnlySpan<byte> line = incoming.Filled[..end];
            incoming.Take(end + 2);
            if (TakeLine(line))
                return true;
        }

        return false;
    }

    // The line behind a chunk is empty; the one before it tells its size; those behind the last are a trailer that an empty line ends.
    private bool TakeLine(ReadOnlySpan<byte> line)
    {
        if (_inTrailer)
            return line.IsEmpty;
        if (_inChunk)
        {
            _inChunk = false;
            if (!line.IsEmpty)
                Fault = "a chunk is longer than it said";
            return false;
        }

        int semicolon = line.IndexOf((byte)';');
        string size = Encoding.Latin1.GetString(semicolon < 0 ? line : line[..semicolon]).Trim();
        if (size.Length is 0 or > 8 || !long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left))
        {
            Fault = "a chunk without a size";
            return false;
        }

        _inTrailer = _left == 0;
        _inChunk = !_inTrailer;
        return false;
    }

    private void Take(ByteBuffer incoming, int count)
    {
        if (_bytes.TryPut(incoming.Filled[..count]))
            incoming.Take(count);
        else
            Fault = $"the reply is longer than {_bytes.Count + _bytes.Room} bytes";
    }

    private static HttpBody Broken(string fault) => new(isChunked: false, 0, 0) { Fault = fault };
}
