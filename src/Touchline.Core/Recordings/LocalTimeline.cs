using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// Rows in the order and at the times we saw them: file order, without rows only the exchange sees. Definition parts are passed
/// over. Checks every block of a recording that it enters.
/// </summary>
public sealed unsafe class LocalTimeline
{
    private readonly RowBlocks _blocks;
    private readonly long _offset;
    private MarketEvent* _row;
    private MarketEvent* _end;

    /// <param name="source">A recording stays open as long as the timeline is used; a stream waits for the timeline to read on.</param>
    public LocalTimeline(RowSource source)
    {
        _blocks = source.ReadBlocks();
        _offset = source.ClockOffsetNs;
        Search();
    }

    /// <summary>Local time of <see cref="Row"/>, clock offset added; <see cref="long.MaxValue"/> after the last row.</summary>
    public long NextNs { get; private set; }

    /// <summary>The row; its own local time is without the clock offset. Only before the end.</summary>
    public ref readonly MarketEvent Row
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *_row;
    }

    /// <summary>The text of <see cref="Row"/>, a command.</summary>
    public string CommandText => CommandRows.Decode(new ReadOnlySpan<MarketEvent>(_row, (int)(_end - _row)))
        ?? throw new InvalidOperationException($"the command at row {RowNumber} makes no sense");

    /// <summary>The number of <see cref="Row"/> in the source, from 0.</summary>
    public long RowNumber => _blocks.FirstRow + (_row - _blocks.Start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance()
    {
        MarketEvent* next = _row + 1;
        if (next < _end && next->LocalNs >= 0 && next->Kind != EventKind.DefinitionPart)
        {
            _row = next;
            NextNs = next->LocalNs + _offset;
            return;
        }

        Search();
    }

    /// <summary>A source that had no more rows may have some now.</summary>
    public void LookAgain()
    {
        if (NextNs == long.MaxValue)
            Search();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Search()
    {
        while (true)
        {
            if (_row == null || ++_row >= _end)
            {
                bool more = _blocks.MoveNext();
                _row = _blocks.Start;
                _end = _blocks.End;
                if (!more)
                {
                    NextNs = long.MaxValue;
                    return;
                }
            }

            if (_row->LocalNs >= 0 && _row->Kind != EventKind.DefinitionPart)
            {
                NextNs = _row->LocalNs + _offset;
                return;
            }
        }
    }
}
