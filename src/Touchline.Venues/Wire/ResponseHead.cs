using System.Text;

namespace Touchline.Venues.Wire;

/// <summary>An HTTP response's status line and headers.</summary>
internal sealed record ResponseHead(int Status, string Reason, bool IsHttp11, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>Status line and headers together.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>All values of a header, joined by commas; null when there is none of that name.</summary>
    public string? Header(string name)
    {
        string? all = null;
        foreach ((string header, string value) in Headers)
        {
            if (string.Equals(header, name, StringComparison.OrdinalIgnoreCase))
                all = all is null ? value : all + ", " + value;
        }

        return all;
    }

    /// <summary>A header is a list of words, and this is one of them.</summary>
    public bool Says(string name, string word)
    {
        foreach (string part in (Header(name) ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (string.Equals(part, word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Reads the head at the front of a buffer and takes it out. Null: more bytes are needed, or it is no HTTP, which the fault tells.</summary>
    public static ResponseHead? Read(ByteBuffer incoming, out string? fault)
    {
        fault = null;
        ReadOnlySpan<byte> bytes = incoming.Filled;
        int end = bytes[..Math.Min(bytes.Length, MostBytes)].IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            ReadOnlySpan<byte> http = "HTTP/1."u8;
            if (!bytes.StartsWith(http[..Math.Min(http.Length, bytes.Length)]))
                fault = "what came back is no HTTP";
            else if (bytes.Length >= MostBytes)
                fault = $"the headers are longer than {MostBytes} bytes";
            return null;
        }

        string[] lines = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
        incoming.Take(end + 4);
        ResponseHead? head = Parse(lines);
        if (head is null)
            fault = "what came back is no HTTP";
        return head;
    }

    private static ResponseHead? Parse(string[] lines)
    {
        string[] status = lines[0].Split(' ', 3);
        if (status.Length < 2 || status[0] is not ("HTTP/1.1" or "HTTP/1.0") || status[1].Length != 3
            || !int.TryParse(status[1], System.Globalization.NumberStyles.None, null, out int code) || code < 100)
            return null;
        var headers = new KeyValuePair<string, string>[lines.Length - 1];
        for (int i = 1; i < lines.Length; i++)
        {
            int colon = lines[i].IndexOf(':');
            if (colon <= 0 || lines[i].AsSpan(0, colon).ContainsAny(" \t"))
                return null;
            headers[i - 1] = new(lines[i][..colon], lines[i][(colon + 1)..].Trim(' ', '\t'));
        }

        return new ResponseHead(code, status.Length == 3 ? status[2] : "", status[0] == "HTTP/1.1", headers);
    }
}
