using System.Collections.Concurrent;
using Touchline.Core;

namespace Touchline.Monitoring;

/// <summary>
/// The log of a session in a folder: all lines in one kind of file, errors in another one too. Lines are handed over on any thread, which never waits; a thread of its own writes them. Whatever
/// happens to the disk, the session goes on: trouble is said once, and again only after the log could be written meanwhile.
/// </summary>
internal sealed class LogFiles : IDisposable
{
    /// <summary>Lines that wait for the disk.</summary>
    public const int Capacity = 16_384;

    public const string Name = "bot";
    public const string ErrorsName = "bot_errors";

    // How long the end waits for a disk that hangs, and how long a folder in trouble is left alone.
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<LogLine> _lines = new(Capacity);
    private readonly string _folder;
    private readonly LogLevel _level;
    private readonly TimeProvider _clock;
    private readonly Action<string> _say;
    private readonly LogFile _all;
    private readonly LogFile _errors;
    private readonly Thread _thread;
    private long _lost;
    private long _unflushed;
    private long? _failedAt;
    private volatile bool _isOver;

    /// <param name="level">Lines below it are left out.</param>
    /// <param name="say">Tells people of trouble, in their own words, on the log's thread.</param>
    /// <param name="open">Opens a file for appending; null: as usual.</param>
    /// <exception cref="BadInputException">The folder can't be used.</exception>
    public LogFiles(string folder, LogLevel level, LogFileBounds bounds, TimeProvider clock, Action<string> say, Func<string, Stream>? open = null)
    {
        (_folder, _level, _clock, _say) = (folder, level, clock, say);
        _all = new LogFile(folder, Name, bounds, open);
        _errors = new LogFile(folder, ErrorsName, bounds, open);
        Begin();
        _thread = new Thread(Work) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    public int Waiting => _isOver ? 0 : _lines.Count;

    /// <summary>Lines that found no room in the queue or couldn't be written.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public bool Takes(LogLevel level) => level >= _level;

    /// <summary>Hands a line over, or counts it as lost where too many wait.</summary>
    public void Write(LogLine line)
    {
        if (Takes(line.Level) && !TryAdd(line))
            Interlocked.Increment(ref _lost);
    }

    /// <summary>Writes what waits and ends.</summary>
    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        _lines.CompleteAdding();
        // A disk that hangs is left to the process's end, with the files open.
        if (!_thread.Join(Closing))
            return;
        _all.Dispose();
        _errors.Dispose();
        _lines.Dispose();
    }

    private DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);

    private bool TryAdd(LogLine line)
    {
        try
        {
            return _lines.TryAdd(line);
        }
        catch (InvalidOperationException)
        {
            return false; // it has ended
        }
    }

    private void Begin()
    {
        try
        {
            Directory.CreateDirectory(_folder);
            _all.Begin(Today);
            _errors.Begin(Today);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            _all.Dispose();
            throw new BadInputException($"setting log.folder is '{PlainText.Of(_folder)}', where no log can be written: {PlainText.Of(e.Message)}; right is a folder that can be written, for one session alone, or none", e);
        }
    }

    private void Work()
    {
        foreach (LogLine line in _lines.GetConsumingEnumerable())
        {
            Try(() => Append(line), 1);
            if (_lines.Count == 0)
                Try(Flush, 0);
        }

        Try(Flush, 0);
    }

    private void Append(LogLine line)
    {
        byte[] bytes = line.ToBytes();
        DateOnly today = Today;
        _all.Write(bytes, today);
        _unflushed++;
        if (line.Level == LogLevel.Error)
            _errors.Write(bytes, today);
    }

    private void Flush()
    {
        _all.Flush();
        _errors.Flush();
        if (_unflushed > 0)
            _failedAt = null;
        _unflushed = 0;
    }

    // While the folder is in trouble, only a line now and then tries it. Whatever goes wrong with a log, a session with money at stake doesn't end for it.
    private void Try(Action write, int lines)
    {
        if (_failedAt is { } failed && _clock.GetElapsedTime(failed) < Again)
        {
            Interlocked.Add(ref _lost, lines);
            return;
        }

        try
        {
            write();
        }
        catch (Exception e)
        {
            Interlocked.Add(ref _lost, lines + _unflushed);
            _unflushed = 0;
            if (_failedAt is null)
                _say($"the log in {PlainText.Of(_folder)} can't be written: {PlainText.Of(e.Message)}; the session goes on, and what would stand there is lost until it can");
            _failedAt = _clock.GetTimestamp();
        }
    }
}
