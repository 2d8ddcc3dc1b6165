using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Takes shown quantity out of a book for a taker, from the best level on, in whole lots of each level; what it takes is gone until a
/// row shows the price again. First planned, then carried out, because an order may want all or nothing.
/// </summary>
internal sealed class LevelSweep(OrderBook book, SpentLevels spent, long lotUnits)
{
    private const int FirstLook = 16;

    private readonly List<BookLevel> _plan = [];
    private BookLevel[] _shown = new BookLevel[FirstLook];
    private Side _side;
    private Price _limit;
    private long _left;

    /// <summary>What is to be taken at each price, best first.</summary>
    public ReadOnlySpan<BookLevel> Plan => CollectionsMarshal.AsSpan(_plan);

    /// <summary>Plans to take up to a quantity from a side at the limit or better; returns how much that comes to.</summary>
    public Quantity Look(Side side, Price limit, Quantity wanted)
    {
        _side = side;
        _limit = limit;
        _left = wanted.Units;
        _plan.Clear();
        // Nearly every order is done within the first levels; each further look goes twice as deep.
        int from = 0;
        for (int room = FirstLook; ; room *= 2)
        {
            if (_shown.Length < room)
                _shown = new BookLevel[room];
            int count = book.CopyTop(side, _shown.AsSpan(0, room));
            if (!GoesOn(_shown.AsSpan(from, count - from)) || count < room)
                return new Quantity(wanted.Units - _left);
            from = count;
        }
    }

    public void CarryOut()
    {
        foreach (BookLevel taken in _plan)
        {
            Quantity shown = book.QuantityAt(_side, taken.Price);
            book.Set(_side, taken.Price, shown - taken.Quantity);
            spent.Take(_side, taken.Price, shown, taken.Quantity);
        }
    }

    // Whether more is wanted than these levels show, and the next may be within the limit.
    private bool GoesOn(ReadOnlySpan<BookLevel> levels)
    {
        foreach (BookLevel level in levels)
        {
            if (_left == 0 || (_side == Side.Sell ? level.Price > _limit : level.Price < _limit))
                return false;
            long taken = Math.Min(_left, level.Quantity.Units - level.Quantity.Units % lotUnits);
            if (taken > 0)
                _plan.Add(new BookLevel(level.Price, new Quantity(taken)));
            _left -= taken;
        }

        return _left > 0;
    }
}
