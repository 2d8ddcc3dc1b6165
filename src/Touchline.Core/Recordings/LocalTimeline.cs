using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// A recording's rows in the order and at the times we saw them: file order, without rows only the exchange sees. Definition parts
/// are passed over. Checks every block it enters.
/// </summary>
public sealed unsafe class LocalTimeline
{
    private readonly Recording _recording;
    private readonly long _offset;
    private MarketEvent* _row;
    private MarketEvent* _end;
    private int _block = -1;

    /// <param name="recording">Stays open as long as the timeline is used.</param>
    public LocalTimeline(Recording recording)
    {
        _recording = recording;
        _offset = recording.ClockOffsetNs;
        _row = null;
        Advance();
    }

    /// <summary>Local time of <see cref="Row"/>, clock offset added; <see cref="long.MaxValue"/> after the last row.</summary>
    public long NextNs { get; private set; }

    /// <summary>The row; its own local time is without the clock offset. Only before the end.</summary>
    public ref readonly MarketEvent Row
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *_row;
    }

    /// <summary>The number of <see cref="Row"/> in the file.</summary>
    public long RowNumber => _recording.FirstRow(_block) + (_row - _recording.Start(_block));

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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Search()
    {
        while (true)
        {
            if (_row == null || ++_row >= _end)
            {
                if (++_block >= _recording.BlockCount)
                {
                    _block = _recording.BlockCount;
                    _row = _end = null;
                    NextNs = long.MaxValue;
                    return;
                }

                _recording.VerifyOnce(_block);
                _row = _recording.Start(_block);
                _end = _row + _recording.Rows(_block).Length;
            }

            if (_row->LocalNs >= 0 && _row->Kind != EventKind.DefinitionPart)
            {
                NextNs = _row->LocalNs + _offset;
                return;
            }
        }
    }
}
