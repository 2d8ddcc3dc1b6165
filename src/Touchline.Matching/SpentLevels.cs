using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// What own orders have taken of the levels as the feed shows them. A row that tells such a level again puts the whole of it back into
/// the book, but to resting orders it offers only what they, and our takers, haven't had. A level is here only as long as the feed
/// shows it: there are never more than the feed's book has.
/// </summary>
internal sealed class SpentLevels
{
    private readonly Dictionary<Price, Level> _bids = [];
    private readonly Dictionary<Price, Level> _asks = [];

    /// <summary>Nothing of any level is spent: rows needn't be told.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>What the feed's last row of a price showed.</summary>
    /// <param name="side">The market's.</param>
    /// <param name="price">The level's.</param>
    /// <param name="inBook">What the book has there.</param>
    public Quantity Shown(Side side, Price price, Quantity inBook) =>
        !IsEmpty && Of(side).TryGetValue(price, out Level level) ? new Quantity(level.Shown) : inBook;

    /// <summary>A row shows a level; returns what of it is unspent.</summary>
    public Quantity Show(Side side, Price price, Quantity shown)
    {
        if (IsEmpty)
            return shown;
        Dictionary<Price, Level> levels = Of(side);
        if (!levels.TryGetValue(price, out Level level))
            return shown;
        if (shown.IsZero)
        {
            levels.Remove(price);
            LookWhetherEmpty();
            return default;
        }

        long spent = Math.Min(level.Spent, shown.Units);
        levels[price] = new Level(shown.Units, spent);
        return new Quantity(shown.Units - spent);
    }

    /// <param name="side">The market's.</param>
    /// <param name="price">The level's.</param>
    /// <param name="inBook">What the book has there before the quantity is taken out of it.</param>
    /// <param name="taken">Of that, at most all.</param>
    public void Take(Side side, Price price, Quantity inBook, Quantity taken)
    {
        Dictionary<Price, Level> levels = Of(side);
        bool isKnown = levels.TryGetValue(price, out Level level);
        // Of a level that isn't known nothing was taken: the book has it as the feed shows it.
        long shown = isKnown ? level.Shown : inBook.Units;
        levels[price] = new Level(shown, Math.Min(level.Spent + taken.Units, shown));
        IsEmpty = false;
    }

    /// <summary>The feed starts a side anew, or both for <see cref="Side.None"/>.</summary>
    public void Clear(Side side)
    {
        if (side != Side.Sell)
            _bids.Clear();
        if (side != Side.Buy)
            _asks.Clear();
        LookWhetherEmpty();
    }

    private void LookWhetherEmpty() => IsEmpty = _bids.Count + _asks.Count == 0;

    private Dictionary<Price, Level> Of(Side side) => side == Side.Buy ? _bids : _asks;

    /// <param name="Shown">In the feed's last row of the price.</param>
    /// <param name="Spent">Of that, on own orders.</param>
    private readonly record struct Level(long Shown, long Spent);
}
