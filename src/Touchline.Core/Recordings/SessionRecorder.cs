namespace Touchline.Core;

/// <summary>
/// Records what a session saw of a source, so that a backtest of the recording meets the same rows at the same times. Rows keep their
/// times and their order, the clock offset goes into the header. Until <see cref="Complete"/> the file stands under its name with
/// <c>.partial</c> behind it; a recorder that is disposed before leaves it there, readable. For one thread, the source's.
/// </summary>
public sealed unsafe class SessionRecorder : IDisposable
{
    /// <summary>The longest step by which a host may let it follow, in nanoseconds of local time.</summary>
    public const long MostStepNs = 1_000_000_000;

    /// <summary>
    /// A session that is killed loses the rows of at most so much local time, in nanoseconds: what wasn't handed over yet, and the step in which
    /// one of several recorders was behind another.
    /// </summary>
    public const long MostLostNs = FlushEveryNs + MostStepNs;

    private const long FlushEveryNs = 1_000_000_000;

    private readonly RowSource _source;
    private readonly RecordingWriter _writer;
    private readonly RowBlocks _blocks;
    private readonly long _offset;
    private readonly List<Definition> _waiting = [];
    private MarketEvent* _row;
    private long _flushedNs;
    private bool _defined;
    private bool _done;

    /// <param name="source">A recording stays open until the recorder is done; a stream waits for the recorder to read on.</param>
    /// <param name="path">The recording's name; not that of a recording being read.</param>
    /// <param name="producer">Who made it, for people to read.</param>
    /// <exception cref="BadInputException">The file can't be created.</exception>
    public SessionRecorder(RowSource source, string path, string producer)
    {
        _source = source;
        _offset = source.ClockOffsetNs;
        _writer = new RecordingWriter(path, producer, _offset, source.HoldsOwnOrders, source.OrdersAwaitRows);
        _blocks = source.ReadBlocks();
    }

    /// <summary>Rows recorded so far, definition rows included.</summary>
    public long Rows => _writer.Rows;

    /// <summary>
    /// Takes in all rows up to and including a local time (clock offset added) and what stands between them. At least once for each
    /// second of local time they are handed to the operating system, where they outlive the process.
    /// </summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Advance(long localNs)
    {
        CheckTime(localNs);
        while (HasRow() && !IsAfter(localNs))
        {
            if (_row->SeenLocally)
                FlushWhenDue(_row->LocalNs + _offset);
            Copy();
        }

        FlushWhenDue(localNs);
    }

    /// <summary>
    /// Marks where the session was told to end, takes in what the market did while it wound up, and gives the file its name. Of a market
    /// that hadn't begun by then there is the mark, and its instrument behind it.
    /// </summary>
    /// <param name="stopNs">
    /// Local time (clock offset added): rows before it stand before the mark, the others behind it. Later than every local row so far.
    /// Null when the session ended with its source.
    /// </param>
    /// <param name="coveredNs">All rows with a local or an exchange time up to here are recorded.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Complete(long? stopNs, long coveredNs)
    {
        CheckTime(coveredNs);
        if (stopNs is { } stop)
            MarkEnd(stop);
        CopyCovered(coveredNs);
        if (!_defined)
            Define();
        _writer.Complete();
        _done = true;
        _blocks.Release();
    }

    /// <summary>Deletes what was recorded: the session never began.</summary>
    public void Discard()
    {
        if (_done)
            return;
        _done = true;
        _blocks.Release();
        _writer.Dispose();
    }

    public void Dispose()
    {
        if (_done)
            return;
        _done = true;
        _blocks.Release();
        try
        {
            _writer.Keep();
        }
        catch (IOException)
        {
            // The disk takes no more. What it took before is readable, and whatever ended the session is on its way to the user.
        }
    }

    private void CheckTime(long ns)
    {
        ObjectDisposedException.ThrowIf(_done, this);
        if (ns == long.MaxValue && _source is RowStream or RowLog)
            throw new ArgumentOutOfRangeException(nameof(ns), $"{_source.Name} never ends: give a time up to which it is recorded");
    }

    private bool HasRow()
    {
        if (_row != _blocks.End)
            return true;
        bool more = _blocks.MoveNext();
        _row = _blocks.Start;
        return more;
    }

    private bool IsAfter(long localNs) => _row->SeenLocally && _row->LocalNs + _offset > localNs;

    private void FlushWhenDue(long localNs)
    {
        if (localNs - _flushedNs < FlushEveryNs)
            return;
        _writer.Flush();
        _flushedNs = localNs;
    }

    /// <summary>
    /// Marks where the session was told to end; what the market does while it winds up may be taken in after that.
    /// </summary>
    /// <param name="stopNs">As in <see cref="Complete"/>.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void MarkEnd(long stopNs)
    {
        AdvanceBefore(stopNs);
        _writer.Write(new MarketEvent
        {
            Kind = EventKind.SessionEnd,
            ExchangeNs = MarketEvent.Unseen,
            LocalNs = stopNs - _offset,
            Flags = EventFlags.EndOfBatch,
        });
    }

    /// <summary>
    /// Marks that the session was given a command: rows of an earlier local time stand before it, the others behind it. It outlives the
    /// process from here on.
    /// </summary>
    /// <param name="localNs">Local time (clock offset added). Later than every local row so far.</param>
    /// <param name="text">At most 1,024 bytes of UTF-8.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void MarkCommand(long localNs, string text)
    {
        AdvanceBefore(localNs);
        _writer.WriteCommand(text, localNs - _offset);
        _writer.Flush();
    }

    private void AdvanceBefore(long markNs)
    {
        Advance(markNs - 1);
        if (_writer.LastLocalNs + _offset >= markNs)
            throw new ArgumentOutOfRangeException(nameof(markNs), markNs, $"the session has seen a row at local time {_writer.LastLocalNs + _offset}");
    }

    // Local times grow, so there is a row behind which none is covered by them. By exchange time only late rows can follow once a
    // row is beyond, and the source knows those.
    private void CopyCovered(long coveredNs)
    {
        long lastLate = LastLateRow(coveredNs);
        bool localIsOver = false, exchangeIsOver = false;
        while (HasRow())
        {
            bool local = _row->SeenLocally && _row->LocalNs + _offset <= coveredNs;
            bool exchange = _row->SeenByExchange && _row->ExchangeNs <= coveredNs;
            localIsOver |= _row->SeenLocally && !local;
            exchangeIsOver |= _row->SeenByExchange && !exchange;
            if (local || exchange)
                Copy();
            else if (localIsOver && exchangeIsOver && _blocks.FirstRow + (_row - _blocks.Start) > lastLate)
                break;
            else
                PassOver();
        }
    }

    // Without an instrument a recording is none: the source's first, whose own times are later than all that is covered.
    private void Define()
    {
        while (_waiting.Count == 0 && HasRow())
            PassOver();
        WriteDefinitions();
    }

    private long LastLateRow(long exchangeNs)
    {
        long last = -1;
        LateRows late = _source.ReadLate();
        for (; late.TryPeek(exchangeNs, out LateRow row); late.Pass())
            last = Math.Max(last, row.Number);

        return last;
    }

    private void Copy()
    {
        if (_row->Kind == EventKind.Definition)
        {
            HoldDefinition();
            WriteDefinitions();
            return;
        }

        WriteDefinitions();
        if (_row->Kind == EventKind.Command)
            CopyCommand();
        else
            _writer.Write(*_row++);
    }

    private void CopyCommand()
    {
        string text = CommandRows.Decode(new ReadOnlySpan<MarketEvent>(_row, (int)(_blocks.End - _row)))
            ?? throw new InvalidOperationException($"a command in {_source.Name} makes no sense");
        _writer.WriteCommand(text, _row->LocalNs);
        _row += CommandRows.Count(*_row);
    }

    // A definition that isn't covered itself is needed as soon as a covered row follows it.
    private void PassOver()
    {
        if (_row->Kind == EventKind.Definition)
            HoldDefinition();
        else
            _row += _row->Kind == EventKind.Command ? CommandRows.Count(*_row) : 1;
    }

    private void HoldDefinition()
    {
        Instrument instrument = DefinitionRows.Decode(new ReadOnlySpan<MarketEvent>(_row, (int)(_blocks.End - _row)))
            ?? throw new InvalidOperationException($"a definition in {_source.Name} makes no sense");
        _waiting.Add(new Definition(instrument, _row->Instrument, _row->ExchangeNs, _row->LocalNs));
        _row += DefinitionRows.Count(*_row);
    }

    private void WriteDefinitions()
    {
        foreach (Definition definition in _waiting)
        {
            ushort index = _writer.Define(definition.Instrument, definition.ExchangeNs, definition.LocalNs);
            if (index != definition.Index)
                throw new InvalidOperationException($"{definition.Instrument} is instrument {definition.Index} of {_source.Name} and became {index}");
            _defined = true;
        }

        _waiting.Clear();
    }

    private readonly record struct Definition(Instrument Instrument, ushort Index, long ExchangeNs, long LocalNs);
}
