namespace Touchline.Core;

/// <summary>The local book and what depth updates do to it.</summary>
internal sealed class DepthWatch(Instrument instrument)
{
    private const int Near = 5;

    private readonly OrderBook _book = new();
    private readonly BookLevel[] _levels = new BookLevel[Near];
    private readonly ValueHistogram _rowsPerUpdate = new();
    private readonly ValueHistogram _distances = new();
    private readonly ValueHistogram _touch = new();
    private readonly ValueHistogram _next = new();
    private readonly ValueHistogram _fifth = new();
    private Touch _before = Touch.Empty;
    private double _touchSum;
    private double _nextSum;
    private long _rows;
    private long _inUpdate;
    private long _atTouch;
    private long _removals;
    private bool _reachesTouch;

    /// <summary>Depth updates, snapshots left out.</summary>
    public long Updates { get; private set; }

    public Touch Touch => _book.Touch;

    /// <summary>True when the row ends a message and the book has both sides.</summary>
    public bool Add(in MarketEvent row)
    {
        if (row.Kind == EventKind.Depth && _before.IsTwoSided)
            Count(row);
        _book.Apply(row);
        if (!row.EndsBatch || !_book.IsTwoSided)
            return false;
        if (_inUpdate > 0)
            EndUpdate();
        _before = _book.Touch;
        return true;
    }

    public DepthFacts Finish()
    {
        double unit = instrument.QuantityUnit.Step.ToDouble(1);
        return new DepthFacts(
            (double)_rows / Updates, Number(_rowsPerUpdate), (double)_atTouch / Updates, (double)_removals / _rows,
            Number(_distances) / instrument.TickUnits, Number(_touch) * unit, _touchSum / _touch.Count * unit,
            Number(_next) * unit, _nextSum / _next.Count * unit, Number(_fifth) / instrument.TickUnits);
    }

    private static double Number(ValueHistogram values) => values.Percentile(50) ?? double.NaN;

    private void Count(in MarketEvent row)
    {
        long distance = row.Side == Side.Buy ? _before.BidPrice.Units - row.Price.Units : row.Price.Units - _before.AskPrice.Units;
        _distances.Add(distance);
        _reachesTouch |= distance <= 0;
        _removals += row.Quantity.IsZero ? 1 : 0;
        _inUpdate++;
    }

    private void EndUpdate()
    {
        Updates++;
        _rows += _inUpdate;
        _rowsPerUpdate.Add(_inUpdate);
        _atTouch += _reachesTouch ? 1 : 0;
        (_inUpdate, _reachesTouch) = (0, false);
        Look(Side.Buy);
        Look(Side.Sell);
    }

    private void Look(Side side)
    {
        int count = _book.CopyTop(side, _levels);
        _touch.Add(_levels[0].Quantity.Units);
        _touchSum += _levels[0].Quantity.Units;
        for (int i = 1; i < count; i++)
        {
            _next.Add(_levels[i].Quantity.Units);
            _nextSum += _levels[i].Quantity.Units;
        }

        if (count == Near)
            _fifth.Add(Math.Abs(_levels[Near - 1].Price.Units - _levels[0].Price.Units));
    }
}
