using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// A recording's rows in exchange order: by exchange time, rows of equal time in file order, without rows only we see. Rows that
/// stand behind later ones in the file are gathered at the start (the writer marked them and every block counts its own), so memory
/// grows with their number only.
/// </summary>
public sealed unsafe class ExchangeTimeline
{
    private readonly Recording _recording;
    private readonly LateRow[] _late;
    private MarketEvent* _main;
    private MarketEvent* _end;
    private MarketEvent* _current;
    private long _mainNs;
    private int _block = -1;
    private int _nextLate;
    private bool _currentIsLate;

    /// <param name="recording">Stays open as long as the timeline is used.</param>
    public ExchangeTimeline(Recording recording)
    {
        _recording = recording;
        _late = GatherLate(recording);
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

    /// <summary>The number of <see cref="Row"/> in the file.</summary>
    public long RowNumber => _currentIsLate ? _late[_nextLate].Number : MainNumber;

    /// <summary>Rows that were out of order.</summary>
    public int LateRows => _late.Length;

    private long MainNumber => _recording.FirstRow(_block) + (_main - _recording.Start(_block));

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
        }

        Choose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool InMainOrder(MarketEvent* row) =>
        row->ExchangeNs >= 0 && (row->Flags & EventFlags.Late) == 0 && row->Kind != EventKind.DefinitionPart;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Choose()
    {
        if (_nextLate < _late.Length && LateComesFirst())
        {
            _currentIsLate = true;
            _current = _late[_nextLate].Row;
            NextNs = _late[_nextLate].ExchangeNs;
        }
        else
        {
            _currentIsLate = false;
            _current = _main;
            NextNs = _mainNs;
        }
    }

    private bool LateComesFirst()
    {
        long late = _late[_nextLate].ExchangeNs;
        return late < _mainNs || (late == _mainNs && (_main == null || _late[_nextLate].Number < MainNumber));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SearchMain()
    {
        while (true)
        {
            if (_main == null || ++_main >= _end)
            {
                if (++_block >= _recording.BlockCount)
                {
                    _block = _recording.BlockCount;
                    _main = _end = null;
                    _mainNs = long.MaxValue;
                    return;
                }

                _recording.VerifyOnce(_block);
                _main = _recording.Start(_block);
                _end = _main + _recording.Rows(_block).Length;
            }

            if (InMainOrder(_main))
            {
                _mainNs = _main->ExchangeNs;
                return;
            }
        }
    }

    private static LateRow[] GatherLate(Recording recording)
    {
        var late = new List<LateRow>();
        for (int b = 0; b < recording.BlockCount; b++)
        {
            if (recording.LateRows(b) == 0)
                continue;
            recording.VerifyOnce(b);
            MarketEvent* start = recording.Start(b);
            int count = recording.Rows(b).Length;
            for (int i = 0; i < count; i++)
            {
                if (start[i].Kind != EventKind.DefinitionPart && (start[i].Flags & EventFlags.Late) != 0)
                    late.Add(new LateRow(start[i].ExchangeNs, recording.FirstRow(b) + i, start + i));
            }
        }

        late.Sort();
        return [.. late];
    }

    private readonly struct LateRow(long exchangeNs, long number, MarketEvent* row) : IComparable<LateRow>
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
}
