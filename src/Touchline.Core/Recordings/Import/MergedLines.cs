namespace Touchline.Core;

/// <summary>
/// The lines of several files in one time order, the way the messages came in before they were sorted into files. Equal times go by
/// rank, then by the order the files were given in; a file's own lines keep their order whatever times they have. A file is held
/// open only from its first line's turn to its last, so that a year of daily files is never open at once.
/// </summary>
public sealed class MergedLines : IDisposable
{
    private readonly InputFiles _files;
    private readonly Func<LineReader, TimedLines> _open;
    private readonly PriorityQueue<string, LineTurn> _waiting = new();
    private readonly PriorityQueue<TimedLines, LineTurn> _reading = new();
    private readonly Dictionary<string, LineTurn> _firstTurns = [];
    private TimedLines? _current;
    private long _bytesOfEarlierFiles;

    /// <param name="open">
    /// Reads a file's header and tells how to read its times. Every file is opened once more at the start to see its first line.
    /// </param>
    /// <exception cref="BadInputException">A file is damaged, or <paramref name="open"/> refuses it.</exception>
    public MergedLines(InputFiles files, Func<LineReader, TimedLines> open)
    {
        _files = files;
        _open = open;
        for (int i = 0; i < files.Paths.Count; i++)
        {
            using TimedLines lines = Open(files.Paths[i]);
            if (!lines.TryRead())
                continue;
            var turn = new LineTurn(lines.TimeNs, lines.Rank, i);
            if (!_firstTurns.TryAdd(files.Paths[i], turn))
                throw new BadInputException($"{files.Paths[i]} is given twice");
            _waiting.Enqueue(files.Paths[i], turn);
        }
    }

    /// <summary>The file whose current line is next. Only after <see cref="TryRead"/> gave true.</summary>
    public TimedLines Current => _current ?? throw new InvalidOperationException("there is no current line");

    /// <summary>Goes to the next line of all files; false at the end.</summary>
    public bool TryRead()
    {
        if (_current is not null)
            Requeue(_current);
        if (_waiting.TryPeek(out string? path, out LineTurn first) && (!_reading.TryPeek(out _, out LineTurn next) || first.CompareTo(next) < 0))
        {
            _waiting.Dequeue();
            _current = Open(path);
            _current.TryRead();
            return true;
        }

        return _reading.TryDequeue(out _current, out _);
    }

    /// <summary>Tells the display how far all files are.</summary>
    public void Report(long rows)
    {
        long bytes = _bytesOfEarlierFiles + (_current?.Lines.BytesRead ?? 0);
        foreach ((TimedLines lines, _) in _reading.UnorderedItems)
            bytes += lines.Lines.BytesRead;
        _files.Report(bytes, rows);
    }

    public void Dispose()
    {
        _current?.Dispose();
        foreach ((TimedLines lines, _) in _reading.UnorderedItems)
            lines.Dispose();
    }

    private void Requeue(TimedLines lines)
    {
        if (lines.TryRead())
        {
            _reading.Enqueue(lines, _firstTurns[lines.Lines.Path] with { TimeNs = lines.TimeNs });
            return;
        }

        _bytesOfEarlierFiles += new FileInfo(lines.Lines.Path).Length;
        lines.Dispose();
        _current = null;
    }

    private TimedLines Open(string path)
    {
        LineReader lines = InputFiles.OpenLines(path);
        try
        {
            return _open(lines);
        }
        catch (BadInputException)
        {
            lines.Dispose();
            throw;
        }
    }

    private readonly record struct LineTurn(long TimeNs, int Rank, int File) : IComparable<LineTurn>
    {
        public int CompareTo(LineTurn other) => (TimeNs, Rank, File).CompareTo((other.TimeNs, other.Rank, other.File));
    }
}

/// <summary>One of several files read side by side: its lines and how to read a line's time.</summary>
/// <param name="lines">Stands on the header, or on the first line where there is none.</param>
/// <param name="rank">The least goes first among lines of equal time.</param>
/// <param name="time">The current line's time in ns.</param>
/// <param name="hasHeader">The line the reader stands on isn't data.</param>
public sealed class TimedLines(LineReader lines, int rank, Func<LineReader, long> time, bool hasHeader = true) : IDisposable
{
    private bool _isOnFirstLine = !hasHeader;

    public LineReader Lines { get; } = lines;

    public int Rank { get; } = rank;

    /// <summary>The current line's time.</summary>
    public long TimeNs { get; private set; }

    /// <summary>Goes to the file's next line that isn't empty; false at the end.</summary>
    public bool TryRead()
    {
        while (_isOnFirstLine || Lines.TryRead())
        {
            _isOnFirstLine = false;
            if (Lines.Line.IsEmpty)
                continue;
            TimeNs = time(Lines);
            return true;
        }

        return false;
    }

    public void Dispose() => Lines.Dispose();
}
