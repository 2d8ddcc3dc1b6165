using System.Diagnostics;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Live;

/// <summary>Records a venue's feeds until it is told to end: files an instrument and period, connections that are lost marked and taken up again.</summary>
internal sealed class FeedRecorder : IVenueListener, IDisposable
{
    /// <summary>So long the venue may take until the first row.</summary>
    public const long MostOpeningNs = 60_000_000_000;

    private const long StepNs = 100_000_000;
    private const int MostListed = 1000;

    private readonly VenueSettings _venue;
    private readonly FeedStreams _streams;
    private readonly Action<string> _say;
    private readonly ILiveLine _line;
    private readonly RotatingRecording[] _recordings;
    private readonly Queue<RecordedFile> _files = new();
    private readonly Stopwatch _watch = new();
    private readonly EventRate _rate = new();
    private VenueState _state;
    private bool _isOver;

    /// <param name="folder">Exists.</param>
    /// <param name="periodNs">Of a file, by UTC; <see cref="long.MaxValue"/>: one file.</param>
    /// <param name="say">Gets what people should know of.</param>
    public FeedRecorder(VenueSettings venue, FeedStreams streams, string folder, long periodNs, Func<IVenueListener, ILiveLine> connect, Action<string> say)
    {
        _venue = venue;
        _streams = streams;
        _say = say;
        bool hasBook = (streams & (FeedStreams.Depth | FeedStreams.PartialDepth)) != 0;
        _recordings = [.. venue.Symbols.Select(s => new RotatingRecording(folder, s, periodNs, hasBook))];
        _line = connect(this);
    }

    public long Rows => _recordings.Sum(r => r.Rows);

    public long Gaps => _recordings.Sum(r => r.Gaps);

    public long Bytes => _recordings.Sum(r => r.Bytes);

    public double RowsPerSecond => _rate.PerSecond;

    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>How long the instrument that has been silent longest has been so; null before each of them said anything.</summary>
    public long? OldestNs => Array.TrueForAll(_recordings, r => r.NewestNs > 0) ? _line.NowNs - _recordings.Min(r => r.NewestNs) : null;

    /// <summary>What is wrong just now; null when nothing is.</summary>
    public string? Trouble => _state.Trouble;

    /// <summary>The newest thousand that are finished, oldest first.</summary>
    public IEnumerable<RecordedFile> Files => _files;

    public long FileCount { get; private set; }

    /// <summary>Goes on until the time given is up, the venue is of no more use, or the user ends it; then gives the files their names.</summary>
    /// <param name="step">Called about ten times a second.</param>
    /// <exception cref="BadInputException">The venue won't have it: an unknown symbol, a wrong host. Nothing was recorded.</exception>
    /// <exception cref="IOException">The disk is full, the venue isn't reached, or nothing came in time. What was recorded is readable.</exception>
    public void Run(Action step, TimeSpan? time, CancellationToken cancel)
    {
        _watch.Start();
        try
        {
            Listen(step, time is { } t ? (long)Math.Min(t.TotalNanoseconds, long.MaxValue / 4) : long.MaxValue / 4, cancel);
            foreach (RotatingRecording recording in _recordings)
                Add(recording.Complete());
        }
        finally
        {
            _isOver = true;
            foreach (RotatingRecording recording in _recordings)
                Add(recording.Keep());
        }
    }

    /// <summary>The venue is of no more use; it may have been before.</summary>
    public bool IsHopeless => _state.IsHopeless;

    public void Dispose()
    {
        _isOver = true;
        _line.Venue.Stop(_line.NowNs);
        _line.Dispose();
        foreach (RotatingRecording recording in _recordings)
            recording.Dispose();
    }

    private void Listen(Action step, long lengthNs, CancellationToken cancel)
    {
        long startNs = _line.NowNs, endNs = startNs + lengthNs;
        _line.Venue.Start(startNs);
        foreach (string symbol in _venue.Symbols)
            _line.Venue.Subscribe(symbol, _streams, startNs);
        while (!cancel.IsCancellationRequested && _line.NowNs < endNs)
        {
            for (long until = Math.Min(_line.NowNs + StepNs, endNs); _line.NowNs < until;)
                Poll(until);
            foreach (RotatingRecording recording in _recordings)
                recording.Flush(_line.NowNs);
            _rate.Count(Rows, _watch.Elapsed);
            step();
            if (_state.IsHopeless && Rows == 0)
                throw Refused($"{_venue.Name}: {_state.Trouble}");
            if (_state.IsHopeless)
                return;
            if (Rows == 0 && _line.NowNs - startNs > MostOpeningNs)
                throw new IOException($"nothing came from {_venue.Name} within {Duration.Format(MostOpeningNs)}{(_state.Trouble is { } trouble ? $": {trouble}" : "")}; nothing was recorded. '{_venue.Doctor}' looks closer");
        }
    }

    private Exception Refused(string why) => _line.HasHeard ? new BadInputException(why) : new IOException(why);

    private void Poll(long untilNs)
    {
        IVenue venue = _line.Venue;
        if (venue.DeadlineNs <= _line.NowNs)
            venue.OnDeadline(_line.NowNs);
        _line.Poll(Math.Min(untilNs, venue.DeadlineNs));
    }

    private void Add(RecordedFile? file)
    {
        if (file is null)
            return;
        FileCount++;
        _files.Enqueue(file);
        if (_files.Count > MostListed)
            _files.Dequeue();
    }

    void IVenueListener.OnInstrument(int index, Instrument instrument)
    {
        if (!_isOver)
            _recordings[index].OnInstrument(instrument, _line.NowNs);
    }

    void IVenueListener.OnMarket(ReadOnlySpan<MarketEvent> batch)
    {
        if (!_isOver)
            Add(_recordings[batch[0].Instrument].Write(batch));
    }

    // Nobody trades here.
    void IVenueListener.OnStatus(int index, InstrumentStatus status)
    {
    }

    void IVenueListener.OnOrderCount(long windowNs, int used)
    {
    }

    void IVenueListener.OnReport(in OrderReport report)
    {
    }

    void IVenueListener.OnAccount(AccountSnapshot account)
    {
    }

    void IVenueListener.OnState(VenueState state)
    {
        // What ends the recording is told by its end.
        if (state.Trouble is { } trouble && trouble != _state.Trouble && !state.IsHopeless)
            _say(trouble);
        else if (state.Trouble is null && _state.Trouble is not null)
            _say("all is well again");
        _state = state;
    }

    void IVenueListener.OnNote(string text) => _say(text);
}
