using System.Globalization;

namespace Touchline.Monitoring;

/// <summary>
/// Lines in files of a day each, by UTC: <c>NAME_YYYYMMDD.log</c>; one that is full goes on in <c>NAME_YYYYMMDD_001.log</c> and so on. Old ones are deleted. On one thread at a time.
/// </summary>
/// <param name="open">Opens a file for appending; null: as usual.</param>
internal sealed class LogFile(string folder, string name, LogFileBounds bounds, Func<string, Stream>? open = null) : IDisposable
{
    private readonly Func<string, Stream> _open = open ?? Open;
    private Stream? _stream;
    private DateOnly _day;
    private int _part;
    private long _length;

    /// <summary>Appends a line to the day's file. What fails leaves it to be opened anew.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Write(ReadOnlySpan<byte> line, DateOnly day)
    {
        try
        {
            if (_stream is null || day > _day || _length + line.Length > bounds.MostBytes)
                Roll(day, line.Length);
            _stream!.Write(line);
            _length += line.Length;
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <inheritdoc cref="Write"/>
    public void Flush()
    {
        try
        {
            _stream?.Flush();
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Opens the day's file, to see whether that can be done.</summary>
    /// <inheritdoc cref="Write"/>
    public void Begin(DateOnly day) => Roll(day, 0);

    public void Dispose() => Close();

    private void Roll(DateOnly day, int room)
    {
        if (day > _day)
            (_day, _part) = (day, NewestPart(day));
        Close();
        string file = FileOf(_part);
        if (File.Exists(file) && new FileInfo(file) is { Length: > 0 } full && full.Length + room > bounds.MostBytes)
            file = FileOf(++_part);
        _stream = _open(file);
        _length = ContinueAtEnd(_stream);
        Tidy();
    }

    private void Close()
    {
        Stream? stream = _stream;
        _stream = null;
        try
        {
            stream?.Dispose();
        }
        catch (IOException)
        {
            // What it still held couldn't be written: whoever wrote it was told, or is by the next line.
        }
    }

    private string FileOf(int part)
    {
        string day = _day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return Path.Combine(folder, part == 0 ? $"{name}_{day}.log" : $"{name}_{day}_{part:D3}.log");
    }

    private int NewestPart(DateOnly day) => Files().Where(f => f.Day == day).Select(f => f.Part).DefaultIfEmpty(0).Max();

    // Only what is named as one of these; an old one that can't be deleted is tried again with the next file.
    private void Tidy()
    {
        DateOnly oldest = _day.AddDays(1 - bounds.KeepDays);
        (string Path, DateOnly Day, int Part)[] newestFirst = [.. Files().OrderByDescending(f => f.Day).ThenByDescending(f => f.Part)];
        for (int i = 0; i < newestFirst.Length; i++)
        {
            if (newestFirst[i].Day >= oldest && i < bounds.MostFiles)
                continue;
            try
            {
                File.Delete(newestFirst[i].Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    private IEnumerable<(string Path, DateOnly Day, int Part)> Files()
    {
        foreach (string path in Directory.EnumerateFiles(folder, $"{name}_*.log"))
        {
            string[] parts = Path.GetFileNameWithoutExtension(path)[(name.Length + 1)..].Split('_');
            int part = 0;
            if (parts.Length <= 2 && DateOnly.TryParseExact(parts[0], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                && (parts.Length == 1 || (parts[1].Length >= 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out part))))
            {
                yield return (path, day, part);
            }
        }
    }

    // For one process alone: two would write over each other's lines.
    private static FileStream Open(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        return new FileStream(file, options);
    }

    // A process that died may have left half a line: the next one begins behind it.
    private static long ContinueAtEnd(Stream stream)
    {
        if (!stream.CanSeek || stream.Length == 0)
            return 0;
        stream.Seek(-1, SeekOrigin.End);
        if (stream.ReadByte() != '\n')
            stream.WriteByte((byte)'\n');
        return stream.Length;
    }
}
