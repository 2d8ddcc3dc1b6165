using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// Rows in exchange order: by exchange time, rows of equal time in file order, without rows only we see. Rows that stand behind
/// later ones in the file come from <see cref="LateRows"/>; the others are taken as they stand.
/// </summary>
public sealed unsafe class ExchangeTimeline
{
    private readonly RowBlocks _blocks;
    private readonly LateRows _late;
    private MarketEvent* _main;
    private MarketEvent* _end;
    private MarketEvent* _current;
    private long _mainNs;
    private long _lateNs;
    private long _lateRowNumber;
    private bool _currentIsLate;

    /// <param name="source">A recording stays open as long as the timeline is used; a stream waits for the timeline to read on.</param>
    public ExchangeTimeline(RowSource source)
    {
        _late = source.ReadLate();
        _blocks = source.ReadBlocks();
        _lateNs = _late.BoundNs;
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
    public long RowNumber => _currentIsLate ? _lateRowNumber : MainNumber;

    /// <summary>Rows that were out of order.</summary>
    public long LateRows => _late.Total;

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
            _late.Pass();
            _lateNs = _late.BoundNs;
        }

        Choose();
    }

    /// <summary>A source that had no more rows may have some now.</summary>
    public void LookAgain()
    {
        if (NextNs != long.MaxValue)
            return;
        SearchMain();
        Choose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool InMainOrder(MarketEvent* row) =>
        row->ExchangeNs >= 0 && (row->Flags & EventFlags.Late) == 0 && row->Kind != EventKind.DefinitionPart;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Choose()
    {
        if (_lateNs <= _mainNs && TakeLate())
            return;
        _currentIsLate = false;
        _current = _main;
        NextNs = _mainNs;
    }

    // What was thought to be early enough may turn out to be behind the main row.
    private bool TakeLate()
    {
        bool found = _late.TryPeek(_mainNs, out LateRow late);
        _lateNs = _late.BoundNs;
        if (!found || (late.ExchangeNs == _mainNs && _main != null && late.Number > MainNumber))
            return false;
        _currentIsLate = true;
        _lateRowNumber = late.Number;
        _current = late.Row;
        NextNs = late.ExchangeNs;
        return true;
    }

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
