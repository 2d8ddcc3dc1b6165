using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// Rows in exchange order: by exchange time, rows of equal time in file order, without rows only we see. Rows that stand behind
/// later ones in the file are gathered at the start (the writer marked them and every block counts its own), so memory grows with
/// their number only.
/// </summary>
public sealed unsafe class ExchangeTimeline
{
    private readonly RowBlocks _blocks;
    private readonly LateRow[] _late;
    private MarketEvent* _main;
    private MarketEvent* _end;
    private MarketEvent* _current;
    private long _mainNs;
    private long _lateNs;
    private int _nextLate;
    private bool _currentIsLate;

    /// <param name="source">A recording stays open as long as the timeline is used; a stream waits for the timeline to read on.</param>
    public ExchangeTimeline(RowSource source)
    {
        _late = source.GatherLate();
        _blocks = source.ReadBlocks();
        _lateNs = NextLateNs;
        SearchMain();
        Choose();
    }

    /// <summary>Exchange time of <see cref="Row"/>; <see cref="long.MaxValue"/> after the last row.</summary>
    public long NextNs { get; private set; }

    /// <summary>The row. Only before the end.</summary>
    public ref readonly MarketEvent Row
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *_current;
    }

    /// <summary>The number of <see cref="Row"/> in the source, from 0.</summary>
    public long RowNumber => _currentIsLate ? _late[_nextLate].Number : MainNumber;

    /// <summary>Rows that were out of order.</summary>
    public int LateRows => _late.Length;

    private long MainNumber => _blocks.FirstRow + (_main - _blocks.Start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance()
    {
        if (!_currentIsLate)
        {
            MarketEvent* next = _main + 1;
            if (next < _end && InMainOrder(next))
            {
                _main = next;
                _mainNs = next->ExchangeNs;
            }
            else
            {
                SearchMain();
            }
        }
        else
        {
            _nextLate++;
            _lateNs = NextLateNs;
        }

        Choose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool InMainOrder(MarketEvent* row) =>
        row->ExchangeNs >= 0 && (row->Flags & EventFlags.Late) == 0 && row->Kind != EventKind.DefinitionPart;

    private long NextLateNs => _nextLate < _late.Length ? _late[_nextLate].ExchangeNs : long.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Choose()
    {
        if (_lateNs <= _mainNs && LateComesFirst())
        {
            _currentIsLate = true;
            _current = _late[_nextLate].Row;
            NextNs = _lateNs;
        }
        else
        {
            _currentIsLate = false;
            _current = _main;
            NextNs = _mainNs;
        }
    }

    // With the main row's time or before it.
    private bool LateComesFirst() =>
        _nextLate < _late.Length && (_lateNs < _mainNs || _main == null || _late[_nextLate].Number < MainNumber);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SearchMain()
    {
        while (true)
        {
            if (_main == null || ++_main >= _end)
            {
                bool more = _blocks.MoveNext();
                _main = _blocks.Start;
                _end = _blocks.End;
                if (!more)
                {
                    _mainNs = long.MaxValue;
                    return;
                }
            }

            if (InMainOrder(_main))
            {
                _mainNs = _main->ExchangeNs;
                return;
            }
        }
    }
}
