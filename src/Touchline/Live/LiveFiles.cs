using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>
/// What a live session keeps: recordings of its markets, and its journal. Rows carry the local times at which the engine took them in, so that a replay meets them
/// as it did.
/// </summary>
internal sealed class LiveFiles : IDisposable
{
    private const string Producer = "live session";
    private const long FlushEveryNs = 1_000_000_000;

    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly List<RecordingWriter>[] _writers;
    private readonly bool[] _isDefined;
    private readonly JournalFolder? _journal;
    private long _flushedNs;

    /// <param name="prefix">What the session's client order ids begin with.</param>
    /// <param name="before">What the journal's sessions before left; null: this is its first.</param>
    /// <exception cref="BadInputException">A file can't be made, or their number is wrong.</exception>
    public LiveFiles(TradingSettings chosen, IReadOnlyList<Instrument> instruments, IReadOnlyList<string> feeAssets, string prefix, EarlierSessions? before = null)
    {
        _instruments = instruments;
        _writers = [.. instruments.Select(_ => new List<RecordingWriter>())];
        _isDefined = new bool[instruments.Count];
        try
        {
            for (int i = 0; i < chosen.Run.Record.Count; i++)
                _writers[i].Add(new RecordingWriter(chosen.Run.Record[i], Producer));
            SessionText = JournalSession.Of(chosen, instruments, feeAssets, 1, prefix, prefix);
            if (chosen.Run.Journal is not { } folder)
                return;
            _journal = new JournalFolder(folder, chosen, instruments, feeAssets, prefix, isLive: true, before);
            SessionText = _journal.SessionText;
            for (int i = 0; i < instruments.Count; i++)
                _writers[i].Add(new RecordingWriter(_journal.MarketFile(i), Producer));
        }
        catch
        {
            Discard();
            throw;
        }
    }

    public OrderJournal? Journal => _journal?.Orders;

    /// <summary>What makes the session's engine again, also where no journal keeps it.</summary>
    public string SessionText { get; }

    /// <summary>The session's number in its journal; 0: there is none.</summary>
    public int Session => _journal?.Session ?? 0;

    public bool HasRows(int instrument) => _isDefined[instrument];

    /// <summary>The instrument's first row: what it is.</summary>
    /// <exception cref="IOException">The disk is full; likewise below.</exception>
    public void Define(int instrument, long exchangeNs, long localNs)
    {
        _isDefined[instrument] = true;
        foreach (RecordingWriter writer in _writers[instrument])
            writer.Define(_instruments[instrument], exchangeNs, localNs);
    }

    /// <summary>One message's rows.</summary>
    /// <param name="localNs">When the engine takes them in; later than any before.</param>
    public void Write(int instrument, ReadOnlySpan<MarketEvent> rows, long localNs)
    {
        foreach (RecordingWriter writer in _writers[instrument])
        {
            foreach (ref readonly MarketEvent told in rows)
            {
                MarketEvent row = told;
                row.LocalNs = localNs;
                row.Instrument = 0;
                writer.Write(row);
            }
        }

        FlushWhenDue(localNs);
    }

    /// <summary>Hands over what a second has brought. All recordings together: a session that is killed leaves them in step.</summary>
    public void FlushWhenDue(long localNs)
    {
        if (localNs - _flushedNs < FlushEveryNs)
            return;
        _flushedNs = localNs;
        foreach (RecordingWriter writer in _writers.SelectMany(w => w))
            writer.Flush();
    }

    /// <summary>The session was given a command.</summary>
    public void MarkCommand(long localNs, EngineCommand command)
    {
        foreach (RecordingWriter writer in _writers.SelectMany(w => w))
        {
            writer.WriteCommand(command.ToString(), localNs);
            writer.Flush();
        }
    }

    /// <summary>The session was told to end.</summary>
    public void MarkEnd(long stopNs)
    {
        foreach (RecordingWriter writer in _writers.SelectMany(w => w))
        {
            writer.Write(new MarketEvent
            {
                Kind = EventKind.SessionEnd,
                ExchangeNs = MarketEvent.Unseen,
                LocalNs = stopNs,
                Flags = EventFlags.EndOfBatch,
            });
        }
    }

    public void Complete(long endNs, long inputs)
    {
        for (int i = 0; i < _writers.Length; i++)
        {
            if (!_isDefined[i])
                Define(i, endNs, endNs);
        }

        foreach (RecordingWriter writer in _writers.SelectMany(w => w))
            writer.Complete();
        Journal?.Complete(inputs);
    }

    /// <summary>Leaves nothing behind: the session never began.</summary>
    public void Discard()
    {
        foreach (List<RecordingWriter> writers in _writers)
        {
            foreach (RecordingWriter writer in writers)
                writer.Dispose();
            // What is gone isn't kept when the session is disposed of.
            writers.Clear();
        }

        _journal?.Discard();
    }

    /// <summary>What isn't complete stays readable under its working name.</summary>
    public void Dispose()
    {
        foreach (RecordingWriter writer in _writers.SelectMany(w => w))
        {
            try
            {
                writer.Keep();
            }
            catch (IOException)
            {
                // The disk takes no more. What it took before is readable, and whatever ended the session is on its way to the user.
            }
        }

        _journal?.Dispose();
    }
}
