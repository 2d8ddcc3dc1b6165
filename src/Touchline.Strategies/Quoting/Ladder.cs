using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// A market maker's quotes in one instrument: levels on either side of a reference, on the tick, short of the opposite touch. Position
/// and all that is wanted on a side never come to more than the largest position.
/// </summary>
internal sealed class Ladder(int index, Instrument instrument)
{
    private readonly Quote[] _bids = new Quote[LadderTerms.MostLevels];
    private readonly Quote[] _asks = new Quote[LadderTerms.MostLevels];

    public LadderTerms Terms { get; set; } = LadderTerms.Nothing;

    /// <summary>Quotes are wanted.</summary>
    public bool IsQuoting { get; private set; }

    /// <summary>A book that quotes can be measured from.</summary>
    public static bool IsSound(BookView book) => !book.IsStale && book.IsTwoSided && !book.IsCrossed && book.Mid > 0;

    /// <summary>Wants level k at half + (k − 1) × interval from the reference, all in price units. Only on a sound book.</summary>
    public void Quote(IStrategyContext context, double reference, double half, double interval)
    {
        if (!double.IsFinite(reference) || !double.IsFinite(half) || !double.IsFinite(interval))
        {
            Withdraw(context);
            return;
        }

        BookView book = context.Book(index);
        long position = context.Position(index).Units;
        int bids = Fill(_bids, Side.Buy, position, reference, half, interval, book.BestAsk);
        // With hardly any spread the own bid may stand above the market's.
        Price bid = bids > 0 && _bids[0].Price > book.BestBid ? _bids[0].Price : book.BestBid;
        int asks = Fill(_asks, Side.Sell, position, reference, half, interval, bid);
        context.Quote(index, _bids.AsSpan(0, bids), _asks.AsSpan(0, asks));
        IsQuoting = true;
    }

    public void Withdraw(IStrategyContext context)
    {
        context.Quote(index, [], []);
        IsQuoting = false;
    }

    /// <summary>Quotes on a book that is missing messages don't wait for the next refresh.</summary>
    public void WithdrawIfStale(IStrategyContext context)
    {
        if (IsQuoting && context.Book(index).IsStale)
            Withdraw(context);
    }

    // From the reference outwards, so that the limit leaves out what is furthest from the touch. A price counts once.
    private int Fill(Quote[] quotes, Side side, long position, double reference, double half, double interval, Price opposite)
    {
        long room = Terms.MaxPosition.Units - side.Sign() * position;
        int count = 0;
        for (int level = 0; level < Terms.Levels && room >= Terms.Size.Units; level++)
        {
            Price price = PriceAt(side, reference - side.Sign() * (half + interval * level), opposite);
            if (price.Units <= 0 || (count > 0 && quotes[count - 1].Price == price))
                continue;
            quotes[count++] = new Quote(price, Terms.Size);
            room -= Terms.Size.Units;
        }

        return count;
    }

    // On the tick, away from the reference; one tick short of the best opposite price where it would reach it.
    private Price PriceAt(Side side, double at, Price opposite)
    {
        long tick = instrument.TickUnits;
        at = Math.Clamp(at, 0, DecimalUnit.MaxCount);
        if (side == Side.Buy)
        {
            var below = new Price((opposite.Units - 1) / tick * tick);
            Price bid = instrument.TickAtOrBelow(at);
            return bid < below ? bid : below;
        }

        var above = new Price((opposite.Units / tick + 1) * tick);
        Price ask = instrument.TickAtOrAbove(at);
        return ask > above ? ask : above;
    }
}
