using System.Globalization;
using Touchline.Core;

namespace Touchline.Live;

/// <summary>A finished recording of a feed.</summary>
internal sealed record RecordedFile(string Path, string Symbol, long Rows, long Bytes, long Gaps, bool IsComplete);

/// <summary>
/// One instrument's recordings, a new one each period of the day: each stands for itself, with its definition and the book as it was first. A file has its working name
/// until it is complete, and what is in it outlives the process second by second.
/// </summary>
internal sealed class RotatingRecording(string folder, string symbol, long periodNs, bool hasBook) : IDisposable
{
    private const string Producer = "touchline record";
    private const long FlushEveryNs = 1_000_000_000;
    private const long NsPerSecond = 1_000_000_000;

    private readonly OrderBook _book = new();
    private Instrument? _instrument;
    private RecordingWriter? _writer;
    private string _path = "";
    private long _endsNs = long.MaxValue;
    private long _flushedNs;
    private long _lastNs;
    private long _bookNs = MarketEvent.Unseen;
    private long _leastLatencyNs;
    private long _fileGaps;
    private int _version = 1;

    public long Rows { get; private set; }

    public long Gaps { get; private set; }

    /// <summary>Bytes of finished files and of what the current one was given.</summary>
    public long Bytes { get; private set; }

    /// <summary>Local time of the newest message; 0 before the first.</summary>
    public long NewestNs => _lastNs;

    /// <summary>What it is, before its first row; told again when its units are finer.</summary>
    public void OnInstrument(Instrument instrument, long nowNs)
    {
        bool isNew = _instrument is not null;
        _instrument = instrument with { Version = 1 };
        if (!isNew)
            return;
        // The book comes anew in the new units; until then it can't be trusted.
        _book.Reset();
        _bookNs = MarketEvent.Unseen;
        if (_writer is not { } writer)
            return;
        _version++;
        long localNs = _lastNs = Math.Max(nowNs, _lastNs);
        writer.Define(_instrument with { Version = _version }, localNs, localNs);
        WriteGap(writer, MarketEvent.Unseen, localNs);
    }

    /// <summary>One message's rows.</summary>
    /// <returns>The file that was finished before it; null when none was.</returns>
    /// <exception cref="IOException">The disk is full.</exception>
    public RecordedFile? Write(ReadOnlySpan<MarketEvent> batch)
    {
        long localNs = _lastNs = Math.Max(batch[0].LocalNs, _lastNs);
        bool tellsBook = batch[0].Kind is EventKind.Clear or EventKind.Snapshot;
        // A file begins with the book.
        if (_writer is null && hasBook && !tellsBook)
            return null;
        RecordedFile? finished = localNs >= _endsNs ? Complete() : null;
        if (_writer is null)
            Begin(batch[0].ExchangeNs, localNs, tellsBook);
        foreach (ref readonly MarketEvent told in batch)
        {
            MarketEvent row = told;
            (row.LocalNs, row.Instrument) = (localNs, 0);
            _writer!.Write(row);
            _book.Apply(row);
        }

        Count(batch, localNs);
        return finished;
    }

    /// <summary>Hands over what a second has brought; for when nothing comes.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Flush(long nowNs)
    {
        if (nowNs - _flushedNs < FlushEveryNs)
            return;
        _flushedNs = nowNs;
        _writer?.Flush();
    }

    /// <summary>Gives the current file its name; null when there is none.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public RecordedFile? Complete()
    {
        if (_writer is not { } writer)
            return null;
        writer.ClockOffsetNs = Math.Max(0, -_leastLatencyNs);
        writer.Complete();
        _writer = null;
        long bytes = new FileInfo(_path).Length;
        return new RecordedFile(_path, symbol, writer.Rows, bytes, _fileGaps, IsComplete: true);
    }

    /// <summary>Leaves the current file as it is, readable under its working name; null when there is none.</summary>
    public RecordedFile? Keep()
    {
        if (_writer is not { } writer)
            return null;
        _writer = null;
        try
        {
            writer.Keep();
        }
        catch (IOException)
        {
            // The disk takes no more; what it took before is readable.
        }

        string path = _path + PartialFile.Suffix;
        return new RecordedFile(path, symbol, writer.Rows, new FileInfo(path).Length, _fileGaps, IsComplete: false);
    }

    public void Dispose() => Keep();

    private void Begin(long exchangeNs, long localNs, bool tellsBook)
    {
        _path = FreePath(localNs);
        _writer = new RecordingWriter(_path, Producer);
        _endsNs = periodNs == long.MaxValue ? long.MaxValue : (localNs / periodNs + 1) * periodNs;
        (_leastLatencyNs, _fileGaps, _version) = (0, 0, 1);
        long bookNs = _bookNs != MarketEvent.Unseen ? _bookNs : exchangeNs;
        _writer.Define(_instrument!, bookNs, localNs);
        if (tellsBook || !hasBook)
            return;
        MarketEvent[] rows = BookRows.Of(_book, 0, bookNs, localNs);
        foreach (ref readonly MarketEvent row in rows.AsSpan())
            _writer.Write(row);
        Rows += rows.Length;
        if (_book.IsStale)
            WriteGap(_writer, bookNs, localNs);
    }

    private void WriteGap(RecordingWriter writer, long exchangeNs, long localNs)
    {
        writer.Write(new MarketEvent { Kind = EventKind.Gap, ExchangeNs = exchangeNs, LocalNs = localNs, Flags = EventFlags.EndOfBatch });
        _book.Apply(new MarketEvent { Kind = EventKind.Gap, Flags = EventFlags.EndOfBatch });
        Rows++;
        Gaps++;
        _fileGaps++;
    }

    private void Count(ReadOnlySpan<MarketEvent> batch, long localNs)
    {
        Rows += batch.Length;
        Bytes += batch.Length * MarketEvent.Size;
        if (batch[0].Kind == EventKind.Gap)
        {
            Gaps++;
            _fileGaps++;
        }

        if (batch[0].SeenByExchange)
        {
            _leastLatencyNs = Math.Min(_leastLatencyNs, localNs - batch[0].ExchangeNs);
            if (batch[0].Kind is EventKind.Clear or EventKind.Snapshot or EventKind.Depth)
                _bookNs = batch[0].ExchangeNs;
        }

        Flush(localNs);
    }

    // Also what an earlier process left under a working name stays.
    private string FreePath(long localNs)
    {
        for (long seconds = localNs / NsPerSecond; ; seconds++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{symbol}-{DateTime.UnixEpoch.AddSeconds(seconds):yyyyMMdd-HHmmss}.tlr");
            string path = Path.Combine(folder, name);
            if (!File.Exists(path) && !File.Exists(path + PartialFile.Suffix))
                return path;
        }
    }
}
