namespace Touchline.Core;

/// <summary>A row that has to be moved forward to get the exchange's order.</summary>
internal readonly unsafe struct LateRow(long exchangeNs, long number, MarketEvent* row) : IComparable<LateRow>
{
    public readonly long ExchangeNs = exchangeNs;
    public readonly long Number = number;
    public readonly MarketEvent* Row = row;

    public int CompareTo(LateRow other)
    {
        int order = ExchangeNs.CompareTo(other.ExchangeNs);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }
}

/// <summary>
/// One reader's way through the rows that stand behind one of a later exchange time, in exchange order. A block is searched for them
/// when its earliest may be next, so that memory grows with how late rows are and not with the recording, and the rows are still in
/// the cache when the reader comes to their block.
/// </summary>
internal sealed unsafe class LateRows
{
    // How far a row is moved on average before rows are sorted as any others.
    private const int MostStepsBack = 16;

    private readonly Recording? _recording;
    private readonly long[] _earliestFrom;
    private LateRow[] _rows = new LateRow[64];
    private int _next;
    private int _end;
    private int _block;

    /// <param name="recording">Null: there are none.</param>
    public LateRows(Recording? recording)
    {
        _recording = recording;
        int blocks = recording?.BlockCount ?? 0;
        _earliestFrom = new long[blocks + 1];
        _earliestFrom[blocks] = long.MaxValue;
        for (int b = blocks - 1; b >= 0; b--)
        {
            int late = recording!.LateRows(b);
            Total += late;
            _earliestFrom[b] = late > 0 ? Math.Min(_earliestFrom[b + 1], recording.EarliestLateNs(b)) : _earliestFrom[b + 1];
        }
    }

    /// <summary>How many there are in all.</summary>
    public long Total { get; }

    /// <summary>None that is left is earlier; <see cref="long.MaxValue"/> at the end.</summary>
    public long BoundNs => Math.Min(FoundNs, _earliestFrom[_block]);

    // Blocks behind have higher row numbers: on equal times what has been found goes first.
    private long FoundNs => _next < _end ? _rows[_next].ExchangeNs : long.MaxValue;

    /// <summary>The next one; false when it is later than a time.</summary>
    /// <exception cref="BadInputException">A block that has to be searched is damaged.</exception>
    public bool TryPeek(long upToNs, out LateRow row)
    {
        while (_earliestFrom[_block] <= upToNs && _earliestFrom[_block] < FoundNs)
            Search(_block++);
        bool found = FoundNs <= upToNs && _next < _end;
        row = found ? _rows[_next] : default;
        return found;
    }

    public void Pass() => _next++;

    private void Search(int block)
    {
        if (_recording!.LateRows(block) == 0)
            return;
        _recording.VerifyOnce(block);
        MakeRoom(_recording.LateRows(block));
        int from = _end;
        MarketEvent* start = _recording.Start(block);
        int count = _recording.Rows(block).Length;
        for (int i = 0; i < count; i++)
        {
            if ((start[i].Flags & EventFlags.Late) != 0 && start[i].Kind != EventKind.DefinitionPart)
                Add(new LateRow(start[i].ExchangeNs, _recording.FirstRow(block) + i, start + i));
        }

        Sort(from);
        if (_end - from != _recording.LateRows(block) || _rows[_next].ExchangeNs < _earliestFrom[block])
            throw new BadInputException($"{_recording.Path} is damaged: the late rows of block {block} aren't those of its header");
    }

    private void Add(in LateRow row)
    {
        if (_end == _rows.Length)
            MakeRoom(_rows.Length);
        _rows[_end++] = row;
    }

    private void MakeRoom(int count)
    {
        Span<LateRow> left = _rows.AsSpan(_next.._end);
        LateRow[] room = left.Length + count <= _rows.Length ? _rows : new LateRow[Math.Max(left.Length + count, 2 * _rows.Length)];
        left.CopyTo(room);
        (_rows, _next, _end) = (room, 0, left.Length);
    }

    // Late rows of one stream of messages follow each other in order, only streams interleave: as a rule a few steps back are enough.
    private void Sort(int from)
    {
        Span<LateRow> rows = _rows.AsSpan(_next.._end);
        long stepsLeft = (long)MostStepsBack * rows.Length;
        for (int i = Math.Max(1, from - _next); i < rows.Length; i++)
        {
            LateRow row = rows[i];
            int to = i;
            while (to > 0 && row.CompareTo(rows[to - 1]) < 0)
                to--;
            if ((stepsLeft -= i - to) < 0)
            {
                rows.Sort();
                return;
            }

            if (to == i)
                continue;
            rows[to..i].CopyTo(rows[(to + 1)..]);
            rows[to] = row;
        }
    }
}
